-- What a template asks of the user whom its words are for: goes before gates.lua, after kept.lua. All in one table, for a
-- chunk has no room for many more locals. TemplateGate.java packs what is looked at.

local words = {}

-- Of a template's version: `required`, an array of [argument, attribute, ...], the attribute by its path; and which of its
-- labels the users of a locale count under: a map, in which '' is that of users without one.
words.of = kept(1000, function(packed)
  local required, locales = cmsgpack.unpack(packed)
  return { required = required, locales = locales }
end)

-- What Unicode calls white space beyond ASCII, in UTF-8.
words.wide = { '\194[\133\160]', '\225\154\128', '\226\128[\128-\138\168\169\175]', '\226\129\159', '\227\128\128' }

function words.is_blank(text)
  if not string.find(text, '[^ \t-\r\28-\31]') then return true end
  if string.byte((string.match(text, '^[ \t-\r\28-\31]*(.)'))) < 128 then return false end
  for _, pattern in ipairs(words.wide) do text = string.gsub(text, pattern, '') end
  return not string.find(text, '[^ \t-\r\28-\31]')
end

-- The first argument whose attribute the user does not have; nil: all are there. Text that is blank is none.
function words.missing(user, required)
  if #required == 0 then return nil end
  local json = user and user.at
  local read, attributes = pcall(cjson.decode, json or '{}')
  if not read then return required[1][1] end
  for _, argument in ipairs(required) do
    local value = attributes
    for i = 2, #argument do
      if type(value) ~= 'table' then value = nil else value = value[argument[i]] end
      if value == nil or value == cjson.null then return argument[1] end
    end
    if type(value) == 'string' and words.is_blank(value) then return argument[1] end
  end
end

-- Puts what is looked at of a template ('': the send has none) where the gates find it.
function words.put(ctx, packed)
  if packed ~= '' then ctx.template = words.of(packed) end
end

-- The label among those of the template's locales that the user's counts under; the last one is for a locale of which
-- it is not known yet.
function words.label(ctx, labels)
  local locale = ctx.user and ctx.user.lo or ''
  return labels[ctx.template.locales[locale] or #labels]
end

-- What a rendering needs of the user, at the end of a reply: attributes, locale, and the zone of the user's day.
function words.tell(ctx, reply, at)
  if not ctx.template then return end
  local user = ctx.user or {}
  reply[at], reply[at + 1], reply[at + 2] = user.at or '', user.lo or '', ctx.zone
end

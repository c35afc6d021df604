-- What a template asks of the user whom its words are for: goes before gates.lua, after kept.lua. All in one table, for a
-- chunk has no room for many more locals. TemplateGate.java packs what is looked at.

local words = {}

-- Of a template's version: `required`, an array of [argument, attribute, ...], the attribute by its path; and which of its
-- labels the users of a locale count under: a map, in which '' is that of users without one.
words.of = kept(1000, function(packed)
  local required, locales = cmsgpack.unpack(packed)
  return { required = required, locales = locales }
end)

-- What shows nothing beyond ASCII, in UTF-8: controls, spaces, breaks, and marks of format and direction.
words.unseen = {
  '\194[\128-\160\173]', '\225\154\128', '\226\128[\128-\143\168-\175]', '\226\129[\159-\164\166-\175]',
  '\227\128\128', '\239\187\191',
}

-- As templates tell it: nothing of the text shows.
function words.is_blank(text)
  local at = string.find(text, '[^%z\1-\32\127]')
  if not at then return true end
  if string.byte(text, at) < 128 then return false end
  for _, pattern in ipairs(words.unseen) do text = string.gsub(text, pattern, '') end
  return not string.find(text, '[^%z\1-\32\127]')
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

-- Changes what a user said: choices, and the user's own limits of caps. Makes the user if need be.
--
-- KEYS  1 user  2 history of preferences
-- ARGV  1 packed array: now (0: Redis' own), all (1: forget what is not given; 0: keep it), choice for the class
--         promotional, categories and choices, in turn, caps and limits, in turn (-1: forget), caller, source, most of
--         each, most changes in the history
--       A choice is 1 granted, 0 refused, -1 forget, or 2 keep.
-- Reply, by its first member:
--   stored    now, packed user
--   too_many  now, 'categories' or 'caps': nothing was done
-- A repeat gives the same user: a choice that does not change keeps its time, and goes into the history once.

local FORGET, KEEP = -1, 2

local given_now, of_all, class, named, limits, caller, source, most, most_remembered = unpack(cmsgpack.unpack(ARGV[1]))
local now, all = now_ms(given_now), of_all == 1
local user, counts = person_of(KEYS[1])
user = user or {}

local function size(map)
  local members = 0
  for _ in pairs(map) do members = members + 1 end
  return members
end

-- When a change is made: after every other of the user, should the clock have stepped back or stood still.
local function said_at()
  local at = now
  if user.pr then at = math.max(at, user.pr[SAID_AT] + 1) end
  for _, choice in pairs(user.pc or {}) do at = math.max(at, choice[SAID_AT] + 1) end
  return at
end

-- The choice that follows an old one; the same one keeps its time unless it is renewed. An import overturns no refusal,
-- and its grant counts as no newer than a refusal elsewhere: at one instant a refusal is the later word.
local function choose(old, choice, said, refused_at, renewed)
  local imported = source == 'import'
  if choice == KEEP or (imported and old and old[IS_GRANTED] == 0) then return old end
  if choice == FORGET then return nil end
  if old and old[IS_GRANTED] == choice and not renewed then return old end
  if imported and choice == 1 then said = math.min(said, refused_at) end
  return { choice, said, caller, source }
end

-- A choice for a category that is said again after a contrary one for the class: without a new time it would stay
-- without effect. A grant must be the point of the request for that: not part of all that there is, nor of a request
-- that speaks of the class too, for such a one must not mean more when it is repeated.
local function said_against(of_class, old, choice)
  if not of_class or not old or of_class[IS_GRANTED] == old[IS_GRANTED] then return false end
  if choice == 0 then return of_class[SAID_AT] > old[SAID_AT] end
  local joint = all or class ~= KEEP
  return of_class[SAID_AT] >= old[SAID_AT] and not joint and source ~= 'import'
end

local function oldest_refusal(of)
  local refused_at = math.huge
  for _, choice in pairs(of) do
    if choice[IS_GRANTED] == 0 then refused_at = math.min(refused_at, choice[SAID_AT]) end
  end
  return refused_at
end

-- The names of maps, each once, in order.
local function names_of(...)
  local names, known = {}, {}
  for _, map in ipairs({ ... }) do
    for name in pairs(map) do
      if not known[name] then names[#names + 1] = name end
      known[name] = true
    end
  end
  table.sort(names)
  return names
end

local choices = user.pc or {}
local at = said_at()
local changes = {}

local function changed(what, name, value)
  changes[#changes + 1] = { at, what, name, value, caller, source }
end

local promotional = choose(user.pr, class, at, oldest_refusal(choices))
if promotional ~= user.pr then changed('p', '', promotional and promotional[IS_GRANTED] or FORGET) end
local class_refused_at = oldest_refusal({ promotional })

local given = {}
if all then
  for name in pairs(choices) do given[name] = FORGET end
end
for i = 1, #named, 2 do given[named[i]] = named[i + 1] end
for _, name in ipairs(names_of(given)) do
  local old, choice = choices[name], given[name]
  local new = choose(old, choice, at, class_refused_at, said_against(promotional, old, choice))
  choices[name] = new
  if new ~= old then changed('c', name, new and new[IS_GRANTED] or FORGET) end
end

local before, own = user.pk or {}, {}
if not all then
  for cap, limit in pairs(before) do own[cap] = limit end
end
for i = 1, #limits, 2 do own[limits[i]] = limits[i + 1] >= 0 and limits[i + 1] or nil end
for _, cap in ipairs(names_of(before, own)) do
  if own[cap] ~= before[cap] then changed('k', cap, own[cap] or FORGET) end
end

if size(choices) > most then return { 'too_many', now, 'categories' } end
if size(own) > most then return { 'too_many', now, 'caps' } end
user.pr, user.pc, user.pk = promotional, or_nil(choices), or_nil(own)
store_person(KEYS[1], packed_map(user), counts)
if #changes > 0 then -- kept, the latest last
  for i, change in ipairs(changes) do changes[i] = cmsgpack.pack(change) end
  redis.call('RPUSH', KEYS[2], unpack(changes))
  redis.call('LTRIM', KEYS[2], -most_remembered, -1)
end
return { 'stored', now, packed_map(user) }

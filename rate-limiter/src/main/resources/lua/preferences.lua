-- Changes what a user said: choices, and the user's own limits of caps. Makes the user if need be.
--
-- KEYS  1 user  2 history of preferences  3 refusals that outlived an erasure (the user's key when none are kept)
--       4 open batch of tallies, when something is measured
-- ARGV  1 packed array: now (0: Redis' own), all (1: forget what is not given; 0: keep it), choice for the class
--         promotional, categories and choices, in turn, caps and limits, in turn (-1: forget), categories of other
--         classes, caller, source, most of each, most changes in the history, refusals are kept (0 or 1), choice for
--         being measured
--       A choice is 1 granted, 0 refused, -1 forget, or 2 keep.
-- Reply, by its first member:
--   stored    now, packed user
--   too_many  now, 'categories' or 'caps': nothing was done
-- A repeat gives the same user: a choice that does not change keeps its time, and goes into the history once.
--
-- A refusal of the class forgets the grants of its categories that are not given with it. An import sets only what it
-- names, and weakens no word of the user: no refusal, of a category or of its class, and no limit. One that makes a user
-- anew who was erased brings back what that user had refused; whoever comes back otherwise begins anew. A refusal to be
-- measured ends the user's touches and enrolments.

local REFUSED, GRANTED, FORGET, KEEP = 0, 1, -1, 2

local given_now, of_all, class, named, limits, other_classes, caller, source, most, most_remembered,
  keeps_refusals, measurement =
  unpack(cmsgpack.unpack(ARGV[1]))
local now, imported = now_ms(given_now), source == 'import'
local all = of_all == 1 and not imported
local user, counts = person_of(KEYS[1])
local refused = imported and keeps_refusals == 1 and not user and redis.call('GET', KEYS[3])
user = user or {}

local function size(map)
  local members = 0
  for _ in pairs(map) do members = members + 1 end
  return members
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

local function is(choice, word)
  return choice ~= nil and choice[IS_GRANTED] == word
end

-- The choice that follows an old one.
local function choose(old, word)
  if word == KEEP or is(old, word) or (imported and is(old, REFUSED)) then return old end
  if word == FORGET then return nil end
  return { word, now, caller, source }
end

local changes = {}
local function changed(what, name, value)
  changes[#changes + 1] = { now, what, name, value, caller, source }
end

if refused then
  local said = cmsgpack.unpack(refused)
  local refusal = { REFUSED, now, caller, source }
  if said[1] == 1 then
    user.pr = refusal
    changed('p', '', REFUSED)
  end
  for i = 2, #said do
    user.pc = user.pc or {}
    user.pc[said[i]] = refusal
    changed('c', said[i], REFUSED)
  end
end

local before = user.pr
local promotional = choose(before, all and class == KEEP and FORGET or class)
if promotional ~= before then changed('p', '', promotional and promotional[IS_GRANTED] or FORGET) end

local is_of_other_class = {}
for _, name in ipairs(other_classes) do is_of_other_class[name] = true end

local choices, words = user.pc or {}, {}
local forgets_grants = class == REFUSED and not imported
for name, choice in pairs(choices) do
  if all or (forgets_grants and is(choice, GRANTED) and not is_of_other_class[name]) then words[name] = FORGET end
end
for i = 1, #named, 2 do
  local name, word = named[i], named[i + 1]
  local lifts = word == GRANTED and not choices[name] and is(before, REFUSED) and not is_of_other_class[name]
  words[name] = imported and lifts and KEEP or word
end
for _, name in ipairs(names_of(words)) do
  local old = choices[name]
  local new = choose(old, words[name])
  choices[name] = new
  if new ~= old then changed('c', name, new and new[IS_GRANTED] or FORGET) end
end

local own_before, own = user.pk or {}, {}
if not all then
  for cap, limit in pairs(own_before) do own[cap] = limit end
end
for i = 1, #limits, 2 do
  local cap, limit = limits[i], limits[i + 1]
  local weakens = own_before[cap] and (limit == FORGET or limit > own_before[cap])
  if not (imported and weakens) then own[cap] = limit ~= FORGET and limit or nil end
end
for _, cap in ipairs(names_of(own_before, own)) do
  if own[cap] ~= own_before[cap] then changed('k', cap, own[cap] or FORGET) end
end

local me = choose(user.me, all and measurement == KEEP and FORGET or measurement)
if me ~= user.me then changed('m', '', me and me[IS_GRANTED] or FORGET) end

if size(choices) > most then return { 'too_many', now, 'categories' } end
if size(own) > most then return { 'too_many', now, 'caps' } end
user.pr, user.pc, user.pk, user.me = promotional, or_nil(choices), or_nil(own), me
local refusal
for _, change in ipairs(imported and {} or changes) do
  if (change[2] == 'p' or change[2] == 'c') and change[4] == REFUSED and not refusal then
    refusal = refused_after(counts, KEYS[4], now)
  end
end
if is(me, REFUSED) then counts[TOUCHES], counts[CONVERSIONS], counts[enrolments.NAME] = nil, nil, nil end
store_person(KEYS[1], packed_map(user), counts)
count_refusal(refusal, KEYS[4], now, KEYS[5], ARGV[2])
if refused then redis.call('DEL', KEYS[3]) end
if #changes > 0 then -- kept, the latest last
  for i, change in ipairs(changes) do changes[i] = cmsgpack.pack(change) end
  redis.call('RPUSH', KEYS[2], unpack(changes))
  redis.call('LTRIM', KEYS[2], -most_remembered, -1)
end
return { 'stored', now, packed_map(user) }

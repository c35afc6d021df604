-- Changes one user: profile, devices, preferences. Only this script creates users. When the zone in which the user's day
-- is told, the user's quiet hours or muted_until become others, the user's parked sends are due at once, to be decided
-- afresh.
--
-- KEYS  1 user  2 floors  3 history of preferences  4 parked  5 waiting
-- ARGV  1 packed array: now (0: Redis' own), operation, then what the operation takes:
--         profile        names and values to set, in turn; names to remove; checked (0 or 1); with it, the attributes
--                        as the caller knows them ('': none)
--         put_device     device_id, app, device_token, permission, zone or '', most devices, number
--         has_room       device_id, app, device_token, most devices, number
--         lose_device    device_id, number: the device with that id goes unless its number is higher, as if another had
--                        been put in its place and had gone at once; makes the user all the same
--         drop_device    app, device_token, number: whatever has a lower one goes, and comes no more
--         preferences    all (1: forget what is not given; 0: keep it), choice for the class promotional, categories
--                        and choices, in turn, caps and limits, in turn (-1: forget), caller, source, most of each,
--                        most changes in the history
--       A choice is 1 granted, 0 refused, -1 forget, or 2 keep.
-- Reply, by its first member:
--   stored    now, packed user
--   changed   now, packed user ('': none): the attributes are others than the caller knows; nothing was done
--   created, replaced   now, packed devices that it took the place of, each [app, device_token, number] ('': none)
--   refused   now, number: the user takes only a higher one; nothing was done
--   room      now: the device would be put
--   lost      now, packed devices that went, each as above ('': none)
--   dropped, unknown, newer   now: the device was there, was not, or is there with that number or a higher one
--   too_many  now, 'devices', 'categories' or 'caps': nothing was done, nor will this device be put
-- A repeat gives the same user: a choice that does not change keeps its time, and goes into the history once. Only
-- created and dropped may become replaced and unknown. A device that is put is out of quarantine, and is proven when its
-- device token was. Its number is when it was registered.

local req = cmsgpack.unpack(ARGV[1])
local now, operation = now_ms(req[1]), req[2]
local user, counts = person_of(KEYS[1])

-- Parked sends that one change makes due. Of more, chance says which, and the others are looked at at their own time.
local MAX_HASTENED = 1000

-- What decides when the user may be shown anything.
local function times_of_user(of)
  of = of or {}
  return { of.tz or of.dz or '', of.qs or '', of.qe or '', of.mu or '' }
end

local times_before = times_of_user(user)

-- What is ready is not in waiting, and what a lane has leased is not parked: both stay as they are.
local function hasten_parked()
  local scored = {}
  for _, id in ipairs(redis.call('SRANDMEMBER', KEYS[4], MAX_HASTENED)) do
    scored[#scored + 1] = score(now)
    scored[#scored + 1] = id
  end
  if #scored > 0 then redis.call('ZADD', KEYS[5], 'XX', 'LT', unpack(scored)) end
end

local function store(changed)
  store_person(KEYS[1], packed_map(changed), counts)
  for i, time in ipairs(times_of_user(changed)) do
    if time ~= times_before[i] then return hasten_parked() end
  end
end

local function size(map)
  local members = 0
  for _ in pairs(map) do members = members + 1 end
  return members
end

local operations = {}

function operations.profile()
  local set, removed, checked, known_attributes = req[3], req[4], req[5] == 1, req[6]
  if checked and (user and user.at or '') ~= known_attributes then
    return { 'changed', now, user and packed_map(user) or '' }
  end
  user = user or {}
  for i = 1, #set, 2 do user[set[i]] = set[i + 1] end
  for _, name in ipairs(removed) do user[name] = nil end
  store(user)
  return { 'stored', now, packed_map(user) }
end

-- The devices that give way to this one, each true by its id: it takes the place of those of its id and of its device
-- token, and of as many as needed that can show nothing, the longest unusable first. nil: there are too many others.
local function giving_way(id, app, device_token, most)
  local others, unusable, going = 0, {}, {}
  for _, d in ipairs(user and user.d or {}) do
    if d[D_ID] ~= id and not is_target(d, app, device_token) then
      others = others + 1
      if not may_show(d) then unusable[#unusable + 1] = d end
    end
  end
  local surplus = others - most + 1
  if surplus > #unusable then return nil end
  if surplus > 0 then
    table.sort(unusable, function(a, b)
      local since_a, since_b = unusable_since(a), unusable_since(b)
      return since_a < since_b or (since_a == since_b and a[D_ID] < b[D_ID])
    end)
  end
  for i = 1, surplus do going[unusable[i][D_ID]] = true end
  return going
end

-- A device without room is given up for good, also by what still comes of its registration.
local function no_room(number)
  raise_floor(KEYS[2], KEYS[1], number, now)
  return { 'too_many', now, 'devices' }
end

function operations.has_room()
  if giving_way(req[3], req[4], req[5], req[6]) then return { 'room', now } end
  return no_room(req[7])
end

-- Lets go of devices for good, each [app, device_token, number]. Gives them packed.
local function gone(left)
  for _, l in ipairs(left) do raise_floor(KEYS[2], KEYS[1], l[3], now) end
  return #left > 0 and cmsgpack.pack(left) or ''
end

function operations.put_device()
  local id, app, device_token, permission, zone, most, number = req[3], req[4], req[5], req[6], req[7], req[8], req[9]
  local exceeded = to_exceed(KEYS[2], KEYS[1], number, now)
  if exceeded then return { 'refused', now, exceeded } end
  local going = giving_way(id, app, device_token, most)
  if not going then return no_room(number) end
  user = user or {}
  local known = place_of(user, app, device_token)
  local proven = known and is_proven(user.d[known]) and PROVEN or 0
  local device = { id, app, device_token, permission + proven, number, zone }
  local devices, left, replaced = {}, {}, false
  for _, d in ipairs(user.d or {}) do
    local same = is_target(d, app, device_token)
    if (same or d[D_ID] == id) and d[D_REGISTERED_AT] > number then return { 'refused', now, d[D_REGISTERED_AT] } end
    if d[D_ID] == id then
      devices[#devices + 1] = device
      replaced = true
      if not same then left[#left + 1] = { d[D_APP], d[D_TOKEN], d[D_REGISTERED_AT] } end
    elseif going[d[D_ID]] then
      left[#left + 1] = { d[D_APP], d[D_TOKEN], d[D_REGISTERED_AT] }
    elseif not same then
      devices[#devices + 1] = d
    end
  end
  if not replaced then devices[#devices + 1] = device end
  user.d = devices
  if zone ~= '' then user.dz = zone end
  store(user)
  return { replaced and 'replaced' or 'created', now, gone(left) }
end

function operations.lose_device()
  local id, number = req[3], req[4]
  user = user or {}
  local devices, left = {}, {}
  for _, d in ipairs(user.d or {}) do
    if d[D_ID] == id and d[D_REGISTERED_AT] <= number then
      left[#left + 1] = { d[D_APP], d[D_TOKEN], d[D_REGISTERED_AT] }
    else
      devices[#devices + 1] = d
    end
  end
  user.d = or_nil(devices)
  store(user)
  return { 'lost', now, gone(left) }
end

function operations.drop_device()
  local app, device_token, number = req[3], req[4], req[5]
  local i = user and place_of(user, app, device_token)
  if i and user.d[i][D_REGISTERED_AT] >= number then return { 'newer', now } end
  raise_floor(KEYS[2], KEYS[1], number - 1, now)
  if not i then return { 'unknown', now } end
  table.remove(user.d, i)
  user.d = or_nil(user.d)
  store(user)
  return { 'dropped', now }
end

-- When a change is made: after every other of the user, should the clock have stepped back or stood still.
local function said_at()
  local at = now
  if user.pr then at = math.max(at, user.pr[2] + 1) end
  for _, choice in pairs(user.pc or {}) do at = math.max(at, choice[2] + 1) end
  return at
end

-- The choice that follows an old one; the same one keeps its time unless it is renewed. An import overturns no refusal,
-- and its grant counts as no newer than a refusal elsewhere: at one instant a refusal is the later word.
local function choose(old, choice, caller, source, at, refused_at, renewed)
  local imported = source == 'import'
  if choice == 2 or (imported and old and old[1] == 0) then return old end
  if choice == -1 then return nil end
  if old and old[1] == choice and not renewed then return old end
  if imported and choice == 1 then at = math.min(at, refused_at) end
  return { choice, at, caller, source }
end

-- A choice for a category that is said again after a contrary one for the class: without a new time it would stay
-- without effect. A grant must be the point of the request for that: not part of all that there is, nor of a request
-- that speaks of the class too, for such a one must not mean more when it is repeated.
local function said_against(class, old, choice, joint, source)
  if not class or not old or class[1] == old[1] then return false end
  if choice == 0 then return class[2] > old[2] end
  return class[2] >= old[2] and not joint and source ~= 'import'
end

local function oldest_refusal(choices)
  local at = math.huge
  for _, choice in pairs(choices) do
    if choice[1] == 0 then at = math.min(at, choice[2]) end
  end
  return at
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

-- Keeps what changed in this run, the latest last.
local function remember(changes, most)
  if #changes == 0 then return end
  for i, change in ipairs(changes) do changes[i] = cmsgpack.pack(change) end
  redis.call('RPUSH', KEYS[3], unpack(changes))
  redis.call('LTRIM', KEYS[3], -most, -1)
end

function operations.preferences()
  local all, class, named, limits, caller, source, most = req[3] == 1, req[4], req[5], req[6], req[7], req[8], req[9]
  user = user or {}
  local choices = user.pc or {}
  local at = said_at()
  local changes = {}
  local function changed(what, name, value)
    changes[#changes + 1] = { at, what, name, value, caller, source }
  end

  local promotional = choose(user.pr, class, caller, source, at, oldest_refusal(choices))
  if promotional ~= user.pr then changed('p', '', promotional and promotional[1] or -1) end
  local class_refused_at = oldest_refusal({ promotional })
  local given = {}
  if all then
    for name in pairs(choices) do given[name] = -1 end
  end
  for i = 1, #named, 2 do given[named[i]] = named[i + 1] end
  for _, name in ipairs(names_of(given)) do
    local old, choice = choices[name], given[name]
    local renewed = said_against(promotional, old, choice, all or class ~= 2, source)
    choices[name] = choose(old, choice, caller, source, at, class_refused_at, renewed)
    if choices[name] ~= old then changed('c', name, choices[name] and choices[name][1] or -1) end
  end
  local before, own = user.pk or {}, {}
  if not all then
    for cap, limit in pairs(before) do own[cap] = limit end
  end
  for i = 1, #limits, 2 do own[limits[i]] = limits[i + 1] >= 0 and limits[i + 1] or nil end
  for _, cap in ipairs(names_of(before, own)) do
    if own[cap] ~= before[cap] then changed('k', cap, own[cap] or -1) end
  end
  if size(choices) > most then return { 'too_many', now, 'categories' } end
  if size(own) > most then return { 'too_many', now, 'caps' } end
  user.pr, user.pc, user.pk = promotional, or_nil(choices), or_nil(own)
  store(user)
  remember(changes, req[10])
  return { 'stored', now, packed_map(user) }
end

return operations[operation]()

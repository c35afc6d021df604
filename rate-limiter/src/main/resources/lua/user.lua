-- Changes one user: profile, devices, preferences. Only this script creates users.
--
-- KEYS  1 user
-- ARGV  1 packed array: now (0: Redis' own), operation, then what the operation takes:
--         profile        names and values to set, in turn; names to remove; checked (0 or 1); with it, the attributes
--                        as the caller knows them ('': none)
--         put_device     device_id, app, device_token, permission, zone or '', most devices
--         delete_device  device_id
--         preferences    all (1: forget what is not given; 0: keep it), choice for the class promotional, categories
--                        and choices, in turn, caps and limits, in turn (-1: forget), caller, source, most of each
--       A choice is 1 granted, 0 refused, -1 forget, or 2 keep.
-- Reply, by its first member:
--   stored    now, packed user
--   changed   now, packed user ('': none): the attributes are others than the caller knows; nothing was done
--   created, replaced   now: the device
--   deleted, unknown    now: the device
--   too_many  now, 'devices', 'categories' or 'caps': nothing was done
-- A repeat gives the same user: a choice that does not change keeps its time. Only created and deleted may become
-- replaced and unknown. A device that is put is out of quarantine, and is proven when its device token was.

local req = cmsgpack.unpack(ARGV[1])
local now, operation = now_ms(req[1]), req[2]
local user = unpacked(KEYS[1])

local function store(changed)
  redis.call('SET', KEYS[1], packed_map(changed))
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

function operations.put_device()
  local id, app, device_token, permission, zone, most = req[3], req[4], req[5], req[6], req[7], req[8]
  user = user or {}
  local known = place_of(user, app, device_token)
  local proven = known and is_proven(user.d[known]) and PROVEN or 0
  local device = { id, app, device_token, permission + proven, now, zone }
  local devices, replaced = {}, false
  for _, d in ipairs(user.d or {}) do
    if d[D_ID] == id then
      devices[#devices + 1] = device
      replaced = true
    elseif d[D_APP] ~= app or d[D_TOKEN] ~= device_token then
      devices[#devices + 1] = d
    end
  end
  if not replaced then devices[#devices + 1] = device end
  if #devices > most then return { 'too_many', now, 'devices' } end
  user.d = devices
  if zone ~= '' then user.dz = zone end
  store(user)
  return { replaced and 'replaced' or 'created', now }
end

function operations.delete_device()
  local devices, found = {}, false
  for _, d in ipairs(user and user.d or {}) do
    if d[D_ID] == req[3] then found = true else devices[#devices + 1] = d end
  end
  if not found then return { 'unknown', now } end
  user.d = or_nil(devices)
  store(user)
  return { 'deleted', now }
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

function operations.preferences()
  local all, class, named, limits, caller, source, most = req[3] == 1, req[4], req[5], req[6], req[7], req[8], req[9]
  user = user or {}
  local choices = user.pc or {}
  local at = said_at()
  local promotional = choose(user.pr, class, caller, source, at, oldest_refusal(choices))
  local class_refused_at = oldest_refusal({ promotional })
  local given = {}
  if all then
    for name in pairs(choices) do given[name] = -1 end
  end
  for i = 1, #named, 2 do given[named[i]] = named[i + 1] end
  for name, choice in pairs(given) do
    local old = choices[name]
    local renewed = said_against(promotional, old, choice, all or class ~= 2, source)
    choices[name] = choose(old, choice, caller, source, at, class_refused_at, renewed)
  end
  local own = not all and user.pk or {}
  for i = 1, #limits, 2 do own[limits[i]] = limits[i + 1] >= 0 and limits[i + 1] or nil end
  if size(choices) > most then return { 'too_many', now, 'categories' } end
  if size(own) > most then return { 'too_many', now, 'caps' } end
  user.pr, user.pc, user.pk = promotional, or_nil(choices), or_nil(own)
  store(user)
  return { 'stored', now, packed_map(user) }
end

return operations[operation]()

-- Gives a user a device, or takes one away; what makes a device token the user's, and no other's, is the order of these
-- steps and of own.lua's (docs/data.md). Makes the user if need be. When the zone in which the user's day is told becomes
-- another, the user's parked sends are due at once, to be decided afresh.
--
-- KEYS  1 user  2 floors  3 parked  4 waiting  5 open batch of tallies  6 events: both when something is measured and it
--       is no import
-- ARGV  1 packed array: now (0: Redis' own), operation, number, then what the operation takes:
--         put       device_id, app, device_token, permission, zone or '', most devices, marks of the apps' present settings
--         has_room  device_id, app, device_token, most devices, marks of the apps' present settings
--         lose      device_id: the device with that id goes unless its number is higher, as if another had been put in
--                   its place and had gone at once; makes the user all the same
--         drop      app, device_token: whatever has a lower number goes, and comes no more
-- Reply, by its first member:
--   created, replaced   now, packed devices that it took the place of, each [app, device_token, number] ('': none)
--   refused   now, number: the user takes only a higher one; nothing was done
--   too_many  now: nothing was done, nor will this device be put
--   room      now: the device would be put
--   lost      now, packed devices that went, each as above ('': none)
--   dropped, unknown, newer   now: the device was there, was not, or is there with that number or a higher one
-- A repeat gives the same user; only created and dropped may become replaced and unknown. A device that is put is out of
-- quarantine, and is proven when its device token was. Its number is when it was registered.

local req = cmsgpack.unpack(ARGV[1])
local now, operation, number = now_ms(req[1]), req[2], req[3]
local keys = { user = KEYS[1], floors = KEYS[2], parked = KEYS[3], waiting = KEYS[4] }
local user, counts = person_of(keys.user)
local times_before = times_of(user)

local function store(changed)
  store_changed(keys, changed, counts, times_before, now)
end

-- Since when a device that may not show anything may not: as far as this registration of it and its quarantine tell.
local function unusable_since(device)
  if device[D_FLAGS] % PROVEN == DENIED then return device[D_REGISTERED_AT] end
  return device[D_QUARANTINED_AT]
end

local function longer_unusable(a, b)
  local since_a, since_b = unusable_since(a), unusable_since(b)
  return since_a < since_b or (since_a == since_b and a[D_ID] < b[D_ID])
end

-- The ids of the devices that give way to this one: it takes the place of those of its id and of its device token, and
-- of as many as needed that can show nothing, the longest unusable first. nil: there are too many others.
local function giving_way(id, app, device_token, most, settings)
  local others, unusable, going = 0, {}, {}
  for _, d in ipairs(user and user.d or {}) do
    if d[D_ID] ~= id and not is_target(d, app, device_token) then
      others = others + 1
      if not may_show(d, settings) then unusable[#unusable + 1] = d end
    end
  end
  local surplus = others - most + 1
  if surplus > #unusable then return nil end
  table.sort(unusable, longer_unusable)
  for i = 1, surplus do going[unusable[i][D_ID]] = true end
  return going
end

-- A device without room is given up for good, also by what still comes of its registration.
local function no_room()
  raise_floor(keys.floors, keys.user, number, now)
  return { 'too_many', now }
end

local operations = {}

function operations.has_room(id, app, device_token, most, settings)
  if giving_way(id, app, device_token, most, settings) then return { 'room', now } end
  return no_room()
end

function operations.put(id, app, device_token, permission, zone, most, settings)
  local exceeded = to_exceed(keys.floors, keys.user, number, now)
  if exceeded then return { 'refused', now, exceeded } end
  local going = giving_way(id, app, device_token, most, settings)
  if not going then return no_room() end
  user = user or {}
  local known = place_of(user, app, device_token)
  local proven = known and is_proven(user.d[known]) and PROVEN or 0
  local device = { id, app, device_token, permission + proven, number, zone }
  local devices, left, replaced, is_denied_now = {}, {}, false, false
  for _, d in ipairs(user.d or {}) do
    local same = is_target(d, app, device_token)
    if (same or d[D_ID] == id) and d[D_REGISTERED_AT] > number then return { 'refused', now, d[D_REGISTERED_AT] } end
    if same or d[D_ID] == id then is_denied_now = is_denied_now or permission == DENIED and d[D_FLAGS] % PROVEN ~= DENIED end
    if d[D_ID] == id then
      devices[#devices + 1] = device
      replaced = true
      if not same then left[#left + 1] = d end
    elseif going[d[D_ID]] then
      left[#left + 1] = d
    elseif not same then
      devices[#devices + 1] = d
    end
  end
  if not replaced then devices[#devices + 1] = device end
  user.d = devices
  if zone ~= '' then user.dz = zone end
  local refusal = is_denied_now and refused_after(counts, KEYS[5], now)
  store(user)
  count_refusal(refusal, KEYS[5], now, KEYS[6], ARGV[2])
  return { replaced and 'replaced' or 'created', now, let_go(keys.floors, keys.user, left, now) }
end

function operations.lose(id)
  user = user or {}
  local devices, left = {}, {}
  for _, d in ipairs(user.d or {}) do
    if d[D_ID] == id and d[D_REGISTERED_AT] <= number then
      left[#left + 1] = d
    else
      devices[#devices + 1] = d
    end
  end
  user.d = or_nil(devices)
  store(user)
  return { 'lost', now, let_go(keys.floors, keys.user, left, now) }
end

function operations.drop(app, device_token)
  local i = user and place_of(user, app, device_token)
  if i and user.d[i][D_REGISTERED_AT] >= number then return { 'newer', now } end
  raise_floor(keys.floors, keys.user, number - 1, now)
  if not i then return { 'unknown', now } end
  table.remove(user.d, i)
  user.d = or_nil(user.d)
  store(user)
  return { 'dropped', now }
end

return operations[operation](unpack(req, 4))

-- A user's devices, read by the gates and changed by user.lua, settle.lua and park.lua: goes before theirs.
-- docs/data.md gives the layout.

local D_ID, D_APP, D_TOKEN, D_FLAGS, D_REGISTERED_AT, D_ZONE, D_QUARANTINED_FOR, D_QUARANTINED_AT = 1, 2, 3, 4, 5, 6, 7, 8
local DENIED, PROVEN = 2, 4 -- the flags are the permission, and PROVEN more when a provider accepted the device token

local function is_proven(device)
  return device[D_FLAGS] >= PROVEN
end

local function may_show(device)
  return device[D_FLAGS] % PROVEN ~= DENIED and not device[D_QUARANTINED_FOR]
end

local function target(app, device_token)
  return app .. '\0' .. device_token
end

local function packed_map(map) -- cmsgpack makes an empty array of an empty table
  return next(map) and cmsgpack.pack(map) or '\128'
end

local function or_nil(members) -- absent when unset
  return next(members) and members or nil
end

-- The place of a device token among the user's devices; nil when the user does not have it.
local function place_of(user, app, device_token)
  for i, d in ipairs(user.d or {}) do
    if d[D_APP] == app and d[D_TOKEN] == device_token then return i end
  end
end

-- What is said of one device. Gives whether anything changed.
local hear = {}

function hear.invalidated(user, i)
  table.remove(user.d, i)
  user.d = or_nil(user.d)
  return true
end

-- It has to prove itself again: what is wrong with it may still be so when it is registered again.
function hear.quarantined(user, i, reason, since)
  local device = user.d[i]
  if device[D_QUARANTINED_FOR] then return false end
  device[D_FLAGS] = device[D_FLAGS] % PROVEN
  device[D_QUARANTINED_FOR], device[D_QUARANTINED_AT] = reason, since
  return true
end

function hear.proven(user, i)
  local device = user.d[i]
  if is_proven(device) then return false end
  device[D_FLAGS] = device[D_FLAGS] + PROVEN
  return true
end

-- Applies what providers said, each as [app, device_token, kind, reason, since]. A registration after `since` is not
-- spoken of, and a user who is gone stays gone.
local function apply_news(user_key, news)
  local user = #news > 0 and unpacked(user_key)
  if not user then return end
  local changed = false
  for _, n in ipairs(news) do
    local i = place_of(user, n[1], n[2])
    if i and user.d[i][D_REGISTERED_AT] <= n[5] and hear[n[3]](user, i, n[4], n[5]) then changed = true end
  end
  if changed then redis.call('SET', user_key, packed_map(user)) end
end

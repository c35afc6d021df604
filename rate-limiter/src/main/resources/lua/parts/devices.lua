-- A user's devices, read by the gates, changed by device.lua and news.lua: goes before theirs.
-- docs/data.md gives the layout.

local D_ID, D_APP, D_TOKEN, D_FLAGS, D_REGISTERED_AT, D_ZONE = 1, 2, 3, 4, 5, 6
local D_QUARANTINED_FOR, D_QUARANTINED_AT, D_QUARANTINED_BY = 7, 8, 9
local DENIED, PROVEN = 2, 4 -- the flags are the permission, and PROVEN more when a provider accepted the device token

local function is_proven(device)
  return device[D_FLAGS] >= PROVEN
end

-- Whether it gets nothing, since a provider said that it is none of the app's. `settings` are the marks of the settings
-- that the apps have: by others than those it was judged by, it may be. Without a mark that does not matter.
local function is_quarantined(device, settings)
  if not device[D_QUARANTINED_FOR] then return false end
  local by = device[D_QUARANTINED_BY]
  return not by or settings:find(by, 1, true) ~= nil
end

local function may_show(device, settings)
  return device[D_FLAGS] % PROVEN ~= DENIED and not is_quarantined(device, settings)
end

local function is_target(device, app, device_token)
  return device[D_APP] == app and device[D_TOKEN] == device_token
end

-- The place of a device token among the user's devices; nil when the user does not have it.
local function place_of(user, app, device_token)
  for i, d in ipairs(user.d or {}) do
    if is_target(d, app, device_token) then return i end
  end
end

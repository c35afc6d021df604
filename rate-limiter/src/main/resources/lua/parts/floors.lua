-- A user's floor: the number up to which it takes no device token any more, because one with that number has gone from
-- it. Goes before the scripts that change devices, after base.lua and devices.lua.
-- A number is good for a minute, so floors are kept no longer: in one sorted set for the partition, by digest of the
-- user's key.

local GOOD_FOR = 60000

local function floor_member(user_key)
  return string.sub(redis.sha1hex(user_key), 1, 16)
end

-- The number that one must exceed which this user takes now; nil when this one does.
local function to_exceed(floors, user_key, number, now)
  if number <= now - GOOD_FOR then return now end -- it is too late
  local raised = tonumber(redis.call('ZSCORE', floors, floor_member(user_key)) or 0)
  return number <= raised and raised or nil
end

local function raise_floor(floors, user_key, number, now)
  if number <= now - GOOD_FOR then return end -- that is too late by itself
  redis.call('ZADD', floors, 'GT', score(number), floor_member(user_key))
  redis.call('ZREMRANGEBYSCORE', floors, '-inf', score(now - GOOD_FOR))
  local kept_for = math.max(number - now, 0) + GOOD_FOR
  redis.call('PEXPIRE', floors, score(math.max(kept_for, redis.call('PTTL', floors))))
end

-- Devices go from the user for good. Gives them packed, each [app, device_token, number], and '' when there are none.
local function let_go(floors, user_key, devices, now)
  local left = {}
  for i, d in ipairs(devices) do
    raise_floor(floors, user_key, d[D_REGISTERED_AT], now)
    left[i] = { d[D_APP], d[D_TOKEN], d[D_REGISTERED_AT] }
  end
  return #left > 0 and cmsgpack.pack(left) or ''
end

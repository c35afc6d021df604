-- Takes a portion of what a provider allows all gateways together: a token bucket that holds a second's worth, and fills
-- so fast that no 60 s give more than a minute's permits. After a pause it fills slowly at first.
--
-- KEYS  1 quota
-- ARGV  1 packed array: now (0: Redis' own), permits a minute, ramp-up ms, wanted permits
-- Reply: permits given, ms until it is worth asking again (0 when all were given)
-- A repeat takes another portion: what is taken counts as used, also when it is not. Frees before it writes, so that what
-- drains a full Redis goes on.

local PAUSE_MS = 60000
local FLOOR = 0.02 -- of the full rate, where a ramp begins
local FIRST_WAIT_MS, LAST_WAIT_MS = 5, 10000 -- the last is well below a pause, so that who waits does not begin again

local req = cmsgpack.unpack(ARGV[1])
local now, per_minute, ramp_ms, wanted = now_ms(req[1]), req[2], req[3], req[4]

-- A bucket of `burst` that fills at `rate` gives less than burst + 60 s × rate in less than 60 s: one more than a
-- minute's permits, and permits are whole.
local burst = math.max(1, math.floor(per_minute / 60))
local rate = (per_minute - burst + 1) / 60000 -- a millisecond

-- The share of the full rate so long after the pause, and what it adds up to, in ms of the full rate.
local function share(ms)
  if ms >= ramp_ms then return 1 end
  return FLOOR + (1 - FLOOR) * ms / ramp_ms
end

local function full_ms(ms)
  local ramped = math.min(ms, ramp_ms)
  local until_full = ramp_ms > 0 and FLOOR * ramped + (1 - FLOOR) * ramped * ramped / (2 * ramp_ms) or 0
  return until_full + ms - ramped
end

local function room(ms) -- of the bucket, at least for one permit
  return math.max(1, burst * share(ms))
end

local packed = redis.call('GET', KEYS[1])
local permits, began, asked = unpack(packed and cmsgpack.unpack(packed) or {})
if asked and now - asked < PAUSE_MS then
  now = math.max(now, asked)
  permits = math.min(room(now - began), permits + rate * (full_ms(now - began) - full_ms(asked - began)))
else
  permits, began = room(0), now
end

local given = math.min(wanted, math.floor(permits))
permits = permits - given
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], cmsgpack.pack({ permits, began, now }), 'PX', PAUSE_MS)
if given == wanted then return { given, 0 } end

local worth_it = math.min(wanted - given, math.max(1, math.floor(room(now - began) / 4)))
local wait = math.ceil((worth_it - permits) / (rate * share(now - began)))
return { given, math.max(FIRST_WAIT_MS, math.min(LAST_WAIT_MS, wait)) }

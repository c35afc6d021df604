-- Gives labels their numbers, and hears that they are in use.
--
-- KEYS  1 numbers by label  2 labels by number; under '' the last number given  3 labels by the day of their last use
--       4 how many labels are new today
-- ARGV  1 packed array: now (0: Redis' own), most new labels a day, days after which a label without use is forgotten, then
--         the labels
-- Reply: 'labels', now, list of their numbers (0: there are too many new ones today)
-- A repeat gives the same numbers, but where there were too many.

local DAY_MS, SWEPT = 86400000, 20

local req = cmsgpack.unpack(ARGV[1])
local now, most, kept_days = now_ms(req[1]), req[2], req[3]
local today = math.floor(now / DAY_MS)
local given, numbers = tonumber(redis.call('GET', KEYS[4]) or 0), {}
for i = 4, #req do
  local label = req[i]
  local number = tonumber(redis.call('HGET', KEYS[1], label) or 0)
  if number == 0 and given < most then
    given = given + 1
    number = redis.call('HINCRBY', KEYS[2], '', 1)
    redis.call('HSET', KEYS[2], score(number), label)
    redis.call('HSET', KEYS[1], label, score(number))
    redis.call('SET', KEYS[4], given, 'PX', DAY_MS)
  end
  if number > 0 then redis.call('ZADD', KEYS[3], today, label) end
  numbers[#numbers + 1] = number
end
for _, label in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', today - kept_days - 1, 'LIMIT', 0, SWEPT)) do
  local number = redis.call('HGET', KEYS[1], label)
  if number then redis.call('HDEL', KEYS[2], number) end
  redis.call('HDEL', KEYS[1], label)
  redis.call('ZREM', KEYS[3], label)
end
return { 'labels', now, numbers }

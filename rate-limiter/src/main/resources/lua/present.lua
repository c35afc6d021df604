-- A lane says for a while that it is there, and whether it has room, or that it is not; and hears who else is.
--
-- KEYS  1 fleet
-- ARGV  1 now (0: Redis' own)  2 the lane's name  3 how long it counts as present, ms (0: no longer)
--       4 '+': it has room for what is ready, or '-'
-- Reply: 'present', now, list of all that are present, each as its mark and its name
-- Frees before it writes, so that it works in a full Redis. What is present for longer than twice so long was written by
-- a clock that has been set back since.

local now = now_ms(tonumber(ARGV[1]))
local name, stay, mark = ARGV[2], tonumber(ARGV[3]), ARGV[4]
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', score(now))
redis.call('ZREM', KEYS[1], '+' .. name, '-' .. name)
if stay > 0 then
  redis.call('ZREMRANGEBYSCORE', KEYS[1], score(now + 2 * stay), '+inf')
  redis.call('ZADD', KEYS[1], score(now + stay), mark .. name)
  redis.call('PEXPIRE', KEYS[1], score(2 * stay))
end
return { 'present', now, redis.call('ZRANGE', KEYS[1], 0, -1) }

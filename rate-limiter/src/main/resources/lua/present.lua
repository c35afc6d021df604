-- A lane says for a while that it is there, and whether it has room, or that it is not; and hears who else is.
--
-- KEYS  1 fleet
-- ARGV  1 the lane's name  2 how long it counts as present, ms (0: no longer)  3 '+': it has room for what is ready, or '-'
-- Reply: 'present', list of all that are present, each as its mark and its name
-- Frees before it writes, so that it works in a full Redis. What is present for longer than twice so long was written by
-- a clock that has been set back since.

local now = now_ms(0) -- whatever a test's clock says: no moment hangs on it
local name, stay, mark = ARGV[1], tonumber(ARGV[2]), ARGV[3]
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', score(now))
redis.call('ZREM', KEYS[1], '+' .. name, '-' .. name)
if stay > 0 then
  redis.call('ZREMRANGEBYSCORE', KEYS[1], score(now + 2 * stay), '+inf')
  redis.call('ZADD', KEYS[1], score(now + stay), mark .. name)
  redis.call('PEXPIRE', KEYS[1], score(2 * stay))
end
return { 'present', redis.call('ZRANGE', KEYS[1], 0, -1) }

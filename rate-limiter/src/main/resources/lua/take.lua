-- Freezes a partition's open batch of tallies under a number, to be folded. One that is frozen already comes first.
--
-- KEYS  1 open batch  2 frozen batch
-- ARGV  1 now (0: Redis' own)
-- Reply: 'taken', now, number; or 'empty', now: nothing was counted
-- A number is the time, but higher than all before: the batch after has the last one under the name '', as the frozen one
-- has its own. A repeat gives the same number. It is written so wide that Redis keeps the hash as a table from its first
-- member on: a small one it would search from end to end at each count.

local now = now_ms(tonumber(ARGV[1]))
local frozen = redis.call('HGET', KEYS[2], '')
if frozen then return { 'taken', now, tonumber(frozen) } end
local last = redis.call('HGET', KEYS[1], '')
if redis.call('HLEN', KEYS[1]) == (last and 1 or 0) then return { 'empty', now } end
local number = math.max(now, (tonumber(last) or 0) + 1)
local wide = score(number) .. string.rep(' ', 64)
redis.call('HSET', KEYS[1], '', wide)
redis.call('RENAME', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[1], '', wide)
return { 'taken', now, number }

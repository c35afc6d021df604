-- Moves a webhook's position in a partition's events on, or ends a letter that was repeated; what was given up becomes a dead
-- letter in the same run.
--
-- KEYS  1 following  2 dead letters  3 letters to be repeated
-- ARGV  1 packed array: now (0: Redis' own), follower, fence, webhook, position that it was at ('': ends a letter), position
--         that it is at now or the letter's id, how many events lie between, most dead letters, how long they are kept ms
--       2 the dead letter, packed; '': there is none
-- Reply: 'advanced', now, how many of the oldest dead letters had to go; or 'stale', now: another follows the partition, or
--         the position was another. Nothing was done then
-- A repeat finds the position moved, or the letter gone, and does nothing. Frees before it writes, so that it works in a full
-- Redis.

local req = cmsgpack.unpack(ARGV[1])
local now, follower, fence, name, from, to, events = now_ms(req[1]), req[2], req[3], req[4], req[5], req[6], req[7]
local most, retention_ms = req[8], req[9]
local packed = redis.call('HGET', KEYS[1], '')
local held_fence, _, by = unpack(packed and cmsgpack.unpack(packed) or { 0, 0, '' })
if by ~= follower or held_fence ~= fence then return { 'stale', now } end

if from == '' then
  if redis.call('XDEL', KEYS[3], to) == 0 then return { 'advanced', now, 0 } end
else
  local was = redis.call('HGET', KEYS[1], name)
  if not was then return { 'stale', now } end
  local position, passed, next_id, lost, told = unpack(cmsgpack.unpack(was))
  if position == to then return { 'advanced', now, 0 } end
  if position ~= from then return { 'stale', now } end
  redis.call('HDEL', KEYS[1], name)
  if passed >= 0 then passed = passed + events end
  -- Which one is next is not known here: what is trimmed before the next look counts where Redis itself counts.
  redis.call('HSET', KEYS[1], name, cmsgpack.pack({ to, passed, '', lost, told }))
end
if ARGV[2] == '' then return { 'advanced', now, 0 } end
local dropped = math.max(0, redis.call('XLEN', KEYS[2]) + 1 - most)
redis.call('XADD', KEYS[2], 'MAXLEN', most, '*', 'e', ARGV[2])
redis.call('PEXPIRE', KEYS[2], score(retention_ms))
return { 'advanced', now, dropped }

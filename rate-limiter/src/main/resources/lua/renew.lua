-- Renews leases of sends of one partition: those that are still their owner's. Each gets a whole lease from now on.
--
-- KEYS  1 waiting, then for each of the leases in ARGV its send
-- ARGV  1 packed array: now (0: Redis' own), owner, lease ms, then of each lease its send_id and fence
-- Reply: 'renewed', now, list of the leases that are another's by now, as their places in ARGV from 0: nothing was done
-- with those
-- Frees before it writes, so that it works in a full Redis. A send that had lost its place in waiting gets one again.

local req = cmsgpack.unpack(ARGV[1])
local now = now_ms(req[1])
local owner, ends = req[2], score(now + req[3])
local lost = {}
for i = 2, #KEYS do
  local id, fence = req[2 * i], req[2 * i + 1]
  local record = send_of(KEYS[i])
  if record and record[STATE] == 'd' and record[OWNER] == owner and record[FENCE] == fence then
    redis.call('ZREM', KEYS[1], id)
    redis.call('ZADD', KEYS[1], ends, id)
  else
    lost[#lost + 1] = i - 2
  end
end
return { 'renewed', now, lost }

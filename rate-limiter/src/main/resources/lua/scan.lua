-- What partitions have for a lane: sends to be looked at, and the first of those that are ready.
--
-- KEYS  1 waiting  2 ready critical  3 ready transactional  4 ready promotional, and so on for further partitions
-- ARGV  1 now (0: Redis' own)  2 instant: what waits until later is not asked for  3 most ids of a partition, due and ready
--       each
-- Reply: now, then of each partition 0 when it has nothing, else a list: the next instant in waiting after those due (0:
--        none), list of due ids, list of ready ids as class, deadline, id, …, by class and deadline, then how many are
--        waiting, and ready of each class

local now = now_ms(tonumber(ARGV[1]))
local due_by = string.format('%d', math.min(now, tonumber(ARGV[2])))
local most = tonumber(ARGV[3])
local reply = { now }
for key = 1, #KEYS, 4 do
  -- Most partitions have nothing most of the time, and all are looked at all the time: what is empty costs its count alone.
  local counts = {}
  for i = 0, 3 do counts[i + 1] = redis.call('ZCARD', KEYS[key + i]) end
  local due, next, ready = {}, {}, {}
  if counts[1] > 0 then
    due = redis.call('ZRANGEBYSCORE', KEYS[key], '-inf', due_by, 'LIMIT', 0, most)
    next = redis.call('ZRANGEBYSCORE', KEYS[key], '(' .. due_by, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  end
  for class = 0, 2 do
    local left = most - #ready / 3
    if left > 0 and counts[class + 2] > 0 then
      local heads = redis.call('ZRANGE', KEYS[key + class + 1], 0, left - 1, 'WITHSCORES')
      for i = 1, #heads, 2 do
        ready[#ready + 1] = class
        ready[#ready + 1] = tonumber(heads[i + 1])
        ready[#ready + 1] = heads[i]
      end
    end
  end
  local none = counts[1] + counts[2] + counts[3] + counts[4] == 0
  reply[#reply + 1] = none and 0 or { next[2] and tonumber(next[2]) or 0, due, ready, unpack(counts) }
end
return reply

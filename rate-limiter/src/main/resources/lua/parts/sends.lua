-- A send's record while it is alive: goes before the scripts that read or write sends. admit.lua begins one.
-- What has a shape of its own is packed in it, so that most scripts pass it on as it is. docs/data.md gives the layout.

local ABOUT, CLASS, COLLAPSE_KEY, CONTENT, MOMENT, INLINE, ANSWER = 2, 3, 5, 6, 7, 8, 9
local DEADLINE, STATE, OWNER, FENCE, FIRST_OWNER, HELD, DELIVERIES, WAITS_FOR, NEXT = 10, 11, 12, 13, 14, 15, 16, 17, 18
local LOST = 19 -- leases that ran out one after another; absent: none

local function send_of(key)
  local packed = redis.call('GET', key)
  return packed and cmsgpack.unpack(packed) or nil
end

-- Writes the record and the instant at which it must be looked at.
local function store_send(send_key, waiting, id, record, at_ms)
  record[NEXT] = at_ms
  redis.call('SET', send_key, cmsgpack.pack(record))
  redis.call('ZADD', waiting, score(at_ms), id)
end

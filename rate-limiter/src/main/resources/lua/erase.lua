-- Erases a user: profile, devices, preferences and their history, counts, and the sends that are parked. What a lane
-- holds is left to it.
--
-- KEYS  1 user  2 counts  3 parked  4 waiting  5 ready critical  6 ready transactional  7 ready promotional
--       8 events  9 floors  10 history, then for each of the parked sends in ARGV its send and its receipt
-- ARGV  1 packed array: now (0: Redis' own), receipt retention ms, ids of parked sends, most events, event
--         retention ms
-- Reply, by its first member, then now, whether there was anything (0 or 1), and the devices that went, packed, each
--   [app, device_token, number] ('': none):
--   erased
--   again   there are parked sends that were not given: read them and call once more
-- A repeat erases nothing more. Frees before it writes, so that it works in a full Redis.

local req = cmsgpack.unpack(ARGV[1])
local now, retention_ms, ids = now_ms(req[1]), req[2], req[3]
local parked = KEYS[3]

local left = {}
for _, d in ipairs((unpacked(KEYS[1]) or {}).d or {}) do left[#left + 1] = { d[D_APP], d[D_TOKEN], d[D_REGISTERED_AT] } end
local found = redis.call('DEL', KEYS[1]) + redis.call('DEL', KEYS[2]) + redis.call('EXISTS', parked)
redis.call('DEL', KEYS[10])
for _, l in ipairs(left) do raise_floor(KEYS[9], KEYS[1], l[3], now) end
for i, id in ipairs(ids) do
  local keys = {
    send = KEYS[9 + 2 * i], receipt = KEYS[10 + 2 * i], counts = KEYS[2], parked = parked, waiting = KEYS[4],
    ready = { KEYS[5], KEYS[6], KEYS[7] }, events = events_of(KEYS[8], req[4], req[5]),
  }
  local record = unpacked(keys.send)
  if record and record[STATE] ~= 'd' then
    end_send(keys, id, record, state_of(record, 'cancelled'), 'erased', retention_ms, now)
  end
  redis.call('SREM', parked, id)
end
local word = redis.call('EXISTS', parked) == 1 and 'again' or 'erased'
return { word, now, found > 0 and 1 or 0, #left > 0 and cmsgpack.pack(left) or '' }

-- Erases a user: profile, devices, preferences and their history, counts, and the sends that are parked. What a lane
-- holds is left to it.
--
-- KEYS  1 user  2 parked  3 waiting  4 ready critical  5 ready transactional  6 ready promotional  7 events  8 floors
--       9 history  10 campaigns  11 refusals (the user's key when none are kept), then for each of the parked
--       sends in ARGV its send and its receipt, then the open batch of tallies, when something is measured
-- ARGV  1 packed array: now (0: Redis' own), receipt retention ms, ids of parked sends, most events, event
--         retention ms, retention of refusals ms (0: none are kept)
-- Reply, by its first member, then now, whether there was anything (0 or 1), and the devices that went, packed, each
--   [app, device_token, number] ('': none):
--   erased
--   again   there are parked sends that were not given: read them and call once more
-- A repeat erases nothing more. Frees before it writes, so that it works in a full Redis.

local req = cmsgpack.unpack(ARGV[1])
local now, retention_ms, ids = now_ms(req[1]), req[2], req[3]
local parked = KEYS[2]

-- What the user refused: promotional (1 or 0), then categories. It holds for an import that would make the user anew.
local function keep_refusals(user)
  local is_refused = user.pr and user.pr[IS_GRANTED] == 0
  local names = {}
  for name, choice in pairs(user.pc or {}) do
    if choice[IS_GRANTED] == 0 then names[#names + 1] = name end
  end
  if not is_refused and #names == 0 then return redis.call('DEL', KEYS[11]) end
  table.sort(names)
  redis.call('SET', KEYS[11], cmsgpack.pack({ is_refused and 1 or 0, unpack(names) }), 'PX', score(req[6]))
end

local user = person_of(KEYS[1])
local found = redis.call('DEL', KEYS[1]) + redis.call('EXISTS', parked)
redis.call('DEL', KEYS[9])
if user and req[6] > 0 then keep_refusals(user) end
local left = let_go(KEYS[8], KEYS[1], user and user.d or {}, now)
for i, id in ipairs(ids) do
  local keys = {
    send = KEYS[10 + 2 * i], receipt = KEYS[11 + 2 * i], user = KEYS[1], parked = parked, waiting = KEYS[3],
    ready = { KEYS[4], KEYS[5], KEYS[6] }, events = events_of(KEYS[7], req[4], req[5]),
    batch = KEYS[12 + 2 * #ids],
  }
  local record = send_of(keys.send)
  if record and record[STATE] ~= 'd' then
    local name = name_in_campaign(record, id)
    if name then redis.call('ZREM', KEYS[10], name) end
    end_send(keys, id, record, state_of(record, 'cancelled'), 'erased', retention_ms, now)
  end
  redis.call('SREM', parked, id)
end
local word = redis.call('EXISTS', parked) == 1 and 'again' or 'erased'
return { word, now, found > 0 and 1 or 0, left }

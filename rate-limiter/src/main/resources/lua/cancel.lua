-- Cancels a send that waits or is ready. The lane that leased it may cancel what it never knew to be admitted. A send that
-- no lane can take up ends by it as well.
--
-- KEYS  1 send  2 receipt  3 waiting  4 user  5 parked  6 ready critical  7 ready transactional  8 ready promotional
--       9 events  10 campaigns  11 open batch of tallies, when something is measured
-- ARGV  1 packed array: now (0: Redis' own), send_id, owner ('': a caller asks), receipt retention ms, most events,
--         event retention ms; then, when it is no cancellation: state, reason
-- Reply, one word: 'cancelled', 'too_late' (a lane has it), 'ended' (it has a receipt), or 'not_found'

local req = cmsgpack.unpack(ARGV[1])
local now = now_ms(req[1])
local id = req[2]
local record = send_of(KEYS[1])
if not record then return { redis.call('EXISTS', KEYS[2]) == 1 and 'ended' or 'not_found' } end
if record[STATE] == 'd' and (req[3] == '' or record[OWNER] ~= req[3]) then return { 'too_late' } end
local state = state_of(record, req[7] or 'cancelled')
local keys = {
  send = KEYS[1], receipt = KEYS[2], waiting = KEYS[3], user = KEYS[4], parked = KEYS[5],
  ready = { KEYS[6], KEYS[7], KEYS[8] }, events = events_of(KEYS[9], req[5], req[6]), batch = KEYS[11],
}
local name = name_in_campaign(record, id)
if name then redis.call('ZREM', KEYS[10], name) end
end_send(keys, id, record, state, req[8] or '', req[4], now)
return { 'cancelled' }

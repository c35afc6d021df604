-- Ends a leased send: the receipt is written, unused cap places go back, the send is forgotten, and what providers said
-- of its devices is kept.
--
-- KEYS  1 send  2 receipt  3 waiting  4 user  5 parked  6 events  7 floors
-- ARGV  1 packed array: now (0: Redis' own), send_id, owner, fence, state, reason, receipt retention ms, packed
--         deliveries, news of devices, most events, event retention ms
-- Reply, by its first member:
--   settled  packed devices that the user has no more, each [app, device_token, number] ('': none); also for a repeat,
--            which does nothing more and gives none
--   stale    the lease is another's: nothing was done, and the news go unheard too, for the send's new owner asks its
--            devices again

local req = cmsgpack.unpack(ARGV[1])
local now = now_ms(req[1])
local id, owner, fence = req[2], req[3], req[4]
local record = send_of(KEYS[1])
if not record then
  local receipt = redis.call('GET', KEYS[2])
  if not receipt then return { 'stale', '' } end
  local last = cmsgpack.unpack(receipt)
  return { last[R_OWNER] == owner and last[R_FENCE] == fence and 'settled' or 'stale', '' }
end
if record[STATE] ~= 'd' or record[OWNER] ~= owner or record[FENCE] ~= fence then return { 'stale', '' } end
record[DELIVERIES] = req[8]
local keys = {
  send = KEYS[1], receipt = KEYS[2], waiting = KEYS[3], user = KEYS[4], parked = KEYS[5],
  events = events_of(KEYS[6], req[10], req[11]),
}
end_send(keys, id, record, req[5], req[6], req[7], now)
return { 'settled', apply_news(KEYS[4], KEYS[7], record, req[9], keys.events, now) }

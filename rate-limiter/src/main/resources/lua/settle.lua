-- Ends a leased send: the receipt is written, unused cap places go back, the send is forgotten, and what providers said
-- of its devices is kept.
--
-- KEYS  1 send  2 receipt  3 waiting  4 user  5 events  6 floors  7 open batch of tallies, when something is measured
-- ARGV  1 packed values: now (0: Redis' own), send_id, owner, fence, state, reason, receipt retention ms, what remains of
--         the deliveries (told_of in ending.lua gives the same): packed for the receipt, how many, packed outcomes, seen
--         (0 or 1); packed deliveries ('': there are no news), news of devices, most events, event retention ms; then,
--         when something is measured: packed apps, outcomes and how many, when the first was accepted (0: none); then, when it
--         has waited, what became of it meanwhile, as the record had it (without measuring, '' and 0 are before it)
-- Reply, by its first member:
--   settled  packed devices that the user has no more, each [app, device_token, number] ('': none); also for a repeat,
--            which does nothing more and gives none
--   stale    the lease is another's: nothing was done, and the news go unheard too, for the send's new owner asks its
--            devices again

local given_now, id, owner, fence, state, reason, retention_ms, told_deliveries, count, outcomes, seen, deliveries, news,
  most_events, event_retention_ms, of_apps, accepted_at, waited = cmsgpack.unpack(ARGV[1])
local now = now_ms(given_now)
local record = send_of(KEYS[1], HELD)
if not record then
  local last_owner, last_fence = receipt_of(KEYS[2])
  return { last_owner == owner and last_fence == fence and 'settled' or 'stale', '' }
end
if record[STATE] ~= 'd' or record[OWNER] ~= owner or record[FENCE] ~= fence then return { 'stale', '' } end
record[DELIVERIES], record[WHAT + 2] = deliveries, waited
local keys = {
  send = KEYS[1], receipt = KEYS[2], waiting = KEYS[3], user = KEYS[4],
  events = events_of(KEYS[5], most_events, event_retention_ms), batch = KEYS[7],
}
end_told(keys, id, record, state, reason, retention_ms, now, told_deliveries, count, outcomes, seen == 1, of_apps, accepted_at)
return { 'settled', apply_news(KEYS[4], KEYS[6], record, news, keys.events, now, keys.batch) }

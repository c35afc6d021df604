-- A lane hands a send back, to be looked at again at an instant: a retry's backoff, or the start of quiet hours. What
-- providers said of its devices is kept.
--
-- KEYS  1 send  2 waiting  3 parked  4 user  5 events  6 floors  7 campaigns
--       8 open batch of tallies, when something is measured
-- ARGV  1 packed array: now (0: Redis' own), send_id, owner, fence, instant, packed deliveries, news of
--         devices, most events, event retention ms, what the attempts of this round said (Tried.java)
-- Reply, by its first member:
--   parked  packed devices that the user has no more, each [app, device_token, number] ('': none); also for a repeat,
--           which does nothing more and gives none
--   stale   the lease is another's: nothing was done, and the news go unheard too

local req = cmsgpack.unpack(ARGV[1])
local id = req[2]
local record = send_of(KEYS[1])
if not record or record[FENCE] ~= req[4] then return { 'stale', '' } end
if record[STATE] == 'w' then return { 'parked', '' } end -- a repeat
if record[STATE] ~= 'd' or record[OWNER] ~= req[3] then return { 'stale', '' } end
record[STATE], record[OWNER], record[DELIVERIES], record[WAITS_FOR], record[LOST] = 'w', '', req[6], 'retry', 0
local now = now_ms(req[1])
history.add(record, history.PUT_OFF, now, history.instant(req[5]) .. (req[10] or ''))
store_send(KEYS[1], KEYS[2], id, record, req[5])
redis.call('SADD', KEYS[3], id)
local name = name_in_campaign(record, id)
if name then redis.call('ZADD', KEYS[7], 0, name) end
local events = events_of(KEYS[5], req[8], req[9])
return { 'parked', apply_news(KEYS[4], KEYS[6], record, req[7], events, now, KEYS[8]) }

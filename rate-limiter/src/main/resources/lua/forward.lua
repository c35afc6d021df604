-- Brings a send forward that waits for a retry, since what it waits for has come: its deliveries to an app may be tried
-- again at once.
--
-- KEYS  1 send  2 waiting
-- ARGV  1 packed array: now (0: Redis' own), send_id, app
-- Reply, one word: 'forward', or 'gone': it does not wait for a retry any more

local req = cmsgpack.unpack(ARGV[1])
local now = now_ms(req[1])
local record = send_of(KEYS[1])
if not record or record[STATE] ~= 'w' or record[WAITS_FOR] ~= 'retry' then return { 'gone' } end
local deliveries = deliveries_of(record)
for _, d in ipairs(deliveries) do
  if d[TO_APP] == req[3] and not is_final(d[OUTCOME]) then d[NOT_BEFORE] = math.min(d[NOT_BEFORE], now) end
end
record[DELIVERIES] = cmsgpack.pack(deliveries)
history.add(record, history.FORWARD, now, history.text(req[3]))
store_send(KEYS[1], KEYS[2], req[2], record, math.min(record[NEXT], now))
return { 'forward' }

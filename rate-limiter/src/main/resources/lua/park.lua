-- A lane hands a send back, to be looked at again at an instant: a retry's backoff, or the start of quiet hours.
--
-- KEYS  1 send  2 waiting  3 parked
-- ARGV  1 packed array: now (0: Redis' own), send_id, owner, fence, instant, deliveries
-- Reply, one word: 'parked', or 'stale' when the lease is another's

local req = cmsgpack.unpack(ARGV[1])
local id = req[2]
local record = unpacked(KEYS[1])
if not record or record[FENCE] ~= req[4] then return { 'stale' } end
if record[STATE] == 'w' then return { 'parked' } end -- a repeat
if record[STATE] ~= 'd' or record[OWNER] ~= req[3] then return { 'stale' } end
record[STATE], record[OWNER], record[DELIVERIES], record[WAITS_FOR] = 'w', '', req[6], 'retry'
store_send({ send = KEYS[1], waiting = KEYS[2] }, id, record, req[5])
redis.call('SADD', KEYS[3], id)
return { 'parked' }

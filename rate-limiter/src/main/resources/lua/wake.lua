-- Moves a send that must be looked at now from waiting to ready. One whose lease has expired is taken over: its former
-- owner may have pushed, so every unsettled delivery becomes unconfirmed, and nobody is certain any more.
--
-- KEYS  1 send  2 waiting  3 ready critical  4 ready transactional  5 ready promotional  6 parked
--       7 campaigns
-- ARGV  1 now (0: Redis' own)  2 send_id
-- Reply, one word: 'ready', 'taken_over', or 'not_due' when another lane was faster

local now = now_ms(tonumber(ARGV[1]))
local id = ARGV[2]
local due = redis.call('ZSCORE', KEYS[2], id)
if not due or tonumber(due) > now then return { 'not_due' } end
local record = send_of(KEYS[1])
if not record then
  redis.call('ZREM', KEYS[2], id)
  return { 'not_due' }
end
local reply = 'ready'
if record[STATE] == 'd' then
  reply = 'taken_over'
  history.add(record, history.TAKEN_OVER, now, history.text(record[OWNER]))
  record[FIRST_OWNER], record[LOST] = '', record[LOST] + 1
  redis.call('SADD', KEYS[6], id) -- it waits from now on, so erasing the user must find it
  local name = name_in_campaign(record, id)
  if name then redis.call('ZADD', KEYS[7], 0, name) end
  local deliveries = deliveries_of(record)
  for _, d in ipairs(deliveries) do
    if not is_final(d[OUTCOME]) then d[OUTCOME], d[REASON] = 'unconfirmed', 'taken_over' end
  end
  record[DELIVERIES] = cmsgpack.pack(deliveries)
end
record[STATE], record[OWNER] = 'r', ''
redis.call('SET', KEYS[1], packed_send(record))
redis.call('ZADD', KEYS[3 + record[CLASS]], score(record[DEADLINE]), id)
redis.call('ZREM', KEYS[2], id)
return { reply }

-- Decides one send, and writes down what was decided: idempotency, every gate, the places taken and the send's record.
--
-- KEYS  1 user  2 counts  3 parked  4 send  5 receipt  6 idempotency record (the send's key when there is none)
--       7 waiting  8 zones
-- ARGV  1 packed array: now (0: Redis' own), send_id, user, caller, digest of the fields ('' without an idempotency
--         key), idempotency retention ms, receipt retention ms, campaign, ref, collapse key, content, policy version,
--         moment (without its time of acceptance), owner, lease ms, inline devices
--       2 packed category
-- Reply, by its first member:
--   decided   now, send_id, answer, replayed (0 or 1), packed devices ('' unless admitted now), hold until, fence
--   mismatch  now: the idempotency key belongs to another send
--   zone      now, name: the row of this time zone is missing; nothing was decided
-- A repeat with the same send_id gets the first reply again.

local req = cmsgpack.unpack(ARGV[1])
local now = now_ms(req[1])
local id, digest = req[2], req[5]
local keys = {
  user = KEYS[1], counts = KEYS[2], parked = KEYS[3], send = KEYS[4], receipt = KEYS[5], waiting = KEYS[7],
  zones = KEYS[8],
}

local function lease_reply(record, ctx)
  local devices = {}
  for i, d in ipairs(record[DELIVERIES]) do devices[i] = { d[1], d[2], d[3], d[10] } end
  return { 'decided', now, id, record[ANSWER], 0, cmsgpack.pack(devices), hold_until(ctx), record[FENCE] }
end

local category, moment = category_of(ARGV[2]), req[13]
moment[5] = now

-- A repeat: the lane that was leased the send learns it now, and has a whole lease from now on.
local record = unpacked(keys.send)
if record and record[STATE] == 'd' and record[OWNER] == req[14] and record[FENCE] == 1 then
  local ctx, zone = context(now, category, record[MOMENT], req[16], keys, true)
  if not ctx then return { 'zone', now, zone } end
  store_send(keys, id, record, now + req[15])
  return lease_reply(record, ctx)
end
if record then return { 'decided', now, id, record[ANSWER], 0, '', 0, 0 } end
local receipt = unpacked(keys.receipt)
if receipt then return { 'decided', now, id, receipt[11], 0, '', 0, 0 } end

if digest ~= '' then
  local first = unpacked(KEYS[6])
  if first and first[1] ~= digest then return { 'mismatch', now } end
  if first then return { 'decided', now, first[2], first[3], 1, '', 0, 0 } end
end

local ctx, zone = context(now, category, moment, req[16], keys, false)
if not ctx then return { 'zone', now, zone } end
local verdict = decide(ctx)
local answer = answer_of(verdict, #ctx.devices)

record = {
  1, req[3], category.name, category.class, req[4], req[8], req[9], req[10], req[11], req[12], verdict.deadline,
  moment, 'w', '', 0, '', 0, {}, {}, req[16], answer, verdict.reason,
}
local reply = { 'decided', now, id, answer, 0, '', 0, 0 }
if verdict.decision == ADMITTED then
  record[STATE], record[OWNER], record[FENCE], record[FIRST_OWNER], record[WAITS_FOR] = 'd', req[14], 1, req[14], ''
  record[DELIVERIES] = begun(ctx.devices)
  record[HELD] = take_places(ctx, keys.counts)
  store_send(keys, id, record, now + req[15])
  reply = lease_reply(record, ctx)
elseif verdict.decision == DEFERRED then
  store_send(keys, id, record, verdict.release_at)
  redis.call('SADD', keys.parked, id)
else
  redis.call('SET', keys.receipt, cmsgpack.pack({
    1, req[3], category.name, req[8], req[9], 'suppressed', verdict.reason, verdict.deadline, req[12], {}, answer, now,
    '', 0,
  }), 'PX', score(req[7]))
end
if digest ~= '' then
  redis.call('SET', KEYS[6], cmsgpack.pack({ digest, id, answer }), 'PX',
    score(math.max(verdict.deadline - now, 0) + req[6]))
end
return reply

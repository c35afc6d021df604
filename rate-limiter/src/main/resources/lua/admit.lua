-- Decides one send, and writes down what was decided: idempotency, every gate, the places taken and the send's record.
--
-- KEYS  1 user  2 parked  3 send  4 receipt  5 idempotency record (the send's key when there is none)  6 waiting
--       7 zones  8 campaigns  9 ready of the category's class, when no lane has room, or something is measured
--       10 open batch of tallies, when something is measured
-- ARGV  1 packed values: now (0: Redis' own), digest of the fields ('' without an idempotency key), idempotency retention
--         ms, receipt retention ms, owner, lease ms, marks of the apps' present settings, then what the record keeps as
--         it is: about, what to push (collapse key and content, packed), moment (without its time of acceptance), devices
--         of the request; then when it was received, by this clock as the gateway knows it: a script that runs late begins
--         no later moment; then send_id, and what is looked at of its template, packed ('': it has none); then, when no lane
--         has room, or something is measured: how long it would wait, ms (-1: a lane has room), and how many may be ready
--         there; then, when something is measured: the label's number (of a template an array: one for each of its locales, then
--         one for those that are not known yet), and how many touches a user keeps (0: this send leaves none), and its digest;
--         then, when it is of an experiment that runs: its ticket, and what all that run are known by, one after another
--         (enrolments.lua)
--       2 packed category
-- Reply, by its first member:
--   decided   now, send_id, answer, replayed (0 or 1), packed deliveries ('' unless admitted now), hold until, fence; then,
--             when it left a touch, or has a template, that one's second (0: none) and label; then, when it has a template
--             and was leased, the user's attributes ('': none), locale ('': none) and zone
--   no_room   now: it may go, and would not be taken up before its deadline, or too many are ready: nothing was written
--   mismatch  now: the idempotency key belongs to another send
--   zone      now, name: the row of this time zone is missing; nothing was decided
--   arm       now, arm: the user has entered the experiment in another arm: nothing was decided, ask with its content
-- A repeat with the same send_id gets the first reply again.

local given_now, digest, retention_ms, receipt_retention_ms, owner, lease_ms, settings, about, what, moment, inline,
  received, id, template, wait_ms, most_ready, label, most_touches, send_digest, ticket, running = cmsgpack.unpack(ARGV[1])
local now = now_ms(given_now)
local user_key, parked, send_key, receipt_key, idempotency_key, waiting, zones, campaigns, ready, batch = unpack(KEYS)
local category = category_of(ARGV[2])
local queues = wait_ms and wait_ms >= 0

-- A repeat: the lane that was leased the send learns it now, and has a whole lease from now on.
if redis.call('EXISTS', send_key, receipt_key) > 0 then
  local record = send_of(send_key)
  if not record then
    local _, _, answer = receipt_of(receipt_key)
    return { 'decided', now, id, answer, 0, '', 0, 0 }
  end
  if record[STATE] ~= 'd' or record[OWNER] ~= owner or record[FENCE] ~= 1 then
    return { 'decided', now, id, record[ANSWER], 0, '', 0, 0 }
  end
  local ctx, zone = context(now, category, settings, record[MOMENT], record[INLINE], user_key, zones, true)
  if not ctx then return { 'zone', now, zone } end
  words.put(ctx, template)
  store_send(send_key, waiting, id, record, now + lease_ms)
  local reply = { 'decided', now, id, record[ANSWER], 0, record[DELIVERIES], hold_until(ctx), 1 }
  if record[TOUCHED_S] > 0 or ctx.template then reply[9], reply[10] = record[TOUCHED_S], record[LABEL] end
  words.tell(ctx, reply, 11)
  return reply
end

if digest ~= '' then
  local first = redis.call('GET', idempotency_key)
  if first then
    local first_digest, first_id, answer = unpack(cmsgpack.unpack(first))
    if first_digest ~= digest then return { 'mismatch', now } end
    return { 'decided', now, first_id, answer, 1, '', 0, 0 }
  end
end

moment = moment .. cmsgpack.pack(math.min(now, received))
local ctx, zone = context(now, category, settings, moment, inline, user_key, zones, false)
if not ctx then return { 'zone', now, zone } end
words.put(ctx, template)
ctx.trial = enrolments.trial_of(ctx, ticket, running)
local verdict = decide(ctx)
if ctx.trial and verdict.decision ~= SUPPRESSED and ctx.trial.arm ~= ctx.trial.given and ctx.trial.arm ~= enrolments.HELD_OUT then
  return { 'arm', now, ctx.trial.arm }
end
if verdict.decision == ADMITTED and queues
  and (verdict.deadline - now < wait_ms or redis.call('ZCARD', ready) >= most_ready) then
  return { 'no_room', now }
end
local answer = answer_of(verdict, #ctx.devices)

local reply = { 'decided', now, id, answer, 0, '', 0, 0 }
local decided_s, touch = math.floor(now / 1000), nil
if label and ctx.template then label = words.label(ctx, label) end
if verdict.decision == ADMITTED and label and most_touches > 0 and wants_measurement(ctx.user) then
  touch = new_touch(send_digest, decided_s, label, decided_s)
end
local enters = ctx.trial and ctx.trial.enters and (verdict.decision == ADMITTED or verdict.reason == 'held_out')
if enters then enrolments.enter(ctx) end
if verdict.decision == SUPPRESSED then
  redis.call('SET', receipt_key, packed_receipt(about, 'suppressed', verdict.reason, verdict.deadline, '', answer, now,
    '', 0), 'PX', score(receipt_retention_ms))
  if verdict.reason == 'held_out' then enrolments.hold_out(ctx, user_key) end
else
  -- A send that begins, in the order of sends.lua: it waits, and was never leased.
  local record = {
    SEND_LAYOUT, 'w', category.class, 0, 0, verdict.deadline, 0, label or 0, label and decided_s or 0, touch and decided_s or 0,
    '', '', about, answer, '', verdict.reason, moment, inline, '', what, ctx.trial and ticket or '',
  }
  if verdict.decision == ADMITTED and queues then
    -- As one that its lane has handed back unsent: its places are this lane's to give back.
    record[STATE], record[FENCE], record[FIRST_OWNER], record[NEXT] = 'r', 1, owner, now
    record[HELD] = take_places(ctx, user_key, touch, most_touches)
    redis.call('SET', send_key, packed_send(record))
    redis.call('ZADD', ready, score(verdict.deadline), id)
  elseif verdict.decision == ADMITTED then
    local deliveries = packed_new(ctx.devices)
    record[STATE], record[OWNER], record[FENCE], record[FIRST_OWNER] = 'd', owner, 1, owner
    record[HELD], record[DELIVERIES] = take_places(ctx, user_key, touch, most_touches), deliveries
    store_send(send_key, waiting, id, record, now + lease_ms)
    reply[6], reply[7], reply[8] = deliveries, hold_until(ctx), 1
    if touch or ctx.template then reply[9], reply[10] = touch and decided_s or 0, label or 0 end
    words.tell(ctx, reply, 11)
  else
    store_send(send_key, waiting, id, record, verdict.release_at)
  end
  if record[STATE] ~= 'd' then
    redis.call('SADD', parked, id)
    local name = name_in_campaign(record, id)
    if name then redis.call('ZADD', campaigns, 0, name) end
  end
end
if label then
  tally(batch, DECIDED_ONE, label, math.floor(decided_s / HOUR_S), string.char(verdict.decision) .. verdict.reason)
end
if enters then enrolments.count(batch, ctx.trial.label, 'i') end
if digest ~= '' then
  redis.call('SET', idempotency_key, cmsgpack.pack({ digest, id, answer }), 'PX',
    score(math.max(verdict.deadline - now, 0) + retention_ms))
end
return reply

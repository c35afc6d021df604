-- Takes a ready send up: decides it afresh, and leases it to a lane, parks it again, or ends it.
--
-- KEYS  1 user  2 parked  3 send  4 receipt  5 ready critical  6 ready transactional  7 ready promotional  8 waiting
--       9 zones  10 events  11 campaigns  12 open batch of tallies, when something is measured
-- ARGV  1 packed array: now (0: Redis' own), send_id, owner, lease ms, receipt retention ms, most events, event
--         retention ms, marks of the apps' present settings, how many lanes may lose it, how many touches a user keeps (0: this
--         send leaves none), what is looked at of its template, packed ('': it has none, or that is gone), and what the
--         experiments that run are known by, one after another
--       2 packed category ('': the policy has it no longer)
-- Reply, by its first member:
--   leased  now, packed record, hold until; then, when it has a template, the user's attributes ('': none), locale ('':
--           none) and zone
--   parked  now, instant
--   ended   now, state, reason, packed answer ('': no gate decided: the policy has the category no longer, or too many
--           lanes that leased it were gone before they let go of it)
--   gone    now: another lane was faster
--   zone    now, name: the row of this time zone is missing; nothing was decided

local req = cmsgpack.unpack(ARGV[1])
local now = now_ms(req[1])
local id, owner, lease_ms, retention_ms, settings = req[2], req[3], req[4], req[5], req[8]
local keys = {
  user = KEYS[1], parked = KEYS[2], send = KEYS[3], receipt = KEYS[4], ready = { KEYS[5], KEYS[6], KEYS[7] },
  waiting = KEYS[8], events = events_of(KEYS[10], req[6], req[7]), batch = KEYS[12],
}

local record = send_of(keys.send)
if not record or record[STATE] ~= 'r' then
  for _, ready in ipairs(keys.ready) do redis.call('ZREM', ready, id) end
  return { 'gone', now }
end

local function leave_campaign()
  local name = name_in_campaign(record, id)
  if name then redis.call('ZREM', KEYS[11], name) end
end

local function ended(otherwise, reason, answer)
  leave_campaign()
  local state = state_of(record, otherwise)
  end_send(keys, id, record, state, reason, retention_ms, now)
  return { 'ended', now, state, reason, answer }
end

local category = category_of(ARGV[2])
if not category then return ended('suppressed', 'category_disabled', '') end
local ctx, zone = context(now, category, settings, record[MOMENT], record[INLINE], keys.user, KEYS[9], record[HELD] ~= '')
if not ctx then return { 'zone', now, zone } end
words.put(ctx, req[11])
-- An experiment is entered at the first admission; one that runs no longer is not. One that was changed is another.
local ticket, running = record[WHAT + 1], req[12]
if record[FENCE] == 0 and ticket ~= '' and enrolments.runs(ticket, running) then
  ctx.trial = enrolments.trial_of(ctx, ticket, running)
end
local verdict = decide(ctx)
record[DEADLINE] = verdict.deadline

-- Before its own time, as when the user moved (changes.lua), a send may go or get another time; what speaks against it
-- now may no longer do so then.
local is_early = record[NEXT] > now
if verdict.reason == 'held_out' then
  if ctx.trial.enters then enrolments.enter(ctx) end
  local reply = ended('suppressed', 'held_out', answer_of(verdict, 0))
  enrolments.hold_out(ctx, keys.user)
  if ctx.trial.enters then enrolments.count(keys.batch, ctx.trial.label, 'i') end
  return reply
end
if verdict.decision == SUPPRESSED and (verdict.reason == 'expired' or not is_early) then
  return ended(verdict.reason == 'expired' and 'expired' or 'suppressed', verdict.reason, answer_of(verdict, 0))
end

-- It has entered meanwhile, in another arm than that whose content waits here.
if ctx.trial and verdict.decision == ADMITTED and ctx.trial.arm ~= ctx.trial.given then
  return ended('suppressed', 'other_arm', answer_of({
    decision = SUPPRESSED, reason = 'other_arm', deadline = verdict.deadline }, 0))
end

if verdict.decision == ADMITTED and record[LOST] >= req[9] then return ended('failed', 'lanes_lost', '') end

for _, ready in ipairs(keys.ready) do redis.call('ZREM', ready, id) end
if verdict.decision ~= ADMITTED then
  local at = verdict.release_at or record[NEXT]
  record[STATE] = 'w'
  if verdict.decision == DEFERRED then record[WAITS_FOR] = verdict.reason end
  local kind = verdict.decision == DEFERRED and history.PARKED or history.NOT_YET
  history.add(record, kind, now, history.instant(at) .. verdict.reason)
  store_send(keys.send, keys.waiting, id, record, at)
  redis.call('SADD', keys.parked, id)
  return { 'parked', now, at }
end

-- A device that may show nothing any more gets no further attempt; one that is new since is not added to a begun send.
local present = {}
for _, d in ipairs(ctx.devices) do present[d[TO_APP] .. '\0' .. d[TO_TOKEN]] = d end
local deliveries = record[DELIVERIES] ~= '' and deliveries_of(record) or ctx.devices
for _, d in ipairs(deliveries) do
  local device = present[d[TO_APP] .. '\0' .. d[TO_TOKEN]]
  if device then
    d[IS_PROVEN] = device[IS_PROVEN]
  elseif not is_final(d[OUTCOME]) then
    local i = ctx.user and place_of(ctx.user, d[TO_APP], d[TO_TOKEN])
    local quarantined = i and is_quarantined(ctx.user.d[i], settings)
    d[OUTCOME] = d[OUTCOME] == 'unconfirmed' and 'unconfirmed' or 'rejected'
    d[REASON] = quarantined and 'device_quarantined' or 'device_removed'
  end
end
record[DELIVERIES] = cmsgpack.pack(deliveries)
if record[HELD] == '' then
  local touch
  if ctx.trial and ctx.trial.enters then
    enrolments.enter(ctx)
    enrolments.count(keys.batch, ctx.trial.label, 'i')
  end
  if req[10] > 0 and record[DECIDED_S] > 0 and wants_measurement(ctx.user) then
    record[TOUCHED_S] = math.floor(now / 1000)
    touch = new_touch(digest_of(id), record[TOUCHED_S], record[LABEL], record[DECIDED_S])
  end
  record[HELD] = take_places(ctx, keys.user, touch, req[10])
end
record[STATE], record[OWNER], record[FENCE], record[WAITS_FOR] = 'd', owner, record[FENCE] + 1, ''
if record[FENCE] == 1 then record[FIRST_OWNER] = owner end
history.add(record, history.TAKEN_UP, now, '')
store_send(keys.send, keys.waiting, id, record, now + lease_ms)
redis.call('SREM', keys.parked, id)
leave_campaign()
local reply = { 'leased', now, packed_send(record), hold_until(ctx) }
words.tell(ctx, reply, 5)
return reply

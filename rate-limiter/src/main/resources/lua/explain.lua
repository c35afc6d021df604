-- A dry run: asks every gate about one send, each on its own, and tells what it looked at and what would change its
-- answer. When it would wait, asks them about the instant at which it would be released too, as far as that is known now.
-- Writes nothing.
--
-- KEYS  1 user  2 idempotency record (the user's key when there is none)  3 zones
-- ARGV  1 packed values: now (0: Redis' own), digest of the fields ('' without an idempotency key), marks of the apps' present
--         settings, moment (without its time of acceptance), devices of the request, the latter two packed as in a
--         send's record; what is looked at of its template, packed ('': it has none); then, when it is of an experiment that
--         runs: its ticket, and what all that run are known by
--       2 packed category
-- Reply, by its first member:
--   told      now, answer, packed gates: each as [gate, pass, members], members as names and values, in turn; among them
--             would_pass is such a list too, and caps is a list of them; packed releases, each as [instant, answer, packed
--             gates]; then, when it has a template, the user's attributes ('': none), locale ('': none) and zone
--   mismatch  now: the idempotency key belongs to another send
--   zone      now, name: the row of this time zone is missing; nothing was decided

-- How often a send that would wait again and again is followed.
local MAX_RELEASES = 8

local given_now, digest, settings, moment, inline, template, ticket, running = cmsgpack.unpack(ARGV[1])
local now = now_ms(given_now)
local category = category_of(ARGV[2])

local first_id, first_answer
local first = digest ~= '' and redis.call('GET', KEYS[2])
if first then
  local first_digest
  first_digest, first_id, first_answer = unpack(cmsgpack.unpack(first))
  if first_digest ~= digest then return { 'mismatch', now } end
end

local ctx, zone = context(now, category, settings, moment .. cmsgpack.pack(now), inline, KEYS[1], KEYS[3], false)
if not ctx then return { 'zone', now, zone } end
words.put(ctx, template)
ctx.trial = enrolments.trial_of(ctx, ticket, running)

-- Members in the order in which they are put; what is nil is left out.
local function put(members, name, value)
  if value == nil then return end
  members[#members + 1] = name
  members[#members + 1] = value
end

-- What would change the answer: a word for programs, a condition for people, and an instant where there is one.
local function would_pass(change, condition, at)
  local members = {}
  put(members, 'change', change)
  put(members, 'if', condition)
  put(members, 'at', at)
  return members
end

local function window_text(w)
  return string.format('%02d:%02d-%02d:%02d', w.starts / 60, w.starts % 60, w.ends / 60, w.ends % 60)
end

local function put_timezone(say)
  put(say, 'timezone', ctx.zone)
  put(say, 'timezone_set_by', ctx.user and (ctx.user.tz and 'user' or ctx.user.dz and 'device') or 'policy')
end

-- What each gate says, by its name; `failed` is its verdict, nil when the send passes. Gives what would change that.
local tells = {}

function tells.category(say, failed)
  put(say, 'category', category.name)
  put(say, 'class', category.class == PROMOTIONAL and 'promotional' or category.class == 1 and 'transactional' or 'critical')
  put(say, 'enabled', category.enabled == 1)
  if failed then return would_pass('enable_category', 'the policy enables ' .. category.name) end
end

function tells.moment(say, failed)
  local hours = category.hours
  local clock, from_given, until_given, ttl_given = cmsgpack.unpack(moment)
  if from_given >= 0 then put(say, 'from', ctx.from) end
  put(say, 'deadline', ctx.deadline)
  put(say, 'deadline_set_by', (until_given >= 0 or ttl_given >= 0) and 'request' or 'category')
  put(say, 'now_or_never', ctx.now_or_never or nil)
  put(say, 'hours', hours and window_text(hours))
  if hours or clock == 1 then put_timezone(say) end
  if not failed then return end
  if ctx.deadline <= ctx.now then return would_pass('later_deadline', 'the moment ends later', ctx.now) end
  local from = begins(ctx)
  local waits_for_hours = from > ctx.from
  if failed.decision == SUPPRESSED then
    return would_pass('later_deadline', 'the moment lasts until the hours of ' .. category.name .. ' have begun',
      from < math.huge and from or nil)
  end
  return would_pass('wait', waits_for_hours and 'the hours of ' .. category.name .. ' have begun'
    or 'the moment has begun', from)
end

function tells.user(say, failed)
  local muted_until = ctx.user and ctx.user.mu or 0
  put(say, 'known', ctx.user ~= nil)
  if muted_until > ctx.now then put(say, 'muted_until', muted_until) end
  if not failed then return end
  if not ctx.user then return would_pass('register', 'the user is registered, or the request names devices') end
  return would_pass('wait', 'the user is muted no longer', muted_until)
end

function tells.consent(say, failed)
  local rule = category.consent
  put(say, 'rule', rule)
  if rule == 'none' then return end
  local choice, of_class = deciding_word(ctx)
  put(say, 'choice', not choice and 'unsaid' or choice[IS_GRANTED] == 1 and 'granted' or 'refused')
  if choice then
    put(say, 'said_of', of_class and 'promotional' or 'category')
    put(say, 'said_at', choice[SAID_AT])
    put(say, 'source', choice[SOURCE])
  end
  if not failed then return end
  local condition = 'the user grants ' .. category.name
  if of_class and category.class == PROMOTIONAL then condition = condition .. ', or all that is promotional' end
  return would_pass('grant', condition)
end

function tells.devices(say, failed)
  put(say, 'count', #ctx.devices)
  put(say, 'named_by', #ctx.inline > 0 and 'request' or 'user')
  if #ctx.inline > 0 then return end
  local denied, quarantined = 0, 0
  for _, d in ipairs(ctx.user and ctx.user.d or {}) do
    if d[D_FLAGS] % PROVEN == DENIED then
      denied = denied + 1
    elseif is_quarantined(d, settings) then
      quarantined = quarantined + 1
    end
  end
  put(say, 'denied', denied)
  put(say, 'quarantined', quarantined)
  if not failed then return end
  local condition = 'a device is registered'
  if denied > 0 then condition = condition .. ', or the permission is given on one that denies it' end
  if quarantined > 0 then condition = condition .. ', or one in quarantine is registered again' end
  return would_pass('device', condition)
end

function tells.quiet_hours(say, failed)
  put(say, 'rule', category.quiet_mode)
  if category.quiet_mode == 'ignore' then return end
  local own = ctx.user and ctx.user.qs
  local now_s = math.floor(ctx.now / 1000)
  put(say, 'window', ctx.quiet and window_text(ctx.quiet) or 'none')
  put(say, 'window_set_by', own and 'user' or 'policy')
  if ctx.quiet then put_timezone(say) end
  local is_inside = ctx.quiet ~= nil and ctx.clock.inside(ctx.quiet, now_s)
  put(say, 'inside', is_inside)
  if not is_inside then return end
  local ends_s = ctx.clock.first_second(ctx.quiet, now_s, false)
  local ends_at = ends_s and ends_s * 1000
  put(say, 'ends_at', ends_at or nil)
  if not ends_at then
    return would_pass('other_quiet_hours', own and 'the user has other quiet hours'
      or 'the policy, or the user, has other quiet hours')
  end
  if failed.reason == 'would_expire_in_quiet_hours' then
    return would_pass('later_deadline', 'the moment lasts beyond the quiet hours', ends_at)
  end
  return would_pass('wait', 'the quiet hours are over', ends_at)
end

function tells.template(say, failed)
  if not failed then return end
  put(say, 'argument', failed.argument)
  return would_pass('attribute', 'the user has the attribute that ' .. failed.argument .. ' comes from')
end

-- What one cap says, and the condition under which it ever has a place: nil when time alone brings one.
local function tell_cap(cap)
  local limit, used, next_at = places(ctx, cap)
  local obeyed, full = cap[OBEYED] == 1, cap[OBEYED] == 1 and next_at ~= nil
  local own = limit < cap[LIMIT]
  local members = {}
  put(members, 'cap', cap[CAP])
  put(members, 'pass', not full)
  put(members, 'obeyed', obeyed)
  put(members, 'limit', limit)
  put(members, 'limit_set_by', own and 'user' or 'policy')
  put(members, 'window', cap[WINDOW_TEXT])
  put(members, 'used', used)
  put(members, 'reserved', cap[RESERVED])
  if full and next_at > 0 then put(members, 'next_at', next_at) end
  if not full or next_at > 0 then return members, nil end
  local whose = own and cap[LIMIT] > cap[RESERVED] and "the user's own limit of " or 'the limit of '
  return members, whose .. cap[CAP] .. ' is more than ' .. cap[RESERVED]
end

function tells.caps(say, failed)
  put(say, 'rule', category.on_cap)
  local hit = failed and failed.hit
  if hit then
    put(say, 'cap', hit.cap)
    put(say, 'limit', hit.limit)
    put(say, 'window', hit.window)
    put(say, 'used', hit.used)
    put(say, 'reserved', hit.reserved)
    put(say, 'next_at', hit.next_at > 0 and hit.next_at or nil)
  end
  local caps, conditions = {}, {}
  for i, cap in ipairs(category.caps) do
    caps[i], conditions[#conditions + 1] = tell_cap(cap)
  end
  put(say, 'caps', caps)
  if not hit then return end
  if hit.next_at > 0 then return would_pass('wait', hit.cap .. ' has a place again', hit.next_at) end
  return would_pass('higher_limit', table.concat(conditions, ', and '))
end

function tells.experiment(say, failed)
  local trial = ctx.trial
  put(say, 'measured', trial ~= nil)
  if not trial then return end
  put(say, 'arm', trial.arm)
  put(say, 'entered', not trial.enters)
  if failed then return would_pass('stop_experiment', 'the experiment is stopped') end
end

local gates = {
  { 'category', category_gate }, { 'moment', moment_gate }, { 'user', user_gate }, { 'consent', consent_gate },
  { 'devices', devices_gate }, { 'quiet_hours', quiet_hours_gate }, { 'caps', caps_gate },
}
if ctx.template then table.insert(gates, 7, { 'template', words.gate }) end
if ticket then gates[#gates + 1] = { 'experiment', enrolments.gate } end

-- Asks every gate about an instant, and adds what each says. Gives the verdict.
local function look(at, told)
  ctx.now = at
  local verdict
  for _, gate in ipairs(gates) do
    local name, test = gate[1], gate[2]
    local failed = test(ctx)
    local say = {}
    local change = tells[name](say, failed)
    if failed then put(say, 'release_at', failed.release_at) end
    put(say, 'would_pass', change)
    told[#told + 1] = { name, not failed, say }
    verdict = verdict or failed
  end
  return verdict or decide(ctx)
end

local said = {}
put(said, 'send_id', first_id)
if first then put(said, 'would_pass', would_pass('other_key', 'the request has another idempotency key')) end
local told = { { 'idempotency', not first, said } }
local verdict = look(now, told)
local answer = first_answer or answer_of(verdict, #ctx.devices)

local releases = {}
while not first and verdict.decision == DEFERRED and #releases < MAX_RELEASES do
  local at, told_then = verdict.release_at, {}
  verdict = look(at, told_then)
  releases[#releases + 1] = { at, answer_of(verdict, #ctx.devices), cmsgpack.pack(told_then) }
end
local reply = { 'told', now, answer, cmsgpack.pack(told), cmsgpack.pack(releases) }
words.tell(ctx, reply, 6)
return reply

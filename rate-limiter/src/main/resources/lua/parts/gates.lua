-- The gates of a decision, shared by admit.lua, claim.lua and explain.lua: goes before theirs, after people.lua,
-- devices.lua, choices.lua, counts.lua, zones.lua, kept.lua and words.lua.

local MAX_COUNTED = 1000

local ADMITTED, DEFERRED, SUPPRESSED = 0, 1, 2
local PROMOTIONAL = 2

-- A moment without a length is worth showing now or never: this is what a lane has to put it on the wire.
local NOW_MS = 5000

-- The members of a category's cap.
local CAP, LIMIT, UNIT, WINDOW, WINDOW_TEXT, OBEYED, RESERVED = 1, 2, 3, 4, 5, 6, 7

-- From which second on what was counted counts in a cap now.
local function counts_from(ctx, cap)
  if cap[UNIT] ~= '' then return ctx.clock.period_began(cap[UNIT], math.floor(ctx.now / 1000)) end
  return math.floor((ctx.now - cap[WINDOW]) / 1000) + 1
end

-- How many of a cap's times count now: the newest ones.
local function counted(ctx, cap, times)
  if times == NO_TIMES then return 0 end
  local n, since = how_many(times), counts_from(ctx, cap)
  local from, to = 1, n + 1 -- times rise: the first that counts is found by halves
  while from < to do
    local middle = math.floor((from + to) / 2)
    if second_at(times, middle) >= since then to = middle else from = middle + 1 end
  end
  return n + 1 - from
end

-- Gates --------------------------------------------------------------------------------------------------------

local function deferred(ctx, reason, release_at, hit)
  return { decision = DEFERRED, reason = reason, deadline = ctx.deadline, release_at = release_at, hit = hit }
end

local function suppressed(ctx, reason, hit)
  return { decision = SUPPRESSED, reason = reason, deadline = ctx.deadline, hit = hit }
end

-- Each gate gives nil when the send passes, else the verdict. explain.lua tells what each of them looks at.

local function category_gate(ctx)
  if ctx.category.enabled == 0 then return suppressed(ctx, 'category_disabled') end
end

-- From when on the moment and the category's hours let it be shown.
local function begins(ctx)
  local hours = ctx.category.hours
  if not hours then return ctx.from end
  local earliest_s = math.floor(math.max(ctx.from, ctx.now) / 1000)
  local starts_s = ctx.clock.first_second(hours, earliest_s, true)
  return starts_s and math.max(ctx.from, starts_s * 1000) or math.huge
end

local function moment_gate(ctx)
  if ctx.deadline <= ctx.now then return suppressed(ctx, 'expired') end
  local from = begins(ctx)
  if from <= ctx.now then return nil end
  -- No moment ends before it begins: what is too late are the hours.
  if from >= ctx.latest then return suppressed(ctx, 'would_expire_outside_hours') end
  return deferred(ctx, 'scheduled', from)
end

local function user_gate(ctx)
  if not ctx.user then
    if #ctx.inline == 0 then return suppressed(ctx, 'unknown_user') end
    return nil
  end
  if (ctx.user.mu or 0) > ctx.now and ctx.category.class > 0 then return suppressed(ctx, 'muted') end
end

-- The word that decides, the category's own, else (for a promotional one) the class's, and whether it is the class's:
-- nil when neither was said.
local function deciding_word(ctx)
  local user = ctx.user or {}
  local own = user.pc and user.pc[ctx.category.name]
  if own then return own, false end
  return ctx.category.class == PROMOTIONAL and user.pr or nil, true
end

local function consent_gate(ctx)
  if ctx.category.consent == 'none' then return nil end
  local choice = deciding_word(ctx)
  if choice and choice[IS_GRANTED] == 0 then return suppressed(ctx, 'opted_out') end
  if not choice and ctx.category.consent == 'opt_in' then return suppressed(ctx, 'not_opted_in') end
end

local function devices_gate(ctx)
  if #ctx.devices == 0 then return suppressed(ctx, 'no_devices') end
end

local function quiet_hours_gate(ctx)
  if not ctx.quiet then return nil end
  local now_s = math.floor(ctx.now / 1000)
  if not ctx.clock.inside(ctx.quiet, now_s) then return nil end
  if ctx.category.quiet_mode == 'drop' then return suppressed(ctx, 'quiet_hours') end
  local ends_s = ctx.clock.first_second(ctx.quiet, now_s, false)
  if not ends_s or ends_s * 1000 >= ctx.latest then return suppressed(ctx, 'would_expire_in_quiet_hours') end
  return deferred(ctx, 'quiet_hours', ends_s * 1000)
end

-- What the template must have of the user is there: in words.lua's table, as it is.
function words.gate(ctx)
  local argument = ctx.template and words.missing(ctx.user, ctx.template.required)
  if not argument then return nil end
  local verdict = suppressed(ctx, 'template_incomplete')
  verdict.argument = argument
  return verdict
end

-- A cap's limit for the user.
local function limit_of(ctx, cap)
  local own = ctx.user and ctx.user.pk and ctx.user.pk[cap[CAP]]
  return own and math.min(own, cap[LIMIT]) or cap[LIMIT]
end

-- Whether a cap has a place: at most one of its times has to be looked at.
local function has_place(ctx, cap)
  local room, times = limit_of(ctx, cap) - cap[RESERVED], ctx.counts[cap[CAP]] or NO_TIMES
  local n = how_many(times)
  return room > 0 and (n < room or second_at(times, n - room + 1) < counts_from(ctx, cap))
end

-- A cap's limit for the user, how many count now, and when there is a place again: nil when there is one, 0 when there
-- never is.
local function places(ctx, cap)
  local limit = limit_of(ctx, cap)
  local room = limit - cap[RESERVED]
  local times = ctx.counts[cap[CAP]] or NO_TIMES
  local used = counted(ctx, cap, times)
  if used < room then return limit, used, nil end
  if room <= 0 then return limit, used, 0 end
  local leaves = second_at(times, how_many(times) - room + 1) -- when this one counts no more, there is room
  if cap[UNIT] ~= '' then return limit, used, ctx.clock.next_period(cap[UNIT], leaves) * 1000 end
  return limit, used, leaves * 1000 + cap[WINDOW]
end

local function caps_gate(ctx)
  if ctx.holds_places then return nil end
  local worst
  for _, cap in ipairs(ctx.category.caps) do
    local limit, used, next_at
    if cap[OBEYED] == 1 and not has_place(ctx, cap) then limit, used, next_at = places(ctx, cap) end
    -- The most restrictive is the one with the latest place; "never" is 0.
    if next_at and (not worst or (worst.next_at ~= 0 and (next_at == 0 or next_at > worst.next_at))) then
      worst = {
        cap = cap[CAP], limit = limit, window = cap[WINDOW_TEXT], used = used, reserved = cap[RESERVED], next_at = next_at,
      }
    end
  end
  if not worst then return nil end
  if ctx.category.on_cap == 'defer' and worst.next_at > 0 and worst.next_at < ctx.latest then
    return deferred(ctx, 'frequency_cap', worst.next_at, worst)
  end
  return suppressed(ctx, 'frequency_cap', worst)
end

-- Asked after all others, of a send of an experiment that was never admitted.
function enrolments.gate(ctx)
  if ctx.trial and ctx.trial.arm == enrolments.HELD_OUT then return suppressed(ctx, 'held_out') end
end

-- The verdict of the first gate that fails; explain.lua asks the same ones.
local function decide(ctx)
  return category_gate(ctx) or moment_gate(ctx) or user_gate(ctx) or consent_gate(ctx) or devices_gate(ctx)
    or quiet_hours_gate(ctx) or words.gate(ctx) or caps_gate(ctx) or enrolments.gate(ctx)
    or { decision = ADMITTED, reason = '', deadline = ctx.deadline }
end

-- The context -----------------------------------------------------------------------------------------------------

-- The category as the policy has it (CategoryCodec packs it).
local unpacked_category = kept(500, function(packed)
  local name, enabled, class, ttl, quiet_mode, consent, on_cap, quiet_starts, quiet_ends, zone, starts, ends, caps =
    cmsgpack.unpack(packed)
  local has_calendar = false
  for _, cap in ipairs(caps) do has_calendar = has_calendar or cap[UNIT] ~= '' end
  return {
    name = name, enabled = enabled, class = class, ttl = ttl, quiet_mode = quiet_mode, consent = consent,
    on_cap = on_cap, zone = zone, caps = caps, has_calendar = has_calendar,
    quiet = quiet_starts >= 0 and { starts = quiet_starts, ends = quiet_ends } or nil,
    hours = starts >= 0 and { starts = starts, ends = ends } or nil,
  }
end)

-- nil for a category that the policy no longer has.
local function category_of(packed)
  return packed ~= '' and unpacked_category(packed) or nil
end

-- The user's own quiet hours, else the policy's; nil when none apply to this category.
local function quiet_of(user, category)
  if category.quiet_mode == 'ignore' then return nil end
  local quiet = category.quiet
  if user and user.qs then quiet = user.qs >= 0 and { starts = user.qs, ends = user.qe } or nil end
  return quiet
end

local function needs_clock(ctx, of_user)
  return ctx.quiet or ctx.category.hours or ctx.category.has_calendar or of_user == 1
end

-- Puts `from`, `deadline`, and `latest`: what may go only then, or later, does not wait. from is 0 when the moment has
-- begun with the request; such a one without a length waits for nothing.
local function resolve_moment(ctx, of_user, from, till, ttl, accepted_at)
  if of_user == 1 then from, till = ctx.clock.instants_of(from, till) end
  local begins = from >= 0 and from or accepted_at
  if till < 0 then
    local length = ttl >= 0 and ttl or ctx.category.ttl
    ctx.now_or_never = length == 0 and from < 0
    till = begins + (length > 0 and length or NOW_MS)
  end
  ctx.from, ctx.deadline, ctx.latest = math.max(from, 0), till, ctx.now_or_never and 0 or till
end

-- A delivery that begins: nothing was tried yet. deliveries.lua names the slots.
local function new_delivery(id, app, device_token, proven)
  return { id, app, device_token, '', '', '', 0, 0, 0, proven and 1 or 0 }
end

-- Deliveries that begin, as cmsgpack would pack them, in less time: what is the same in all of them is packed already.
local function packed_new(deliveries)
  local n = #deliveries
  local packed = n < 16 and string.char(144 + n) or struct.pack('>BI2', 220, n)
  for _, d in ipairs(deliveries) do
    local id, app, device_token = unpack(d)
    packed = packed .. '\154' .. cmsgpack.pack(id, app, device_token) .. '\160\160\160\0\0\0' .. string.char(d[10])
  end
  return packed
end

-- Every device that may show it, each as a delivery that begins: those of the request, else the user's that the
-- operating system lets show anything and that are not in quarantine.
local function devices_of(user, inline, settings)
  local devices = {}
  for i, named in ipairs(inline) do
    local app, device_token = named[1], named[2]
    local known = user and place_of(user, app, device_token)
    devices[i] = new_delivery('', app, device_token, known and is_proven(user.d[known]))
  end
  if #inline > 0 or not user then return devices end
  for _, d in ipairs(user.d or {}) do
    if may_show(d, settings) then
      devices[#devices + 1] = new_delivery(d[D_ID], d[D_APP], d[D_TOKEN], is_proven(d))
    end
  end
  return devices
end

-- All that the gates look at. The moment is packed, with its time of acceptance; so are the devices of the request ('':
-- none). `settings` are the marks of the apps' present ones. The second value is the name of a zone whose row is missing:
-- then nothing was decided.
local function context(now, category, settings, moment, inline, user_key, zones_key, holds_places)
  local user, counts, value, counts_bytes = person_of(user_key)
  local given = inline ~= '' and cmsgpack.unpack(inline) or {}
  local ctx = {
    now = now, category = category, inline = given, holds_places = holds_places, user = user, counts = counts,
    value = value, counts_bytes = counts_bytes, devices = devices_of(user, given, settings), quiet = quiet_of(user, category),
    zone = user and (user.tz or user.dz) or category.zone, clock = nil, from = 0, deadline = 0, latest = 0, now_or_never = false,
  }
  local of_user, from, till, ttl, accepted_at = cmsgpack.unpack(moment)
  if needs_clock(ctx, of_user) then
    ctx.clock = wall_clock(zones_key, ctx.zone, now)
    if not ctx.clock then return nil, ctx.zone end
  end
  resolve_moment(ctx, of_user, from, till, ttl, accepted_at)
  return ctx
end

-- The instant from which the user's quiet hours forbid to show it, or 0: a lane holds no send past it.
local function hold_until(ctx)
  if not ctx.quiet then return 0 end
  local starts_s = ctx.clock.first_second(ctx.quiet, math.floor(ctx.now / 1000), true)
  return starts_s and starts_s * 1000 or 0
end

-- What is written -------------------------------------------------------------------------------------------------

local function answer_of(verdict, device_count)
  local reason, hit = verdict.reason, verdict.hit
  local answer = struct.pack('>BI2i8i8I4c0', verdict.decision, device_count, verdict.deadline, verdict.release_at or 0,
    #reason, reason)
  if verdict.argument then return answer .. cmsgpack.pack(verdict.argument) end
  if not hit then return answer end
  return answer .. cmsgpack.pack(hit.cap, hit.limit, hit.window, hit.used, hit.reserved, hit.next_at)
end

-- The counts of the caps of this send that count any now.
local function what_still_counts(ctx)
  local counts = {
    [TOUCHES] = ctx.counts[TOUCHES], [CONVERSIONS] = ctx.counts[CONVERSIONS],
    [enrolments.NAME] = ctx.counts[enrolments.NAME],
  }
  for _, cap in ipairs(ctx.category.caps) do
    local times = ctx.counts[cap[CAP]]
    if times and counted(ctx, cap, times) > 0 then counts[cap[CAP]] = times end
  end
  return counts
end

-- The times of a cap with one more. What counts no more goes, but for twice the largest limit that there was.
local function with_one_more(ctx, cap, times, counted_at)
  local largest = struct.unpack('>I2', times)
  if largest < cap[LIMIT] then
    largest = cap[LIMIT]
    times = struct.pack('>I2', largest) .. string.sub(times, #NO_TIMES + 1)
  end
  local most = math.min(2 * largest, MAX_COUNTED) - 1
  if how_many(times) > most then
    most = math.min(MAX_COUNTED - 1, math.max(most, counted(ctx, cap, times)))
    times = string.sub(times, 1, #NO_TIMES) .. string.sub(times, math.max(#times - 4 * most, #NO_TIMES) + 1)
  end
  return times .. counted_at
end

-- The latest `most` touches, this one the last.
local function touches_with(touches, touch, most)
  return string.sub(touches, math.max(#touches - TOUCH_BYTES * (most - 1), 0) + 1) .. touch
end

-- What a send holds that has left a touch and counts in no cap: no second, packed.
local ONLY_A_TOUCH = '\145\0'

-- Leaves the touch of a send that counts in no cap, and gives what it holds: the counts are passed on as they are. The value
-- is joined at once, for each string on the way costs as much as a short command.
local function leave_touch(ctx, user_key, touch, most)
  local touches, conversions, ends, entered = measured_of(ctx.value)
  local others = TOUCH_BYTES * (most - 1)
  if #touches > others then touches = string.sub(touches, #touches - others + 1) end
  local rest = ctx.counts_bytes == 0 and '\128' .. NOBODY or ends == 0 and ctx.value or string.sub(ctx.value, ends + 1)
  local lengths = (#touches + TOUCH_BYTES) * 65536 + #entered / enrolments.BYTES * enrolments.ABOVE + #conversions
  local value = measured_head(lengths) .. touches .. touch .. conversions .. entered .. rest
  if ctx.user then
    redis.call('SET', user_key, value)
  else
    redis.call('SET', user_key, value, 'PX',
      score(math.max(ctx.counts[''] or 0, math.ceil(ctx.now / 1000) + TOUCH_LIFE_S) * 1000 - ctx.now))
  end
  return ONLY_A_TOUCH
end

-- Counts the send in each of the category's caps and gives the places held, packed. Counts end when the last of them
-- can no longer matter: a rolling window after it, a week and two days for a calendar's. With the key of somebody who is
-- only counted they go at once, those of a user when the next send is counted.
-- When those end, what still counts in a cap of this send stays: the policy has made its window longer.
-- Leaves the send's touch as well, where it has one (nil: it has none), among the latest `most` of them.
local function take_places(ctx, user_key, touch, most)
  local caps, counts = ctx.category.caps, ctx.counts
  if #caps == 0 then
    if not (ctx.trial and ctx.trial.enters) then return touch and leave_touch(ctx, user_key, touch, most) or '' end
    if touch then counts[TOUCHES] = touches_with(counts[TOUCHES] or '', touch, most) end
    store_person(user_key, string.sub(ctx.value, ctx.counts_bytes + 1), counts) -- who enters is a user
    return touch and ONLY_A_TOUCH or ''
  end
  if (counts[''] or 0) * 1000 <= ctx.now then counts = what_still_counts(ctx) end
  local second = math.ceil(ctx.now / 1000)
  for _, cap in ipairs(caps) do -- in rising order also when the clock has stepped back
    local times = counts[cap[CAP]]
    if times and #times > #NO_TIMES then second = math.max(second, second_at(times, how_many(times))) end
  end
  local counted_at, ends_s, held = stamp(second), counts[''] or 0, { second }
  for i, cap in ipairs(caps) do
    counts[cap[CAP]] = with_one_more(ctx, cap, counts[cap[CAP]] or NO_TIMES, counted_at)
    held[i + 1] = cap[CAP]
    ends_s = math.max(ends_s, second + (cap[UNIT] ~= '' and 9 * DAY_S or math.ceil(cap[WINDOW] / 1000)))
  end
  counts[''] = ends_s
  if touch then counts[TOUCHES] = touches_with(counts[TOUCHES] or '', touch, most) end
  local packed_user = string.sub(ctx.value, ctx.counts_bytes + 1)
  if ctx.user then
    store_person(user_key, packed_user, counts)
  else
    store_person(user_key, packed_user, counts, 'PX', score(math.max(ends_s, touches_end_s(counts)) * 1000 - ctx.now))
  end
  return cmsgpack.pack(held)
end

-- Writes down that a user was held out: that it entered, where it is new; and the places that the send would have taken,
-- where those count all the same.
function enrolments.hold_out(ctx, user_key)
  if ctx.trial.counts_places then
    take_places(ctx, user_key, nil, 0)
  elseif ctx.trial.enters then
    store_person(user_key, string.sub(ctx.value, ctx.counts_bytes + 1), ctx.counts)
  end
end

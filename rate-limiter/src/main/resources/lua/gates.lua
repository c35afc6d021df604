-- The gates of a decision, shared by admit.lua, claim.lua and explain.lua: goes before theirs.

local MAX_COUNTED = 1000

local ADMITTED, DEFERRED, SUPPRESSED = 0, 1, 2
local PROMOTIONAL = 2

-- Counts -------------------------------------------------------------------------------------------------------

local function period(row, unit, t_s)
  local day = math.floor((t_s + segment(row, t_s)) / DAY_S)
  if unit == 'day' then return day end
  return math.floor((day + 3) / 7) -- 1970-01-01 was a Thursday; ISO weeks begin on Monday
end

-- How many of the times still count at `now`, and from which index on.
local function counted(cap, times, row, now)
  local n = #times / 4
  local first = n + 1
  local today = cap.unit ~= '' and period(row, cap.unit, math.floor(now / 1000))
  while first > 1 do
    local second = stamp_at(times, first - 1)
    local counts
    if cap.unit ~= '' then
      counts = period(row, cap.unit, second) >= today
    else
      counts = second * 1000 + cap.window > now
    end
    if not counts then break end
    first = first - 1
  end
  return n - first + 1, first
end

-- The first second after t_s that lies in another day or week of the user.
local function next_period(row, unit, t_s)
  local this = period(row, unit, t_s)
  repeat
    local offset, transition = segment(row, t_s)
    t_s = math.min(t_s + DAY_S - (t_s + offset) % DAY_S, transition)
  until period(row, unit, t_s) > this
  return t_s
end

-- Gates --------------------------------------------------------------------------------------------------------

local function admitted(ctx)
  return { decision = ADMITTED, reason = '', deadline = ctx.deadline }
end

local function deferred(ctx, reason, release_at, hit)
  return { decision = DEFERRED, reason = reason, deadline = ctx.deadline, release_at = release_at, hit = hit }
end

local function suppressed(ctx, reason, hit)
  return { decision = SUPPRESSED, reason = reason, deadline = ctx.deadline, hit = hit }
end

-- Each gate gives nil when the send passes, else the verdict. explain.lua tells what each of them looks at.
local gates = {}

gates[#gates + 1] = { name = 'category', test = function(ctx)
  if ctx.category.enabled == 0 then return suppressed(ctx, 'category_disabled') end
end }

-- From when on the moment and the category's hours let it be shown.
local function begins(ctx)
  local hours = ctx.category.hours
  if not hours then return ctx.from end
  local earliest_s = math.floor(math.max(ctx.from, ctx.now) / 1000)
  local starts_s = first_second(ctx.row, hours.starts, hours.ends, earliest_s, true)
  return starts_s and math.max(ctx.from, starts_s * 1000) or math.huge
end

gates[#gates + 1] = { name = 'moment', test = function(ctx)
  if ctx.deadline <= ctx.now then return suppressed(ctx, 'expired') end
  local from = begins(ctx)
  if from <= ctx.now then return nil end
  if from >= ctx.deadline then return suppressed(ctx, 'expired') end
  return deferred(ctx, 'scheduled', from)
end }

gates[#gates + 1] = { name = 'user', test = function(ctx)
  if not ctx.user then
    if #ctx.inline == 0 then return suppressed(ctx, 'unknown_user') end
    return nil
  end
  if (ctx.user.mu or 0) > ctx.now and ctx.category.class > 0 then return suppressed(ctx, 'muted') end
end }

-- The user's latest word, of the category's and (for promotional ones) the class's, and whether it is the class's: nil
-- when nothing was said. At one instant a refusal is the later word.
local function latest_choice(ctx)
  if not ctx.user then return nil end
  local own = ctx.user.pc and ctx.user.pc[ctx.category.name]
  local class = ctx.category.class == PROMOTIONAL and ctx.user.pr or nil
  if not own or not class then return own or class, not own end
  local class_decides = class[2] > own[2] or (class[2] == own[2] and class[1] < own[1])
  return class_decides and class or own, class_decides
end

gates[#gates + 1] = { name = 'consent', test = function(ctx)
  if ctx.category.consent == 'none' then return nil end
  local choice = latest_choice(ctx)
  if choice and choice[1] == 0 then return suppressed(ctx, 'opted_out') end
  if not choice and ctx.category.consent == 'opt_in' then return suppressed(ctx, 'not_opted_in') end
end }

gates[#gates + 1] = { name = 'devices', test = function(ctx)
  if #ctx.devices == 0 then return suppressed(ctx, 'no_devices') end
end }

gates[#gates + 1] = { name = 'quiet_hours', test = function(ctx)
  if not ctx.quiet then return nil end
  local now_s = math.floor(ctx.now / 1000)
  if not inside(ctx.row, ctx.quiet.starts, ctx.quiet.ends, now_s) then return nil end
  if ctx.category.quiet_mode == 'drop' then return suppressed(ctx, 'quiet_hours') end
  local ends_s = first_second(ctx.row, ctx.quiet.starts, ctx.quiet.ends, now_s, false)
  if not ends_s or ends_s * 1000 >= ctx.deadline then return suppressed(ctx, 'would_expire_in_quiet_hours') end
  return deferred(ctx, 'quiet_hours', ends_s * 1000)
end }

-- A cap's limit for the user, how many count now, and when there is a place again: nil when there is one, 0 when there
-- never is.
local function places(ctx, cap)
  local own = ctx.user and ctx.user.pk and ctx.user.pk[cap.name]
  local limit = own and math.min(own, cap.limit) or cap.limit
  local room = limit - cap.reserved
  local times = times_of(ctx.counts, cap.name)
  local used, first = counted(cap, times, ctx.row, ctx.now)
  if used < room then return limit, used, nil end
  if room <= 0 then return limit, used, 0 end
  local leaves = stamp_at(times, first + used - room) -- when this one counts no more, there is room
  if cap.unit ~= '' then return limit, used, next_period(ctx.row, cap.unit, leaves) * 1000 end
  return limit, used, leaves * 1000 + cap.window
end

local function cap_hit(ctx, cap)
  local limit, used, next_at = places(ctx, cap)
  if not next_at then return nil end
  return { cap = cap.name, limit = limit, window = cap.window_text, used = used, reserved = cap.reserved, next_at = next_at }
end

local function more_restrictive(a, b) -- "never" is 0 and the most restrictive of all
  if not b then return true end
  if a.next_at == 0 or b.next_at == 0 then return a.next_at == 0 and b.next_at ~= 0 end
  return a.next_at > b.next_at
end

gates[#gates + 1] = { name = 'caps', test = function(ctx)
  if ctx.holds_places then return nil end
  local worst
  for _, cap in ipairs(ctx.category.caps) do
    local hit = cap.obeyed == 1 and cap_hit(ctx, cap)
    if hit and more_restrictive(hit, worst) then worst = hit end
  end
  if not worst then return nil end
  if ctx.category.on_cap == 'defer' and worst.next_at > 0 and worst.next_at < ctx.deadline then
    return deferred(ctx, 'frequency_cap', worst.next_at, worst)
  end
  return suppressed(ctx, 'frequency_cap', worst)
end }

-- The verdict of the first gate that fails.
local function decide(ctx)
  for _, gate in ipairs(gates) do
    local verdict = gate.test(ctx)
    if verdict then return verdict end
  end
  return admitted(ctx)
end

-- The context -----------------------------------------------------------------------------------------------------

-- The category as the policy has it, by name (RedisSends packs it); nil for a category that the policy no longer has.
local function category_of(packed)
  if packed == '' then return nil end
  local c = cmsgpack.unpack(packed)
  local category = {
    name = c[1], enabled = c[2], class = c[3], ttl = c[4], quiet_mode = c[5], consent = c[6], on_cap = c[7],
    zone = c[10], caps = {},
  }
  if c[8] >= 0 then category.quiet = { starts = c[8], ends = c[9] } end
  if c[11] >= 0 then category.hours = { starts = c[11], ends = c[12] } end
  for i, cap in ipairs(c[13]) do
    category.caps[i] = {
      name = cap[1], limit = cap[2], unit = cap[3], window = cap[4], window_text = cap[5], obeyed = cap[6],
      reserved = cap[7],
    }
  end
  return category
end

-- The user's own quiet hours, else the policy's; nil when none apply to this category.
local function quiet_of(user, category)
  if category.quiet_mode == 'ignore' then return nil end
  local quiet = category.quiet
  if user and user.qs then quiet = user.qs >= 0 and { starts = user.qs, ends = user.qe } or nil end
  return quiet
end

local function needs_zone(ctx, moment)
  if ctx.quiet or ctx.category.hours or moment[1] == 1 then return true end
  for _, cap in ipairs(ctx.category.caps) do
    if cap.unit ~= '' then return true end
  end
  return false
end

-- Puts `from` and `deadline`: from is 0 when the moment has begun with the request.
local function resolve_moment(ctx, moment)
  local from, till, ttl = moment[2], moment[3], moment[4]
  if moment[1] == 1 then
    if from >= 0 then from = instant_of(ctx.row, from) end
    if till >= 0 then till = instant_of(ctx.row, till) end
  end
  local begins = from >= 0 and from or moment[5]
  if till < 0 then till = begins + (ttl >= 0 and ttl or ctx.category.ttl) end
  ctx.from, ctx.deadline = math.max(from, 0), till
end

-- Every device that may show it: those of the request, else the user's that the operating system lets show anything
-- and that are not in quarantine, as { device_id, app, device_token, proven }.
local function devices_of(user, inline)
  local devices, proven = {}, {}
  for _, d in ipairs(user and user.d or {}) do
    proven[target(d[D_APP], d[D_TOKEN])] = is_proven(d) and 1 or 0
    if #inline == 0 and may_show(d) then devices[#devices + 1] = { d[D_ID], d[D_APP], d[D_TOKEN], is_proven(d) and 1 or 0 } end
  end
  for i, d in ipairs(inline) do devices[i] = { '', d[1], d[2], proven[target(d[1], d[2])] or 0 } end
  return devices
end

-- All that the gates look at. The second value is the name of a zone whose row is missing: then nothing was decided.
local function context(now, category, moment, inline, keys, holds_places)
  local ctx = { now = now, category = category, inline = inline, holds_places = holds_places }
  ctx.user = unpacked(keys.user)
  ctx.counts = #category.caps > 0 and unpacked(keys.counts) or {}
  ctx.devices = devices_of(ctx.user, inline)
  ctx.quiet = quiet_of(ctx.user, category)
  ctx.zone = ctx.user and (ctx.user.tz or ctx.user.dz) or category.zone
  if needs_zone(ctx, moment) then
    ctx.row = zone_row(keys.zones, ctx.zone, now)
    if not ctx.row then return nil, ctx.zone end
  end
  resolve_moment(ctx, moment)
  return ctx
end

-- The instant from which the user's quiet hours forbid to show it, or 0: a lane holds no send past it.
local function hold_until(ctx)
  if not ctx.quiet then return 0 end
  local starts_s = first_second(ctx.row, ctx.quiet.starts, ctx.quiet.ends, math.floor(ctx.now / 1000), true)
  return starts_s and starts_s * 1000 or 0
end

-- What is written -------------------------------------------------------------------------------------------------

-- The deliveries of a send that begins.
local function begun(devices)
  local deliveries = {}
  for i, d in ipairs(devices) do deliveries[i] = { d[1], d[2], d[3], '', '', '', 0, 0, 0, d[4] } end
  return deliveries
end

local function answer_of(verdict, device_count)
  local hit = verdict.hit or { cap = '', limit = 0, window = '', used = 0, reserved = 0, next_at = 0 }
  return cmsgpack.pack({
    verdict.decision, verdict.reason, verdict.deadline, verdict.release_at or 0, device_count,
    hit.cap, hit.limit, hit.window, hit.used, hit.reserved, hit.next_at,
  })
end

-- Counts the send in each of the category's caps and gives the places held. The key ends when its last count can no
-- longer matter: a rolling window after it, a week and two days for a calendar's.
local function take_places(ctx, counts_key)
  if #ctx.category.caps == 0 then return {} end
  local second = math.ceil(ctx.now / 1000)
  for _, cap in ipairs(ctx.category.caps) do -- in rising order also when the clock has stepped back
    local times = times_of(ctx.counts, cap.name)
    if #times > 0 then second = math.max(second, stamp_at(times, #times / 4)) end
  end
  local held = { second }
  local ends_s = ctx.counts[''] or 0
  for _, cap in ipairs(ctx.category.caps) do
    local times, largest = times_of(ctx.counts, cap.name)
    local used = counted(cap, times, ctx.row, ctx.now)
    largest = math.max(largest, cap.limit)
    local keep = math.min(MAX_COUNTED, math.max(2 * largest, used + 1))
    set_times(ctx.counts, cap.name, string.sub(times, -4 * (keep - 1)) .. stamp(second), largest)
    held[#held + 1] = cap.name
    ends_s = math.max(ends_s, second + (cap.unit ~= '' and 9 * DAY_S or math.ceil(cap.window / 1000)))
  end
  ctx.counts[''] = ends_s
  redis.call('SET', counts_key, cmsgpack.pack(ctx.counts), 'PX', string.format('%d', ends_s * 1000 - ctx.now))
  return held
end

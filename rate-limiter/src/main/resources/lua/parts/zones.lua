-- A user's wall clock, by its time zone's row in the zones hash, exact across DST: goes before gates.lua.

local DAY_S = 86400

-- The clock of a row of the zones hash.
local clock_of = kept(500, function(text)
  local written, first_offset, rest = string.match(text, '^(%d+);(-?%d+);?(.*)$')
  local row = { tonumber(first_offset) } -- offset, from_s, offset, from_s, offset, …
  for from, after in string.gmatch(rest, '(-?%d+)=(-?%d+)') do
    row[#row + 1] = tonumber(from)
    row[#row + 1] = tonumber(after)
  end
  local clock = { written_s = tonumber(written) }

  -- The offset in force at t_s, the second at which the next one begins, and that at which this one did.
  local function segment(t_s)
    local offset, since = row[1], -math.huge
    for i = 2, #row, 2 do
      if t_s < row[i] then return offset, row[i], since end
      since, offset = row[i], row[i + 1]
    end
    return offset, math.huge, since
  end

  function clock.inside(window, t_s)
    local wall = (t_s + segment(t_s)) % DAY_S
    local starts_s, ends_s = window.starts * 60, window.ends * 60
    if starts_s < ends_s then return wall >= starts_s and wall < ends_s end
    return wall >= starts_s or wall < ends_s
  end

  -- The first second from t_s on at which the wall clock is inside the window (or outside, as wanted); nil when there
  -- is none within the row. Steps from edge to edge, and stops at each transition to look again.
  function clock.first_second(window, t_s, wanted)
    local horizon = t_s + 60 * DAY_S
    local edge = (wanted and window.starts or window.ends) * 60
    while t_s < horizon do
      if clock.inside(window, t_s) == wanted then return t_s end
      local offset, transition = segment(t_s)
      local step = (edge - (t_s + offset)) % DAY_S
      if step == 0 then step = DAY_S end
      t_s = math.min(t_s + step, transition)
    end
    return nil
  end

  -- The instants of a moment on this clock, -1 where none is given. One that begins at a time that the clocks skip begins
  -- when they have, and what so would be over before it has begun is as long as it is written.
  function clock.instants_of(from, till)
    -- As java.time resolves it: the earlier one in an overlap, later by the gap in a gap; then also the end of that gap.
    local function instant_of(wall)
      local offset = row[1]
      for i = 2, #row, 2 do
        if wall - offset * 1000 < row[i] * 1000 then return wall - offset * 1000 end
        if wall - row[i + 1] * 1000 < row[i] * 1000 then return wall - offset * 1000, row[i] * 1000 end
        offset = row[i + 1]
      end
      return wall - offset * 1000
    end

    if from < 0 then return from, till >= 0 and instant_of(till) or till end
    local shifted, gap_ends = instant_of(from)
    local begins = gap_ends or shifted
    if till < 0 then return begins, till end
    local ends = instant_of(till)
    return begins, ends > begins and ends or begins + till - from
  end

  -- The number of the day or week in which t_s lies, and the day's in which that one begins.
  local function period(unit, t_s)
    local day = math.floor((t_s + segment(t_s)) / DAY_S)
    if unit == 'day' then return day, day end
    local week = math.floor((day + 3) / 7) -- 1970-01-01 was a Thursday; ISO weeks begin on Monday
    return week, 7 * week - 3
  end

  -- The first second after t_s that lies in another day or week.
  function clock.next_period(unit, t_s)
    local this = period(unit, t_s)
    repeat
      local offset, transition = segment(t_s)
      t_s = math.min(t_s + DAY_S - (t_s + offset) % DAY_S, transition)
    until period(unit, t_s) > this
    return t_s
  end

  -- The first second of the day or week in which t_s lies; the latest one is kept, with the first second after it.
  local latest = {}
  function clock.period_began(unit, t_s)
    local known = latest[unit]
    if known and t_s >= known.began and t_s < known.ends then return known.began end
    local this, first_day = period(unit, t_s)
    local began = t_s
    repeat
      local offset, _, since = segment(began)
      began = math.max(first_day * DAY_S - offset, since)
      local before = began - 1
      local goes_on = period(unit, before) >= this -- it reaches into what was before a transition
      if goes_on then began = before end
    until not goes_on
    latest[unit] = { began = began, ends = clock.next_period(unit, t_s) }
    return began
  end

  return clock
end)

-- The clock of a time zone; nil when its row is missing, or does not cover what may be asked at `now`.
local function wall_clock(zones_key, zone, now)
  local text = redis.call('HGET', zones_key, zone)
  if not text then return nil end
  local clock = clock_of(text)
  local age_s = now / 1000 - clock.written_s
  if age_s > 30 * DAY_S or age_s < -DAY_S then return nil end
  return clock
end

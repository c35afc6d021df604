-- Time zones as the rows of the zones hash tell them, exact across DST: goes before gates.lua.

local DAY_S = 86400
local ROW_MAX_AGE_S = 30 * DAY_S

-- A row as { offset, from_s, offset, from_s, offset, … }; nil when it is missing, or does not cover what may be asked
-- at `now`.
local function zone_row(zones_key, zone, now)
  local text = redis.call('HGET', zones_key, zone)
  if not text then return nil end
  local written, offset, rest = string.match(text, '^(%d+);(-?%d+);?(.*)$')
  local age_s = now / 1000 - written
  if age_s > ROW_MAX_AGE_S or age_s < -DAY_S then return nil end
  local row = { tonumber(offset) }
  for from, after in string.gmatch(rest, '(-?%d+)=(-?%d+)') do
    row[#row + 1] = tonumber(from)
    row[#row + 1] = tonumber(after)
  end
  return row
end

-- The offset in force at t_s, and the second at which the next one begins.
local function segment(row, t_s)
  local offset = row[1]
  for i = 2, #row, 2 do
    if t_s < row[i] then return offset, row[i] end
    offset = row[i + 1]
  end
  return offset, math.huge
end

local function inside(row, starts, ends, t_s)
  local wall = (t_s + segment(row, t_s)) % DAY_S
  if starts < ends then return wall >= starts * 60 and wall < ends * 60 end
  return wall >= starts * 60 or wall < ends * 60
end

-- The first second from t_s on at which the wall clock is inside the window (or outside, as wanted); nil when there
-- is none within the row. Steps from edge to edge, and stops at each transition to look again.
local function first_second(row, starts, ends, t_s, wanted)
  local horizon = t_s + 60 * DAY_S
  local edge = (wanted and starts or ends) * 60
  while t_s < horizon do
    if inside(row, starts, ends, t_s) == wanted then return t_s end
    local offset, transition = segment(row, t_s)
    local step = (edge - (t_s + offset)) % DAY_S
    if step == 0 then step = DAY_S end
    t_s = math.min(t_s + step, transition)
  end
  return nil
end

-- The instant of a wall clock time as java.time resolves it: the earlier one in an overlap, later by the gap in a gap.
local function instant_of(row, wall)
  local offset = row[1]
  for i = 2, #row, 2 do
    if wall - offset * 1000 < row[i] * 1000 then return wall - offset * 1000 end
    if wall - row[i + 1] * 1000 < row[i] * 1000 then return wall - offset * 1000 end
    offset = row[i + 1]
  end
  return wall - offset * 1000
end

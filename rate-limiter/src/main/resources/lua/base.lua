-- What every script uses; goes before all others.
-- Instants are milliseconds unless a name ends in _s; docs/data.md gives the layouts.

local function now_ms(given) -- a test passes its own clock, everybody else 0
  if given > 0 then return given end
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end

local function unpacked(key)
  local packed = redis.call('GET', key)
  return packed and cmsgpack.unpack(packed) or nil
end

local function score(ms) -- integers in full: Lua would write 1.7e+12
  return string.format('%d', ms)
end

-- A counted second as its four bytes.
local function stamp(second)
  return string.char(
    math.floor(second / 16777216) % 256, math.floor(second / 65536) % 256, math.floor(second / 256) % 256, second % 256)
end

-- A cap's packed times among the counts, and the largest limit that the cap has had: two bytes before them.
local function times_of(counts, cap)
  local packed = counts[cap]
  if not packed then return '', 0 end
  return string.sub(packed, 3), string.byte(packed, 1) * 256 + string.byte(packed, 2)
end

local function set_times(counts, cap, times, largest)
  counts[cap] = string.char(math.floor(largest / 256), largest % 256) .. times
end

-- The i-th second of a cap's packed times.
local function stamp_at(times, i)
  local a, b, c, d = string.byte(times, i * 4 - 3, i * 4)
  return ((a * 256 + b) * 256 + c) * 256 + d
end

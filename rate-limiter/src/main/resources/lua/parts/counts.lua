-- The counted times of a cap: goes before the scripts that count, and those that give places back.
-- They are the largest limit that the cap has had, in two bytes, then seconds in rising order, in four bytes each.

local NO_TIMES = '\0\0'

local function how_many(times)
  return (#times - 2) / 4
end

local function second_at(times, i)
  return (struct.unpack('>I4', times, 4 * i - 1))
end

local function stamp(second)
  return struct.pack('>I4', second)
end

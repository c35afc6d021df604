-- The log-linear buckets of how long it took until something was done: goes before the scripts that count it. The first has
-- half a minute, then two for each doubling; the last has all from 17 hours on. Buckets.java reads them.

local FIRST_S, BUCKETS = 30, 24

local function bucket_of(seconds)
  if seconds < FIRST_S then return 0 end
  local mantissa, exponent = math.frexp(seconds / FIRST_S)
  return math.min(2 * exponent - 1 + (mantissa >= 0.75 and 1 or 0), BUCKETS - 1)
end

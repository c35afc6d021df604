-- What a partition has counted and not yet folded: a hash from what was counted, under which label and in which hour, to
-- how often. Goes before the scripts that decide, end and mark. docs/data.md gives the layouts.

local DECIDED_ONE, ENDED_ONE, MARKED_ONE, CONVERTED_ONE = 'd', 'e', 'm', 'v'

local tally
do
  local HOURS_OF_ALL_TIME = 2 ^ 21 -- 239 years from 1970 on
  local label_and_hour = kept(2000, function(both)
    return struct.pack('>I4I4', math.floor(both / HOURS_OF_ALL_TIME), both % HOURS_OF_ALL_TIME)
  end)

  function tally(batch, what, label, hour, rest)
    redis.call('HINCRBY', batch, what .. label_and_hour(label * HOURS_OF_ALL_TIME + hour) .. rest, '1')
  end
end

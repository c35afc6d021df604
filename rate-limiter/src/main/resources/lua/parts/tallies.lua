-- What a partition has counted and not yet folded: a hash from what was counted, under which label and in which hour, to
-- how often. Goes before the scripts that decide, end and mark. docs/data.md gives the layouts.

local DECIDED_ONE, ENDED_ONE, MARKED_ONE, CONVERTED_ONE = 'd', 'e', 'm', 'v'

local function tally(batch, what, label, hour, rest)
  redis.call('HINCRBY', batch, what .. struct.pack('>I4I4', label, hour) .. rest, 1)
end

-- A change of what decides when a user may be shown anything: goes before the scripts that make one, after people.lua.

-- Parked sends that one change makes due. Of more, chance says which, and the others are looked at at their own time.
local MAX_HASTENED = 1000

-- The zone in which the user's day is told, the user's quiet hours, and until when the user is muted.
local function times_of(user)
  user = user or {}
  return { user.tz or user.dz or '', user.qs or '', user.qe or '', user.mu or '' }
end

-- What is ready is not in waiting, and what a lane has leased is not parked: both stay as they are.
local function hasten_parked(parked, waiting, now)
  local scored = {}
  for _, id in ipairs(redis.call('SRANDMEMBER', parked, MAX_HASTENED)) do
    scored[#scored + 1] = score(now)
    scored[#scored + 1] = id
  end
  if #scored > 0 then redis.call('ZADD', waiting, 'XX', 'LT', unpack(scored)) end
end

-- Keeps the user. When those times were others, the user's parked sends are due at once, to be decided afresh.
local function store_changed(keys, user, counts, times_before, now)
  store_person(keys.user, packed_map(user), counts)
  for i, time in ipairs(times_of(user)) do
    if time ~= times_before[i] then return hasten_parked(keys.parked, keys.waiting, now) end
  end
end

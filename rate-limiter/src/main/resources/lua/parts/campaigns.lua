-- The sends of each campaign that wait or are ready, those of all campaigns of a partition in one sorted set: goes before
-- the scripts that park sends, or end or lease what is parked, after sends.lua. docs/data.md tells of the names.

-- A send's name there, which begins with that of its campaign; nil when it has none. All scores are 0, so that names
-- are in order.
local function name_in_campaign(record, id)
  local _, _, campaign, _, _, caller = cmsgpack.unpack(record[ABOUT])
  return campaign ~= '' and string.sub(redis.sha1hex(caller .. '\0' .. campaign), 1, 16) .. id or nil
end

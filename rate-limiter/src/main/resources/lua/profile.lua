-- Changes the profile of a user, and makes the user if need be. When the user's zone, quiet hours or muted_until become
-- others, the user's parked sends are due at once, to be decided afresh.
--
-- KEYS  1 user  2 parked  3 waiting  4 open batch of tallies  5 events: both when something is measured and it is
--       no import
-- ARGV  1 packed array: now (0: Redis' own), names and values to set, in turn; names to remove; checked (0 or 1); with
--         it, the attributes as the caller knows them ('': none)
--       2 with the open batch: what events tell of a refusal after a push (refusals.lua)
-- Reply, by its first member:
--   stored    now, packed user
--   changed   now, packed user ('': none): the attributes are others than the caller knows; nothing was done
-- A repeat gives the same user.

local given_now, set, removed, checked, known_attributes = unpack(cmsgpack.unpack(ARGV[1]))
local now = now_ms(given_now)
local keys = { user = KEYS[1], parked = KEYS[2], waiting = KEYS[3] }
local user, counts = person_of(keys.user)
if checked == 1 and (user and user.at or '') ~= known_attributes then
  return { 'changed', now, user and packed_map(user) or '' }
end

local times_before, muted_before = times_of(user), user and user.mu
user = user or {}
for i = 1, #set, 2 do user[set[i]] = set[i + 1] end
for _, name in ipairs(removed) do user[name] = nil end
local refusal = (user.mu or 0) > now and user.mu ~= muted_before and refused_after(counts, KEYS[4], now)
store_changed(keys, user, counts, times_before, now)
count_refusal(refusal, KEYS[4], now, KEYS[5], ARGV[2])
return { 'stored', now, packed_map(user) }

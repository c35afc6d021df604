-- A user's key: the counts of the user's caps, then the user. Goes before the scripts that read or change users.
-- docs/data.md gives the layout.

local NOBODY = '\192' -- in the place of a user who is unknown and only counted: user operations alone create users

local function packed_map(map) -- cmsgpack makes an empty array of an empty table
  return next(map) and cmsgpack.pack(map) or '\128'
end

local function or_nil(members) -- absent when unset
  return next(members) and members or nil
end

-- The user (nil: unknown), the counts, and the key's value, with how many bytes of it are the counts.
local function person_of(key)
  local value = redis.call('GET', key)
  if not value then return nil, {}, NOBODY, 0 end
  local counts_bytes, counts = cmsgpack.unpack_one(value)
  local _, user = cmsgpack.unpack_one(value, counts_bytes)
  return user, counts, value, counts_bytes
end

-- The counts alone, and what follows them, which is kept as it is; nil when there is no such key.
local function counts_of(key)
  local value = redis.call('GET', key)
  if not value then return nil end
  local counts_bytes, counts = cmsgpack.unpack_one(value)
  return counts, string.sub(value, counts_bytes + 1)
end

-- Keeps both; SET's options go on, for the key of somebody who is only counted ends.
local function store_person(key, packed, counts, ...)
  redis.call('SET', key, packed_map(counts) .. packed, ...)
end

-- A user's key: the counts of the user's caps, then the user. Goes before the scripts that read or change users.
-- docs/data.md gives the layout.

local NOBODY = '\192' -- in the place of a user who is unknown and only counted: user operations alone create users

local function packed_map(map) -- cmsgpack makes an empty array of an empty table
  return next(map) and cmsgpack.pack(map) or '\128'
end

local function or_nil(members) -- absent when unset
  return next(members) and members or nil
end

-- The user (nil: unknown), the counts, and the user as packed.
local function person_of(key)
  local value = redis.call('GET', key)
  if not value then return nil, {}, NOBODY end
  local at, counts = cmsgpack.unpack_one(value)
  local packed = string.sub(value, at + 1)
  return cmsgpack.unpack(packed), counts, packed
end

-- Keeps both; SET's options go on, for the key of somebody who is only counted ends.
local function store_person(key, packed, counts, ...)
  redis.call('SET', key, packed_map(counts) .. packed, ...)
end

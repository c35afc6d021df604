-- A user's key: what is measured of the user, where anything is, then the counts of the user's caps, then the user. Goes
-- before the scripts that read or change users. docs/data.md gives the layout.

local NOBODY = '\192' -- in the place of a user who is unknown and only counted: user operations alone create users

local function packed_map(map) -- cmsgpack makes an empty array of an empty table
  return next(map) and cmsgpack.pack(map) or '\128'
end

local function or_nil(members) -- absent when unset
  return next(members) and members or nil
end

-- What is measured goes with the counts, under names that no cap has: touches.lua and enrolments.lua tell of it.
local TOUCHES, CONVERSIONS = '\1', '\2'
local enrolments = { -- all that scripts know of them: a chunk of Lua has few names
  NAME = '\3', BYTES = 13, MOST = 16 }

-- Their number stands above the bytes of conversions, of which there are fewer than this.
enrolments.ABOVE = 2048

-- Of it how many bytes there are each, after a byte that begins no MessagePack.
local MEASURED, MEASURED_HEAD, MEASURED_HEAD_BYTES = 193, '>BI2I2', 5

-- The touches, the conversions, where all of it ends in a user's value, and the enrolments.
local function measured_of(value)
  if string.byte(value) ~= MEASURED then return '', '', 0, '' end
  local _, touches_bytes, others = struct.unpack(MEASURED_HEAD, value)
  local touches_end = MEASURED_HEAD_BYTES + touches_bytes
  local touches = string.sub(value, MEASURED_HEAD_BYTES + 1, touches_end)
  if others < enrolments.ABOVE then
    return touches, string.sub(value, touches_end + 1, touches_end + others), touches_end + others, ''
  end
  local conversions_end = touches_end + others % enrolments.ABOVE
  local ends = conversions_end + enrolments.BYTES * math.floor(others / enrolments.ABOVE)
  return touches, string.sub(value, touches_end + 1, conversions_end), ends, string.sub(value, conversions_end + 1, ends)
end

local measured_head = kept(1000, function(lengths)
  return struct.pack(MEASURED_HEAD, MEASURED, math.floor(lengths / 65536), lengths % 65536)
end)

local function packed_measured(touches, conversions, entered)
  if touches == '' and conversions == '' and entered == '' then return '' end
  return measured_head(#touches * 65536 + #entered / enrolments.BYTES * enrolments.ABOVE + #conversions)
    .. touches .. conversions .. entered
end

-- The counts, and where they end.
local function counts_in(value)
  if string.byte(value) ~= MEASURED then
    local ends, counts = cmsgpack.unpack_one(value)
    return counts, ends
  end
  local touches, conversions, at, entered = measured_of(value)
  local ends, counts = cmsgpack.unpack_one(value, at)
  counts[TOUCHES], counts[CONVERSIONS], counts[enrolments.NAME] = touches, conversions, entered
  return counts, ends
end

-- The user (nil: unknown), the counts, and the key's value, with how many bytes of it go before the user.
local function person_of(key)
  local value = redis.call('GET', key)
  if not value then return nil, {}, NOBODY, 0 end
  local counts, counts_bytes = counts_in(value)
  local _, user = cmsgpack.unpack_one(value, counts_bytes)
  return user, counts, value, counts_bytes
end

-- Keeps both; SET's options go on, for the key of somebody who is only counted ends.
local function store_person(key, packed, counts, ...)
  local touches, conversions, entered = counts[TOUCHES] or '', counts[CONVERSIONS] or '', counts[enrolments.NAME] or ''
  counts[TOUCHES], counts[CONVERSIONS], counts[enrolments.NAME] = nil, nil, nil
  redis.call('SET', key, packed_measured(touches, conversions, entered) .. packed_map(counts) .. packed, ...)
end

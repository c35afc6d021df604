-- The index of device tokens: which users have a device token, or may come to have it, and under which numbers. A bucket
-- holds many device tokens, each by its digest; docs/data.md gives the layout and the order of the steps.
--
-- KEYS  1 bucket
-- ARGV  1 packed array: now (0: Redis' own), digest, operation, user, then what the operation takes:
--         take  floor (the number is higher), most other users, number of the turn before (0: none)
--         gone  number: the user has the device token under no number up to this one, nor will
-- Reply, by its first member:
--   taken    now, number, packed other users ('': none): the user is listed, and may take the device token when none of
--            these has it
--   superseded  now: another user was listed after the turn before
--   crowded  now, number, packed other users: there are too many to list one more
--   gone     now
-- A repeat of take lists the same user under a higher number. Numbers are instants, so that they rise also after a
-- device token has left the index.

local USER, NUMBER = 1, 2 -- of who is listed

local req = cmsgpack.unpack(ARGV[1])
local now, digest, operation, user = now_ms(req[1]), req[2], req[3], req[4]

local function six_bytes(number)
  return struct.pack('>I2I4', math.floor(number / 4294967296), number % 4294967296)
end

local function number_at(packed, at)
  local high, low = struct.unpack('>I2I4', packed, at)
  return high * 4294967296 + low
end

-- Who is listed, each as { user, number }.
local function listed()
  local packed, users, at = redis.call('HGET', KEYS[1], digest) or '', {}, 1
  while at < #packed do
    local length = string.byte(packed, at + 6)
    users[#users + 1] = { string.sub(packed, at + 7, at + 6 + length), number_at(packed, at) }
    at = at + 7 + length
  end
  return users
end

local function list(users)
  local packed = {}
  for i, u in ipairs(users) do packed[i] = six_bytes(u[NUMBER]) .. string.char(#u[USER]) .. u[USER] end
  if #packed > 0 then
    redis.call('HSET', KEYS[1], digest, table.concat(packed))
  else
    redis.call('HDEL', KEYS[1], digest)
  end
end

local operations = {}

function operations.take()
  local number, most, before = math.max(now, req[5] + 1), req[6], req[7]
  local kept, others = {}, {}
  for _, u in ipairs(listed()) do
    number = math.max(number, u[NUMBER] + 1)
    if u[USER] ~= user then
      if before > 0 and u[NUMBER] > before then return { 'superseded', now } end
      kept[#kept + 1], others[#others + 1] = u, u[USER]
    end
  end
  local packed_others = #others > 0 and cmsgpack.pack(others) or ''
  if #others > most then return { 'crowded', now, number, packed_others } end
  kept[#kept + 1] = { user, number }
  list(kept)
  return { 'taken', now, number, packed_others }
end

function operations.gone()
  local kept, found = {}, false
  for _, u in ipairs(listed()) do
    if u[USER] == user and u[NUMBER] <= req[5] then found = true else kept[#kept + 1] = u end
  end
  if found then list(kept) end
  return { 'gone', now }
end

return operations[operation]()

-- Takes up a partition's events for webhooks, or goes on with it, and tells how far the deliveries to each webhook are. One
-- gateway follows a partition, by a lease; its fence rises with each that takes it over.
--
-- KEYS  1 following  2 events, then for each webhook its dead letters and those to be repeated
-- ARGV  1 packed array: now (0: Redis' own), follower, lease ms (0: leaves it), then for each webhook its name and how many
--         lost events were told of (-1: not known)
-- Reply: 'followed', now, fence, then for each webhook its position (an event's id), the id of the next event ('': none), how
--         many events were lost since it began and of how many of them was told, dead letters, letters to be repeated;
--         or 'held', now, ms until the lease of another ends; or 'left', now
-- A lost event was trimmed before it was delivered. How many were is known of a Redis that counts what is added to a stream
-- (7.0); of another it is at least one each time. Frees before it writes, so that it works in a full Redis.

local FORGOTTEN_MS = 9 * 24 * 3600 * 1000 -- longer than any event is kept

local req = cmsgpack.unpack(ARGV[1])
local now, follower, lease_ms = now_ms(req[1]), req[2], req[3]
local packed = redis.call('HGET', KEYS[1], '')
local fence, ends, by, known = unpack(packed and cmsgpack.unpack(packed) or { 0, 0, '', 0 })
if by ~= follower and ends > now then return { 'held', now, ends - now } end

local function hold(ends_at, who)
  redis.call('HDEL', KEYS[1], '')
  redis.call('HSET', KEYS[1], '', cmsgpack.pack({ fence, ends_at, who, known }))
end

if lease_ms == 0 then
  if by == follower then hold(0, '') end
  return { 'left', now }
end

local there, length, added, first = redis.call('EXISTS', KEYS[2]) == 1, 0, nil, nil
if there then
  local info = redis.call('XINFO', 'STREAM', KEYS[2])
  for i = 1, #info, 2 do
    local name, value = info[i], info[i + 1]
    if name == 'length' then length = value
    elseif name == 'entries-added' then added = value
    elseif name == 'first-entry' and value then first = value[1] end
  end
end
local counts = added or (not there and known >= 0)
added = added or 0
local begun_anew = known > added -- the stream ended by its age since, and another began
local trimmed = added - length

local function is_after(id, other)
  local ms, number = string.match(id, '^(%d+)-(%d+)$')
  local other_ms, other_number = string.match(other, '^(%d+)-(%d+)$')
  ms, other_ms = tonumber(ms), tonumber(other_ms)
  if ms ~= other_ms then return ms > other_ms end
  return tonumber(number) > tonumber(other_number)
end

local names = (#req - 3) / 2
local reply, records = {}, {}
for i = 1, names do
  local name, told_now = req[2 + 2 * i], req[3 + 2 * i]
  local was = redis.call('HGET', KEYS[1], name)
  local position, passed, next_id, lost, told = unpack(was and cmsgpack.unpack(was) or { '0-0', trimmed, '', 0, 0 })
  if counts then
    if begun_anew then
      if passed >= 0 then lost = lost + math.max(0, known - passed) end
      passed = 0
    end
    if passed < 0 then passed = added - #redis.call('XRANGE', KEYS[2], '(' .. position, '+') end
    lost = lost + math.max(0, trimmed - passed)
    passed = math.max(passed, trimmed)
  else
    if next_id ~= '' and (not first or is_after(first, next_id)) then lost = lost + 1 end
    passed = -1
  end
  local after = there and redis.call('XRANGE', KEYS[2], '(' .. position, '+', 'COUNT', 1)[1]
  next_id = after and after[1] or ''
  if told_now >= 0 then told = math.min(told_now, lost) end
  local record = cmsgpack.pack({ position, passed, next_id, lost, told })
  if record ~= was then records[#records + 1] = { name, record } end
  local at = #reply
  reply[at + 1], reply[at + 2], reply[at + 3], reply[at + 4] = position, next_id, lost, told
  reply[at + 5] = redis.call('XLEN', KEYS[1 + 2 * i])
  reply[at + 6] = redis.call('XLEN', KEYS[2 + 2 * i])
end

if by ~= follower then fence = fence + 1 end
known = counts and added or -1
hold(now + lease_ms, follower)
for _, record in ipairs(records) do redis.call('HSET', KEYS[1], record[1], record[2]) end
redis.call('PEXPIRE', KEYS[1], score(FORGOTTEN_MS))
return { 'followed', now, fence, unpack(reply) }

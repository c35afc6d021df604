-- Adds a portion of a partition's frozen batch to the tallies of the home slot, once.
--
-- KEYS  1 how far each partition is folded, then the hours of which there is something in ARGV
-- ARGV  1 packed values: now (0: Redis' own), partition, number of the batch, how many of its members, in their order, were
--         added before, how many are with these, retention of hours ms
--       2 packed array: for each key after the first its hour, list of labels (4 bytes each) and their counts in turn, each a
--         list of names and counts in turn, and list of amounts: names, upper and lower part in turn
-- Reply, one word, then how many members of that batch are added by now: 'added', 'had' (these were), or 'gap': others come
-- first
-- Amounts are two whole numbers that are never read here, as texts: Redis adds them.

local given_now, partition, number, from, to, retention_ms = cmsgpack.unpack(ARGV[1])
local now = now_ms(given_now)
local known = redis.call('HGET', KEYS[1], partition)
local last, done = 0, 0
if known then last, done = struct.unpack('>i8I4', known) end
if number < last then return { 'had', to } end
if number > last then done = 0 end
if to <= done then return { 'had', done } end
if from ~= done then return { 'gap', done } end

redis.call('HSET', KEYS[1], partition, struct.pack('>i8I4', number, to))
local no_users = string.rep('\0', USERS_BYTES)
local bit_at, bit_of = math.floor(partition / 8) % USERS_BYTES + 1, 2 ^ (partition % 8)
for i, hour in ipairs(cmsgpack.unpack(ARGV[2])) do
  local key = KEYS[i + 1]
  local ends = (hour[1] + 1) * HOUR_MS + retention_ms
  if ends > now then
    for j = 1, #hour[2], 2 do
      local label, counts = hour[2][j], hour[2][j + 1]
      local packed = redis.call('HGET', key, label)
      local cells = packed and cmsgpack.unpack(packed) or {}
      for k = 1, #counts, 2 do cells[counts[k]] = (cells[counts[k]] or 0) + counts[k + 1] end
      local users = cells[USERS] or no_users
      local byte = string.byte(users, bit_at)
      if byte % (2 * bit_of) < bit_of then
        cells[USERS] = string.sub(users, 1, bit_at - 1) .. string.char(byte + bit_of) .. string.sub(users, bit_at + 1)
      end
      redis.call('HSET', key, label, cmsgpack.pack(cells))
    end
    for j = 1, #hour[3], 3 do
      redis.call('HINCRBY', key, hour[3][j] .. UPPER, hour[3][j + 1])
      redis.call('HINCRBY', key, hour[3][j] .. LOWER, hour[3][j + 2])
    end
    redis.call('PEXPIREAT', key, score(ends))
  end
end
return { 'added', to }

-- Has dead letters of a webhook delivered once more, or drops them.
--
-- KEYS  1 dead letters  2 letters to be repeated
-- ARGV  1 packed array: how long letters are kept ms, 1: drops them, or 0; then the ids of dead letters
-- Reply, one number: how many there were
-- A repeat finds them gone.

local req = cmsgpack.unpack(ARGV[1])
local found = 0
for i = 3, #req do
  local letter = redis.call('XRANGE', KEYS[1], req[i], req[i])[1]
  if letter then
    if req[2] == 0 then
      redis.call('XADD', KEYS[2], '*', 'e', letter[2][2])
      redis.call('PEXPIRE', KEYS[2], score(req[1]))
    end
    redis.call('XDEL', KEYS[1], req[i])
    found = found + 1
  end
end
return { found }

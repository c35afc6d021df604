-- Tries to write, and leaves nothing behind: so that a Redis that reads and does not write is found out.
--
-- KEYS  1 a key of its own
-- Reply: tried

redis.call('SET', KEYS[1], '')
redis.call('DEL', KEYS[1])
return { 'tried' }

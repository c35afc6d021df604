-- Ends a frozen batch of tallies that has been folded.
--
-- KEYS  1 frozen batch
-- ARGV  1 its number
-- Reply, one word: 'dropped', or 'gone': it is not there, or is another by now

if tonumber(redis.call('HGET', KEYS[1], '')) ~= tonumber(ARGV[1]) then return { 'gone' } end
redis.call('DEL', KEYS[1])
return { 'dropped' }

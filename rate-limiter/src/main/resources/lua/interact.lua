-- Marks what was reported of a send: received, opened, clicked or dismissed. Each mark is set once.
--
-- KEYS  1 user  2 open batch of tallies  3 events
-- ARGV  1 packed values: now (0: Redis' own), digest of the send's id, mark, word for it, when it was (ms, by the phone), what events tell of
--         it, packed but for the last four members ('': nothing), most events, event retention ms, experiments whose goal it is
--         (enrolments.reach)
-- Reply, one word, then now: 'recorded', 'duplicate' (its mark is set), or 'late': the send is no longer among the user's
-- touches, or never was
-- A repeat is a duplicate. The time is held between the touch and now.

local MARKS_AT = 12 -- in a touch, from 0: marks and minutes alone change

local given_now, send_digest, mark, word, at, told, most_events, event_retention_ms, goals = cmsgpack.unpack(ARGV[1])
local now = now_ms(given_now)
local value = redis.call('GET', KEYS[1]) or NOBODY
local place
if string.byte(value) == MEASURED then
  local _, touches_bytes = struct.unpack(MEASURED_HEAD, value)
  place = touch_of(value, send_digest, MEASURED_HEAD_BYTES + 1, MEASURED_HEAD_BYTES + touches_bytes)
end
if not place then return { 'late', now } end
local _, second, label, marks, opened_after = struct.unpack(TOUCH, value, place)
local now_s = math.floor(now / 1000)
if now_s - second > TOUCH_LIFE_S then return { 'late', now } end
if has_mark(marks, mark) then return { 'duplicate', now } end

local after_s = math.max(0, math.min(math.floor(at / 1000), now_s) - second)
if mark == OPENED then
  opened_after = math.floor(after_s / 60)
  word = word .. string.char(bucket_of(after_s))
end
redis.call('SETRANGE', KEYS[1], place - 1 + MARKS_AT, struct.pack('>I2I2', marks + mark, opened_after))
local hour = hour_decided(second, marks)
tally(KEYS[2], MARKED_ONE, label, hour, word)
if goals ~= '' then enrolments.reach(KEYS[1], value, goals, second + after_s, second, KEYS[2]) end
if told ~= '' then
  tell(events_of(KEYS[3], most_events, event_retention_ms), now, told .. cmsgpack.pack(now, after_s, second, hour))
end
return { 'recorded', now }

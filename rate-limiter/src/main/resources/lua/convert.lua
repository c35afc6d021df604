-- Counts a conversion of a user to the send that it is due to: the one opened last within a window, else the one shown last
-- within another. One conversion of a name for a send; the values of all add up.
--
-- KEYS  1 user  2 open batch of tallies  3 events
-- ARGV  1 packed values: now (0: Redis' own), when it was (ms, as the caller says), digest of name and id (8 bytes), digest of
--         the name (4 bytes), what is counted (name, and value where it has one, packed), has a value (0 or 1), window after
--         an opening, s, window after a touch, s, what events tell of it, packed but for the last seven members ('': nothing),
--         most events, event retention ms, experiments whose goal it is (enrolments.reach)
-- Reply, one word, then now: 'direct', 'influenced', 'none' (nothing is kept of it), 'duplicate', or 'late': the user has
-- newer conversions than are remembered
-- A repeat is a duplicate, or late when it is forgotten. Nothing is added here: values are texts.

local MARK, MARK_BYTES, MOST = '>c8I4c4c4', 20, 16 -- digest of name and id, second, the send's digest, the name's

local given_now, at, digest, name, counted_as, has_value, opened_window, shown_window, told, most_events,
  event_retention_ms, goals = cmsgpack.unpack(ARGV[1])
local now = now_ms(given_now)
local value = redis.call('GET', KEYS[1]) or NOBODY
local at_s = math.floor(math.min(at, now) / 1000)
-- Of an experiment it counts whatever it is due to; once a user, so a repeat does no harm.
if goals ~= '' then value = enrolments.reach(KEYS[1], value, goals, at_s, at_s, KEYS[2]) end
local touches, known, ends, entered = measured_of(value)

for place = 1, #known, MARK_BYTES do
  if string.sub(known, place, place + 7) == digest then return { 'duplicate', now } end
end
if #known == MOST * MARK_BYTES and at_s <= struct.unpack('>I4', known, 9) then return { 'late', now } end

-- Of those opened the latest opening decides, else of those shown the latest touch.
local opened, opened_at, shown, shown_at
for place = 1, #touches, TOUCH_BYTES do
  local _, second, _, marks, opened_after = struct.unpack(TOUCH, touches, place)
  local opening = second + 60 * opened_after
  if has_mark(marks, OPENED) and opening <= at_s and at_s - opening <= opened_window
    and (not opened or opening >= opened_at) then
    opened, opened_at = place, opening
  end
  if second <= at_s and at_s - second <= shown_window and (not shown or second >= shown_at) then
    shown, shown_at = place, second
  end
end
local due_to = opened or shown
if not due_to then return { 'none', now } end
local word = opened and 'direct' or 'influenced'
local send, second, label, marks = struct.unpack(TOUCH, touches, due_to)

local is_first, place = true, 1
for i = 1, #known, MARK_BYTES do
  local _, marked_s, of_send, of_name = struct.unpack(MARK, known, i)
  is_first = is_first and not (of_send == send and of_name == name)
  if marked_s <= at_s then place = i + MARK_BYTES end
end
known = string.sub(known, 1, place - 1) .. struct.pack(MARK, digest, at_s, send, name) .. string.sub(known, place)
known = string.sub(known, math.max(#known - MOST * MARK_BYTES, 0) + 1)
redis.call('SET', KEYS[1], packed_measured(touches, known, entered) .. string.sub(value, ends + 1), 'KEEPTTL')
local hour = hour_decided(second, marks)
if is_first or has_value == 1 then
  tally(KEYS[2], CONVERTED_ONE, label, hour,
    string.sub(word, 1, 1) .. (is_first and '1' or '0') .. string.char(bucket_of(at_s - second)) .. counted_as)
end
if told ~= '' then
  tell(events_of(KEYS[3], most_events, event_retention_ms), now,
    told .. cmsgpack.pack(now, at_s - second, second, hour, send, is_first and 1 or 0, word))
end
return { word, now }

-- That a user turned away soon after a push: goes before the scripts that hear of it, after touches.lua, tallies.lua and
-- events.lua.

local SOON_S = 86400

-- Marks the latest touch, unless it is older than a day or has the mark. The caller keeps the counts, then counts what this
-- gives; nil: nothing.
local function refused_after(counts, batch, now)
  local touches = counts[TOUCHES] or ''
  if not batch or touches == '' then return end
  local at = #touches - TOUCH_BYTES + 1
  local digest, second, label, marks, opened_after = struct.unpack(TOUCH, touches, at)
  if math.floor(now / 1000) - second > SOON_S or has_mark(marks, REFUSED_AFTER) then return end
  counts[TOUCHES] = with_touch(touches, at, struct.pack(TOUCH, digest, second, label, marks + REFUSED_AFTER, opened_after))
  return {
    label = label, hour = hour_decided(second, marks), second = second, digest = digest,
    entered = enrolments.mark(counts, enrolments.REFUSED, second, math.floor(now / 1000)),
  }
end

-- Told: what events tell of it, packed but for the last five members, and how they are kept ('': nothing is told).
local function count_refusal(refusal, batch, now, events_key, told)
  if not refusal then return end
  tally(batch, MARKED_ONE, refusal.label, refusal.hour, 'f')
  enrolments.count_all(batch, refusal.entered, 'f')
  if told == '' then return end
  local most, retention_ms, packed = cmsgpack.unpack(told)
  tell(events_of(events_key, most, retention_ms), now, packed
    .. cmsgpack.pack(now, math.floor(now / 1000) - refusal.second, refusal.second, refusal.hour, refusal.digest))
end

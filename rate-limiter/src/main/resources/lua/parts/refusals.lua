-- That a user turned away soon after a push: goes before the scripts that hear of it, after touches.lua and tallies.lua.

local SOON_S = 86400

-- Marks the latest touch, unless it is older than a day or has the mark; the caller keeps the counts.
local function refused_after(counts, batch, now)
  local touches = counts[TOUCHES] or ''
  if not batch or touches == '' then return end
  local at = #touches - TOUCH_BYTES + 1
  local digest, second, label, marks, opened_after = struct.unpack(TOUCH, touches, at)
  if math.floor(now / 1000) - second > SOON_S or has_mark(marks, REFUSED_AFTER) then return end
  counts[TOUCHES] = with_touch(touches, at, struct.pack(TOUCH, digest, second, label, marks + REFUSED_AFTER, opened_after))
  return label, hour_decided(second, marks)
end

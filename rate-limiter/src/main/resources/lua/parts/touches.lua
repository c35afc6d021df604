-- Touches: sends that a user may have been shown lately, the latest last, each with the marks of what was reported of it.
-- In the user's key, and with the counts in scripts. Goes before the scripts that leave, mark or remove any, after
-- people.lua. docs/data.md gives the layout.

local TOUCH, TOUCH_BYTES = '>c4I4I4I2I2', 16 -- digest of the send's id, second, label, marks and hours waited, minutes until opened
local TOUCH_LIFE_S = 30 * 86400 -- after that nothing is heard of it

-- Marks, of those that Mark.java gives and one more; above them are the hours between the send's decision and its touch.
local OPENED, REFUSED_AFTER = 4, 32
local MARKS, MOST_HOURS_WAITED = 64, 1023

local HOUR_S = 3600

-- As Touched.java makes it for the scripts that run most.
local function digest_of(send_id)
  return struct.pack('>I4', tonumber(string.sub(redis.sha1hex(send_id), 1, 8), 16))
end

-- The place of the touch of a send in a string that has touches between these places (all of it unless said); nil: it is
-- not, or no longer, among them.
local function touch_of(touches, digest, from, to)
  for at = (to or #touches) - TOUCH_BYTES + 1, from or 1, -TOUCH_BYTES do -- the latest is asked for most
    if string.sub(touches, at, at + 3) == digest then return at end
  end
end

local function with_touch(touches, at, touch)
  return string.sub(touches, 1, at - 1) .. touch .. string.sub(touches, at + TOUCH_BYTES)
end

-- A touch as it begins, of a send that was decided at decided_s.
local function new_touch(digest, second, label, decided_s)
  local waited = math.floor(second / HOUR_S) - math.floor(decided_s / HOUR_S)
  return struct.pack(TOUCH, digest, second, label,
    MARKS * math.max(0, math.min(waited, MOST_HOURS_WAITED)), 0)
end

-- The hour of the decision of a touched send, since 1970.
local function hour_decided(second, marks)
  return math.floor(second / HOUR_S) - math.floor(marks / MARKS)
end

local function has_mark(marks, mark)
  return marks % (2 * mark) >= mark
end

-- Until when the touches of somebody matter who is only counted; 0: there are none.
local function touches_end_s(counts)
  local touches = counts[TOUCHES] or ''
  if touches == '' then return 0 end
  return struct.unpack('>I4', touches, #touches - TOUCH_BYTES + 5) + TOUCH_LIFE_S
end

local function wants_measurement(user)
  return not (user and user.me and user.me[1] == 0)
end

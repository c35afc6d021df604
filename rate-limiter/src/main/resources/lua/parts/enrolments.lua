-- Enrolments: the experiments that a user has entered, the oldest first, and what the user did since. In the user's key, and
-- with the counts in scripts. Goes before the scripts that enter users or count what they do, after people.lua, touches.lua
-- and tallies.lua. docs/data.md gives the layout.

enrolments.LAYOUT = '>c4I4I4B' -- what the experiment is known by, label's number, second of entry, arm and marks
enrolments.MARKS_AT = 12 -- in one, from 0
enrolments.HELD_OUT = 8 -- the arm of those who are held out; the others are places among the experiment's arms, from 0
enrolments.DONE, enrolments.REFUSED, enrolments.UNREGISTERED = 16, 32, 64 -- marks, above the arm

-- A send of an experiment, as its lane says it: what the experiment is known by, the label of those who enter now, the arm
-- that is the user's if it has not entered yet, the arm whose content the send has, whether those who are held out take places.
enrolments.TICKET = '>c4I4BBB'

-- What is counted of them, in an hour of their own: of experiments all is counted as long as they run. The last hour that a
-- batch can name.
enrolments.COUNTED, enrolments.HOUR = 'x', 2 ^ 21 - 1

function enrolments.count(batch, label, what)
  tally(batch, enrolments.COUNTED, label, enrolments.HOUR, what)
end

-- Whether the experiment of a ticket is among those that run.
function enrolments.runs(ticket, running)
  for i = 1, #running, 4 do
    if string.sub(running, i, i + 3) == string.sub(ticket, 1, 4) then return true end
  end
  return false
end

-- The trial of a send, where it is one, and its user is known and measured: the user's arm, and whether it enters by this
-- send when all gates pass. nil: it is a send like any other.
-- `running` has what the experiments that run are known by, one after another.
function enrolments.trial_of(ctx, ticket, running)
  if not ticket or ticket == '' or not ctx.user or not wants_measurement(ctx.user) then return nil end
  local known_by, label, assigned, given, counts_places = struct.unpack(enrolments.TICKET, ticket)
  local entered = ctx.counts[enrolments.NAME] or ''
  local trial = { label = label, given = given, arm = assigned, enters = true, counts_places = counts_places == 1 }
  for at = 1, #entered, enrolments.BYTES do
    if string.sub(entered, at, at + 3) == known_by then
      trial.arm, trial.enters = string.byte(entered, at + enrolments.MARKS_AT) % enrolments.DONE, false
      return trial
    end
  end
  -- The oldest of those that run no longer gives way. There are no more that run than a user keeps.
  if #entered >= enrolments.MOST * enrolments.BYTES then
    local gone
    for at = 1, #entered, enrolments.BYTES do
      if not enrolments.runs(string.sub(entered, at, at + 3), running) then
        gone = at
        break
      end
    end
    if not gone then return nil end
    entered = string.sub(entered, 1, gone - 1) .. string.sub(entered, gone + enrolments.BYTES)
  end
  trial.entered = entered .. struct.pack(enrolments.LAYOUT, known_by, label, math.floor(ctx.now / 1000), assigned)
  return trial
end

-- The user enters: goes with the counts, which are written afterwards.
function enrolments.enter(ctx)
  if ctx.trial.enters then ctx.counts[enrolments.NAME] = ctx.trial.entered end
end

-- Sets a mark of each enrolment that is not older than a touch can be, nor younger than since_s. Gives the labels of those
-- that had it not, to be counted when the counts are written.
function enrolments.mark(counts, mark, since_s, now_s)
  local entered, labels = counts[enrolments.NAME] or '', {}
  for at = 1, #entered, enrolments.BYTES do
    local known_by, label, second, marks = struct.unpack(enrolments.LAYOUT, entered, at)
    if second <= since_s and now_s - second <= TOUCH_LIFE_S and not has_mark(marks, mark) then
      entered = string.sub(entered, 1, at - 1) .. struct.pack(enrolments.LAYOUT, known_by, label, second, marks + mark)
        .. string.sub(entered, at + enrolments.BYTES)
      labels[#labels + 1] = label
    end
  end
  if #labels > 0 then counts[enrolments.NAME] = entered end
  return labels
end

function enrolments.count_all(batch, labels, what)
  for _, label in ipairs(labels) do enrolments.count(batch, label, what) end
end

-- The user did at_s what is the goal of some experiments: `goals` has for each what it is known by, and for how many seconds
-- after the entry that counts. Counted once a user. What it was done to is not older than the entry. Gives the user's value
-- as it is then.
function enrolments.reach(key, value, goals, at_s, since_s, batch)
  if goals == '' or string.byte(value) ~= MEASURED then return value end
  local _, _, ends, entered = measured_of(value)
  for at = 1, #entered, enrolments.BYTES do
    local known_by, label, second, marks = struct.unpack(enrolments.LAYOUT, entered, at)
    for i = 1, #goals, 8 do
      local of, window = struct.unpack('>c4I4', goals, i)
      if of == known_by and not has_mark(marks, enrolments.DONE) and second <= since_s and at_s - second <= window then
        local place = ends - #entered + at - 1 + enrolments.MARKS_AT
        local byte = string.char(marks + enrolments.DONE)
        redis.call('SETRANGE', key, place, byte)
        value = string.sub(value, 1, place) .. byte .. string.sub(value, place + 2)
        enrolments.count(batch, label, 'g')
        break
      end
    end
  end
  return value
end

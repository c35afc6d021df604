-- What became of a send while it waited, between its decision, which the answer tells, and its end, which the deliveries do:
-- goes before the scripts that hand sends on, after sends.lua. docs/data.md gives the layout.

-- Entries that are kept. When there are more, the oldest of those after the first few goes, and is counted.
history.MOST, history.FIRST = 24, 4
history.HEAD, history.HEAD_BYTES = '>I2B', 3 -- how many are gone (all further ones, at its largest), how many there are
history.MOST_GONE = 65535
history.MOST_TEXT = 64 -- bytes of a name

-- The kinds: docs/data.md says what each has. A lane writes what its attempts said (Tried.java).
history.TAKEN_UP, history.PARKED, history.NOT_YET = 'l', 'p', 'n'
history.TAKEN_OVER, history.PUT_OFF, history.FORWARD = 't', 'r', 'f'

function history.text(text)
  return string.sub(text, 1, history.MOST_TEXT)
end

function history.instant(ms)
  return struct.pack('>I6', ms)
end

-- Where the entry after so many begins.
function history.after(kept, entries)
  local at = history.HEAD_BYTES + 1
  for _ = 1, entries do at = at + 1 + string.byte(kept, at) end
  return at
end

-- An entry joins the record, which is written afterwards.
function history.add(record, kind, now, more)
  local kept, gone, many = record[WHAT + 2] or '', 0, 0
  local entry = string.char(7 + #more) .. kind .. history.instant(now) .. more
  if kept ~= '' then
    gone, many = struct.unpack(history.HEAD, kept)
    if many >= history.MOST then
      local at = history.after(kept, history.FIRST)
      kept = string.sub(kept, 1, at - 1) .. string.sub(kept, at + 1 + string.byte(kept, at))
      gone, many = math.min(gone + 1, history.MOST_GONE), many - 1
    end
  end
  record[WHAT + 2] = struct.pack(history.HEAD, gone, many + 1) .. string.sub(kept, history.HEAD_BYTES + 1) .. entry
end

-- A send's record while it is alive: goes before the scripts that read or write sends. admit.lua begins one.
-- A head of fixed layout, then strings: the head has the length of each in the slot in which it is when it is read. What has
-- a shape of its own is packed in one, so that most scripts pass it on as it is. docs/data.md gives the layout.

local SEND_HEAD, SEND_HEAD_BYTES = '>Bc1BBI4i8i8I4I4I4I4I4I4I4I4I4I4I4I4I4', 76
local SEND_LAYOUT = 2
local STATE, CLASS, LOST, FENCE, DEADLINE, NEXT = 2, 3, 4, 5, 6, 7
local LABEL, DECIDED_S, TOUCHED_S = 8, 9, 10 -- seconds; 0: it is not counted, has left no touch
local OWNER, FIRST_OWNER, ABOUT, ANSWER, HELD, WAITS_FOR = 11, 12, 13, 14, 15, 16
local MOMENT, INLINE, DELIVERIES, WHAT = 17, 18, 19, 20
-- Behind the last, at WHAT + 1: of a send of an experiment its ticket (enrolments.lua), else ''; at WHAT + 2: what became of
-- it while it waited (history.lua), or ''. Where there is any, the last byte says so, and whether a ticket is before it: a
-- ticket ends in 0 or 1.
local history = { ALONE = 'h', AFTER_TICKET = 'H', TICKET_BYTES = 11 }

-- Its slots up to `last`; without it all of them.
local function send_of(key, last)
  local packed = redis.call('GET', key)
  if not packed then return nil end
  local record, at = { struct.unpack(SEND_HEAD, packed) }, SEND_HEAD_BYTES + 1
  for i = OWNER, last or WHAT do
    local after = at + record[i]
    record[i], at = string.sub(packed, at, after - 1), after
  end
  if last then return record end
  if at > #packed then
    record[WHAT + 1], record[WHAT + 2] = '', ''
    return record
  end
  local mark = string.sub(packed, -1)
  if mark == history.ALONE or mark == history.AFTER_TICKET then
    local from = mark == history.ALONE and at or at + history.TICKET_BYTES
    record[WHAT + 1], record[WHAT + 2] = string.sub(packed, at, from - 1), string.sub(packed, from, -2)
  else
    record[WHAT + 1], record[WHAT + 2] = string.sub(packed, at), ''
  end
  return record
end

function history.tail(ticket, kept)
  return ticket .. kept .. (ticket == '' and history.ALONE or history.AFTER_TICKET)
end

local function packed_send(r) -- the strings by one concatenation: struct.pack would copy them byte by byte
  local tail, kept = r[WHAT + 1] or '', r[WHAT + 2]
  if kept and kept ~= '' then tail = history.tail(tail, kept) end
  return struct.pack(SEND_HEAD, SEND_LAYOUT, r[STATE], r[CLASS], r[LOST], r[FENCE], r[DEADLINE], r[NEXT],
    r[LABEL], r[DECIDED_S], r[TOUCHED_S], #r[OWNER], #r[FIRST_OWNER], #r[ABOUT], #r[ANSWER], #r[HELD], #r[WAITS_FOR],
    #r[MOMENT], #r[INLINE], #r[DELIVERIES], #r[WHAT])
    .. r[OWNER] .. r[FIRST_OWNER] .. r[ABOUT] .. r[ANSWER] .. r[HELD] .. r[WAITS_FOR] .. r[MOMENT] .. r[INLINE]
    .. r[DELIVERIES] .. r[WHAT] .. tail
end

-- Writes the record and the instant at which it must be looked at.
local function store_send(send_key, waiting, id, record, at_ms)
  record[NEXT] = at_ms
  redis.call('SET', send_key, packed_send(record))
  redis.call('ZADD', waiting, score(at_ms), id)
end

-- Reading and writing a send's record and receipt, shared by the scripts that end or move sends: goes before theirs.
-- docs/data.md gives the layouts.

local USER, CATEGORY, CLASS, CAMPAIGN, REF, POLICY, DEADLINE, MOMENT = 2, 3, 4, 6, 7, 10, 11, 12
local STATE, OWNER, FENCE, FIRST_OWNER, NEXT, HELD, DELIVERIES, INLINE, ANSWER, WAITS_FOR = 13, 14, 15, 16, 17, 18, 19, 20, 21, 22

-- Outcomes after which a device gets no further attempt.
local final = { accepted = true, unregistered = true, rejected = true }

-- Writes the record and the instant at which it must be looked at.
local function store_send(keys, id, record, at_ms)
  record[NEXT] = at_ms
  redis.call('SET', keys.send, cmsgpack.pack(record))
  redis.call('ZADD', keys.waiting, score(at_ms), id)
end

-- Gives the places back that the send holds: one count of its second in each of its caps.
local function give_back(counts_key, record)
  local held = record[HELD]
  if #held == 0 then return end
  local packed = redis.call('GET', counts_key)
  if not packed then return end
  local counts = cmsgpack.unpack(packed)
  local second = stamp(held[1])
  for i = 2, #held do
    local times, largest = times_of(counts, held[i])
    for at = #times - 3, 1, -4 do -- from the newest: it is among the last
      if string.sub(times, at, at + 3) == second then
        set_times(counts, held[i], string.sub(times, 1, at - 1) .. string.sub(times, at + 4), largest)
        break
      end
    end
  end
  redis.call('SET', counts_key, cmsgpack.pack(counts), 'KEEPTTL')
end

-- Whether any device may have seen it.
local function may_have_been_seen(record)
  for _, d in ipairs(record[DELIVERIES]) do
    if d[4] == 'accepted' or d[4] == 'unconfirmed' then return true end
  end
  return false
end

-- The terminal state of a send that ends before its deliveries do: what they are, else what ended it.
local function state_of(record, otherwise)
  local state = otherwise
  for _, d in ipairs(record[DELIVERIES]) do
    if d[4] == 'accepted' then return 'accepted' end
    if d[4] == 'unconfirmed' then state = 'unconfirmed' end
  end
  return state
end

-- The outcomes of a send's deliveries, each before how many there are of it.
local function outcomes_of(record)
  local outcomes, place = {}, {}
  for _, d in ipairs(record[DELIVERIES]) do
    local outcome = d[4]
    if outcome ~= '' and not place[outcome] then
      place[outcome] = #outcomes + 2
      outcomes[#outcomes + 1], outcomes[#outcomes + 2] = outcome, 0
    end
    if outcome ~= '' then outcomes[place[outcome]] = outcomes[place[outcome]] + 1 end
  end
  return outcomes
end

-- Ends a send: it leaves every list and is forgotten, places that no device can have used go back, the receipt is
-- written and callers are told. Frees first, so that it works in a full Redis. After a takeover nobody is certain what
-- was seen.
local function end_send(keys, id, record, state, reason, retention_ms, now)
  redis.call('ZREM', keys.waiting, id)
  for _, ready in ipairs(keys.ready or {}) do redis.call('ZREM', ready, id) end
  redis.call('DEL', keys.send)
  redis.call('SREM', keys.parked, id)
  if record[FIRST_OWNER] ~= '' and not may_have_been_seen(record) then give_back(keys.counts, record) end
  local deliveries = {}
  for i, d in ipairs(record[DELIVERIES]) do deliveries[i] = { d[1], d[2], d[4], d[5], d[6], d[7], d[8] } end
  redis.call('SET', keys.receipt, cmsgpack.pack({
    1, record[USER], record[CATEGORY], record[CAMPAIGN], record[REF], state, reason, record[DEADLINE], record[POLICY],
    deliveries, record[ANSWER], now, record[OWNER], record[FENCE],
  }), 'PX', score(retention_ms))
  tell(keys.events, {
    's', now, id, record[USER], record[CATEGORY], record[CAMPAIGN], record[REF], state, reason, record[POLICY],
    #deliveries, outcomes_of(record),
  })
end

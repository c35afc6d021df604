-- How a send ends, shared by the scripts that end sends: goes before theirs, after people.lua, counts.lua,
-- deliveries.lua, sends.lua, receipts.lua and events.lua.

-- Gives the places back that the send holds: one count of its second in each of its caps.
local function give_back(user_key, record)
  if record[HELD] == '' then return end
  local _, counts, packed_user = person_of(user_key)
  local held = cmsgpack.unpack(record[HELD])
  local second, found = stamp(held[1]), false
  for i = 2, #held do
    local times = counts[held[i]] or NO_TIMES
    for at = #times - 3, 3, -4 do -- from the newest: it is among the last
      if string.sub(times, at, at + 3) == second then
        counts[held[i]] = string.sub(times, 1, at - 1) .. string.sub(times, at + 4)
        found = true
        break
      end
    end
  end
  if found then store_person(user_key, packed_user, counts, 'KEEPTTL') end
end

-- The terminal state of a send that ends before its deliveries do: what they are, else what ended it.
local function state_of(record, otherwise)
  local state = otherwise
  for _, d in ipairs(deliveries_of(record)) do
    if d[OUTCOME] == 'accepted' then return 'accepted' end
    if d[OUTCOME] == 'unconfirmed' then state = 'unconfirmed' end
  end
  return state
end

-- The outcomes of deliveries, each before how many there are of it, and whether any device may have seen the send.
local function outcomes_of(deliveries)
  local outcomes, place, seen = {}, {}, false
  for _, d in ipairs(deliveries) do
    local outcome = d[OUTCOME]
    seen = seen or outcome == 'accepted' or outcome == 'unconfirmed'
    if outcome ~= '' and not place[outcome] then
      place[outcome] = #outcomes + 2
      outcomes[#outcomes + 1], outcomes[#outcomes + 2] = outcome, 0
    end
    if outcome ~= '' then outcomes[place[outcome]] = outcomes[place[outcome]] + 1 end
  end
  return outcomes, seen
end

-- Ends a send: it leaves every list and is forgotten, places that no device can have used go back, the receipt is
-- written and callers are told. Frees first, so that it works in a full Redis. After a takeover nobody is certain what
-- was seen.
local function end_send(keys, id, record, state, reason, retention_ms, now)
  redis.call('ZREM', keys.waiting, id)
  for _, ready in ipairs(keys.ready or {}) do redis.call('ZREM', ready, id) end
  redis.call('DEL', keys.send)
  redis.call('SREM', keys.parked, id)
  local deliveries = deliveries_of(record)
  local outcomes, seen = outcomes_of(deliveries)
  if record[FIRST_OWNER] ~= '' and not seen then give_back(keys.user, record) end
  for i, d in ipairs(deliveries) do
    deliveries[i] = { d[TO_ID], d[TO_APP], d[OUTCOME], d[REASON], d[PROVIDER_ID], d[ATTEMPTS], d[AT] }
  end
  redis.call('SET', keys.receipt, packed_receipt(record[ABOUT], state, reason, record[DEADLINE],
    cmsgpack.pack(deliveries), record[ANSWER], now, record[OWNER], record[FENCE]), 'PX', score(retention_ms))
  tell(keys.events, 's', now, id, record[ABOUT], state, reason, #deliveries, cmsgpack.pack(outcomes))
end

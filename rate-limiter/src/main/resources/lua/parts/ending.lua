-- How a send ends, shared by the scripts that end sends: goes before theirs, after people.lua, counts.lua,
-- deliveries.lua, sends.lua, receipts.lua and events.lua.

-- Gives the places back that the send holds, one count of its second in each of its caps, and takes its touch away.
local function give_back(user_key, id, record)
  if record[HELD] == '' then return end
  local _, counts, value, counts_bytes = person_of(user_key)
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
  local touches = record[TOUCHED_S] > 0 and counts[TOUCHES]
  local touch = touches and touch_of(touches, digest_of(id))
  if touch then
    counts[TOUCHES] = with_touch(touches, touch, '')
    if counts[TOUCHES] == '' then counts[TOUCHES] = nil end
    found = true
  end
  if found then store_person(user_key, string.sub(value, counts_bytes + 1), counts, 'KEEPTTL') end
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

-- What remains of deliveries: as the receipt has them, how many there are, their outcomes, each before how many there are
-- of it, whether any device may have seen the send, each app and outcome before how many there are of it, and when the
-- first was accepted (0: none). Told.java does the same for a settlement.
local function told_of(deliveries)
  local receipt, outcomes, place, seen = {}, {}, {}, false
  local of_apps, place_of_app, accepted_at = {}, {}, 0
  for i, d in ipairs(deliveries) do
    receipt[i] = { d[TO_ID], d[TO_APP], d[OUTCOME], d[REASON], d[PROVIDER_ID], d[ATTEMPTS], d[AT], d[11], d[12] }
    local outcome = d[OUTCOME]
    seen = seen or outcome == 'accepted' or outcome == 'unconfirmed'
    if outcome ~= '' and not place[outcome] then
      place[outcome] = #outcomes + 2
      outcomes[#outcomes + 1], outcomes[#outcomes + 2] = outcome, 0
    end
    if outcome ~= '' then
      outcomes[place[outcome]] = outcomes[place[outcome]] + 1
      local name = d[TO_APP] .. '\0' .. outcome
      if not place_of_app[name] then
        place_of_app[name] = #of_apps + 3
        of_apps[#of_apps + 1], of_apps[#of_apps + 2], of_apps[#of_apps + 3] = d[TO_APP], outcome, 0
      end
      of_apps[place_of_app[name]] = of_apps[place_of_app[name]] + 1
    end
    if outcome == 'accepted' and (accepted_at == 0 or d[AT] < accepted_at) then accepted_at = d[AT] end
  end
  return cmsgpack.pack(receipt), #deliveries, cmsgpack.pack(outcomes), seen, cmsgpack.pack(of_apps), accepted_at
end

-- Ends a send of whose deliveries this remains: it leaves every list and is forgotten, places that no device can have used
-- go back, the receipt is written and callers are told. Frees first, so that it works in a full Redis. After a takeover
-- nobody is certain what was seen.
local function end_told(keys, id, record, state, reason, retention_ms, now, deliveries, count, outcomes, seen, of_apps,
  accepted_at)
  redis.call('ZREM', keys.waiting, id)
  redis.call('DEL', keys.send)
  if record[STATE] ~= 'd' then -- what is leased is neither ready nor parked
    for _, ready in ipairs(keys.ready) do redis.call('ZREM', ready, id) end
    redis.call('SREM', keys.parked, id)
  end
  if record[FIRST_OWNER] ~= '' and not seen then give_back(keys.user, id, record) end
  redis.call('SET', keys.receipt, packed_receipt(record[ABOUT], state, reason, record[DEADLINE], deliveries, record[ANSWER],
    now, record[OWNER], record[FENCE], record[WHAT + 2]), 'PX', score(retention_ms))
  local decided_s, counted = record[DECIDED_S], ''
  if keys.batch and decided_s > 0 then
    local in_time = accepted_at > 0 and accepted_at <= record[DEADLINE] and '1' or '0'
    tally(keys.batch, ENDED_ONE, record[LABEL], math.floor(decided_s / HOUR_S),
      in_time .. string.char(#state) .. state .. of_apps)
    counted = struct.pack('>I4', decided_s) .. string.sub(record[ANSWER], 1, 1) .. in_time .. of_apps
  end
  tell_ended(keys.events, now, id, record[ABOUT], state, reason, count, outcomes, counted)
end

local function end_send(keys, id, record, state, reason, retention_ms, now)
  end_told(keys, id, record, state, reason, retention_ms, now, told_of(deliveries_of(record)))
end

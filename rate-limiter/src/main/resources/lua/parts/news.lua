-- What providers say of devices, heard by settle.lua and park.lua: goes before them, after people.lua, devices.lua,
-- floors.lua, sends.lua, deliveries.lua and events.lua.

-- What is said of one device. Gives whether anything changed.
local hear = {}

function hear.invalidated(user, i)
  table.remove(user.d, i)
  user.d = or_nil(user.d)
  return true
end

-- It has to prove itself again: what is wrong with it may still be so when it is registered again. What was said by the
-- same settings before stands, and what holds whatever the settings are.
function hear.quarantined(user, i, reason, since, by)
  local device = user.d[i]
  local known_by = device[D_QUARANTINED_BY]
  if device[D_QUARANTINED_FOR] and (not known_by or known_by == by) then return false end
  device[D_FLAGS] = device[D_FLAGS] % PROVEN
  device[D_QUARANTINED_FOR], device[D_QUARANTINED_AT] = reason, since
  device[D_QUARANTINED_BY] = by ~= '' and by or nil
  return true
end

-- What was held against it by some settings is over when the provider has accepted it since.
function hear.proven(user, i, _, since)
  local device = user.d[i]
  local is_mended = device[D_QUARANTINED_BY] and device[D_QUARANTINED_AT] <= since
  if is_mended then device[D_QUARANTINED_FOR], device[D_QUARANTINED_AT], device[D_QUARANTINED_BY] = nil, nil, nil end
  if is_proven(device) then return is_mended end
  device[D_FLAGS] = device[D_FLAGS] + PROVEN
  return true
end

-- Applies what providers said of the devices of a send, each as [app, device_token, kind, reason, since, by], and tells
-- callers of those that get nothing any more, also of devices that only the request named. A registration after `since`
-- is not spoken of, and a user who is gone stays gone. Gives the devices that were removed, packed, each as
-- [app, device_token, number], and '' when there are none. With the batch it is counted in the user's experiments, too.
local function apply_news(user_key, floors, record, news, events, now, batch)
  if #news == 0 then return '' end
  local user, counts = person_of(user_key)
  local who, _, _, _, _, caller = cmsgpack.unpack(record[ABOUT])
  local left, ids, changed = {}, {}, false
  for _, d in ipairs(deliveries_of(record)) do ids[d[TO_APP] .. '\0' .. d[TO_TOKEN]] = d[TO_ID] end
  for _, n in ipairs(news) do
    local app, device_token, kind, reason, since, by = n[1], n[2], n[3], n[4], n[5], n[6]
    local i = user and place_of(user, app, device_token)
    local id = i and user.d[i][D_ID] or ids[app .. '\0' .. device_token] or ''
    local holds = true
    if i then
      local device = user.d[i]
      holds = device[D_REGISTERED_AT] <= since and hear[kind](user, i, reason, since, by)
      if holds and kind == 'invalidated' then left[#left + 1] = device end
      changed = changed or holds
    end
    if holds and kind ~= 'proven' then
      local letter = kind == 'invalidated' and 'i' or 'q'
      tell(events, now, cmsgpack.pack({ letter, now, who, app, id, device_token, reason, since, caller }))
    end
  end
  local entered = batch and #left > 0
    and enrolments.mark(counts, enrolments.UNREGISTERED, math.floor(now / 1000), math.floor(now / 1000)) or {}
  if changed then store_person(user_key, packed_map(user), counts) end
  enrolments.count_all(batch, entered, 'n')
  return let_go(floors, user_key, left, now)
end

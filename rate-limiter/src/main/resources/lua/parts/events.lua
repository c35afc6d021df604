-- The events that callers read, one stream for each partition: goes before the scripts that end sends or hear of devices.
-- docs/data.md gives the layouts.

-- A partition's events: their key, how many are kept (0: none are written) and for how long.
local function events_of(key, most, retention_ms)
  return { key = key, most = most, retention_ms = retention_ms }
end

-- When a stream was last swept, and how many events were told since, by its key. By EVALSHA it is swept at each event.
local swept = kept(1000, function() return { at = 0, told = 0 } end)
local SWEPT_EVERY_MS, SWEPT_EVERY = 100, 10

-- Writes one, in a script that has written something already: so that Redis takes it also when it is full. What is old or
-- too much goes by whole nodes of the stream, so a look for it now and then is enough; the last ones go with the key.
local function tell(events, now, packed)
  if events.most == 0 then return end
  local last = swept(events.key)
  last.told = last.told + 1
  if last.told < SWEPT_EVERY and now >= last.at and now < last.at + SWEPT_EVERY_MS then
    redis.call('XADD', events.key, '*', 'e', packed)
    return
  end
  last.at, last.told = now, 0
  local id = redis.call('XADD', events.key, 'MAXLEN', '~', events.most, '*', 'e', packed)
  redis.call('XTRIM', events.key, 'MINID', '~', score(string.match(id, '^%d+') - events.retention_ms))
  redis.call('PEXPIRE', events.key, score(events.retention_ms))
end

-- A send ended; outcomes are packed. Then what was counted of it, if anything was: the second of its decision, the
-- decision, '1' when it was accepted in time, and packed apps and outcomes, each before how many there are.
local function tell_ended(events, now, id, about, state, reason, count, outcomes, counted)
  tell(events, now, struct.pack('>c1i8I2BBBBI4', 's', now, count, #id, #state, #reason, #outcomes, #about)
    .. id .. state .. reason .. outcomes .. about .. counted)
end

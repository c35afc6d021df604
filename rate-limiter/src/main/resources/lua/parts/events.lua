-- The events that callers read, one stream for each partition: goes before the scripts that end sends or hear of devices.
-- docs/data.md gives the layouts.

-- A partition's events: their key, how many are kept (0: none are written) and for how long.
local function events_of(key, most, retention_ms)
  return { key = key, most = most, retention_ms = retention_ms }
end

-- Writes one, of these values, in a script that has written something already: so that Redis takes it also when it
-- is full. What is old or too much goes by whole nodes of the stream, of 100 events each, so one look in ten for old
-- ones is enough; the last ones go with the key.
local function tell(events, ...)
  if events.most == 0 then return end
  local id = redis.call('XADD', events.key, 'MAXLEN', '~', events.most, '*', 'e', cmsgpack.pack({ ... }))
  local round_ms = string.match(id, '^(%d*0)%-')
  if round_ms then redis.call('XTRIM', events.key, 'MINID', '~', score(round_ms - events.retention_ms)) end
  redis.call('PEXPIRE', events.key, score(events.retention_ms))
end

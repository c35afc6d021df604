-- What every script uses; goes before all others.
-- Instants are milliseconds unless a name ends in _s; docs/data.md gives the layouts.
-- By EVALSHA a script's functions are made anew each time it runs, so each is in a file that only those scripts have which
-- call it. As functions of a library they are made once, and what they keep stays.

local function now_ms(given) -- a test passes its own clock, everybody else 0
  if given > 0 then return given end
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end

local function score(ms) -- integers in full: Lua would write 1.7e+12
  return string.format('%d', ms)
end

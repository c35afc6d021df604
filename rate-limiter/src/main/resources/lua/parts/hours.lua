-- The tallies of an hour in the home slot: goes before add.lua. A hash from a label's number (4 bytes) to its counts, a packed
-- map, and from number and name of an amount to that amount. docs/data.md gives the layout.

local HOUR_MS = 3600000
local USERS, USERS_BYTES = '', 32 -- the partitions of whose users something is counted, a bit each: no more than there are users
local UPPER, LOWER = 'u', 'l' -- end the names of both parts of an amount

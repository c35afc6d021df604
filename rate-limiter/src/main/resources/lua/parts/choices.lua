-- A user's choice, for the class promotional or for one category: goes before gates.lua, which reads them, and
-- preferences.lua, which changes them. docs/data.md gives the layout.

local IS_GRANTED, SAID_AT, SAID_BY, SOURCE = 1, 2, 3, 4 -- 1 granted, 0 refused; ms; the caller; where the user said so

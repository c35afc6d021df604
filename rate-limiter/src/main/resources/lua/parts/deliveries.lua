-- A send's deliveries, one for each device: goes before the scripts that look into them, after sends.lua. gates.lua
-- begins them. docs/data.md gives the layout.

local TO_ID, TO_APP, TO_TOKEN, OUTCOME, REASON, PROVIDER_ID, ATTEMPTS, AT, NOT_BEFORE, IS_PROVEN = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10

local function deliveries_of(record)
  return record[DELIVERIES] ~= '' and cmsgpack.unpack(record[DELIVERIES]) or {}
end

-- Whether a device gets no further attempt after this outcome.
local function is_final(outcome)
  return outcome == 'accepted' or outcome == 'unregistered' or outcome == 'rejected'
end

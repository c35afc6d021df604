-- A send's receipt: goes before the scripts that read or write receipts. docs/data.md gives the layout.

local R_ANSWER, R_OWNER, R_FENCE = 7, 9, 10

-- Deliveries are packed; '': it never had any.
local function packed_receipt(about, state, reason, deadline, deliveries, answer, now, owner, fence)
  return cmsgpack.pack({ 1, about, state, reason, deadline, deliveries, answer, now, owner, fence })
end

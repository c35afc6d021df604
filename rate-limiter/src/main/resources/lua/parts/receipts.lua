-- A send's receipt: goes before the scripts that read or write receipts. A head of fixed layout with the length of each of
-- the strings after it. docs/data.md gives the layout.

local RECEIPT_HEAD, RECEIPT_HEAD_BYTES = '>BI4i8i8I4I4I4I4I4I4', 45
local RECEIPT_LAYOUT = 2

-- Deliveries are packed; '': it never had any. `history` is what became of the send while it waited; nil or '': it did not.
local function packed_receipt(about, state, reason, deadline, deliveries, answer, now, owner, fence, history)
  return struct.pack(RECEIPT_HEAD, RECEIPT_LAYOUT, fence, deadline, now, #owner, #answer, #state, #reason, #about,
    #deliveries) .. owner .. answer .. state .. reason .. about .. deliveries .. (history or '')
end

-- The owner that ended the send and its fence, and the send's answer; nil when there is no receipt.
local function receipt_of(key)
  local packed = redis.call('GET', key)
  if not packed then return nil end
  local _, fence, _, _, owner_bytes, answer_bytes = struct.unpack(RECEIPT_HEAD, packed)
  local answer_at = RECEIPT_HEAD_BYTES + owner_bytes
  return string.sub(packed, RECEIPT_HEAD_BYTES + 1, answer_at), fence,
    string.sub(packed, answer_at + 1, answer_at + answer_bytes)
end

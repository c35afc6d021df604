-- What is made of texts, found by the text, so that each is taken apart once while functions of a library run: goes before
-- the scripts that take any apart. Of more than so many it begins anew. Whoever gets one changes nothing of it.
local function kept(most, make)
  local made, count = {}, 0
  return function(text)
    local value = made[text]
    if value then return value end
    if count == most then made, count = {}, 0 end
    value = make(text)
    made[text], count = value, count + 1
    return value
  end
end

-- wrk holds points of members at random and captures each hold when it was answered.
-- Arguments: the first member's number, the number of members, the API key, what the holds' ids begin with.

dofile("report.lua")

local HOLD = "/api/v1/loyalty/holds/%s%d"
local BODY = '{"memberId":"m-%d","points":1,"expiresAt":"2090-01-01T00:00:00Z"}'

local placed = 0
-- Answered and not captured yet.
local held = {}
local first, members, prefix
local headers = { ["content-type"] = "application/json" }

function init(args)
  first, members, headers["x-api-key"], prefix = tonumber(args[1]), tonumber(args[2]), args[3], args[4]
  math.randomseed(os.time())
end

function request()
  local number = table.remove(held)
  if number ~= nil then
    return wrk.format("POST", HOLD:format(prefix, number) .. "/capture", headers, "{}")
  end
  placed = placed + 1
  local member = first + math.random(0, members - 1)
  return wrk.format("PUT", HOLD:format(prefix, placed), headers, BODY:format(member))
end

function response(status, _, body)
  if status ~= 201 then return end
  local id = body:match('"holdId":"([^"]+)"')
  table.insert(held, tonumber(id:sub(#prefix + 1)))
end

-- wrk holds points of members at random, and captures each hold long after it was answered: to wait for the very
-- answer it would have to read them all, which costs more of the two cores than is measured.
-- Arguments: the first member's number, the number of members, the API key, what the holds' ids begin with.

dofile("report.lua")

local HOLD = "/api/v1/loyalty/holds/%s%d"
local BODY = '{"memberId":"m-%d","points":1,"expiresAt":"2090-01-01T00:00:00Z"}'
-- So many holds stay open: many times as many as can be on their way. A capture of one that was not answered yet would
-- be refused, and end the run; a process that has just begun lets a connection wait for half a second.
local OPEN = 2048

-- wrk calls this once to look at the first request, which is never sent.
local placed, captured = 0, 1
local first, members, prefix
local headers = { ["content-type"] = "application/json" }

function init(args)
  first, members, headers["x-api-key"], prefix = tonumber(args[1]), tonumber(args[2]), args[3], args[4]
  math.randomseed(os.time())
end

function request()
  if placed - captured > OPEN then
    captured = captured + 1
    return wrk.format("POST", HOLD:format(prefix, captured) .. "/capture", headers, "{}")
  end
  placed = placed + 1
  local member = first + math.random(0, members - 1)
  return wrk.format("PUT", HOLD:format(prefix, placed), headers, BODY:format(member))
end

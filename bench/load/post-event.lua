-- wrk sends commands, each with an idempotency key of its own, to orders at random.
-- Arguments: the first order's number, the number of orders, the API key, what the idempotency keys begin with.

dofile("report.lua")

local ORDER = "/api/v1/checkout/orchestrations/o-%08d/events"
-- Each is accepted at any time: a command without a time speaks of now.
local BODIES = {
  '{"stage":"payment","status":"in_progress","note":"Waiting for the bank"}',
  '{"stage":"payment","status":"waiting","note":"Waiting for the bank"}',
}

local sent = 0
local first, orders, prefix
local headers = { ["content-type"] = "application/json" }

function init(args)
  first, orders, headers["x-api-key"], prefix = tonumber(args[1]), tonumber(args[2]), args[3], args[4]
  math.randomseed(os.time())
end

function request()
  sent = sent + 1
  headers["idempotency-key"] = prefix .. sent
  local path = ORDER:format(first + math.random(0, orders - 1))
  return wrk.format("POST", path, headers, BODIES[sent % #BODIES + 1])
end

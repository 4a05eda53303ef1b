-- wrk reads orders at random. Arguments: the first order's number, the number of orders, the API key.

dofile("report.lua")

local ORDER = "/api/v1/checkout/orchestrations/o-%08d"

local first, orders
local headers = {}

function init(args)
  first, orders, headers["x-api-key"] = tonumber(args[1]), tonumber(args[2]), args[3]
  math.randomseed(os.time())
end

function request()
  return wrk.format("GET", ORDER:format(first + math.random(0, orders - 1)), headers)
end

-- wrk reads orders at random. Arguments: the number of orders, the API key.

dofile("report.lua")

local ORDER = "/api/v1/checkout/orchestrations/o-%08d"

local orders
local headers = {}

function init(args)
  orders, headers["x-api-key"] = tonumber(args[1]), args[2]
  math.randomseed(os.time())
end

function request()
  return wrk.format("GET", ORDER:format(math.random(orders)), headers)
end

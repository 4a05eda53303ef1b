-- What wrk counted, as a line of JSON; times in microseconds.

local REPORT = '{"requests":%d,"refused":%d,"broken":%d,"duration":%d,"p50":%d,"p99":%d,"max":%d}\n'

function done(summary, latency)
  local errors = summary.errors
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  io.write(REPORT:format(summary.requests, errors.status, broken, summary.duration,
    latency:percentile(50), latency:percentile(99), latency.max))
end

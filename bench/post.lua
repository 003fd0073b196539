-- Posts a body. Arguments: the body.
dofile("bench/result.lua")
function init(args)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.body = args[1]
end

function done(summary, latency, requests) result(summary, latency) end

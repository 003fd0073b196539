-- Gets the address. Arguments: [credentials in base64].
dofile("bench/result.lua")
function init(args)
  if args[1] then wrk.headers["Authorization"] = "Basic " .. args[1] end
end

function done(summary, latency, requests) result(summary, latency) end

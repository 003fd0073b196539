-- Creates invoices with unique references. Arguments: credentials in base64, [callback URL, file for the ids].
dofile("bench/result.lua")
local threads = 0
function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  made, run = 0, os.time()
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Basic " .. args[1]
  callback = args[2] and ('","callback_url":"' .. args[2]) or ""
  if args[3] then ids = io.open(args[3] .. "." .. number, "a") end
end

function request()
  made = made + 1
  return wrk.format(nil, nil, nil, '{"data":{"type":"payment-invoices","attributes":{"reference_id":"bench-' .. run .. "-" .. number .. "-" .. made ..
    '","amount":100.25,"currency":"EUR","metadata":{"order":"42"},"description":"Benchmark' .. callback .. '"}}}')
end

function response(status, headers, body)
  if ids then
    ids:write(body:match('"id":"(cpi_%w+)"'), "\n")
    ids:flush()
  end
end

function done(summary, latency, requests) result(summary, latency) end

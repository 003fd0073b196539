-- Creates invoices with unique references: wrk -s create.lua URL -- <Basic credentials in base64>
local thread_number = 0
function setup(thread)
  thread:set("number", thread_number)
  thread_number = thread_number + 1
end

function init(args)
  made = 0
  run = tostring(os.time())
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Basic " .. args[1]
end

function request()
  made = made + 1
  return wrk.format(nil, nil, nil, '{"data":{"type":"payment-invoices","attributes":{"reference_id":"bench-' ..
    run .. "-" .. number .. "-" .. made .. '","amount":100.25,"currency":"EUR","description":"Benchmark","metadata":{"order":"42"}}}}')
end

function done(summary, latency, requests)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  print(string.format("RESULT %.1f %.2f %.2f %d", summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, failed))
end

-- Prints one line that bench.sh reads: requests/s, p50 and p99 in milliseconds, failed requests.
function result(summary, latency)
  local e = summary.errors
  print(string.format("RESULT %.1f %.2f %.2f %d", summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, e.status + e.connect + e.read + e.write + e.timeout))
end

-- Gets a page as a browser asks for it: compressed.
dofile("bench/result.lua")
function init(args) wrk.headers["Accept-Encoding"] = "br" end

function done(summary, latency, requests) result(summary, latency) end

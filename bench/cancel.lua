-- Cancels the invoices whose ids stand in a file, each once. Arguments: credentials in base64, file. One thread.
function init(args)
  wrk.method = "POST"
  wrk.headers["Authorization"] = "Basic " .. args[1]
  list, at = {}, 0
  for id in io.lines(args[2]) do list[#list + 1] = id end
end

function request()
  at = at % #list + 1
  return wrk.format(nil, "/api/payment-invoices/" .. list[at] .. "/cancel")
end

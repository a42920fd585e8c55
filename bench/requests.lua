-- wrk: sends the requests of a file, a line each (path, then fields, separated by tabs), in turn again and again.
local prepared = {}
local next_one = 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local parts = {}
    for part in string.gmatch(line, "[^\t]+") do
      parts[#parts + 1] = part
    end
    local head = "GET " .. parts[1] .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port .. "\r\n"
    for i = 2, #parts do
      head = head .. parts[i] .. "\r\n"
    end
    prepared[#prepared + 1] = head .. "\r\n"
  end
end

function request()
  next_one = next_one % #prepared + 1
  return prepared[next_one]
end

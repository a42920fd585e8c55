-- Asks for objects that nobody asked for before, a hundred in each group, and says when it has all of them: wrk itself
-- waits for its time to be over.
local number, answered, count = 0, 0, 0

function init(arguments)
  count = tonumber(arguments[1])
end

function request()
  local object = number % count -- what it still asks when it has all of them is there already
  local path = string.format("/o/%d/%d", math.floor(object / 100), object)
  number = number + 1
  return wrk.format("GET", path)
end

function response()
  answered = answered + 1
  if answered == count then
    print("all answered")
    io.stdout:flush()
    wrk.thread:stop()
  end
end

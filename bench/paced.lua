-- wrk: asks at a pace. wrk knows no rate, but waits for so many whole milliseconds before each request of a connection
-- as delay() says; the part of a millisecond is drawn by lot. It begins to wait when the answer is there.
local pause, period, connections
local begun = 0

function init(arguments)
  pause, period, connections = tonumber(arguments[1]), tonumber(arguments[2]), tonumber(arguments[3])
  math.randomseed(20261123)
end

function delay()
  if begun < connections then -- the connections begin at any time of the period, not all at once
    begun = begun + 1
    return math.floor(math.random() * period)
  end
  return math.floor(pause + math.random())
end

function done(summary, latency, requests)
  for _, percentile in ipairs({50, 90, 95, 99, 99.9}) do
    io.write(string.format("paced %s %d\n", percentile, latency:percentile(percentile)))
  end
end

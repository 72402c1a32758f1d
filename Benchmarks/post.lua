-- wrk script: posts the file that BENCH_BODY names, and ends with one line of figures that a program can read.
--
-- BENCH_PAUSE: if set, each connection waits between two requests for a random time with this mean, in milliseconds
-- (exponentially distributed, as between independent callers), so that the load stays at a chosen rate.

local file = assert(io.open(assert(os.getenv("BENCH_BODY")), "rb"))
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = file:read("*a")
file:close()

local threads = 0

function setup(thread)
    threads = threads + 1
    thread:set("seed", threads)
end

function init(args)
    math.randomseed(seed)
end

local pause = tonumber(os.getenv("BENCH_PAUSE") or "")
if pause then
    function delay()
        -- wrk waits for whole milliseconds: rounding up or down by chance keeps the mean.
        return math.floor(-pause * math.log(1 - math.random()) + math.random())
    end
end

function done(summary, latency, requests)
    local errors = summary.errors
    local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
    io.write(string.format("RESULT %d %d %d %d %d\n",
        summary.requests, summary.duration, failed, latency:percentile(50), latency:percentile(99)))
end

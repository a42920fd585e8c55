"""docs/benchmarks-timing.md: check timing beside other load generators."""

import statistics

from . import generators, timing
from .chart import svg
from .generators import H2LOAD, H2LOAD_2, PERCENTILES, WRK
from .load import Ratio
from .report import head, quiet, spread
from .timing import NGINX, NGINX_2, OURS, OURS_2, UVICORN, WAITING

PACKAGES = ("nginx", "python3-uvicorn", "wrk", "nghttp2-client")
PAIRS = {OURS: (WRK, H2LOAD), OURS_2: (H2LOAD_2,)}
SHOWN = (50, 90, 99)
PICTURES = {NGINX: "timing-nginx.svg", UVICORN: "timing-uvicorn.svg"}
STALLS_PICTURE = "timing-stalls.svg"
ACROSS = "one request in so many takes longer"


def text(facts, results, foreign):
    """The document; results and the share of the cores that went to other processes, by part."""
    writers = {"agreement": agreement, "stalls": stalls, "overhead": overhead}
    sections = [writers[part](result) + quiet(foreign[part]) for part, result in results.items()]
    return "\n".join([head("Benchmarks of check timing", "./dev bench timing", facts), intro(facts.plan), *sections, REPEAT])


def pictures(results):
    """SVG by the name of its file, beside the document."""
    found = {}
    for server in PICTURES:
        rows = [row for row in results.get("agreement", ()) if row.server == server]
        if rows:
            row = rows[len(rows) // 2]
            title = f"Service time, {server}, {row.rate:,} a second, µs"
            found[PICTURES[server]] = picture(title, {name: middle(seen) for name, seen in row.seen.items()})
    if "stalls" in results:
        seen = results["stalls"]
        lines = {"slipway, from due": seen[OURS].latency, "slipway, from sent": seen[OURS].service}
        lines |= {name: seen[name].service for name in (WRK, H2LOAD, H2LOAD_2)}
        found[STALLS_PICTURE] = picture(f"nginx, standing still for {timing.STALL * 1000:.0f} ms every {timing.EVERY:.0f} s, µs", lines)
    return found


def picture(title, lines):
    points = {name: [(100 / (100 - p), max(1, micros)) for p, micros in some.items()] for name, some in lines.items()}
    return svg(title, ACROSS, points, slopes=False)


def middle(seen, what="service"):
    """The median of the rounds, by percentile."""
    return {p: statistics.median(getattr(one, what)[p] for one in seen) for p in PERCENTILES}


def intro(plan):
    rounds = min(timing.ROUNDS, plan.rounds)
    return f"""\
`slipway check timing` beside Debian's `wrk` and `h2load`: the same server on core 0, each generator on core 1, in turns,
{rounds} rounds of {plan.seconds} s at each rate. Figures are medians of the rounds; ratios are check timing's to the other's,
paired round by round: median (least–most).

How each counts:

- **check timing** sends the k-th request at start + k / rate. *Service time* runs from when a request was really sent to the last byte of
  its answer; *latency* from when it was due. Warm-up: {generators.WARM_UP} s at the same rate.
- **wrk** has no rate. A Lua script (`bench/paced.lua`) lets each connection wait for so many whole milliseconds behind each answer that
  the rate comes out on average. A time runs from the first byte written to the whole answer. Before it prints, wrk adds
  to each time of more than twice a connection's mean interval those that would have come of it, each an interval less, which is a guess at what
  was not asked.
- **h2load** has a rate for each connection (`--rps`). A time runs from when the request was submitted to the end of the stream; the
  percentiles are of its log (`--log-file`). Its connections open one after the other within one period, else all would ask at
  the same moment. Over HTTP/2 up to {generators.STREAMS} streams of a connection are open at once, over HTTP/1.1 one request.

So check timing's *service time* is what compares with the times of the others.
"""


# --- agreement


def agreement(rows):
    sections = "\n".join(of_server(server, [row for row in rows if row.server == server]) for server in TEXTS)
    return f"""\
## The same server at the same rates

Microseconds. {timing.CONNECTIONS} connections.

{sections}
How to read them. check timing's requests are evenly spaced; those of the others leave at whole milliseconds, often
several at once, which then wait for each other. Where theirs are longer at p50 and p90, it is that. Where check timing's are longer at
p50, nothing waited, and it is Java's own way from the socket to the clock. Where its p99 from due is far above that from sent, the
generator was late: its compiler and collector share the core with it, and at thousands of requests a second a pause
meets enough of them. It sends all that are due, if need be late, so it has no rate of its own to show.
"""


def of_server(server, rows):
    lines = "\n".join(line for row in rows for line in agreement_lines(row))
    picture = f"\n![Service time by percentile]({PICTURES[server]})\n" if server in PICTURES else ""
    return f"""\
### {server}

{TEXTS[server]}

| requests/s | generator | really/s | p50 | p90 | p99 | service time of check timing to it: p50 | p90 | p99 |
|---|---|---|---|---|---|---|---|---|
{lines}
{picture}"""


def shares(server):
    return f"{', '.join(f'{share:.0%}' for share in timing.SHARES[server])} of what wrk gets from it unpaced."


TEXTS = {
    NGINX: shares(NGINX),
    NGINX_2: "The same rates.",
    WAITING: """\
The same again, but nginx sends a file: first the head; then it takes back TCP_NODELAY, and the data wait until the head is
acknowledged, which Linux puts off for up to 40 ms. (Seen with strace; `sendfile` and `tcp_nopush` are on, each alone
suffices.) So 40 ms for a request of a tenth of one is no fault of a generator. Both see it.""",
    UVICORN: shares(UVICORN),
}


def agreement_lines(row):
    for ours, others in PAIRS.items():
        if ours not in row.seen:
            continue
        mine = row.seen[ours]
        yield agreement_line(row, f"{ours}, from due", mine, "latency")
        yield agreement_line(row, f"{ours}, from sent", mine, "service")
        for other in others:
            theirs = row.seen[other]
            ratios = [Ratio.of([(a.service[p], b.service[p]) for a, b in zip(mine, theirs)]) for p in SHOWN]
            yield agreement_line(row, other, theirs, "service", map(spread, ratios))


def agreement_line(row, name, seen, what, ratios=("", "", "")):
    times = " | ".join(f"{middle(seen, what)[p]:,.0f}" for p in SHOWN)
    return f"| {row.rate:,} | {name} | {made(seen)} | {times} | {' | '.join(ratios)} |"


def made(seen):
    rates = [one.rate for one in seen if one.rate is not None]
    return f"{statistics.median(rates):,.0f}" if rates else ""


# --- a server that stalls


def stalls(seen):
    arithmetic = " | ".join(f"{timing.by_arithmetic(p) / 1000:,.0f}" for p in PERCENTILES)
    lines = [f"| whoever asks at an even rate, by arithmetic | {arithmetic} |"]
    for name, one in seen.items():
        if one.latency:
            lines.append(stall_line(f"{name}, from due", one.latency))
        lines.append(stall_line(f"{name}, from sent" if one.latency else name, one.service))
    rows = "\n".join(lines)
    return f"""\
## A server that stalls

nginx's worker stands still (SIGSTOP) for {timing.STALL * 1000:.0f} ms every {timing.EVERY:.0f} s, {timing.STALLS} times.
{timing.STALL_RATE:,} requests a second over {timing.STALL_CONNECTIONS} connections. A tenth of those who come then find it standing.
Milliseconds.

| generator | p50 | p90 | p95 | p99 | p99.9 |
|---|---|---|---|---|---|
{rows}

![Times by percentile while the server stalls]({STALLS_PICTURE})

A generator that waits for an answer before it asks again asks each connection's one request during a stall, and none of those
that were due meanwhile: coordinated omission. Service time shows that, check timing's as well, and h2load's over HTTP/1.1;
latency from when a request was due does not. wrk's figures are near it here because it mends them afterwards, by a guess
that fits where every connection asks at an even rate, as here. h2load over HTTP/2 goes on asking on other
streams, as long as there are any.
"""


def stall_line(name, times):
    return f"| {name} | {' | '.join(f'{times[p] / 1000:,.1f}' for p in PERCENTILES)} |"


# --- what it costs


def overhead(result):
    rows = "\n".join(overhead_line(name, rate, seen) for name, rungs in result.rungs.items() for rate, seen in rungs.items())
    rate, cpu = result.unpaced
    held = {name: timing.holds(result.rungs[name]) for name in (OURS, OURS_2)}
    limit = timing.HONEST_MICROS / 1000
    return f"""\
## What the generator costs, and how much it can do

nginx again, a file over HTTP/1.1 and the same from memory over HTTP/2; {timing.CONNECTIONS} connections. CPU is user and system time of the
generator for a request: of check timing while it counts, without the start of Java, of the others altogether. *Late* is by
how much a request left behind the moment at which it was due, though a connection was free, but for one in a
hundred: median of the rounds (least–most). The others do not say; every report of check timing does. A generator that has used up its
core is not late by this measure, because answers wait for it and every connection is busy: CPU times rate shows it.

| generator | requests/s asked for | really/s | CPU µs/request | late, p99 µs |
|---|---|---|---|---|
{rows}

wrk unpaced: {rate:,.0f} requests a second, {cpu:.1f} µs CPU a request. Paced, its whole milliseconds end where a
connection's interval is no longer than one.

The highest of these rates up to which check timing is late by at most {limit:.0f} ms: {held[OURS]:,} a second over HTTP/1.1,
{held[OURS_2]:,} over HTTP/2, on the one core that it has here and shares with Java's compiler and collector. Over HTTP/1.1
that is far beyond what an app behind it answers; over HTTP/2 a figure beyond p90 means little at thousands a second.
"""


def overhead_line(name, rate, seen):
    cpu = statistics.median(one.cpu for one in seen)
    late = [one.late for one in seen if one.late is not None]
    shown = f"{statistics.median(late):,.0f} ({min(late):,}–{max(late):,})" if late else ""
    return f"| {name} | {rate:,} | {made(seen)} | {cpu:.1f} | {shown} |"


REPEAT = """\
## How to repeat

```
./dev bench timing                   # some minutes; writes this file
./dev bench timing --quick           # shorter, prints only: for development
./dev bench timing --only stalls     # one part (agreement, stalls, overhead), prints only
```

It needs two cores and a quiet machine, and takes free ports and temporary folders of its own.
"""

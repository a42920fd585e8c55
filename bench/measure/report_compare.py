"""docs/benchmarks.md: Slipway beside its peers."""

import statistics

from .compare import LATENCY_ROUNDS, OURS, SHARE_OF_NGINX
from .load import STREAMS, Ratio, ratios
from .report import goal, head, quiet, spread
from .workloads import H1

PACKAGES = ("nginx", "h2o", "varnish", "wrk", "nghttp2-client")
LOGGED, PLAIN = "slipway, log on", OURS
LOG_COST = 0.05
TITLES = {
    "files": "Files of a release",
    "stored": "Hits of the cache",
    "passed": "What may not be stored: every request goes to the app",
    "shop": "A shop with many pictures",
}
TEXTS = {
    "files": "The peers serve the same files from their disks. nginx with its log on writes through a buffer of 64 KB.",
    "stored": "Slipway, Varnish and nginx's proxy_cache stand in front of one app, which answered each object once, "
    "beforehand. nginx and h2o serve the same as files.",
    "passed": "The app shares the second core with the load: what counts is what a request costs the server. Slipway and "
    "nginx keep their connections to the app.",
    "shop": "500 pictures of 5 to 100 KB, 30 style sheets, 200 pages of an app, two calls of an API that may not be stored "
    "with each page. Popularity follows Zipf; half of the visitors come again and ask whether what they have has changed. "
    "Texts travel in br. nginx serves files, stores pages and passes on the API; Slipway does the same.",
}


def text(facts, results, foreign):
    """The document; results and the share of the cores that went to other processes, by group."""
    sections = [section(name, group) + quiet(foreign[name]) for name, group in results.items()]
    return "\n".join([head("Benchmarks", "./dev bench compare", facts), intro(facts.plan), *sections, REPEAT])


def pictures(results):
    """None so far."""
    return {}


def intro(plan):
    return f"""\
Absolute figures depend on the machine; the ratios were measured side by side in one run. Each server runs on core 0, the
load on core 1: `wrk` with 64 connections over HTTP/1.1, `h2load` with 32 connections of {STREAMS} streams over HTTP/2,
unless a row says otherwise. Servers take turns: {plan.rounds} rounds of {plan.seconds} s after a warm-up of
{plan.warm_up} s, the first after {plan.start_up} s. Ratios are Slipway's to the other's, paired round by round: median (least–most). Throughput: more is
better. CPU is the server's user and system time for a request, the compiler and the collector of Slipway's Java
included: less is better. A run in which an answer was an error or a socket failed is refused.
"""


def section(name, group):
    parts = [f"## {TITLES[name]}\n\n{TEXTS[name]}\n", table(group), goals(group), latencies(group), memory(group)]
    return "\n".join(part for part in parts if part)


def table(group):
    rows = "\n".join(row(result, server) for result in group.results for server in result.turns)
    return f"""\
| work | server | requests/s | CPU µs/request | Slipway's throughput to it | Slipway's CPU to it |
|---|---|---|---|---|---|
{rows}
"""


def row(result, server):
    turns = result.turns[server]
    rate, cpu = statistics.median(turn.rate for turn in turns), statistics.median(turn.cpu for turn in turns)
    throughput, cost = ("", "") if server == OURS else map(spread, ratios(result.turns, OURS, server))
    return f"| {result.workload.title} | {server} | {rate:,.0f} | {cpu:.1f} | {throughput} | {cost} |"


def goals(group):
    lines = [line for result in group.results for line in goals_of(result)]
    if not lines:
        return ""
    return "| goal | measured | |\n|---|---|---|\n" + "\n".join(lines) + "\n"


def goals_of(result):
    title, turns = result.workload.title, result.turns
    for peer, least in result.workload.goals:
        throughput, cost = ratios(turns, OURS, peer)
        yield goal(f"{title}: throughput ≥ {least:.1f} × {peer}", spread(throughput), throughput.median >= least)
        yield goal(f"{title}: CPU a request ≤ {1 / least:.2f} × {peer}", spread(cost), cost.median <= 1 / least)
    for peer, most in result.workload.cost:
        _, cost = ratios(turns, OURS, peer)
        yield goal(f"{title}: CPU a request ≤ {most:.1f} × {peer}", spread(cost), cost.median <= most)
    if LOGGED in turns and result.workload.protocol == H1:
        throughput, cost = ratios(turns, LOGGED, PLAIN)
        met = throughput.median > 1 - LOG_COST and cost.median < 1 + LOG_COST
        measured = f"throughput × {spread(throughput)}, CPU × {spread(cost)}"
        yield goal(f"{title}: the access log costs < {LOG_COST:.0%} of either", measured, met)
        lost = sum(turn.dropped for turn in turns[LOGGED])
        if lost:
            yield goal(f"{title}: no line of the access log is lost", f"{lost:,} lost", False)


def latencies(group):
    measured = [result for result in group.results if result.latencies]
    if not measured:
        return ""
    rows = "\n".join(latency_row(result, server) for result in measured for server in result.latencies)
    lines = "\n".join(latency_goal(result) for result in measured)
    return f"""\
At {SHARE_OF_NGINX:.0%} of nginx's most requests a second, by the clock: a latency counts from the moment that the request
was due, so a server that stalls is charged for all who would have waited. Where the client itself stood still for more than 0.3 % of the
time, it was measured again. Microseconds, medians of {LATENCY_ROUNDS} rounds.

| work | server | requests/s | p50 | p99 | p99.9 |
|---|---|---|---|---|---|
{rows}

| goal | measured | |
|---|---|---|
{lines}
"""


def latency_row(result, server):
    found = result.latencies[server]
    cells = (f"{statistics.median(getattr(one, name) for one in found):,.0f}" for name in ("p50", "p99", "p999"))
    return f"| {result.workload.title} | {server} | {result.rate:,} | {' | '.join(cells)} |"


def latency_goal(result):
    ratio = Ratio.of([(ours.p99, theirs.p99) for ours, theirs in zip(result.latencies[OURS], result.latencies["nginx"])])
    return goal(f"{result.workload.title}: p99 ≤ 1.0 × nginx", spread(ratio), ratio.median <= 1)


def memory(group):
    listed = ", ".join(f"{name} {megabytes:,.0f}" for name, megabytes in group.resident.items())
    return f"MB resident afterwards (nginx has one process for all that it does here): {listed}.\n"


REPEAT = """\
## How to repeat

```
./dev bench compare                  # about half an hour; writes this file
./dev bench compare --quick          # shorter, prints only: for development
./dev bench compare --only stored    # one part (files, stored, passed, shop), prints only
./dev bench jmh                      # microbenchmarks of the inner loops
```

It needs two cores and a quiet machine, and takes free ports and temporary folders of its own. What the others are given
stands in `bench/peers`. What a node does by itself is in [benchmarks-node.md](benchmarks-node.md).
"""

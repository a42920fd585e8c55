"""docs/benchmarks.md: Slipway beside its peers."""

import re
import statistics

from . import chart, compare, report_operations, report_starts
from .compare import OURS, SHARE_OF_NGINX
from .load import STREAMS, Ratio, ratios
from .report import goal, head, held_in, quiet, spread
from .workloads import H1

PACKAGES = ("nginx", "h2o", "varnish", "wrk", "nghttp2-client")
GOAL = re.compile(r"\| (met|\*\*missed\*\*)( in \d of \d runs| \(met in \d of \d runs\))? \|$")  # the end of a line that report.goal made
LOGGED, PLAIN = OURS + compare.LOGGED, OURS
LOG_COST = 0.05
TITLES = {
    "files": "Files of a release",
    "stored": "Hits of the cache",
    "passed": "What may not be stored: every request goes to the app",
    "shop": "A shop with many pictures",
}
OTHERS = {"start": report_starts.section, "operations": report_operations.section}
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
    sections = {name: writer(name)(result) for name, result in ordered(results)}
    told = [text + quiet(foreign[name]) for name, text in sections.items()]
    judged = [line for written in sections.values() for line in written.splitlines() if GOAL.search(line)]
    return "\n".join([head("Benchmarks", "./dev bench compare", facts), intro(facts.plan, judged), *told, REPEAT])


def ordered(results):
    return sorted(results.items(), key=lambda one: [*TITLES, *OTHERS].index(one[0]))


def writer(name):
    return OTHERS.get(name) or (lambda group: section(name, group))


def pictures(results):
    """Every row's throughput, Slipway's to nginx's."""
    bars = []
    for name in TITLES:
        for row in results[name].rows if name in results else ():
            turns = row.turns()
            if "nginx" in turns:
                bars.append((f"{TITLES[name]}: {row.workload.title}", ratios(turns, OURS, "nginx")[0]))
    return {"throughput.svg": chart.bars("Slipway's throughput to nginx's, median, least and most", bars)}


def intro(plan, judged):
    met = sum(1 for line in judged if "**missed**" not in line)
    return f"""\
**{met} of {len(judged)} goals are met**, each in every run; they stand below what they are about. Where the time goes that is missing for
the others is in [decisions.md](decisions.md#where-the-time-goes).

Absolute figures depend on the machine; the ratios were measured side by side. Each server runs on core 0, the
load on core 1: `wrk` with 64 connections over HTTP/1.1, `h2load` with 32 connections of {STREAMS} streams over HTTP/2,
unless a row says otherwise. {plan.runs} run{'s' if plan.runs > 1 else ''}, each with servers started anew. In each, servers take turns: {compare.ROUNDS} rounds
of {compare.TURN_SECONDS} s after a warm-up of {compare.WARM_UP} s, for Slipway {compare.JAVA_WARM_UP} s, and {plan.start_up} s before it is asked for the
first time in a version of HTTP: Java compiles what it finds busy, and its warm-up has pauses, as its turns have. Ratios are Slipway's to the other's, paired round by round, of all runs:
median (least–most). Throughput: more is better. CPU is the server's user and system time for a request, the compiler
and the collector of Slipway's Java included: less is better. A run in which an answer was an error or a socket failed is
refused. A goal is met where the median of every single run meets it.

![throughput to nginx](throughput.svg)
"""


def section(name, group):
    parts = [f"## {TITLES[name]}\n\n{TEXTS[name]}\n", table(group), goals(group), latencies(group), memory(group)]
    return "\n".join(part for part in parts if part)


def table(group):
    rows = "\n".join(line(row, server) for row in group.rows for server in row.turns())
    return f"""\
| work | server | requests/s | CPU µs/request | Slipway's throughput to it | Slipway's CPU to it |
|---|---|---|---|---|---|
{rows}
"""


def line(row, server):
    turns = row.turns()
    rate = statistics.median(turn.rate for turn in turns[server])
    cpu = statistics.median(turn.cpu for turn in turns[server])
    throughput, cost = ("", "") if server == OURS else map(spread, ratios(turns, OURS, server))
    return f"| {row.workload.title} | {server} | {rate:,.0f} | {cpu:.1f} | {throughput} | {cost} |"


def goals(group):
    lines = [one for row in group.rows for one in goals_of(row)]
    if not lines:
        return ""
    return "| goal | median of each run | |\n|---|---|---|\n" + "\n".join(lines) + "\n"


def verdict(what, ratios_of_runs, met):
    """A line of goals: the median of each run, and whether all of them meet it."""
    return held_in(what, [f"{ratio.median:.2f}" for ratio in ratios_of_runs], [met(ratio.median) for ratio in ratios_of_runs])


def goals_of(row):
    title, workload = row.workload.title, row.workload
    for peer, least in workload.goals:
        throughputs, costs = zip(*(ratios(run.turns, OURS, peer) for run in row.runs))
        yield verdict(f"{title}: throughput ≥ {least:.1f} × {peer}", throughputs, lambda ratio: ratio >= least)
        yield verdict(f"{title}: CPU a request ≤ {1 / least:.2f} × {peer}", costs, lambda ratio: ratio <= 1 / least)
    for peer, most in workload.cost:
        _, costs = zip(*(ratios(run.turns, OURS, peer) for run in row.runs))
        yield verdict(f"{title}: CPU a request ≤ {most:.1f} × {peer}", costs, lambda ratio: ratio <= most)
    if LOGGED in row.turns() and workload.protocol == H1:
        throughputs, costs = zip(*(ratios(run.turns, LOGGED, PLAIN) for run in row.runs))
        yield verdict(f"{title}: with the access log, throughput > {1 - LOG_COST:.2f} × without", throughputs, lambda r: r > 1 - LOG_COST)
        yield verdict(f"{title}: with the access log, CPU a request < {1 + LOG_COST:.2f} × without", costs, lambda r: r < 1 + LOG_COST)
        lost = sum(turn.dropped for turn in row.turns()[LOGGED])
        if lost:
            yield goal(f"{title}: no line of the access log is lost", f"{lost:,} lost", False)


def latencies(group):
    measured = [row for row in group.rows if row.latencies()]
    if not measured:
        return ""
    rows = "\n".join(latency_line(row, server) for row in measured for server in row.latencies())
    lines = "\n".join(latency_goal(row) for row in measured)
    return f"""\
At {SHARE_OF_NGINX:.0%} of nginx's most requests a second, by the clock: a latency counts from the moment that the request
was due, so a server that stalls is charged for all who would have waited. Of {compare.LATENCY_SECONDS} seconds in each run, the percentiles are
those of the median tenth of a second: once or twice a second a machine like this one stands still for up to 50 ms, whoever is measured.
*Whole* counts all of them. Microseconds, medians of all runs.

| work | server | requests/s | p50 | p99 | p99.9 | p99, whole |
|---|---|---|---|---|---|---|
{rows}

| goal | median of each run | |
|---|---|---|
{lines}
"""


def latency_line(row, server):
    found = row.latencies()[server]
    typical = [f"{statistics.median(values):,.0f}" for values in zip(*(one.typical() for one in found))]
    whole = f"{statistics.median(one.p99 for one in found):,.0f}"
    return f"| {row.workload.title} | {server} | {row.rate():,.0f} | {' | '.join(typical)} | {whole} |"


def latency_goal(row):
    ratios_of_runs = [
        Ratio.of([(run.latencies[OURS].typical()[1], run.latencies["nginx"].typical()[1])]) for run in row.runs
    ]
    return verdict(f"{row.workload.title}: p99 ≤ 1.0 × nginx", ratios_of_runs, lambda ratio: ratio <= 1)


def memory(group):
    listed = ", ".join(f"{name} {megabytes:,.0f}" for name, megabytes in group.resident.items())
    return f"MB resident afterwards (nginx has one process for all that it does here): {listed}.\n"


REPEAT = """\
## How to repeat

```
./dev bench compare                  # about an hour; writes this file
./dev bench compare --runs 1         # twenty minutes; writes it, too
./dev bench compare --quick          # shorter, prints only: for development
./dev bench compare --only stored    # one part (files, stored, passed, shop, start, operations), prints only
./dev bench jmh                      # microbenchmarks of the inner loops
```

It needs two cores and a quiet machine, and takes free ports and temporary folders of its own. What the others are given
stands in `bench/peers`. What a node does by itself is in [benchmarks-node.md](benchmarks-node.md).
"""

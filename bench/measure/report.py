"""docs/benchmarks.md."""

import datetime
import os
import re
import statistics
from dataclasses import dataclass
from pathlib import Path

from .edge import SLIPWAY
from .processes import ROOT, Failed, run
from .serving import ratios
from . import abuse as abusers, caching, resources

OURS, LOGGING, NGINX = "slipway", "slipway, log on", "nginx"
EXPECTED = 1.0  # × nginx
LATER = {"1k": 1.4, "10k": 1.4}
LOG_COST = 0.05
QUIET_SHARE = 0.05
ROLLBACK_MILLIS = 50
DEPLOY_SECONDS = 2
PURGE_MILLIS = 5
WARM_SECONDS = 2
ABUSED_P99 = 1.5
RESIDENT_MB = 1_300  # docs/limits.md


@dataclass(frozen=True)
class Facts:
    date: str
    plan: object
    versions: dict
    processor: str
    cores: int
    load: float
    commit: str

    @staticmethod
    def now(plan):
        return Facts(
            datetime.date.today().isoformat(),
            plan,
            versions(),
            re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text()).group(1),
            os.cpu_count(),
            os.getloadavg()[0],
            commit(),
        )


def versions():
    packages = run(["dpkg-query", "-W", "-f", "${Package} ${Version}\n", "nginx", "varnish", "wrk"]).split()
    return {
        "Slipway": run([SLIPWAY, "version"]).strip().removeprefix("slipway "),
        **dict(zip(packages[::2], packages[1::2])),
        "Linux": os.uname().release,
    }


def commit():
    try:
        return run(["git", "describe", "--always", "--dirty", "--exclude", "*"], cwd=ROOT).strip()
    except Failed:
        return "no git"


def text(facts, results, foreign):
    """The document; results and the share of the cores that went to other processes, by part."""
    writers = {"serving": serving, "hits": hits, "objects": objects, "deploy": deploys, "rollback": rollbacks, "resources": abuse}
    sections = [writers[part](result) + quiet(foreign[part]) for part, result in results.items()]
    return "\n".join([head(facts), *sections, REPEAT])


def head(facts):
    listed = ", ".join(f"{name} {version}" for name, version in facts.versions.items())
    return f"""\
# Benchmarks

Written by `./dev bench` on {facts.date}, commit {facts.commit}, the {facts.plan.name} plan.
{listed}.
{facts.cores} cores of {facts.processor}; load average at the start {facts.load:.2f}.

Absolute figures depend on the machine; the ratios were measured side by side in one run.
"""


def quiet(foreign):
    line = f"\nMeanwhile other processes took {foreign:.0%} of the machine's processor time."
    if foreign <= QUIET_SHARE:
        return line + "\n"
    return line + "\n**That is too much: they had a say in these figures. Measure again on a quiet machine.**\n"


def serving(result):
    turns, heads = result
    rounds = len(next(iter(turns.values()))[OURS])
    rows = "\n".join(
        row(size, name, by_server) for size, by_server in turns.items() for name in (NGINX, OURS, LOGGING)
    )
    goals = "\n".join(
        line
        for write in (throughput_goals, cpu_goals, log_goals)
        for size, by_server in turns.items()
        for line in write(size, by_server)
    )
    sizes = ", ".join(f"{name} {length}" for name, length in heads.items())
    return f"""\
## Files over HTTP/1.1, beside nginx

Each server on core 0, `wrk -t1 -c64` on core 1, in turns: nginx, Slipway, Slipway with its access log, and again;
{rounds} rounds after a warm-up. Ratios are paired round by round: median (least–most). Throughput: more is better. CPU
is the server's user and system time for a request, the compiler and the collector of Slipway's Java included: less is
better.

| file | server | requests/s | CPU µs/request | throughput × nginx | CPU × nginx |
|---|---|---|---|---|---|
{rows}

| goal | measured | |
|---|---|---|
{goals}

No answer was anything but 200 and no socket failed: a run with either is refused.
{dropped(turns)}Bytes of an answer's head: {sizes}.

Not measured: latency at a given rate. `wrk` waits for an answer before it asks again, so its percentiles leave out
what a waiting client would have seen.
"""


def row(size, name, by_server):
    rate = statistics.median(turn.rate for turn in by_server[name])
    cpu = statistics.median(turn.cpu for turn in by_server[name])
    throughput, cost = ("", "") if name == NGINX else map(spread, ratios(by_server, name, NGINX))
    return f"| {size} | {name} | {rate:,.0f} | {cpu:.1f} | {throughput} | {cost} |"


def throughput_goals(size, by_server):
    throughput, _ = ratios(by_server, OURS, NGINX)
    yield goal(f"{size}: throughput ≥ {EXPECTED:.1f} × nginx", spread(throughput), throughput.median >= EXPECTED)
    if size in LATER:
        name = f"{size}, in a later release: throughput ≥ {LATER[size]} × nginx"
        yield goal(name, spread(throughput), throughput.median >= LATER[size])


def cpu_goals(size, by_server):
    _, cost = ratios(by_server, OURS, NGINX)
    yield goal(f"{size}: CPU a request ≤ {1 / EXPECTED:.1f} × nginx", spread(cost), cost.median <= 1 / EXPECTED)


def log_goals(size, by_server):
    throughput, cost = ratios(by_server, LOGGING, OURS)
    measured = f"throughput × {spread(throughput)}, CPU × {spread(cost)}"
    met = throughput.median > 1 - LOG_COST and cost.median < 1 + LOG_COST
    yield goal(f"{size}: the access log costs < {LOG_COST:.0%} of either", measured, met)


def dropped(turns):
    logged = [turn for by_server in turns.values() for turn in by_server[LOGGING]]
    lost, requests = sum(turn.dropped for turn in logged), sum(turn.requests for turn in logged)
    if lost == 0:
        return "The access log wrote a line for every request.\n"
    return (
        f"**The access log dropped {lost:,} of {requests:,} lines, as it does when too many wait: writing all of them"
        " would have cost more.**\n"
    )


def hits(turns):
    rounds = len(next(iter(turns.values()))[caching.OURS])
    rows = "\n".join(hit_row(size, name, by_server) for size, by_server in turns.items() for name in by_server)
    goals = "\n".join(line for size, by_server in turns.items() for line in hit_goals(size, by_server))
    return f"""\
## Hits of the cache over HTTP/1.1, beside Varnish, and nginx serving the same as files

Slipway and Varnish in front of the same app, which answered each object once, beforehand. Otherwise as above: core 0,
core 1, in turns, {rounds} rounds after a warm-up, paired ratios.

| object | server | requests/s | CPU µs/request | Slipway's throughput to it | Slipway's CPU to it |
|---|---|---|---|---|---|
{rows}

| goal | measured | |
|---|---|---|
{goals}
"""


def hit_row(size, name, by_server):
    rate = statistics.median(turn.rate for turn in by_server[name])
    cpu = statistics.median(turn.cpu for turn in by_server[name])
    pair = ("", "") if name == caching.OURS else map(spread, ratios(by_server, caching.OURS, name))
    throughput, cost = pair
    return f"| {size} | {name} | {rate:,.0f} | {cpu:.1f} | {throughput} | {cost} |"


def hit_goals(size, by_server):
    for peer, least in ((caching.NGINX, 1.0), (caching.VARNISH, 2.0)):
        throughput, _ = ratios(by_server, caching.OURS, peer)
        name = f"{size}: throughput ≥ {least:.1f} × {peer}"
        yield goal(name, spread(throughput), throughput.median >= least)


def objects(result):
    rows = "\n".join(
        f"| {matched:,} | {statistics.median(millis):.2f} | {max(millis):.2f} |"
        for matched, millis in result.purges.items()
    )
    hundred = result.purges[100]
    purged = f"median {statistics.median(hundred):.2f} ms, max {max(hundred):.2f} ms"
    each = result.each
    return f"""\
## {result.count:,} objects

Small objects, each with a tag that a hundred share, fetched through the edge from an app and kept in memory and on
disk: {result.filled_seconds:.0f} s for all of them, {result.count / result.filled_seconds:,.0f} a second, client and
app on the same two cores. The node has a heap of 8 GB here.

One more object with a body of 100 bytes takes {each.heap:,} bytes of heap, {each.native:,} bytes beside it, and
{each.disk:,} on disk (a file of its own).

Soft purges by tag: milliseconds until effective, as their receipts say.

| objects that match | median | most |
|---|---|---|
{rows}

Restart with everything on disk, the app stopped: {result.first_hit_seconds:.2f} s from the start of the process to the
first hit, {result.all_hits_seconds:.1f} s until each of 200 objects from all over was a hit.

| goal | measured | |
|---|---|---|
{goal(f"purge of 100 of {result.count:,} objects by tag ≤ 5 ms", purged, max(hundred) <= PURGE_MILLIS)}
{goal(f"restart with {result.count:,} objects: first warm hit within 2 s", f"{result.first_hit_seconds:.2f} s", result.first_hit_seconds <= WARM_SECONDS)}
"""


def deploys(result):
    files = f"{result.files:,} files"
    times = {"first": result.first_seconds, "second": result.second_seconds}
    goals = [
        goal(
            "only the changed contents travel",
            f"{result.contents:,} of {result.files:,} contents, {result.content_bytes / 1000:,.1f} kB",
            result.contents == result.changed,
        ),
        *(
            goal(f"{files} in ≤ {DEPLOY_SECONDS} s besides compression: {name}", f"{took:.2f} s", took <= DEPLOY_SECONDS)
            for name, took in times.items()
        ),
    ]
    return f"""\
## A second deploy with 1 % changed

{files} of 2 KiB under a name that is not compressed, {result.release_bytes / 1e6:.1f} MB. Wall time of the whole
verb: Java's start, hashing, sending, publishing, activation; client and node on the same machine.

| | first deploy | second deploy |
|---|---|---|
| wall time | {result.first_seconds:.2f} s | {result.second_seconds:.2f} s |
| contents sent | {result.files:,} | {result.contents:,} |

| goal | measured | |
|---|---|---|
{chr(10).join(goals)}

That the node gained exactly the changed contents was checked. Counted between verb and node in a third deploy with as
many changed: {result.wire_contents / 1000:,.1f} kB of requests with contents, and {result.wire_rest / 1e6:.2f} MB of
everything else: the list of all files, which travels whole.
"""


def rollbacks(result):
    rows = "\n".join(
        f"| {name} | {statistics.median(some.effective):.1f} | {max(some.effective):.1f} |"
        f" {statistics.median(some.answered):.1f} | {max(some.answered):.1f} |"
        for name, some in (("rollback", result.rollback), ("promote", result.promote))
    )
    met = max(result.rollback.effective) <= ROLLBACK_MILLIS
    return f"""\
## Rollback of a large release

Two releases of {result.files:,} files each, switched to and fro {len(result.rollback.effective)} times. *Effective*:
from sending the request on a warm connection to the control API until the traffic listener, asked again and again on a
kept-alive connection, first answers with the other release. *Acknowledged*: until the control API has answered.
Milliseconds.

| | effective, median | most | acknowledged, median | most |
|---|---|---|---|---|
{rows}

| goal | measured | |
|---|---|---|
{goal(f"every rollback is effective in ≤ {ROLLBACK_MILLIS} ms", result.rollback.line(), met)}
"""


KINDS = {
    "idle": f"{abusers.IDLE_CONNECTIONS:,} idle kept-alive connections",
    "slow": f"{abusers.SLOW_READERS:,} readers of 10 MB that take 1 KiB a second each",
    "malformed": f"{abusers.MALFORMED_A_SECOND:,} malformed requests a second, each on its own connection",
    "resets": f"{abusers.RESETTING_A_SECOND} connections a second that open and reset {abusers.RESETS:,} streams each",
}


def abuse(result):
    rows = "\n".join(abuse_row(name, result[kind]) for kind, name in KINDS.items() if kind in result)
    goals = "\n".join(line for kind in KINDS if kind in result for line in abuse_goals(kind, result[kind]))
    outcomes = "\n".join(f"- {KINDS[kind]}: {seen(found.outcomes)}" for kind, found in result.items())
    rounds = len(next(iter(result.values())).calm)
    return f"""\
## Under abuse

{resources.CONNECTIONS} well-behaved clients ask for a stored object of 1 KB at a fixed rate, {resources.RATE:,} requests
a second in all, with and without the abuse in turns, {rounds} rounds. A latency counts from the moment that the request
was due. Server on core 0; clients and abusers share core 1, the abusers behind (`chrt --idle`). Medians of the rounds, least
and most of the paired ratios. Memory is resident, before the abuse and the most meanwhile.

| abuse | p50 µs without, with | p99 µs without, with | p99 with / without | MB before | MB most |
|---|---|---|---|---|---|
{rows}

| goal | measured | |
|---|---|---|
{goals}

What the abusers saw:

{outcomes}
"""


def abuse_row(name, found):
    def both(percentile):
        pair = (statistics.median(getattr(one, percentile) for one in some) for some in (found.calm, found.abused))
        return ", ".join(f"{micros:,.0f}" for micros in pair)

    before, most = (statistics.median(megabytes) for megabytes in zip(*found.resident))
    return f"| {name} | {both('p50')} | {both('p99')} | {spread(resources.ratio(found))} | {before:.0f} | {most:.0f} |"


def abuse_goals(kind, found):
    ratio = resources.ratio(found)
    yield goal(f"{kind}: p99 of the well-behaved ≤ {ABUSED_P99} × theirs without", spread(ratio), ratio.median <= ABUSED_P99)
    most = max(most for _, most in found.resident)
    yield goal(f"{kind}: memory ≤ what docs/limits.md states", f"{most:.0f} MB", most <= RESIDENT_MB)


def seen(outcomes):
    return ", ".join(f"{outcome} {count:,}" for outcome, count in sorted(outcomes.items()))


def spread(ratio):
    return f"{ratio.median:.2f} ({ratio.least:.2f}–{ratio.most:.2f})"


def goal(what, measured, met):
    return f"| {what} | {measured} | {'met' if met else '**missed**'} |"


REPEAT = """\
## How to repeat

```
./dev bench                     # all of it, about twelve minutes; writes this file
./dev bench --quick             # shorter and smaller, prints only: for development
./dev bench --only serving      # one part (serving, hits, objects, deploy, rollback, resources), prints only
./dev bench jmh                 # microbenchmarks of the request decoder and the routes
```

It needs two cores, 16 GB of memory and a quiet machine, and takes free ports and temporary folders of its own. What the
others are given stands in `bench/nginx.conf`, `bench/varnish.vcl` and `bench/origin.conf`.
"""

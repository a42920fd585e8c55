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

OURS, LOGGING, NGINX = "slipway", "slipway, log on", "nginx"
EXPECTED = {"1k": 1.0, "10k": 1.0, "100k": 1.0}  # × nginx
HOPED = {"1k": 1.4, "10k": 1.4}
LOG_COST = 0.05
QUIET_SHARE = 0.05  # of both cores: with more, others have had a say in the result
ROLLBACK_MILLIS = 50
DEPLOY_SECONDS = 2


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
    packages = run(["dpkg-query", "-W", "-f", "${Package} ${Version}\n", "nginx", "wrk"]).split()
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


def text(facts, results):
    sections = [head(facts)]
    if "serving" in results:
        sections.append(serving(*results["serving"]))
    if "deploy" in results:
        sections.append(deploys(results["deploy"]))
    if "rollback" in results:
        sections.append(rollbacks(results["rollback"]))
    return "\n".join([*sections, REPEAT])


def head(facts):
    listed = ", ".join(f"{name} {version}" for name, version in facts.versions.items())
    return f"""\
# Benchmarks

Written by `./dev bench` on {facts.date}, commit {facts.commit}, the {facts.plan.name} plan.
{listed}.
{facts.cores} cores of {facts.processor}; load average at the start {facts.load:.2f}.

Absolute figures depend on the machine; the ratios were measured side by side in one run.
"""


def serving(turns, heads):
    rounds = len(next(iter(turns.values()))[OURS])
    foreign = [turn.foreign for by_server in turns.values() for some in by_server.values() for turn in some]
    lines = [
        "## Files over HTTP/1.1, beside nginx",
        "",
        "Each server on core 0, `wrk -t1 -c64` on core 1, in turns: nginx, Slipway, Slipway with its access log, and again;",
        f"{rounds} rounds after a warm-up. Ratios are Slipway to nginx, paired round by round: median (least–most). Throughput:",
        "more is better. CPU is the server's user and system time for a request: less is better.",
        "",
        "| file | server | requests/s | CPU µs/request | throughput × nginx | CPU × nginx |",
        "|---|---|---|---|---|---|",
    ]
    for size, by_server in turns.items():
        for name, results in by_server.items():
            rate = statistics.median(turn.rate for turn in results)
            cpu = statistics.median(turn.cpu for turn in results)
            throughput, cost = ("", "") if name == NGINX else map(spread, ratios(by_server, name, NGINX))
            lines.append(f"| {size} | {name} | {rate:,.0f} | {cpu:.1f} | {throughput} | {cost} |")
    lines += ["", "| goal | measured | |", "|---|---|---|"]
    for size, by_server in turns.items():
        throughput, cost = ratios(by_server, OURS, NGINX)
        lines.append(goal(f"{size}: throughput ≥ {EXPECTED[size]:.1f} × nginx", spread(throughput), throughput.median >= EXPECTED[size]))
        lines.append(goal(f"{size}: CPU a request ≤ {1 / EXPECTED[size]:.1f} × nginx", spread(cost), cost.median <= 1 / EXPECTED[size]))
        if size in HOPED:
            lines.append(goal(f"{size}, later: throughput ≥ {HOPED[size]} × nginx", spread(throughput), throughput.median >= HOPED[size]))
    for size, by_server in turns.items():
        throughput, cost = ratios(by_server, LOGGING, OURS)
        met = throughput.median > 1 - LOG_COST and cost.median < 1 + LOG_COST
        measured = f"throughput {spread(throughput)}, CPU {spread(cost)}"
        lines.append(goal(f"{size}: the access log costs < {LOG_COST:.0%} of either", measured, met))
    lines += [
        "",
        f"No answer was anything but 200, no socket failed: a run with either is refused. Other processes took"
        f" {statistics.median(foreign):.1%} of the two cores (median of the turns; at most {max(foreign):.1%}).",
    ]
    if statistics.median(foreign) > QUIET_SHARE:
        lines.append("**That is too much: others had a say in these figures, and they must be measured again on a quiet machine.**")
    sizes = ", ".join(f"{name} {length}" for name, length in heads.items())
    lines += [
        f"Bytes of the answer's head: {sizes}.",
        "Slipway's processor time includes the compiler and the collector of its Java, on the same core.",
        "",
        "Not measured: latency at a given rate. `wrk` waits for an answer before it asks again, so its percentiles leave out",
        "what a waiting client would have seen.",
        "",
    ]
    return "\n".join(lines)


def deploys(result):
    kilobytes = result.content_bytes / 1000
    return f"""\
## A second deploy with 1 % changed

{result.files:,} files of 2 KiB under a name that is not compressed, {result.release_bytes / 1e6:.1f} MB. Wall time of the whole verb, Java's
start, hashing, activation and all, client and node on the same machine.

| | first deploy | second deploy |
|---|---|---|
| wall time | {result.first_seconds:.2f} s | {result.second_seconds:.2f} s |
| contents sent | {result.files:,} | {result.contents:,} |

| goal | measured | |
|---|---|---|
{goal("only the changed contents travel", f"{result.contents:,} of {result.files:,} contents, {kilobytes:,.1f} kB", result.contents == result.changed)}
{goal(f"{result.files:,} files ≤ {DEPLOY_SECONDS} s besides compression: first", f"{result.first_seconds:.2f} s", result.first_seconds <= DEPLOY_SECONDS)}
{goal(f"{result.files:,} files ≤ {DEPLOY_SECONDS} s besides compression: second", f"{result.second_seconds:.2f} s", result.second_seconds <= DEPLOY_SECONDS)}

That the node gained exactly the changed contents was checked. Counted between verb and node, in a third deploy with as
many changed: {result.wire_contents / 1000:,.1f} kB of requests with contents, and {result.wire_rest / 1e6:.2f} MB of everything else; that is the
list of all files, which travels whole.
"""


def rollbacks(result):
    met = max(result.rollback.effective) <= ROLLBACK_MILLIS
    rows = "\n".join(
        f"| {name} | {statistics.median(some.effective):.1f} | {max(some.effective):.1f} |"
        f" {statistics.median(some.answered):.1f} | {max(some.answered):.1f} |"
        for name, some in (("rollback", result.rollback), ("promote", result.promote))
    )
    return f"""\
## Rollback of a large release

Two releases of {result.files:,} files each, switched to and fro {len(result.rollback.effective)} times. *Effective*: from sending the request on a
warm connection to the control API until the traffic listener, asked again and again on a kept-alive connection, first
answers with the other release. *Acknowledged*: until the control API has answered. Milliseconds.

| | effective, median | most | acknowledged, median | most |
|---|---|---|---|---|
{rows}

| goal | measured | |
|---|---|---|
{goal(f"a rollback is effective in ≤ {ROLLBACK_MILLIS} ms", result.rollback.line(), met)}
"""


def spread(ratio):
    return f"{ratio.median:.2f} ({ratio.least:.2f}–{ratio.most:.2f})"


def goal(what, measured, met):
    return f"| {what} | {measured} | {'met' if met else '**missed**'} |"


REPEAT = """\
## How to repeat

```
./dev bench                     # all of it, about six minutes; writes this file
./dev bench --quick             # shorter and smaller, prints only: for development
./dev bench --only serving      # one part (serving, deploy, rollback), prints only
./dev bench jmh                 # microbenchmarks of the request decoder and the routes
```

It needs two cores and a quiet machine, and takes free ports and temporary folders of its own. nginx's configuration is
`bench/nginx.conf`, each line with its reason.
"""

"""docs/benchmarks-node.md: what a node does by itself."""

import statistics

from . import abuse as abusers
from . import resources
from .chart import exponent, svg
from .report import goal, head, quiet, spread

PACKAGES = ("nginx", "wrk")
ROLLBACK_MILLIS = 50
DEPLOY_SECONDS = 2
PURGE_MILLIS = 5
WARM_SECONDS = 2
ABUSED_P99 = 1.5
RESIDENT_MB = 1_300  # docs/limits.md
OBJECTS_PICTURE = "growth-objects.svg"
FILES_PICTURE = "growth-files.svg"


def text(facts, results, foreign):
    """The document; results and the share of the cores that went to other processes, by part."""
    writers = {"objects": objects, "deploy": deploys, "rollback": rollbacks, "resources": abuse}
    sections = [writers[part](result) + quiet(foreign[part]) for part, result in results.items()]
    return "\n".join([head("Benchmarks of a node", "./dev bench node", facts), *sections, REPEAT])


def pictures(results):
    """SVG by the name of its file, beside the document."""
    found = {}
    if "objects" in results and len(results["objects"].sizes) > 1:
        found[OBJECTS_PICTURE] = svg("Growth with the objects stored", "objects", objects_lines(results["objects"]))
    if "rollback" in results and len(results["rollback"]) > 1:
        found[FILES_PICTURE] = svg("Growth with the files of a release", "files", files_lines(results["rollback"]))
    return found


def objects_lines(result):
    return {
        "hit, CPU µs": [(size.count, size.hit) for size in result.sizes],
        "purge of 100, ms": [(size.count, size.purge) for size in result.sizes],
        "heap an object, bytes": [(size.count, max(1, size.each.heap)) for size in result.sizes],
    }


def files_lines(results):
    return {
        "first deploy, s": [(one.files, one.deploy_seconds) for one in results],
        "rollback effective, ms": [(one.files, statistics.median(one.rollback.effective)) for one in results],
        "promote effective, ms": [(one.files, statistics.median(one.promote.effective)) for one in results],
    }


def figure(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def growth(name, picture, lines):
    """A table of the lines, with the exponent of each."""
    counts = [count for count, _ in next(iter(lines.values()))]
    head_row = " | ".join(f"{count:,}" for count in counts)
    rows = "\n".join(
        f"| {line} | {' | '.join(figure(value) for _, value in points)} | {exponent(points):.2f} |"
        for line, points in lines.items()
    )
    return f"""\
### Growth

Median of each; the exponent is the slope on logarithmic axes: 0 where it does not grow, 1 where it grows as the {name} do.

| {name} | {head_row} | exponent |
|---|{'---|' * len(counts)}---|
{rows}

![{name}]({picture})
"""


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

{growth("objects", OBJECTS_PICTURE, objects_lines(result)) if len(result.sizes) > 1 else ""}"""


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


def rollbacks(results):
    result = results[-1]
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

{growth("files", FILES_PICTURE, files_lines(results)) if len(results) > 1 else ""}"""


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
a second in all, with and without the abuse in turns, {rounds} rounds, after a while of it to warm up. A latency counts from the moment
that the request was due; where the client itself stood still for more than 0.3 % of the time, it was measured again. Server on core 0; clients and abusers share core 1, the abusers behind (`chrt --idle`). Medians of the rounds, least
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


REPEAT = """\
## How to repeat

```
./dev bench node                     # about half an hour; writes this file
./dev bench node --quick             # shorter and smaller, prints only: for development
./dev bench node --only objects      # one part (objects, deploy, rollback, resources), prints only
```

It needs two cores, 16 GB of memory and a quiet machine, and takes free ports and temporary folders of its own.
"""

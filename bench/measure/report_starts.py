"""The part of docs/benchmarks.md about starts and memory without work."""

import statistics

from .report import goal

START_SECONDS = 0.6
VERB_SECONDS = 0.3
IDLE_MB = 150


def section(result):
    rows = "\n".join(
        f"| {name} | {statistics.median(times):.2f} | {max(times):.2f} |"
        for name, times in {
            "`slipway serve`, to its first 200": result.serve,
            **{f"`slipway {words}`": times for words, times in result.verbs.items()},
        }.items()
    )
    return f"""\
## Start, and memory without work

{len(result.serve)} starts each, both cores, files in the page cache, Java and the shell script that finds it included.
Seconds.

| command | median | most |
|---|---|---|
{rows}

| goal | measured | |
|---|---|---|
{goals(result)}
"""


def goals(result):
    first, idle = statistics.median(result.serve), max(result.idle)
    verbs = {words: statistics.median(times) for words, times in result.verbs.items()}
    lines = [goal(f"start to the first 200 ≤ {START_SECONDS} s", f"median {first:.2f} s", first <= START_SECONDS)]
    lines += [
        goal(f"`slipway {words}` ≤ {VERB_SECONDS} s", f"median {took:.2f} s", took <= VERB_SECONDS)
        for words, took in verbs.items()
    ]
    lines.append(goal(f"an idle node holds ≤ {IDLE_MB} MB", f"{idle:.0f} MB resident, the most of all starts", idle <= IDLE_MB))
    return "\n".join(lines)

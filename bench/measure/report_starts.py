"""The part of docs/benchmarks.md about starts and memory without work."""

import statistics

from .report import held_in, within

START_SECONDS = 0.6
VERB_SECONDS = 0.3
IDLE_MB = 150


def section(runs):
    rows = "\n".join(
        f"| {name} | {', '.join(f'{statistics.median(times):.2f}' for times in of_runs)} | {max(map(max, of_runs)):.2f} |"
        for name, of_runs in {
            "`slipway serve`, to its first 200": [run.serve for run in runs],
            **{f"`slipway {words}`": verb(runs, words) for words in runs[0].verbs},
        }.items()
    )
    return f"""\
## Start, and memory without work

{len(runs[0].serve)} starts of each in each run, both cores, files in the page cache, Java and the shell script that finds it included.
Seconds.

| command | median of each run | most |
|---|---|---|
{rows}

| goal | of each run | |
|---|---|---|
{goals(runs)}
"""


def verb(runs, words):
    return [run.verbs[words] for run in runs]


def goals(runs):
    lines = [within(f"start to the first 200 ≤ {START_SECONDS} s", [run.serve for run in runs], START_SECONDS, " s")]
    lines += [within(f"`slipway {words}` ≤ {VERB_SECONDS} s", verb(runs, words), VERB_SECONDS, " s") for words in runs[0].verbs]
    idle = [max(run.idle) for run in runs]
    measured = [f"{megabytes:.0f} MB" for megabytes in idle]
    lines.append(held_in(f"an idle node holds ≤ {IDLE_MB} MB resident, at most", measured, [most <= IDLE_MB for most in idle]))
    return "\n".join(lines)

"""The part of docs/benchmarks.md about purges, rollbacks and deploys."""

import statistics

from .report import held_in, within
from .report_node import DEPLOY_SECONDS, PURGE_MILLIS, ROLLBACK_MILLIS


def section(runs):
    one = runs[0]
    rows = "\n".join(
        f"| {what} | {', '.join(f'{statistics.median(some):.2f}' for some in of_runs)} |"
        f" {', '.join(f'{max(some):.2f}' for some in of_runs)} |"
        for what, of_runs in {
            f"purge by tag of 100 of {one.objects:,} objects, ms": purges(runs),
            f"rollback with {one.rollbacks.files:,} files in the release, ms": rollbacks(runs),
            f"first deploy of {one.deploys.files:,} files, s": first_deploys(runs),
            f"second deploy, {one.deploys.changed:,} of them changed, s": second_deploys(runs),
        }.items()
    )
    return f"""\
## Purge, rollback and deploy

Of each run: {len(one.purges)} soft purges, until effective as their receipts say; {len(one.rollbacks.rollback.effective)} rollbacks, from asking the
control API until the traffic listener answers with the other release; one deploy of each kind, the wall time of the whole verb, of files
of 2 KiB that are not compressed. How these grow with what is stored is in [benchmarks-node.md](benchmarks-node.md).

| what | median of each run | most |
|---|---|---|
{rows}

| goal | of each run | |
|---|---|---|
{goals(runs)}
"""


def goals(runs):
    one = runs[0]
    files = f"{one.deploys.files:,} files"
    sent = [(run.deploys.contents, run.deploys.changed) for run in runs]
    return "\n".join(
        [
            within(f"purge by tag of 100 of {one.objects:,} objects ≤ {PURGE_MILLIS} ms", purges(runs), PURGE_MILLIS),
            within(f"rollback effective ≤ {ROLLBACK_MILLIS} ms with {one.rollbacks.files:,} files", rollbacks(runs), ROLLBACK_MILLIS),
            held_in(
                "second deploy: only the changed contents travel",
                [f"{contents:,} of {one.deploys.files:,}" for contents, _ in sent],
                [contents == changed for contents, changed in sent],
            ),
            within(f"{files} in ≤ {DEPLOY_SECONDS} s besides compression: second deploy", second_deploys(runs), DEPLOY_SECONDS),
            within(f"{files} in ≤ {DEPLOY_SECONDS} s besides compression: first deploy", first_deploys(runs), DEPLOY_SECONDS),
        ]
    )


def purges(runs):
    return [run.purges for run in runs]


def rollbacks(runs):
    return [run.rollbacks.rollback.effective for run in runs]


def first_deploys(runs):
    return [[run.deploys.first_seconds] for run in runs]


def second_deploys(runs):
    return [[run.deploys.second_seconds] for run in runs]

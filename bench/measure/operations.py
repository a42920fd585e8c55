"""Purge, rollback and deploy at the sizes that the goals name, in each run: what a node does by itself."""

import http.client
from contextlib import closing
from dataclasses import dataclass

from . import deploys, objects, rollbacks
from .peers import origin


@dataclass(frozen=True)
class Operations:
    """One run."""

    objects: int
    purges: list  # milliseconds until effective, of each purge of a hundred objects
    rollbacks: rollbacks.Rollbacks
    deploys: deploys.Deploys


def measure(folder, plan, say):
    runs = []
    for number in range(plan.runs):
        say(f"run {number + 1} of {plan.runs}")
        place = folder / f"run-{number + 1}"
        purges = purged(place / "objects", plan, say)
        switched = rollbacks.switched(place / "rollback", plan.rollback_files, plan, say)
        runs.append(Operations(plan.objects, purges, switched, deploys.measure(place / "deploy", plan, say)))
    return runs


def purged(folder, plan, say):
    """Milliseconds of each purge by tag of a hundred among all."""
    with origin(folder / "origin", {}) as app:
        edge = objects.node(folder / "slipway", app)
        with edge.serving():
            objects.fill(edge, plan.objects)
            say(f"{plan.objects:,} objects are stored")
            with closing(http.client.HTTPConnection("127.0.0.1", edge.control, timeout=60)) as control:
                millis = [objects.purged(edge, control, [f"group-{group}"]) for group in range(plan.purges + 1)]
    return millis[1:]  # the first warms up connection, database and classes

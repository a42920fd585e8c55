"""What abuse takes: memory while it goes on, and what well-behaved clients notice of it."""

import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import latency, load
from .abuse import KINDS
from .peers import origin
from .edge import Edge
from .processes import ROOT, Failed, running
from .load import LOAD_CORE, SERVER_CORE, Ratio

RATE = 5_000  # requests a second of the well-behaved
CONNECTIONS = 64
WARM_UP = 2
ROUNDS = 5
SAMPLE_SECONDS = 0.2
LIMITS = "\n[node.limits]\nconnections = 12_000\n"  # the idle ones, and room for others


@dataclass(frozen=True)
class Abuse:
    """One kind, all rounds."""

    calm: list  # latencies of the well-behaved
    abused: list
    resident: list  # MB of the server: before, the most meanwhile, by round
    outcomes: dict  # what the abusers saw, how often


def measure(folder, plan, say):
    contents = {"f/1k.bin": os.urandom(1 << 10), "f/10m.bin": os.urandom(10 << 20)}
    requests = folder / "requests"
    requests.write_text("/f/1k.bin\n")
    found = {}
    with origin(folder / "origin", contents) as app:
        for kind in KINDS:
            edge = Edge(folder / kind, log=False, app=app)
            with (edge.folder / "slipway.toml").open("a") as toml:
                toml.write(LIMITS)
            with edge.serving(SERVER_CORE):
                found[kind] = rounds(edge, kind, requests, plan, say)
    return found


def rounds(edge, kind, requests, plan, say):
    def well_behaved(warm_up, seconds):
        return latency.at_rate(edge.traffic, requests, RATE, CONNECTIONS, warm_up, seconds)

    load.wrk(f"http://127.0.0.1:{edge.traffic}/f/1k.bin", CONNECTIONS, plan.start_up)
    with abusing(kind, edge, {}):  # what Java compiles late, because abuse is rare, it compiles now
        well_behaved(WARM_UP, plan.abuse_warm_up)
    result = Abuse([], [], [], {})
    for number in range(ROUNDS if plan.rounds > 3 else 3):
        result.calm.append(well_behaved(WARM_UP, plan.abuse_seconds))
        before = resident(edge.process.pid)
        with abusing(kind, edge, result.outcomes), watching(edge.process.pid) as most:
            result.abused.append(well_behaved(WARM_UP, plan.abuse_seconds))
        result.resident.append((before, max(most)))
        calm, abused = result.calm[-1], result.abused[-1]
        say(f"{kind} round {number + 1}: p99 {calm.p99} µs, abused {abused.p99} µs, {before:.0f} MB, {max(most):.0f} MB")
    return result


@contextmanager
def abusing(kind, edge, outcomes):
    """The abusers share the core of the load, behind it: what is measured is the server."""
    command = [*LOAD_CORE, "chrt", "--idle", "0", sys.executable, "-B", "-m", "measure.abuse", kind, edge.traffic]
    with running(command, cwd=ROOT / "bench", stdout=subprocess.PIPE, text=True) as process:
        if process.stdout.readline() != "ready\n":
            raise Failed(f"the abusers of kind {kind} did not begin")
        yield
        process.terminate()
        for outcome, count in json.loads(process.stdout.read()).items():
            outcomes[outcome] = outcomes.get(outcome, 0) + count


@contextmanager
def watching(pid):
    """The resident megabytes of a process, looked at again and again."""
    seen, stop = [resident(pid)], threading.Event()

    def watch():
        while not stop.wait(SAMPLE_SECONDS):
            seen.append(resident(pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        stop.set()
        watcher.join()


def resident(pid):
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def ratio(result):
    """The p99 of the well-behaved, abused to calm."""
    return Ratio.of([(abused.p99, calm.p99) for calm, abused in zip(result.calm, result.abused)])

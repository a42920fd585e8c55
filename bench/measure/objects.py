"""A node with very many objects: what they take, what a purge by tag costs, and how soon a restart has them again."""

import http.client
import json
import os
import random
import re
import signal
import statistics
import subprocess
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from . import load
from .peers import Server, origin
from .edge import Edge
from .processes import ROOT, Failed, run, running

IN_A_GROUP = 100
BODY_BYTES = 100
GROUPS_AT_ONCE = (1, 10, 100)  # a hundred, a thousand, ten thousand objects
SAMPLE = 200
LONGEST_SECONDS = 300
LOOKED_UP = 20_000  # different ones, of all
CONNECTIONS = 64

# A million heads need 1.7 GB, and a quarter of the heap is theirs: docs/limits.md.
HEAP = "-Xms8g -Xmx8g"


@dataclass(frozen=True)
class Held:
    """Bytes that the process has."""

    heap: int  # alive after a full collection
    native: int  # resident outside the heap
    disk: int


@dataclass(frozen=True)
class Size:
    """What was measured when there were so many."""

    count: int
    each: Held  # what one more object took
    hit: float  # microseconds of processor time a request, over objects taken at random
    purge: float  # milliseconds, the median of purges by tag of a hundred


@dataclass(frozen=True)
class Objects:
    count: int
    sizes: list  # on the way there
    filled_seconds: float
    each: Held  # what one more object takes
    purges: dict  # number of objects that matched: milliseconds until effective, of each purge
    first_hit_seconds: float  # from the start of the process
    all_hits_seconds: float


def measure(folder, plan, say):
    with origin(folder / "origin", {}) as app:
        edge = node(folder / "slipway", app)
        with edge.serving():
            empty, sizes, filled = held(edge), [], 0
            for count in [*(10**power for power in range(3, 9) if 10**power < plan.objects), plan.objects]:
                began = time.monotonic()
                fill(edge, count)
                filled += time.monotonic() - began
                say(f"{count:,} objects in {filled:.0f} s")
                settle(edge, count)
                sizes.append(size(folder, edge, plan, empty, count))
                say(f"each {sizes[-1].each}, a hit {sizes[-1].hit:.1f} µs, a purge of 100 {sizes[-1].purge:.2f} ms")
            purges = purge(edge, plan)
            for matched, millis in purges.items():
                say(f"purge of {matched:,}: median {statistics.median(millis):.2f} ms, most {max(millis):.2f} ms")
    first, last = restart(edge, plan.objects)  # the app is gone by now: whatever answers comes from the disk
    say(f"restart: first hit after {first:.2f} s, all of the sample after {last:.1f} s")
    return Objects(plan.objects, sizes, filled, sizes[-1].each, purges, first, last)


def node(folder, app):
    """One that has room for a million."""
    return Edge(folder, log=False, app=app, memory="4 GiB", disk="20 GiB", SLIPWAY_JAVA_OPTS=HEAP)


def size(folder, edge, plan, empty, count):
    full = held(edge)
    each = Held(*((getattr(full, part) - getattr(empty, part)) // count for part in ("heap", "native", "disk")))
    hit = look_up(folder, edge, plan, count)
    groups = count // IN_A_GROUP
    # The end of the first half: later purges begin in front, and after the restart the second half is asked for.
    tagged = range(groups // 2 - max(2, min(plan.purges + 1, groups // 10)), groups // 2)
    with closing(http.client.HTTPConnection("127.0.0.1", edge.control, timeout=60)) as control:
        millis = [purged(edge, control, [f"group-{group}"]) for group in tagged]
    return Size(count, each, hit, statistics.median(millis[1:]))


def look_up(folder, edge, plan, count):
    """Processor time of a hit."""
    chance = random.Random(count)
    requests = folder / f"look-up-{count}"
    numbers = (chance.randrange(count) for _ in range(LOOKED_UP))
    requests.write_text("".join(f"/o/{number // IN_A_GROUP}/{number}\n" for number in numbers))
    url = f"http://127.0.0.1:{edge.traffic}/"

    def ask(seconds):
        return load.wrk(url, CONNECTIONS, seconds, script=(load.REQUESTS, requests))

    ask(plan.start_up)
    server = Server("slipway", edge.process.pid, edge.traffic)
    return statistics.median(load.counted(server, lambda: ask(plan.seconds)).cpu for _ in range(plan.rounds))


def fill(edge, count):
    script = ROOT / "bench" / "objects.lua"
    address = f"http://127.0.0.1:{edge.traffic}"
    command = ["wrk", "-t1", "-c64", "-d3600s", "--timeout", "30s", "-s", script, address, "--", count]
    with running(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if line == "all answered\n":
                break
        process.send_signal(signal.SIGINT)  # it sums up
        out = process.stdout.read()
    if "requests in" not in out or "Non-2xx" in out or "Socket errors" in out:
        raise Failed(f"not everything was answered with 200 while {count:,} objects were fetched:\n{out}")


def settle(edge, count):
    """Waits until everything is on disk as well."""
    deadline = time.monotonic() + LONGEST_SECONDS
    while (found := len(files(edge))) < count:
        if time.monotonic() > deadline:
            raise Failed(f"only {found:,} of {count:,} objects are on disk after {LONGEST_SECONDS} s")
        time.sleep(2)


def files(edge):
    return [entry for place in os.scandir(edge.folder / "state/cache/objects") for entry in os.scandir(place)]


def held(edge):
    pid = edge.process.pid
    total = re.search(r"^Total\s+\d+\s+(\d+)", jcmd(pid, "GC.class_histogram"), re.MULTILINE)  # collects first
    bounds = re.findall(r"\[0x([0-9a-f]+), 0x[0-9a-f]+, 0x([0-9a-f]+)\)", jcmd(pid, "GC.heap_info"))
    low, high = min(int(low, 16) for low, _ in bounds), max(int(high, 16) for _, high in bounds)
    native = 0
    inside = False
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        if place := re.match(r"([0-9a-f]+)-[0-9a-f]+ ", line):
            inside = low <= int(place.group(1), 16) < high
        elif line.startswith("Rss:") and not inside:
            native += int(line.split()[1]) * 1024
    objects = edge.folder / "state/cache/objects"
    disk = sum(entry.stat().st_blocks * 512 for entry in files(edge)) if objects.exists() else 0
    return Held(int(total.group(1)), native, disk)


def jcmd(pid, command):
    return run([Path(os.environ["JAVA_HOME"]) / "bin" / "jcmd", pid, command])


def purge(edge, plan):
    """Milliseconds that the receipts tell, by number of objects; each group once."""
    groups = plan.objects // IN_A_GROUP
    found, next_group = {}, 0
    with closing(http.client.HTTPConnection("127.0.0.1", edge.control, timeout=60)) as control:
        for at_once in GROUPS_AT_ONCE:
            millis = []
            for number in range(plan.purges + 1):
                if next_group + at_once > groups // 2:
                    break
                tags = [f"group-{group}" for group in range(next_group, next_group + at_once)]
                next_group += at_once
                took = purged(edge, control, tags)
                if number > 0:  # the first warms up connection, database and classes
                    millis.append(took)
            if millis:
                found[at_once * IN_A_GROUP] = millis
    return found


def purged(edge, control, tags):
    fields = {"Authorization": f"Bearer {edge.token()}", "Content-Type": "application/json"}
    control.request("POST", "/v1/sites/bench/environments/production/purges", json.dumps({"tags": tags}), fields)
    response = control.getresponse()
    body = response.read().decode()
    receipt = json.loads(body)
    if response.status != 200 or receipt["matched"] != len(tags) * IN_A_GROUP:
        raise Failed(f"a purge of {len(tags)} groups answered {response.status}: {body}")
    return receipt["effectiveMillis"]


def restart(edge, count):
    """Seconds from the start of the process until the first object of a sample is a hit, and until all are."""
    step = count // 2 // SAMPLE
    waiting = [count // 2 + number * step for number in range(SAMPLE)]  # the other half was purged
    began = time.monotonic()
    first = 0
    with edge.serving():
        while waiting:
            if time.monotonic() - began > LONGEST_SECONDS:
                raise Failed(f"{len(waiting)} of {SAMPLE} objects are not found {LONGEST_SECONDS} s after a restart")
            waiting = [number for number in waiting if not is_hit(edge, f"/o/{number // IN_A_GROUP}/{number}")]
            if len(waiting) < SAMPLE and not first:
                first = time.monotonic() - began
    return first, time.monotonic() - began


def is_hit(edge, path):
    with closing(http.client.HTTPConnection("127.0.0.1", edge.traffic, timeout=10)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        return response.status == 200 and "hit" in response.getheader("Cache-Status", "")

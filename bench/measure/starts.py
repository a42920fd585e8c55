"""How soon a node answers, how soon a verb is done, and what an idle node holds in memory."""

import http.client
import statistics
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from .edge import SLIPWAY, Edge
from .processes import Failed, end, family, run, start

IDLE_SECONDS = 10
POLL_SECONDS = 0.002
PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Starts:
    """One run."""

    serve: list  # seconds from the process to the first 200, of each start
    verbs: dict  # seconds of each run, by the verb's words
    idle: list  # MB resident of each node, after a while without work


def measure(folder, plan, say):
    return [started(folder / f"run-{number + 1}", plan, say) for number in range(plan.runs)]


def started(folder, plan, say):
    edge = Edge(folder, log=True)
    (edge.files / "one.bin").write_bytes(b"1" * 1024)
    result = Starts([], {}, [])
    with edge.serving():
        edge.deploy()
    for _ in range(plan.starts):
        result.serve.append(first_answer(edge, result.idle))
    say(f"first 200 after {statistics.median(result.serve):.2f} s, idle {statistics.median(result.idle):.0f} MB")
    with edge.serving():
        url = f"http://127.0.0.1:{edge.traffic}/f/one.bin"
        for words in (("version",), ("status",), ("explain", url), ("purge", "--history"), ("deploy",)):
            times = []
            for _ in range(plan.starts + 1):
                begun = time.monotonic()
                run([SLIPWAY, *words], cwd=edge.folder, env=edge.environment)
                times.append(time.monotonic() - begun)
            name = " ".join("URL" if word == url else word for word in words)
            result.verbs[name] = times[1:]  # the first one reads everything from the disk
            say(f"slipway {name}: {statistics.median(times[1:]):.2f} s")
    return result


def first_answer(edge, idle):
    """Seconds from the start of a node to its first answer of 200; what it then holds when left alone is added to idle."""
    with edge.output.open("w") as output:
        begun = time.monotonic()
        process = start([SLIPWAY, "serve"], cwd=edge.folder, env=edge.environment, stdout=output, stderr=output)
        try:
            while not answers(edge.traffic):
                if process.poll() is not None or time.monotonic() - begun > PATIENCE_SECONDS:
                    raise Failed(f"the node did not answer:\n{edge.output.read_text()}")
                time.sleep(POLL_SECONDS)
            took = time.monotonic() - begun
            time.sleep(IDLE_SECONDS)
            idle.append(sum(resident(pid) for pid in family(process.pid)))
            return took
        finally:
            end(process)


def answers(port):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", "/f/one.bin")
            return connection.getresponse().status == 200
        except OSError:
            return False


def resident(pid):
    """What ps shows as RSS, in MB, pages of files included."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))) * 1024 / 1e6

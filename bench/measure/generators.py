"""Load at a fixed rate by three generators, and how long each says that answers took."""

import json
import os
import re
import subprocess
import time
from dataclasses import dataclass

from .edge import SLIPWAY
from .load import LOAD_CORE
from .processes import ROOT, Failed, children_seconds, cpu_seconds, run, running

PERCENTILES = {50: "p50", 90: "p90", 95: "p95", 99: "p99", 99.9: "p999"}  # as check timing names them
PACED = ROOT / "bench" / "paced.lua"
WRK, H2LOAD, H2LOAD_2 = "wrk", "h2load, HTTP/1.1", "h2load, HTTP/2"
STREAMS = 100  # at once on a connection over HTTP/2, as check timing has them
WARM_UP = 2  # seconds at the same rate, before check timing counts
RAMP = 0.3  # seconds that are left out of h2load's log on top of its first period
CALIBRATION = 1  # seconds
LAST = 0.4  # seconds in which check timing writes its report


@dataclass(frozen=True)
class Seen:
    """One run. Microseconds by percentile."""

    rate: float  # requests a second that were really made; none where it sends them all, if need be late
    service: dict  # from sent to the last byte
    latency: dict  # from due to the last byte; none where the generator does not know when a request was due
    cpu: float  # microseconds of the generator a request
    late: int  # microseconds behind its own schedule, but for one request in a hundred; none where it does not say


@dataclass(frozen=True)
class Asked:
    """What is asked for: of whom, how often, over how many connections, for how long."""

    url: str
    rate: int
    connections: int
    seconds: int

    @property
    def period(self):
        """Seconds between two requests of one connection."""
        return self.connections / self.rate


def check_timing(asked, folder, http2=False):
    """Its processor time is that of its last seconds: what Java spends on its start is not spent on requests."""
    command = [*LOAD_CORE, SLIPWAY, "check", "timing", "--url", asked.url, "--rate", asked.rate, "--format", "json"]
    command += ["--connections", asked.connections, "--warm-up", WARM_UP * 1000, "--block", asked.seconds * 1000]
    command += ["--blocks", "1", *(["--http2"] if http2 else [])]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SLIPWAY_")}
    clean["XDG_STATE_HOME"] = str(folder / "xdg")
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    samples = []
    with running(command, cwd=folder, env=clean, **pipes) as process:
        while True:
            try:
                out, err = process.communicate(timeout=0.05)
                break
            except subprocess.TimeoutExpired:
                samples.append((time.monotonic(), cpu_seconds(process.pid)))
    if process.returncode != 0:
        raise Failed(f"slipway check timing ended with {process.returncode}:\n{out}{err}")
    target = json.loads(out)["timing"]["rates"][-1]["targets"][0]
    if target["failures"]:
        raise Failed(f"slipway check timing: {target['failures']} of {target['requests']} failed: {target['errors']}")
    (first, before), (last, after) = ends(samples, asked.seconds)
    return Seen(
        rate=None,
        service={percentile: target["service"][name] for percentile, name in PERCENTILES.items()},
        latency={percentile: target["latency"][name] for percentile, name in PERCENTILES.items()},
        cpu=(after - before) * 1e6 / (asked.rate * (last - first)),
        late=target["lagP99Micros"],
    )


def ends(samples, seconds):
    """The first and the last sample of the time in which it counted and did nothing else."""
    end = samples[-1][0]
    within = [sample for sample in samples if end - seconds <= sample[0] <= end - LAST]
    return within[0], within[-1]


class PacedWrk:
    """wrk with the pause that makes it ask as often as it should: found out by a first run."""

    def __init__(self, asked):
        self.asked = asked
        wanted = asked.period * 1000
        self.pause = max(0.0, wanted - 1)
        found, _ = self.run(CALIBRATION)
        self.pause = max(0.0, wanted - (asked.connections / found * 1000 - self.pause))

    def run(self, seconds):
        """Requests a second, and all that it printed."""
        command = [*LOAD_CORE, "wrk", "-t1", f"-c{self.asked.connections}", f"-d{seconds}s", "--timeout", "10s"]
        command += ["-s", PACED, self.asked.url, "--", f"{self.pause:.3f}", f"{self.asked.period * 1000:.3f}"]
        out = run([*command, self.asked.connections])
        if "Non-2xx" in out or "Socket errors" in out:
            raise Failed(f"an invalid run, {self.asked.url} did not answer everything with 200:\n{out}")
        return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)), out

    def __call__(self):
        before = children_seconds()
        rate, out = self.run(self.asked.seconds)
        spent = children_seconds() - before
        found = {float(name): int(micros) for name, micros in re.findall(r"^paced (\S+) (\d+)$", out, re.MULTILINE)}
        requests = int(re.search(r"(\d+) requests in", out).group(1))
        return Seen(rate, {percentile: found[percentile] for percentile in PERCENTILES}, {}, spent * 1e6 / requests, None)


def h2load(asked, folder, http2):
    """Its connections open one after the other in one period, so that they do not all ask at the same time."""
    log = folder / "h2load.log"
    log.unlink(missing_ok=True)
    millis = asked.period * 1000
    at_once, apart = (1, int(millis / asked.connections)) if millis >= asked.connections else (int(asked.connections / millis), 1)
    todo = round(asked.rate * (asked.seconds + RAMP + 2 * asked.period) / asked.connections) * asked.connections
    command = [*LOAD_CORE, "h2load", "-t1", f"-c{asked.connections}", "-n", todo, f"--rps={1 / asked.period}"]
    command += [f"-r{max(1, at_once)}", f"--rate-period={apart}ms", f"--log-file={log}"]
    before = children_seconds()
    out = run([*command, *([f"-m{STREAMS}"] if http2 else ["--h1", "-m1"]), asked.url])
    spent = children_seconds() - before
    done = re.search(r"(\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored", out)
    if not done or int(done.group(2)) != todo or done.group(3) != "0" or done.group(4) != "0":
        raise Failed(f"an invalid run, {asked.url} did not answer everything:\n{out}")
    rows = sorted((int(start), int(micros)) for start, _, micros in (line.split("\t") for line in log.read_text().splitlines()))
    begin = rows[0][0] + (RAMP + asked.period) * 1e6
    end = rows[-1][0] - asked.period * 1e6
    times = sorted(micros for start, micros in rows if begin <= start < end)
    service = {percentile: times[min(len(times) - 1, int(len(times) * percentile / 100))] for percentile in PERCENTILES}
    return Seen(len(times) * 1e6 / (end - begin), service, {}, spent * 1e6 / todo, None)

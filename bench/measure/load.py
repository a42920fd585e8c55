"""Load on a server from another core: what it answers, and what that costs it."""

import re
import statistics
from dataclasses import dataclass

from .processes import ROOT, Failed, Hung, cpu_seconds, run

SERVER_CORE = ("taskset", "-c", "0")
LOAD_CORE = ("taskset", "-c", "1")
REQUESTS = ROOT / "bench" / "requests.lua"
H2LOAD_PATIENCE = 10  # seconds
STREAMS = 32  # at once, on each connection over HTTP/2
STILL_TURNS = 3  # a turn without one answer is the machine's, which stands still at times; several are the server's


@dataclass(frozen=True)
class Turn:
    """One run of a load generator against one server."""

    rate: float  # requests a second
    cpu: float  # microseconds of the server a request
    requests: int
    dropped: int  # lines that its access log gave up meanwhile


@dataclass(frozen=True)
class Ratio:
    """The paired ratios of all rounds."""

    median: float
    least: float
    most: float

    @staticmethod
    def of(pairs):
        ratios = [ours / theirs for ours, theirs in pairs]
        return Ratio(statistics.median(ratios), min(ratios), max(ratios))


def ratios(turns, ours, theirs):
    """Throughput (more is better) and CPU a request (less is better), ours to theirs, paired round by round."""
    pairs = list(zip(turns[ours], turns[theirs]))
    return Ratio.of([(a.rate, b.rate) for a, b in pairs]), Ratio.of([(a.cpu, b.cpu) for a, b in pairs])


def counted(server, generate):
    """What a load generator reports as requests and requests a second, with the processor time of the server."""
    for _ in range(STILL_TURNS):
        dropped = server.dropped()
        before = cpu_seconds(server.pid)
        try:
            requests, rate = generate()
        except Hung:
            continue
        spent = cpu_seconds(server.pid) - before
        if requests > 0:
            return Turn(rate, spent * 1e6 / requests, requests, server.dropped() - dropped)
    raise Failed(f"{server.name} answered nothing in {STILL_TURNS} turns")


def wrk(url, connections, seconds, fields=(), script=None):
    """HTTP/1.1: a connection asks again as soon as it has its answer."""
    command = [*LOAD_CORE, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s"]
    command += [word for field in fields for word in ("-H", field)]
    command += ["-s", script[0], url, "--", *script[1:]] if script else [url]
    out = run(command)
    if "Non-2xx" in out or "Socket errors" in out:
        raise Failed(f"an invalid run, {url} did not answer everything with 200:\n{out}")
    return int(re.search(r"(\d+) requests in", out).group(1)), float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))


def h2load(url, connections, seconds, fields=()):
    """HTTP/2: so many streams at once on every connection."""
    command = [*LOAD_CORE, "h2load", "-t1", f"-c{connections}", f"-m{STREAMS}", f"-D{seconds}"]
    command += [word for field in fields for word in ("-H", field)]
    # Debian's does not end where a connection is made only when its time is over: it goes on asking there.
    out = run([*command, url], seconds=seconds + H2LOAD_PATIENCE)
    done = re.search(r"(\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored", out)
    rate = re.search(r"finished in [\d.]+m?s, ([\d.]+) req/s", out)
    if not done or not rate or int(done.group(2)) == 0 or done.group(3) != "0" or done.group(4) != "0":
        raise Failed(f"an invalid run, {url} did not answer everything:\n{out}")
    return int(done.group(2)), float(rate.group(1))

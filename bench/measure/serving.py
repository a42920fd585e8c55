"""File serving side by side: who serves how many requests a second, and at what cost in CPU."""

import hashlib
import http.client
import os
import re
import statistics
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from .edge import Edge
from .processes import (
    ROOT,
    Failed,
    await_port,
    cpu_seconds,
    free_port,
    run,
    running,
    user,
)

SIZES = {"1k": 1 << 10, "10k": 10 << 10, "100k": 100 << 10}
CONNECTIONS = 64
SERVER_CORE = ("taskset", "-c", "0")
LOAD_CORE = ("taskset", "-c", "1")


@dataclass(frozen=True)
class Server:
    name: str
    port: int
    pid: int
    dropped: Callable[[], int] = lambda: 0  # log lines so far


@dataclass(frozen=True)
class Turn:
    """One run of the load generator against one server."""

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


def measure(folder, plan, say):
    """Turns by size and server name, and the length of each server's head."""
    contents = {name: os.urandom(size) for name, size in SIZES.items()}
    with ExitStack() as stack:
        servers = [
            stack.enter_context(nginx(folder / "nginx", contents)),
            stack.enter_context(slipway("slipway", folder / "plain", contents, log=False)),
            stack.enter_context(slipway("slipway, log on", folder / "logging", contents, log=True)),
        ]
        heads = {server.name: check(server, contents) for server in servers}
        turns = {}
        for size in SIZES:
            for server in servers:
                say(f"warming up {server.name}, {size}")
                turn(server, size, plan.warm_up)
            turns[size] = {server.name: [] for server in servers}
            for number in range(plan.rounds):
                for server in servers:
                    result = turn(server, size, plan.seconds)
                    turns[size][server.name].append(result)
                    say(f"{size} round {number + 1}/{plan.rounds} {server.name}: {result.rate:,.0f} a second")
        return turns, heads


def configured(name, folder, **values):
    """One of bench's configurations in that folder, filled in."""
    text = (ROOT / "bench" / name).read_text()
    for word, value in {"FOLDER": folder, "USER": user(), **values}.items():
        text = text.replace(f"@{word}@", str(value))
    configuration = folder / name
    configuration.write_text(text)
    return configuration


@contextmanager
def nginx(folder, contents, name="nginx"):
    www = folder / "www" / "f"
    www.mkdir(parents=True)
    write(www, contents)
    port = free_port()
    configuration = configured("nginx.conf", folder, PORT=port)
    log = folder / "output.log"
    with log.open("w") as output:
        command = [*SERVER_CORE, "nginx", "-e", folder / "nginx-error.log", "-c", configuration]
        with running(command, stdout=output, stderr=output) as process:
            await_port(port, process, log)
            yield Server(name, port, process.pid)


@contextmanager
def slipway(name, folder, contents, log):
    edge = Edge(folder, log)
    write(edge.files, contents)
    with edge.serving(SERVER_CORE):
        edge.deploy()
        yield Server(name, edge.traffic, edge.process.pid, edge.dropped_log_lines if log else lambda: 0)


def write(folder, contents):
    for name, content in contents.items():
        (folder / f"{name}.bin").write_bytes(content)


def check(server, contents):
    """Refuses a server that answers anything but the file; returns the length of its head in bytes."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        for name, content in contents.items():
            connection.request("GET", f"/f/{name}.bin")
            response = connection.getresponse()
            body = response.read()
            if response.status != 200 or hashlib.sha256(body).digest() != hashlib.sha256(content).digest():
                raise Failed(f"{server.name} answers /f/{name}.bin with {response.status} and {len(body)} bytes")
            head = len(f"HTTP/1.1 200 {response.reason}\r\n\r\n")
        return head + sum(len(field) + len(value) + 4 for field, value in response.getheaders())
    finally:
        connection.close()


def turn(server, size, seconds):
    url = f"http://127.0.0.1:{server.port}/f/{size}.bin"
    dropped = server.dropped()
    before = cpu_seconds(server.pid)
    out = run([*LOAD_CORE, "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", url])
    spent = cpu_seconds(server.pid) - before
    if "Non-2xx" in out or "Socket errors" in out:
        raise Failed(f"an invalid run, {server.name} did not answer everything with 200:\n{out}")
    requests = int(re.search(r"(\d+) requests in", out).group(1))
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))
    return Turn(rate, spent * 1e6 / requests, requests, server.dropped() - dropped)


def ratios(turns, ours, theirs):
    """Throughput (more is better) and CPU a request (less is better), ours to theirs, paired round by round."""
    pairs = list(zip(turns[ours], turns[theirs]))
    return (
        Ratio.of([(a.rate, b.rate) for a, b in pairs]),
        Ratio.of([(a.cpu, b.cpu) for a, b in pairs]),
    )

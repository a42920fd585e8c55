"""Slipway beside its peers: the same requests to each in turn, on the same core."""

import dataclasses
import hashlib
import http.client
import statistics
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass

from . import latency, load, peers, workloads
from .processes import Failed
from .workloads import H1, H2

OURS = "slipway"
LOGGED = ", log on"  # behind the name of a server that writes its access log
WARM_UP = 1  # seconds, before every row
JAVA_WARM_UP = 4
TURN_SECONDS = 1
ROUNDS = 5  # in each run: fifteen in all
PAUSE = 0.5  # seconds between two bursts of a warm-up
BURST = 2  # seconds of load, at most, without one
LATENCY_SECONDS = 7
LATENCY_WARM_UP = 4  # the client is Java, too
SHARE_OF_NGINX = 0.5  # of its most requests a second


@dataclass(frozen=True)
class Result:
    """One row of the comparison, measured."""

    workload: workloads.Workload
    turns: dict  # by server
    latencies: dict  # by server; empty where not measured
    rate: int  # at which they were measured


@dataclass(frozen=True)
class Group:
    results: list
    resident: dict  # megabytes by server, after all of its rows


@dataclass(frozen=True)
class Row:
    """One row, of all runs: each a Result of its own."""

    runs: tuple

    @property
    def workload(self):
        return self.runs[0].workload

    def turns(self):
        """By server, of all runs."""
        turns = [run.turns for run in self.runs]
        return {server: [turn for of_run in turns for turn in of_run[server]] for server in turns[0]}

    def latencies(self):
        """By server, of all runs; empty where not measured."""
        return {server: [run.latencies[server] for run in self.runs] for server in self.runs[0].latencies}

    def rate(self):
        """At which latencies were measured."""
        return statistics.median(run.rate for run in self.runs)


@dataclass(frozen=True)
class Rows:
    """A group, of all runs."""

    rows: list
    resident: dict  # megabytes by server, the median of the runs


def repeated(group_of):
    """A part that measures a group in each run, with servers started anew."""

    def measure(folder, plan, say):
        groups = []
        for number in range(plan.runs):
            place = folder / f"run-{number + 1}"
            place.mkdir()
            say(f"run {number + 1} of {plan.runs}")
            groups.append(group_of(place, plan, say))
        rows = [Row(runs) for runs in zip(*(group.results for group in groups))]
        servers = groups[0].resident
        resident = {name: statistics.median(group.resident[name] for group in groups) for name in servers}
        return Rows(rows, resident)

    return measure


def files(folder, plan, say):
    """A release's files: HTTP/1.1, and HTTP/2."""
    contents = workloads.contents(workloads.chance())
    with ExitStack() as stack:
        nginx = stack.enter_context(peers.nginx(folder / "nginx", contents))
        servers = [
            nginx["file"],
            stack.enter_context(peers.h2o(folder / "h2o", contents)),
            stack.enter_context(peers.slipway(OURS, folder / "slipway", contents)),
            nginx["logged"],
            stack.enter_context(peers.slipway(OURS + LOGGED, folder / "logged", contents, log=True)),
        ]
        check(servers, contents)
        return group([*workloads.FILES, *workloads.HTTP2], servers, folder, plan, say)


def stored(folder, plan, say):
    """Hits: what the app answered once, beside the same as files."""
    contents = workloads.contents(workloads.chance())
    with ExitStack() as stack:
        app = stack.enter_context(peers.origin(folder / "origin", {f"f/{name}": some for name, some in contents.items()}))
        nginx = stack.enter_context(peers.nginx(folder / "nginx", contents, app))
        servers = [
            dataclasses.replace(nginx["file"], name="nginx"),
            nginx["cache"],
            stack.enter_context(peers.h2o(folder / "h2o", contents)),
            stack.enter_context(peers.varnish(folder / "varnish", app)),
            stack.enter_context(peers.slipway(OURS, folder / "slipway", app=app)),
        ]
        check(servers, contents)
        check(servers, contents)  # the first request brought the object in
        return group(workloads.STORED, servers, folder, plan, say)


def passed(folder, plan, say):
    """What may not be stored: every request goes to the app."""
    results, resident = [], {}
    for number, workload in enumerate(workloads.PASSED):
        place = folder / str(number)
        place.mkdir()
        with ExitStack() as stack:
            fast = number == 0
            app = stack.enter_context(peers.origin(place / "app", {}) if fast else peers.uvicorn(place / "app"))
            nginx = stack.enter_context(peers.nginx(place / "nginx", {}, app))
            servers = [nginx["shop"], stack.enter_context(peers.slipway(OURS, place / "slipway", app=app))]
            found = group([workload], servers, place, plan, say)
        results += found.results
        resident = found.resident
    return Group(results, resident)


def shop(folder, plan, say):
    """A realistic mix."""
    shop = workloads.shop(workloads.chance())
    with ExitStack() as stack:
        app = stack.enter_context(peers.origin(folder / "origin", shop.pages))
        nginx = stack.enter_context(peers.nginx(folder / "nginx", shop.files, app))
        servers = [nginx["shop"], stack.enter_context(peers.slipway(OURS, folder / "slipway", shop.files, app))]
        mix = workloads.Workload("the mix", "", requests=shop.visits, latency=True, goals=(("nginx", 1.0),))
        return group([mix], servers, folder, plan, say)


GROUPS = {name: repeated(group_of) for name, group_of in
          {"files": files, "stored": stored, "passed": passed, "shop": shop}.items()}


def check(servers, contents):
    """Refuses a server that answers anything but the file."""
    for server in servers:
        for name, content in contents.items():
            status, body, _ = fetch(server, f"/f/{name}")
            if status != 200 or hashlib.sha256(body).digest() != hashlib.sha256(content).digest():
                raise Failed(f"{server.name} answers /f/{name} with {status} and {len(body)} bytes")


def fetch(server, path, fields=()):
    with closing(http.client.HTTPConnection("127.0.0.1", server.http, timeout=30)) as connection:
        connection.request("GET", path, headers=dict(field.split(": ", 1) for field in fields))
        response = connection.getresponse()
        return response.status, response.read(), response.getheader("ETag")


def group(rows, servers, folder, plan, say):
    results, begun = [], set()
    for workload in rows:
        if workload.protocol not in begun:
            begun.add(workload.protocol)
            start_up(workload, servers, folder, plan)
        results.append(row(workload, servers, folder, plan, say))
    return Group(results, {server.name: server.resident() for server in servers})


def start_up(workload, servers, folder, plan):
    """Java compiles what it finds busy, on the one core that it has here."""
    for server in servers:
        if speaks(server, workload):
            warm_up(server, generator(server, workload, folder), plan.start_up)


def warm_up(server, ask, java_seconds):
    """
    In bursts, for Java: code that was compiled while nobody ever paused is compiled again after the first pause, and the
    turns of the others are pauses.
    """
    left = java_seconds if is_java(server) else WARM_UP
    while left > 0:
        load.counted(server, lambda: ask(min(left, BURST)))
        left -= BURST
        if left > 0:
            time.sleep(PAUSE)


def is_java(server):
    return server.name.startswith(OURS)


def row(workload, servers, folder, plan, say):
    asked = [server for server in servers if speaks(server, workload)]
    generators = {server.name: generator(server, workload, folder) for server in asked}
    for server in asked:
        warm_up(server, generators[server.name], JAVA_WARM_UP)
    turns = {server.name: [] for server in asked}
    for _ in range(ROUNDS):
        for server in asked:
            turns[server.name].append(load.counted(server, lambda: generators[server.name](TURN_SECONDS)))
    medians = ", ".join(f"{name} {sorted(t.rate for t in some)[len(some) // 2]:,.0f}" for name, some in turns.items())
    say(f"{workload.title}: {medians} a second")
    if not workload.latency:
        return Result(workload, turns, {}, 0)
    rate = int(SHARE_OF_NGINX * sorted(turn.rate for turn in turns["nginx"])[ROUNDS // 2])
    clocked = [server for server in asked if not server.name.endswith(LOGGED)]
    latencies = {}
    for server in clocked:
        requests = request_file(server, workload, folder)
        found = latency.measured(
            server.http, requests, rate, workload.connections, LATENCY_WARM_UP, LATENCY_SECONDS
        )
        latencies[server.name] = found
        say(f"{workload.title} at {rate:,} a second: {server.name} p99 {found.typical()[1]:,.0f}, whole {found.p99:,}")
    return Result(workload, turns, latencies, rate)


def speaks(server, workload):
    if workload.peers and server.name not in workload.peers:
        return False
    return {H1: server.http, H2: server.https}.get(workload.protocol, server.h2c) != 0


def generator(server, workload, folder):
    """A function of seconds that loads the server, and returns requests and requests a second."""
    fields = workload.fields
    if workload.conditional:
        status, _, tag = fetch(server, workload.path)
        fields = (*fields, f"If-None-Match: {tag}")
        status, _, _ = fetch(server, workload.path, fields)
        if status != 304:
            raise Failed(f"{server.name} answers {workload.path} with {status} to its own entity tag")
    if workload.protocol == H1:
        url = f"http://127.0.0.1:{server.http}{workload.path}"
        script = (load.REQUESTS, request_file(server, workload, folder)) if workload.requests else None
        return lambda seconds: load.wrk(url, workload.connections, seconds, fields, script)
    port, scheme = (server.https, "https") if workload.protocol == H2 else (server.h2c, "http")
    url = f"{scheme}://127.0.0.1:{port}{workload.path}"
    return lambda seconds: load.h2load(url, workload.connections, seconds, fields)


def request_file(server, workload, folder):
    """The requests of a row as FixedRate and requests.lua read them."""
    path = folder / f"requests-{server.http}-{abs(hash(workload)):x}"
    if not path.exists():
        lines = visits(server, workload.requests) if workload.requests else ["\t".join((workload.path, *workload.fields))]
        path.write_text("".join(f"{line}\n" for line in lines))
    return path


BROWSER = (
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept: */*",
    "Accept-Language: en-GB,en;q=0.7",
    "Accept-Encoding: gzip, deflate, br",
)


def visits(server, requests):
    """As a browser sends them; whoever comes again has the entity tag that this server gave."""
    tags = {}
    for path, again in requests:
        if path not in tags:
            status, _, tag = fetch(server, path, BROWSER)
            if status != 200:
                raise Failed(f"{server.name} answers {path} with {status}")
            tags[path] = tag
        condition = (f"If-None-Match: {tags[path]}",) if again and tags[path] else ()
        yield "\t".join((path, *BROWSER, *condition))

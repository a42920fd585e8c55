"""Hits of the cache side by side: Slipway and Varnish in front of one app, and nginx with the same bytes as files."""

import os
from contextlib import ExitStack, contextmanager

from .edge import Edge
from .processes import ROOT, await_port, free_port, running
from .serving import SERVER_CORE, SIZES, Server, check, configured, nginx, turn, write

SIZES_OF_HITS = {name: SIZES[name] for name in ("1k", "10k")}
OURS, NGINX, VARNISH = "slipway", "nginx file", "varnish"


def measure(folder, plan, say):
    """Turns by size and server name."""
    contents = {name: os.urandom(size) for name, size in SIZES_OF_HITS.items()}
    with ExitStack() as stack:
        app = stack.enter_context(origin(folder / "origin", contents))
        servers = [
            stack.enter_context(nginx(folder / "nginx", contents, NGINX)),
            stack.enter_context(slipway(folder / "slipway", app)),
            stack.enter_context(varnish(folder / "varnish", app)),
        ]
        for server in servers:
            check(server, contents)  # the first request brings the object in
        turns = {}
        for size in contents:
            for server in servers:
                say(f"warming up {server.name}, {size}")
                turn(server, size, plan.warm_up)
            turns[size] = {server.name: [] for server in servers}
            for number in range(plan.rounds):
                for server in servers:
                    result = turn(server, size, plan.seconds)
                    turns[size][server.name].append(result)
                    say(f"hits, {size} round {number + 1}/{plan.rounds} {server.name}: {result.rate:,.0f} a second")
        return turns


@contextmanager
def origin(folder, contents):
    """The port of an app that is never what is measured."""
    www = folder / "www" / "f"
    www.mkdir(parents=True)
    write(www, contents)
    port = free_port()
    configuration = configured("origin.conf", folder, PORT=port)
    log = folder / "output.log"
    with log.open("w") as output:
        command = ["nginx", "-e", folder / "origin-error.log", "-c", configuration]
        with running(command, stdout=output, stderr=output) as process:
            await_port(port, process, log)
            yield port


@contextmanager
def slipway(folder, app):
    edge = Edge(folder, log=False, app=app)
    with edge.serving(SERVER_CORE):
        yield Server(OURS, edge.traffic, edge.process.pid)


@contextmanager
def varnish(folder, app):
    folder.mkdir()
    port = free_port()
    configuration = configured("varnish.vcl", folder, ORIGIN=app)
    log = folder / "output.log"
    with log.open("w") as output:
        # As it comes, but for its memory, and for the jail: another user could not read the temporary folder.
        command = ["varnishd", "-F", "-j", "none", "-n", folder / "work", "-f", configuration, "-s", "malloc,256m"]
        command += ["-a", f"127.0.0.1:{port}"]
        with running([*SERVER_CORE, *command], stdout=output, stderr=output) as process:
            await_port(port, process, log)
            yield Server(VARNISH, port, process.pid)

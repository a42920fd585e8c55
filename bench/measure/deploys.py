"""The second deploy: only what changed travels."""

import random
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass

from .edge import Edge
from .processes import Failed

SIZE = 2_048
WORDS = b"anchor ballast cable davit ebb fathom galley hull inlet jib keel ladder mast net oar pier rope tide".split()


@dataclass(frozen=True)
class Deploys:
    files: int
    changed: int
    first_seconds: float
    second_seconds: float
    contents: int  # sent by the second deploy, as the verb counts them
    content_bytes: int  # of them
    wire_contents: int  # bytes from verb to node in a third deploy with as many changed: the requests with contents
    wire_rest: int  # and everything else: the list of files, twice, and the questions
    release_bytes: int


def measure(folder, plan, say):
    edge = Edge(folder, log=False)
    chance = random.Random(20261122)
    names = [f"{number // 100:03}/{number:06}.bin" for number in range(plan.deployed_files)]
    for name in names:
        write(edge.files / name, chance)
    changed = len(names) // 100
    with edge.serving():
        first, _, sent = deploy(edge)
        expect("the first deploy sent", sent, len(names))
        say(f"first deploy of {len(names):,} files: {first:.2f} s")
        for name in names[::100]:
            write(edge.files / name, chance)
        second, gained, sent = deploy(edge)
        expect("the second deploy sent", sent, changed)
        expect("the node gained", gained, changed)
        say(f"second deploy, {changed} changed: {second:.2f} s")
        for name in names[1::100]:
            write(edge.files / name, chance)
        with counting(edge.control) as (port, counted):
            deploy(edge, SLIPWAY_URL=f"http://127.0.0.1:{port}", SLIPWAY_TOKEN=edge.token())
    contents = sum(size for request, size in counted if b"/contents " in request)
    rest = sum(size for _, size in counted) - contents
    return Deploys(len(names), changed, first, second, sent, changed * SIZE, contents, rest, len(names) * SIZE)


def write(path, chance):
    """Random words under a name that is not compressed, because compression is measured elsewhere."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b" ".join(chance.choices(WORDS, k=SIZE // 4))[:SIZE].ljust(SIZE))


def deploy(edge, **environment):
    """Wall time, how many contents of files the node gained, how many the verb sent."""
    before = edge.stored_contents()
    begun = time.monotonic()
    _, sent = edge.deploy(**environment)
    took = time.monotonic() - begun
    gained = edge.stored_contents()
    return took, sum(gained[digest] == SIZE for digest in gained.keys() - before.keys()), sent


def expect(what, found, expected):
    if found != expected:
        raise Failed(f"{what} {found}, expected {expected}: more or less than the changed contents travelled")


@contextmanager
def counting(target):
    """A relay to the control port. Lists the bytes of its clients, each with the first line of its request."""
    counted = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept():
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return  # the listener was closed: the measurement is over
                node = socket.create_connection(("127.0.0.1", target))
                threading.Thread(target=copy, args=(client, node, counted), daemon=True).start()
                threading.Thread(target=copy, args=(node, client, []), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1], counted
        listener.shutdown(socket.SHUT_RDWR)


def copy(source, sink, counted):
    request = b""
    try:
        while chunk := source.recv(1 << 16):
            if chunk.startswith((b"GET ", b"POST ", b"PUT ")):  # a client waits for an answer before it asks again
                request = chunk.partition(b"\r\n")[0]
            counted.append((request, len(chunk)))
            sink.sendall(chunk)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        source.close()  # either end left: so does the other
        sink.close()

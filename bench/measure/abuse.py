"""
Clients that mean no good, each kind a process of its own: python3 -m measure.abuse KIND PORT.

It prints "ready" as soon as the abuse is under way, goes on until it is told to end (SIGTERM), and then prints as JSON
what became of it. Kinds and amounts are KINDS.
"""

import json
import resource
import selectors
import signal
import socket
import sys
import time
from collections import Counter

IDLE_CONNECTIONS = 10_000
SLOW_READERS = 1_000
SLOW_BYTES = 1024  # a reader takes so much a second
MALFORMED_A_SECOND = 1_000
RESETTING_A_SECOND = 20  # connections
RESETS = 1_000  # of each: far more than a connection is allowed

GOOD = b"GET /f/1k.bin HTTP/1.1\r\nHost: localhost\r\n\r\n"
LARGE = b"GET /f/10m.bin HTTP/1.1\r\nHost: localhost\r\n\r\n"
MALFORMED = [
    b"GET /f/1k.bin HTTP/1.1\r\n\r\n",
    b"GET /f/1k.bin HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n",
    b"GET  /f/1k.bin HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /f/1k.bin HTTP/1.1\r\nHost : localhost\r\n\r\n",
    b"GET /f/1k.bin HTTP/1.1\r\nHost: localhost\r\n folded\r\n\r\n",
    b"GET /f/1k.bin\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"POST /f/1k.bin HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /f/1k.bin HTTP/1.1\r\nHost: localhost\r\nContent-Length: +1\r\n\r\nx",
    b"POST /f/1k.bin HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n",
    b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /f/1k.bin HTTP/1.1\r\nHost: localhost\r\n" + b"a: b\r\n" * 200 + b"\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
]
CUT = "closed by the server"


class Ended(Exception):
    """The order to stop."""


def connect(port, receive_buffer=None):
    client = socket.socket()
    if receive_buffer:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    client.connect(("127.0.0.1", port))
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client


def answered(client):
    """The status of an answer, its body left where it is; or that there was none."""
    try:
        start = client.recv(4096)
    except OSError:
        return CUT
    return start[9:12].decode("ascii", "replace") if start.startswith(b"HTTP/1.1 ") else CUT


def idle(port, counts):
    """Each asked once, and is kept open since."""
    clients = []
    for _ in range(IDLE_CONNECTIONS):
        client = connect(port)
        client.sendall(GOOD)
        counts[answered(client)] += 1
        clients.append(client)
    ready()
    with selectors.DefaultSelector() as selector:
        for client in clients:
            client.setblocking(False)
            selector.register(client, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                try:
                    gone = not key.fileobj.recv(65536)
                except BlockingIOError:
                    continue
                except OSError:
                    gone = True
                if gone:
                    selector.unregister(key.fileobj)
                    counts[CUT] += 1


def slow(port, counts):
    """Each asks for ten megabytes and takes a thousandth of a megabyte a second, one after another."""
    clients = []
    for _ in range(SLOW_READERS):
        client = connect(port, receive_buffer=4096)
        client.sendall(LARGE)
        client.settimeout(5)
        clients.append(client)
    gone = set()

    def each(number):
        client = clients[number % SLOW_READERS]
        try:
            if client not in gone and client.recv(SLOW_BYTES):
                return "reads"
        except OSError:
            pass
        gone.add(client)
        return CUT

    paced(SLOW_READERS, each, counts)


def paced(a_second, each, counts):
    """Does that so often a second, or as often as the server lets it."""
    ready()
    began, done = time.monotonic(), 0
    while True:
        counts[each(done)] += 1
        done += 1
        time.sleep(max(0.0, began + done / a_second - time.monotonic()))


def malformed(port, counts):
    """A connection for each request that no server should take."""

    def each(number):
        with connect(port) as client:
            client.settimeout(5)
            client.sendall(MALFORMED[number % len(MALFORMED)])
            return answered(client)

    paced(MALFORMED_A_SECOND, each, counts)


def frame(kind, flags, stream, payload):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def resets(port, counts):
    """HTTP/2 Rapid Reset (CVE-2023-44487): each stream is opened and reset at once."""
    # GET, http, /f/1k.bin and localhost: indexed names, literal values, nothing for the dynamic table (RFC 7541 §6).
    block = b"\x82\x86" + b"\x04\x09/f/1k.bin" + b"\x01\x09localhost"
    flood = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, b"")
    for number in range(RESETS):
        stream = 2 * number + 1
        flood += frame(1, 5, stream, block) + frame(3, 0, stream, (8).to_bytes(4, "big"))

    def each(_):
        with connect(port) as client:
            client.settimeout(5)
            try:
                client.sendall(flood)
                while client.recv(65536):
                    pass
            except OSError:
                pass
            return CUT

    paced(RESETTING_A_SECOND, each, counts)


KINDS = {"idle": idle, "slow": slow, "malformed": malformed, "resets": resets}


def ready():
    print("ready", flush=True)


def stop(*_):
    raise Ended


def main():
    kind, port = sys.argv[1], int(sys.argv[2])
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    signal.signal(signal.SIGTERM, stop)
    counts = Counter()
    try:
        KINDS[kind](port, counts)
    except Ended:
        print(json.dumps(counts), flush=True)


if __name__ == "__main__":
    main()

"""Rollback of a large release: from asking for it to the first answer of the other release."""

import http.client
import json
import os
import socket
import statistics
import time
from contextlib import closing
from dataclasses import dataclass

from .edge import Edge
from .processes import Failed

PROBE = b"GET /f/probe.bin HTTP/1.1\r\nHost: localhost\r\n\r\n"
LONGEST_SECONDS = 10


@dataclass(frozen=True)
class Switches:
    """Milliseconds of each repetition."""

    effective: list  # until the first answer of the other release
    answered: list  # until the control API has answered

    def line(self):
        return f"median {statistics.median(self.effective):.1f} ms, max {max(self.effective):.1f} ms"


@dataclass(frozen=True)
class Rollbacks:
    """With releases of so many files."""

    files: int
    deploy_seconds: float  # of the first one
    rollback: Switches
    promote: Switches


def measure(folder, plan, say):
    """From a hundred files to as many as the plan says."""
    counts = [*(10**power for power in range(2, 9) if 10**power < plan.rollback_files), plan.rollback_files]
    return [switched(folder / str(files), files, plan, say) for files in counts]


def switched(folder, files, plan, say):
    edge = Edge(folder, log=False)
    for number in range(files - 1):
        path = edge.files / f"{number // 1000:03}" / f"{number:06}.bin"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(os.urandom(64))
    probe = edge.files / "probe.bin"
    with edge.serving():
        probe.write_bytes(os.urandom(64))
        begun = time.monotonic()
        first, _ = edge.deploy()
        deployed = time.monotonic() - begun
        say(f"deployed {files:,} files in {deployed:.1f} s")
        probe.write_bytes(os.urandom(64))
        second, _ = edge.deploy()
        rollback, promote = Switches([], []), Switches([], [])
        with closing(Control(edge)) as control, closing(Traffic(edge.traffic)) as traffic:
            for number in range(plan.rollbacks + 1):
                kept = number > 0  # the first warms up connection, database and classes
                switch(control, traffic, "rollback", {}, first, rollback if kept else None)
                switch(control, traffic, "activations", {"release": second}, second, promote if kept else None)
        say(f"rollback {rollback.line()}; promote {promote.line()}")
    return Rollbacks(files, deployed, rollback, promote)


def switch(control, traffic, action, body, expected, switches):
    traffic.release()
    begun = time.monotonic()
    control.ask(action, body)
    while traffic.release() != expected:
        if time.monotonic() - begun > LONGEST_SECONDS:
            raise Failed(f"{action} is not effective after {LONGEST_SECONDS} s: {control.answer()}")
    effective = time.monotonic()
    control.answer()
    if switches is not None:
        switches.effective.append((effective - begun) * 1e3)
        switches.answered.append((time.monotonic() - begun) * 1e3)


class Control:
    """One warm connection to the control API."""

    def __init__(self, edge):
        self.connection = http.client.HTTPConnection("127.0.0.1", edge.control, timeout=30)
        self.fields = {"Authorization": f"Bearer {edge.token()}", "Content-Type": "application/json"}

    def ask(self, action, body):
        path = f"/v1/sites/bench/environments/production/{action}"
        self.connection.request("POST", path, json.dumps(body), self.fields)

    def answer(self):
        response = self.connection.getresponse()
        body = response.read().decode()
        if response.status != 200:
            raise Failed(f"the control API answered {response.status}: {body}")
        return body

    def close(self):
        self.connection.close()


class Traffic:
    """One kept-alive connection to the traffic listener."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def release(self):
        """The release that answers now."""
        self.socket.sendall(PROBE)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, body = received.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if status.split()[1] != "200":
            raise Failed(f"the traffic listener answered {status} during a switch")
        while len(body) < int(fields["content-length"]):
            body += self._more()
        return fields["slipway-release"]

    def _more(self):
        chunk = self.socket.recv(1 << 16)
        if not chunk:
            raise Failed("the traffic listener closed a kept-alive connection during a switch")
        return chunk

    def close(self):
        self.socket.close()

"""Processes that never outlive the benchmark, and what they cost."""

import ctypes
import os
import pwd
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")  # getconf CLK_TCK: the unit of /proc/PID/stat
_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1


class Failed(Exception):
    """A benchmark that cannot be trusted, or cannot run: the message says what to do."""


class Hung(Failed):
    """A command that did not end by itself."""


def _die_with_parent():
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)  # holds even when the benchmark is killed with -9


def start(command, **options):
    return subprocess.Popen([str(word) for word in command], preexec_fn=_die_with_parent, **options)


def end(process):
    """Asks it to end, then makes it."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            for pid in reversed(family(process.pid)):
                os.kill(pid, signal.SIGKILL)
            process.wait()


@contextmanager
def running(command, **options):
    process = start(command, **options)
    try:
        yield process
    finally:
        end(process)


def run(command, seconds=None, **options):
    """The output of a command that must succeed, and be done in time where there is one."""
    with running(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options) as process:
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise Hung(f"{' '.join(str(word) for word in command)} was not done after {seconds} s") from None
    if process.returncode != 0:
        raise Failed(f"{' '.join(str(word) for word in command)} ended with {process.returncode}:\n{out}{err}")
    return out


@contextmanager
def folder():
    """A temporary folder on the disk of the repository's choice (TMPDIR), gone afterwards."""
    path = Path(tempfile.mkdtemp(prefix="slipway-bench-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_port(port, process, log, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Failed(f"{process.args[-1]} ended with {process.returncode} at its start:\n{log.read_text()}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise Failed(f"nothing listens on port {port} after {seconds} s:\n{log.read_text()}")


def user():
    return pwd.getpwuid(os.geteuid()).pw_name


def family(pid):
    """A process and its children: nginx serves from a worker."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid] + [member for child in children for member in family(int(child))]


def cpu_seconds(pid):
    """User and system time of a process and its children."""
    return sum(_ticks(member) for member in family(pid)) / TICKS


def _ticks(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])  # utime, stime


class Foreign:
    """How much of the machine's processor time goes to others while this lasts: our own processes end within."""

    def __enter__(self):
        self.begun = (time.monotonic(), _machine_seconds(), _own_seconds())
        return self

    def __exit__(self, *failure):
        took, machine, own = (
            now - then for now, then in zip((time.monotonic(), _machine_seconds(), _own_seconds()), self.begun)
        )
        self.share = max(0.0, machine - own) / (took * os.cpu_count())


def _machine_seconds():
    """What every processor has worked since the start, for anyone, the hypervisor's theft included."""
    user_, nice, system, _, _, irq, softirq, steal = map(int, Path("/proc/stat").read_text().split()[1:9])
    return (user_ + nice + system + irq + softirq + steal) / TICKS


def _own_seconds():
    """What this process and its ended children have worked."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime + children_seconds()


def children_seconds():
    """What the ended children of this process have worked: more by one's own when it has ended, if no other did."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime

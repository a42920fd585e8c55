"""What `slipway check timing` sees beside wrk and h2load: the same servers at the same rates, in turns; and what it costs."""

import os
import signal
import statistics
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass

from . import load, peers
from .generators import H2LOAD, H2LOAD_2, WRK, Asked, PacedWrk, check_timing, h2load
from .load import SERVER_CORE
from .processes import children_seconds, family

OURS, OURS_2 = "slipway, HTTP/1.1", "slipway, HTTP/2"
NGINX, UVICORN = "nginx, a file of 1 KB", "FastAPI on uvicorn"
NGINX_2, WAITING = "nginx, 1 KB from memory, HTTP/2 in the clear", "nginx, the file, HTTP/2 in the clear"
CONNECTIONS = 64
ROUNDS = 3
SHARES = {NGINX: (0.01, 0.05, 0.1), UVICORN: (0.1, 0.3, 0.5)}  # of what wrk gets from it unpaced

STALL, EVERY = 0.2, 2.0  # seconds
STALL_RATE, STALL_CONNECTIONS, STALLS = 1_000, 16, 5  # requests a second

RUNGS = (1_000, 5_000, 20_000, 40_000, 60_000)
HONEST_MICROS = 1_000
BUSY_SHARE = 0.95  # of its core: then answers wait for it, and connections for answers


@dataclass(frozen=True)
class Row:
    """One server at one rate: what each generator saw in each round."""

    server: str
    rate: int
    seen: dict


@dataclass(frozen=True)
class Overhead:
    rungs: dict  # by generator, by rate: of each round
    unpaced: tuple  # wrk's most requests a second, and its processor time a request


def agreement(folder, plan, say):
    """A row for each server and rate."""
    rows = []
    with nginx(folder) as urls:
        rates = shares_of(urls[1], SHARES[NGINX], plan)
        rows += at_rates(NGINX, {1: urls[1]}, rates, folder, plan, say)
        rows += at_rates(NGINX_2, {2: urls[2]}, rates, folder, plan, say)
        rows += at_rates(WAITING, {2: urls["file"]}, rates[:1], folder, plan, say)
    with peers.uvicorn(folder / "uvicorn", SERVER_CORE) as port:
        url = f"http://127.0.0.1:{port}/api/basket"
        rows += at_rates(UVICORN, {1: url}, shares_of(url, SHARES[UVICORN], plan), folder, plan, say)
    return rows


@contextmanager
def nginx(folder):
    """The addresses of a kilobyte by the version of HTTP, that of the file over HTTP/2, and the processes that serve them."""
    with peers.nginx(folder / "nginx", {"1k.bin": os.urandom(1 << 10)}) as servers:
        file, memory = servers["file"], servers["memory"]
        yield {
            1: f"http://127.0.0.1:{file.http}/f/1k.bin",
            2: f"http://127.0.0.1:{memory.h2c}/",
            "file": f"http://127.0.0.1:{file.h2c}/f/1k.bin",
            "workers": family(file.pid)[1:],
        }


def shares_of(url, shares, plan):
    """Requests a second, of what wrk gets from it unpaced."""
    load.wrk(url, CONNECTIONS, 1)
    _, most = load.wrk(url, CONNECTIONS, plan.seconds)
    return [rounded(most * share) for share in shares]


def at_rates(server, urls, rates, folder, plan, say):
    for rate in rates:
        generators = all_of(urls, rate, CONNECTIONS, plan.seconds, folder)
        seen = {name: [] for name in generators}
        for _ in range(min(ROUNDS, plan.rounds)):
            for name, generator in generators.items():
                seen[name].append(generator())
        medians = (f"{name} {[one.service[50] for one in some]}" for name, some in seen.items())
        say(f"{server} at {rate:,}: p50 {', '.join(medians)} µs")
        yield Row(server, rate, seen)


def rounded(rate):
    """To two digits."""
    return int(float(f"{rate:.1e}"))


def all_of(urls, rate, connections, seconds, folder):
    """Functions without arguments by the name of the generator; for each version of HTTP that has an address."""
    found = {}
    if 1 in urls:
        asked = Asked(urls[1], rate, connections, seconds)
        found[OURS] = lambda: check_timing(asked, folder)
        found[WRK] = PacedWrk(asked)
        found[H2LOAD] = lambda: h2load(asked, folder, http2=False)
    if 2 in urls:
        other = Asked(urls[2], rate, connections, seconds)
        found[OURS_2] = lambda: check_timing(other, folder, http2=True)
        found[H2LOAD_2] = lambda: h2load(other, folder, http2=True)
    return found


def stalls(folder, plan, say):
    """What each generator saw of a server that stands still from time to time."""
    with nginx(folder) as urls:
        generators = all_of(urls, STALL_RATE, STALL_CONNECTIONS, round(STALLS * EVERY), folder)
        found = {}
        for name, generator in generators.items():
            with stalling(urls["workers"]):
                found[name] = generator()
            say(f"stalls, {name}: {found[name].service}, from due {found[name].latency}")
        return found


@contextmanager
def stalling(pids):
    """These processes stand still for a while, again and again."""
    over = threading.Event()

    def stand():
        while not over.wait(EVERY - STALL):
            tell(pids, signal.SIGSTOP)
            try:
                time.sleep(STALL)
            finally:
                tell(pids, signal.SIGCONT)

    thread = threading.Thread(target=stand)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def tell(pids, number):
    for pid in pids:
        os.kill(pid, number)


def by_arithmetic(percentile):
    """Microseconds that a request at that percentile waits for a server that stalls, whenever requests are due."""
    return max(0, round((STALL - (1 - percentile / 100) * EVERY) * 1e6))


def overhead(folder, plan, say):
    """What the generators themselves take, rate by rate."""
    with nginx(folder) as urls:
        rungs = {name: {} for name in (OURS, WRK, H2LOAD, OURS_2, H2LOAD_2)}
        for rate in RUNGS:
            generators = all_of(urls, rate, CONNECTIONS, plan.seconds, folder)
            for number in range(min(ROUNDS, plan.rounds)):
                for name, generator in generators.items():
                    if number == 0 or name in (OURS, OURS_2):  # how late varies most
                        rungs[name].setdefault(rate, []).append(generator())
            late = ", ".join(f"{name} {[one.late for one in rungs[name][rate]]} µs late" for name in (OURS, OURS_2))
            cpu = ", ".join(f"{name} {some[rate][0].cpu:.1f}" for name, some in rungs.items())
            say(f"overhead at {rate:,}: {late}; CPU µs a request: {cpu}")
        return Overhead(rungs, unpaced_wrk(urls[1], plan.seconds))


def unpaced_wrk(url, seconds):
    before = children_seconds()
    requests, rate = load.wrk(url, CONNECTIONS, seconds)
    return rate, (children_seconds() - before) * 1e6 / requests


def holds(rungs):
    """The highest rate up to which it was on time but for one request in a hundred, with its core not used up; 0 for none."""
    held = 0
    for rate, seen in sorted(rungs.items()):
        busy = statistics.median(one.cpu for one in seen) * rate / 1e6
        if statistics.median(one.late for one in seen) > HONEST_MICROS or busy > BUSY_SHARE:
            break
        held = rate
    return held


GROUPS = {"agreement": agreement, "stalls": stalls, "overhead": overhead}

"""Latencies at a fixed rate, counted from the moment that a request was due (FixedRate of the Maven module)."""

import json
import os
import statistics
from dataclasses import dataclass
from pathlib import Path

from .processes import ROOT, Failed, run
from .load import LOAD_CORE

# The optimising compiler would work for seconds on the core that measures. What a turn allocates fits into memory that is there
# beforehand: no collection, and no page that the machine has to find first.
JAVA = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xms1g", "-Xmx1g", "-Xmn900m", "-XX:+AlwaysPreTouch")
JAVA += ("-XX:+UseTransparentHugePages",)


STALLED_SHARE = 0.003  # of the time: a 99th percentile is made by a hundredth
ATTEMPTS = 2


@dataclass(frozen=True)
class Latency:
    """Microseconds."""

    requests: int
    p50: int
    p99: int
    p999: int
    max: int
    stalled: int  # in which the client itself did not run
    tenths: list  # p50, p99 and p99.9 of each tenth of a second

    def typical(self):
        """p50, p99 and p99.9 of a tenth of a second, the median of all: what the machine does now and then is in few of them."""
        return tuple(statistics.median(values) for values in zip(*self.tenths))


def at_rate(port, requests, rate, connections, warm_up, seconds):
    """
    Measures requests, each its path and fields separated by tabs, in a file; warm_up and seconds in seconds. Measures again where
    the client stood still for so long that it says more of the machine than of the server; the least of these where it always
    does.
    """
    found = []
    for _ in range(ATTEMPTS):
        found.append(measured(port, requests, rate, connections, warm_up, seconds))
        if found[-1].stalled <= STALLED_SHARE * seconds * 1e6:
            break
    return min(found, key=lambda one: one.stalled)


def measured(port, requests, rate, connections, warm_up, seconds):
    target = ROOT / "bench" / "target"
    jars = f"{target / 'classes'}:{target / 'lib' / '*'}"
    java = [Path(os.environ["JAVA_HOME"]) / "bin" / "java", *JAVA]
    java += ["--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp", jars]
    command = [*LOAD_CORE, *java, "dev.slipway.bench.load.FixedRate", port, requests, rate, connections, warm_up, seconds]
    found = Latency(**json.loads(run(command)))
    if found.requests < rate * seconds * 0.99:
        raise Failed(f"{found.requests:,} requests were counted, {rate * seconds:,} were due")
    return found

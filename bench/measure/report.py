"""What the documents of the measurements have in common."""

import datetime
import os
import re
import statistics
from dataclasses import dataclass
from pathlib import Path

from .edge import SLIPWAY
from .processes import ROOT, Failed, run

QUIET_SHARE = 0.05


@dataclass(frozen=True)
class Facts:
    date: str
    plan: object
    versions: dict
    processor: str
    cores: int
    load: float
    commit: str

    @staticmethod
    def now(plan, packages):
        return Facts(
            datetime.date.today().isoformat(),
            plan,
            versions(packages),
            re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text()).group(1),
            os.cpu_count(),
            os.getloadavg()[0],
            commit(),
        )


def versions(packages):
    found = run(["dpkg-query", "-W", "-f", "${Package} ${Version}\n", *packages]).split()
    return {
        "Slipway": run([SLIPWAY, "version"]).strip().removeprefix("slipway "),
        **dict(zip(found[::2], found[1::2])),
        "Linux": os.uname().release,
    }


def commit():
    try:
        return run(["git", "describe", "--always", "--dirty", "--exclude", "*"], cwd=ROOT).strip()
    except Failed:
        return "no git"


def head(title, command, facts):
    listed = ", ".join(f"{name} {version}" for name, version in facts.versions.items())
    return f"""\
# {title}

Written by `{command}` on {facts.date}, commit {facts.commit}, the {facts.plan.name} plan.
{listed}.
{facts.cores} cores of {facts.processor}; load average at the start {facts.load:.2f}.
"""


def quiet(foreign):
    line = f"\nMeanwhile other processes took {foreign:.0%} of the machine's processor time."
    if foreign <= QUIET_SHARE:
        return line + "\n"
    return line + "\n**That is too much: they had a say in these figures. Measure again on a quiet machine.**\n"


def spread(ratio):
    return f"{ratio.median:.2f} ({ratio.least:.2f}–{ratio.most:.2f})"


def goal(what, measured, met, often=""):
    judged = " ".join(part for part in ("met" if met else "**missed**", often) if part)
    return f"| {what} | {measured} | {judged} |"


def held_in(what, measured, held):
    """A line of goals: what was measured in each run, and whether all of them meet it."""
    often = f"in {sum(held)} of {len(held)} runs"
    return goal(what, ", ".join(measured), all(held), often if all(held) else f"(met {often})")


def within(what, of_runs, most, unit=""):
    """A line of goals: the median of each run is at most that."""
    medians = [statistics.median(some) for some in of_runs]
    return held_in(what, [f"{median:.2f}{unit}" for median in medians], [median <= most for median in medians])

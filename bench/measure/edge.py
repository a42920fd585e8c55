"""A Slipway of the benchmark's own: configuration, state and ports in a temporary folder."""

import os
import re
import urllib.request
from contextlib import contextmanager

from .processes import ROOT, Failed, await_port, free_port, run, running

SLIPWAY = ROOT / "slipway"

SITE = """\
site = "bench"
"""

FILES = """
[[route]]
name = "files"
match = "/f/*"
serve = "release"

[deploy]
assets = "files"
prefix = "/f"
"""

APP = """
[[route]]
name = "app"
match = "/*"
serve = "app"
"""

NODE = """
[environment.production]
hosts = ["127.0.0.1", "localhost"]
{apps}

[node]
listen = ["127.0.0.1:{traffic}", "https://127.0.0.1:{https}"]
control = "127.0.0.1:{control}"
state = "state"
memory = "{memory}"
disk = "{disk}"

[node.log]
enabled = {log}
"""


class Edge:
    """
    Serves a release's files, or stands in front of an app where a port of one is given, or both.

    options: what else the environment of its process holds
    """

    def __init__(self, folder, log, app=None, release=None, memory="256 MiB", disk="10 GiB", **options):
        self.folder = folder
        self.traffic = free_port()
        self.https = free_port()
        self.control = free_port()
        self.files = folder / "files"
        self.files.mkdir(parents=True)
        self.output = folder / "output.log"
        self.process = None
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SLIPWAY_")},
            "XDG_STATE_HOME": str(folder / "xdg"),  # where a node leaves its token for the verbs
            **options,
        }
        if "SLIPWAY_JAVA_OPTS" in os.environ:
            self.environment.setdefault("SLIPWAY_JAVA_OPTS", os.environ["SLIPWAY_JAVA_OPTS"])
        values = {"traffic": self.traffic, "https": self.https, "control": self.control, "log": str(log).lower()}
        values |= {"memory": memory, "disk": disk, "apps": f'app = ["http://127.0.0.1:{app}"]' if app else ""}
        routes = (FILES if release or not app else "") + (APP if app else "")
        (folder / "slipway.toml").write_text(SITE + routes + NODE.format(**values))

    @contextmanager
    def serving(self, pinned=()):
        """Runs it, on the given core where there is one."""
        with self.output.open("w") as output:
            command = [*pinned, SLIPWAY, "serve"]
            with running(command, cwd=self.folder, env=self.environment, stdout=output, stderr=output) as process:
                self.process = process
                await_port(self.control, process, self.output)  # it opens last
                yield self

    def deploy(self, *options, **environment):
        """Deploys and activates; returns the release's name and how many contents travelled."""
        out = run(
            [SLIPWAY, "deploy", "--activate", "production", *options],
            cwd=self.folder,
            env={**self.environment, **environment},
        )
        release = re.match(r"(\S+) of bench is published", out)
        sent = re.search(r"sent\s+([\d,]+) new content", out)
        if not release or not sent:
            raise Failed(f"slipway deploy no longer prints what the benchmark reads:\n{out}")
        return release.group(1), int(sent.group(1).replace(",", ""))

    def token(self):
        return (self.folder / "state" / "admin.token").read_text().strip()

    def dropped_log_lines(self):
        """Lines that the access log gave up because too many waited."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.control}/metrics", timeout=10) as response:
            metrics = response.read().decode()
        found = re.search(r"^slipway_log_lines_dropped_total\S* (\S+)$", metrics, re.MULTILINE)
        return int(float(found.group(1))) if found else 0

    def stored_contents(self):
        """Size by digest of what the node keeps."""
        blobs = self.folder / "state" / "blobs"
        found = (path for path in blobs.glob("??/*") if path.is_file())
        return {path.parent.name + path.name: path.stat().st_size for path in found}

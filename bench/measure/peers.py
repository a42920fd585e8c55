"""Who is measured: Slipway, Debian's nginx, h2o and Varnish, each on one core, and the apps behind them."""

import subprocess
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from .edge import Edge
from .load import LOAD_CORE, SERVER_CORE
from .processes import ROOT, Failed, await_port, family, free_port, run, running, user

PEERS = ROOT / "bench" / "peers"
MODULES = Path("/usr/lib/nginx/modules")


@dataclass(frozen=True)
class Server:
    name: str
    pid: int
    http: int  # the port of HTTP/1.1
    h2c: int = 0  # of HTTP/2 by prior knowledge
    https: int = 0
    dropped: Callable[[], int] = field(default=lambda: 0)  # log lines so far

    def resident(self):
        """Megabytes in memory, those that processes share counted once."""
        return sum(_proportional(pid) for pid in family(self.pid)) / 1e6


def _proportional(pid):
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return 1024 * int(next(line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:")))


def configured(name, folder, **values):
    """One of the configurations of the peers in that folder, filled in."""
    text = (PEERS / name).read_text()
    for word, value in {"FOLDER": folder, "USER": user(), "MODULES": MODULES, **values}.items():
        text = text.replace(f"@{word}@", str(value))
    configuration = folder / name
    configuration.write_text(text)
    return configuration


@contextmanager
def served(folder, command, port, pinned=SERVER_CORE):
    """The process of a server that listens there."""
    log = folder / "output.log"
    with log.open("w") as output, running([*pinned, *command], stdout=output, stderr=output) as process:
        await_port(port, process, log)
        yield process


def certificate(folder):
    """A key of the kind that Slipway makes for itself."""
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    places = ["-keyout", folder / "key.pem", "-out", folder / "certificate.pem"]
    run(["openssl", "req", "-x509", *kind, *subject, *places])


def write(folder, contents):
    """Files by their paths, the folders between as well."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def brotli(content):
    return run_bytes(["brotli", "--best", "--stdout", "-"], content)


def run_bytes(command, given):
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    if done.returncode != 0:
        raise Failed(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr.decode()}")
    return done.stdout


def with_brotli(contents):
    """The contents, and beside each text what a build makes of it for servers that do not compress themselves."""
    texts = {name: content for name, content in contents.items() if Path(name).suffix in (".css", ".js", ".html")}
    return contents | {f"{name}.br": brotli(content) for name, content in texts.items()}


@contextmanager
def nginx(folder, contents, app=0):
    """Servers of one nginx by what they do: file (under /f), memory, logged, cache, and shop, which does all but memory."""
    write(folder / "www" / "f", with_brotli(contents))
    certificate(folder)
    ports = {name: free_port() for name in ("PORT", "H2C", "HTTPS", "MEMORY", "LOGGED", "CACHE", "SHOP")}
    configuration = configured("nginx.conf", folder, APP=app or free_port(), KILOBYTE="1" * 1024, **ports)
    command = ["nginx", "-e", folder / "nginx-error.log", "-c", configuration]
    with served(folder, command, ports["PORT"]) as process:
        yield {
            "file": Server("nginx", process.pid, ports["PORT"], ports["H2C"], ports["HTTPS"]),
            "memory": Server("nginx", process.pid, 0, ports["MEMORY"]),
            "logged": Server("nginx, log on", process.pid, ports["LOGGED"]),
            "cache": Server("nginx proxy_cache", process.pid, ports["CACHE"]),
            "shop": Server("nginx", process.pid, ports["SHOP"]),
        }


@contextmanager
def h2o(folder, contents):
    """The contents under /f."""
    write(folder / "www" / "f", with_brotli(contents))
    certificate(folder)
    http, https = free_port(), free_port()
    configuration = configured("h2o.conf", folder, PORT=http, HTTPS=https)
    with served(folder, ["h2o", "-m", "worker", "-c", configuration], http) as process:
        yield Server("h2o", process.pid, http, http, https)


@contextmanager
def varnish(folder, app):
    folder.mkdir()
    port = free_port()
    configuration = configured("varnish.vcl", folder, ORIGIN=app)
    # As it comes, but for its memory, HTTP/2, and the jail: another user could not read the temporary folder.
    command = ["varnishd", "-F", "-j", "none", "-n", folder / "work", "-f", configuration, "-s", "malloc,256m"]
    command += ["-p", "feature=+http2", "-a", f"127.0.0.1:{port}"]
    with served(folder, command, port) as process:
        yield Server("varnish", process.pid, port, port)


@contextmanager
def slipway(name, folder, contents=None, app=None, log=False):
    """Serves the contents as a release under /f, the app, or both."""
    edge = Edge(folder, log, app=app, release=bool(contents))
    write(edge.files, contents or {})
    with edge.serving(SERVER_CORE):
        if contents:
            edge.deploy()
        dropped = edge.dropped_log_lines if log else lambda: 0
        yield Server(name, edge.process.pid, edge.traffic, edge.traffic, edge.https, dropped)


@contextmanager
def origin(folder, contents):
    """The port of an app that is never what is measured: it answers from files, or without looking anything up."""
    write(folder / "www", with_brotli(contents))
    port = free_port()
    configuration = configured("origin.conf", folder, PORT=port)
    with served(folder, ["nginx", "-e", folder / "origin-error.log", "-c", configuration], port, pinned=LOAD_CORE):
        yield port


@contextmanager
def uvicorn(folder, pinned=LOAD_CORE):
    """The port of a FastAPI app."""
    folder.mkdir()
    port = free_port()
    command = ["/usr/bin/python3", "-B", "-m", "uvicorn", "--app-dir", PEERS, "--port", port, "--log-level", "warning"]
    with served(folder, [*command, "app:app"], port, pinned):
        yield port

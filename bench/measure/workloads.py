"""What is asked of whom: the table of the comparison."""

import random
from dataclasses import dataclass

KB = 1 << 10
SIZES = {"1k": KB, "10k": 10 * KB, "100k": 100 * KB, "1m": 1 << 20}
SIZED = tuple(f"{size}.bin" for size in SIZES)
MANY = 1_000
H1, H2C, H2 = "HTTP/1.1", "HTTP/2 in the clear", "HTTP/2 over TLS"


@dataclass(frozen=True)
class Workload:
    """One row: the same request, or a list of requests, to each server in turn."""

    title: str
    path: str
    protocol: str = H1
    connections: int = 64
    fields: tuple = ()
    peers: tuple = ()  # names of the others; none for all of the group
    goals: tuple = ()  # pairs of a peer's name and the least throughput to its
    cost: tuple = ()  # pairs of a peer's name and the most CPU a request to its
    latency: bool = False
    conditional: bool = False  # with the entity tag that the server gives
    requests: tuple = ()  # instead of the path: lines as FixedRate reads them


def sizes(goals, latency=(), **options):
    """A row for each size, with goals by size."""
    return [
        Workload(size, f"/f/{size}.bin", goals=goals.get(size, ()), latency=size in latency, **options) for size in SIZES
    ]


AHEAD = (("nginx", 1.4), ("h2o", 1.0))
EVEN = (("nginx", 1.0),)
HITS = (("nginx", 1.4), ("h2o", 1.0), ("varnish", 3.0))
TWICE = (("nginx", 2.0), ("h2o", 1.0))
FILE_PEERS = ("nginx", "h2o", "slipway")
TEXT = ("Accept-Encoding: br, gzip",)

FILES = [
    *sizes({"1k": AHEAD, "10k": AHEAD, "100k": EVEN, "1m": EVEN}, latency=("10k",)),
    Workload("1k, one connection", "/f/1k.bin", connections=1, peers=FILE_PEERS),
    Workload("1k, 1,000 connections", "/f/1k.bin", connections=MANY, peers=FILE_PEERS),
    Workload("10k, If-None-Match: 304", "/f/10k.bin", conditional=True, peers=FILE_PEERS),
    Workload("1 KB from the middle of 1m: 206", "/f/1m.bin", fields=("Range: bytes=500000-501023",), peers=FILE_PEERS),
    Workload("a style sheet in br, made beforehand", "/f/shop.css", fields=TEXT, peers=FILE_PEERS),
]

HTTP2 = [
    Workload(f"{size}, {protocol}", f"/f/{size}.bin", protocol, 32, peers=FILE_PEERS, goals=goals)
    for protocol in (H2C, H2)
    for size, goals in {
        "1k": TWICE if protocol == H2 else (),
        "10k": TWICE if protocol == H2 else (),
        "100k": EVEN if protocol == H2 else (),
    }.items()
]

STORED = sizes({"1k": HITS, "10k": HITS, "100k": EVEN, "1m": EVEN})

PASSED = [
    Workload("a fast app", "/api/fast", cost=(("nginx", 1.0),), latency=True),
    Workload("FastAPI on uvicorn", "/api/basket", connections=16, cost=(("nginx", 1.0),)),
]


def contents(chance):
    """Files by name: of each size, and a style sheet that compresses as one does."""
    return {name: chance.randbytes(size) for name, size in zip(SIZED, SIZES.values())} | {"shop.css": css(chance, 60 * KB)}


def css(chance, size):
    rules = "margin padding color border-radius display flex grid gap font-size line-height background transition".split()
    text = []
    while sum(map(len, text)) < size:
        text.append(f".{chance.choice(rules)}-{chance.randrange(500)} {{ {chance.choice(rules)}: {chance.randrange(64)}px; }}\n")
    return "".join(text).encode()


# --- a shop with many pictures


@dataclass(frozen=True)
class Shop:
    """The contents of a release, the pages of an app, and what visitors ask for, in order."""

    files: dict
    pages: dict
    visits: tuple  # of a path and whether the browser has it already


def shop(chance):
    """
    500 pictures of 5 to 100 KB, 30 scripts and style sheets, 200 pages. A visit is a page, a few assets, a dozen
    pictures and two calls of the API. What is popular follows Zipf; half of the visitors come again and have the assets.
    """
    pictures = {f"img/{number}.jpg": chance.randbytes(int(5 * KB * 20 ** chance.random())) for number in range(500)}
    assets = {f"app-{number}.css": css(chance, chance.randrange(5, 60) * KB) for number in range(30)}
    pages = {f"page/{number}.html": b"<!doctype html><title>Shop</title>" + css(chance, 20 * KB) for number in range(200)}
    popular = [1 / rank**0.9 for rank in range(1, 501)]
    visits = []
    for _ in range(400):
        again = chance.random() < 0.5
        visits += [("/" + some, False) for some in chance.choices(list(pages), popular[:200])]
        visits += [("/f/" + some, again) for some in chance.choices(list(assets), popular[:30], k=4)]
        visits += [("/f/" + some, again) for some in chance.choices(list(pictures), popular, k=12)]
        visits += [("/api/fast", False)] * 2
    return Shop(pictures | assets, pages, tuple(visits))


def chance():
    """The same contents in every run."""
    return random.Random(20261123)

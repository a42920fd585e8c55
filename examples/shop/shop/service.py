"""What the shop answers, told once for both servers: the FastAPI application and its twin on the standard library."""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Callable, Iterable, Iterator, Mapping
from urllib.parse import parse_qs

from . import catalogue, pages, sessions
from .assets import Assets

FOLDER = Path(__file__).resolve().parent.parent
PUBLIC = "public, max-age=60, stale-while-revalidate=30"
PERSONAL = "private, no-store"
LONGEST_SLOW_SECONDS = 30.0
MEDIA_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass
class Request:
    """One request. The body comes in pieces, so that a large upload is never held in memory."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: Iterable[bytes]
    captured: dict[str, str] = field(default_factory=dict)

    def parameter(self, name: str, otherwise: str = "") -> str:
        return parse_qs(self.query).get(name, [otherwise])[0]

    def cookie(self, name: str) -> str | None:
        cookies = SimpleCookie(self.headers.get("cookie", ""))
        return cookies[name].value if name in cookies else None

    def form(self) -> dict[str, str]:
        text = b"".join(self.body).decode("utf-8", "replace")
        return {name: values[0] for name, values in parse_qs(text).items()}


@dataclass
class Response:
    """One response: its body is bytes, or pieces that come over time."""

    body: bytes | Iterator[bytes]
    status: int = 200
    media_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


class Shop:
    """The shop's answers. Safe for several threads."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.catalogue = catalogue.generate()
        self.assets = Assets.of_environment(folder)
        self.media = Path(os.environ.get("SHOP_MEDIA", folder / "media"))
        self.process = os.environ.get("SHOP_PROCESS", f"pid-{os.getpid()}")

    def _manifest(self, request: Request) -> dict[str, str]:
        return self.assets.manifest(request.headers.get("slipway-release"))

    def front(self, request: Request) -> Response:
        html = pages.front(self._manifest(request), self.catalogue.featured(24))
        return _public(html, "front")

    def category(self, request: Request) -> Response:
        shelf = catalogue.category(request.captured["slug"])
        if shelf is None:
            return self.missing(request)
        html = pages.shelf(self._manifest(request), shelf, self.catalogue.in_category(shelf))
        return _public(html, f"category-{shelf.slug}")

    def product(self, request: Request) -> Response:
        item = self.catalogue.by_slug.get(request.captured["slug"])
        if item is None:
            return self.missing(request)
        return _public(pages.product(self._manifest(request), item), *item.tags)

    def api_products(self, request: Request) -> Response:
        found = self.catalogue.search(request.parameter("q"))
        listed = [{"slug": p.slug, "name": p.name, "price": p.price} for p in found]
        return _json({"products": listed}, {"Cache-Control": PUBLIC, "Cache-Tag": "products"})

    def api_product(self, request: Request) -> Response:
        item = self.catalogue.by_slug.get(request.captured["slug"])
        if item is None:
            return _json({"detail": "Not Found"}, {"Cache-Control": "no-store"}, 404)
        tags = {"Cache-Control": PUBLIC, "Cache-Tag": ", ".join(item.tags)}
        return _json({"slug": item.slug, "name": item.name, "price": item.price, "stock": item.stock}, tags)

    def login_form(self, request: Request) -> Response:
        return _personal(pages.login(self._manifest(request), wrong=False))

    def login(self, request: Request) -> Response:
        form = request.form()
        session = sessions.log_in(form.get("user", ""), form.get("password", ""))
        if session is None:
            return _personal(pages.login(self._manifest(request), wrong=True), 403)
        return _redirect("/account/", f"{sessions.COOKIE}={session}; Path=/; HttpOnly; SameSite=Lax")

    def logout(self, request: Request) -> Response:
        return _redirect("/", f"{sessions.COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")

    def account(self, request: Request) -> Response:
        user = sessions.user_of(request.cookie(sessions.COOKIE))
        if user is None:
            return _redirect("/login")
        return _personal(pages.account(self._manifest(request), user))

    def cart(self, request: Request) -> Response:
        slugs = (request.cookie("cart") or "").split("+")
        items = [self.catalogue.by_slug[slug] for slug in slugs if slug in self.catalogue.by_slug]
        return _personal(pages.cart(self._manifest(request), items))

    def cart_add(self, request: Request) -> Response:
        slug = request.form().get("product", "")
        if slug not in self.catalogue.by_slug:
            return self.missing(request)
        slugs = [each for each in (request.cookie("cart") or "").split("+") if each] + [slug]
        return _redirect("/cart/", f"cart={'+'.join(slugs[-20:])}; Path=/; HttpOnly; SameSite=Lax")

    def chat(self, request: Request) -> Response:
        return _public(pages.chat(self._manifest(request)), "chat")

    def upload_form(self, request: Request) -> Response:
        return _public(pages.upload(self._manifest(request)), "upload")

    def upload(self, request: Request) -> Response:
        """Stores the body in the folder that the edge serves as /media/, whole or not at all."""
        name = request.captured["name"]
        if not MEDIA_NAME.fullmatch(name):
            return _json({"detail": "a name has letters, digits, dots, hyphens and underscores"}, {}, 400)
        self.media.mkdir(parents=True, exist_ok=True)
        part = self.media / f".{name}.{os.getpid()}.{time.monotonic_ns()}.part"
        size = 0
        try:
            with part.open("wb") as file:
                for piece in request.body:
                    size += file.write(piece)
            part.rename(self.media / name)
        finally:
            part.unlink(missing_ok=True)
        return _json({"stored": f"/media/{name}", "bytes": size}, {"Cache-Control": "no-store"}, 201)

    def echo(self, request: Request) -> Response:
        """The length and digest of the body, read piece by piece."""
        digest, length = hashlib.sha256(), 0
        for piece in request.body:
            digest.update(piece)
            length += len(piece)
        return _json({"bytes": length, "sha256": digest.hexdigest()}, {"Cache-Control": "no-store"})

    def whoami(self, request: Request) -> Response:
        """Which process answered, and what the edge told it."""
        names = ("host", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "forwarded", "x-request-id", "via")
        seen = {name: request.headers.get(name) for name in (*names, "slipway-release")}
        return _json({"process": self.process, "pid": os.getpid(), "headers": seen}, {"Cache-Control": "no-store"})

    def health(self, request: Request) -> Response:
        return _json({"ok": True}, {"Cache-Control": "no-store"})

    def slow(self, request: Request) -> Response:
        """Answers after ?seconds=, one by default."""
        seconds = max(0.0, min(float(request.parameter("seconds", "1")), LONGEST_SLOW_SECONDS))
        time.sleep(seconds)
        return _json({"slept": seconds}, {"Cache-Control": "no-store"})

    def stream(self, request: Request) -> Response:
        """Server-sent events, ?count= of them, ?seconds= apart."""
        count = max(1, min(int(request.parameter("count", "5")), 1000))
        seconds = max(0.0, min(float(request.parameter("seconds", "0.2")), 5.0))
        return Response(_events(count, seconds), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    def fail(self, request: Request) -> Response:
        return _json({"detail": "failed on request"}, {"Cache-Control": "no-store"}, 500)

    def missing(self, request: Request) -> Response:
        return Response(pages.missing(self._manifest(request)).encode(), 404, headers={"Cache-Control": "no-store"})


def _events(count: int, seconds: float) -> Iterator[bytes]:
    for number in range(count):
        if number:
            time.sleep(seconds)
        yield f"data: {number}\n\n".encode()


def _public(html: str, *tags: str) -> Response:
    return Response(html.encode(), headers={"Cache-Control": PUBLIC, "Cache-Tag": ", ".join(tags)})


def _personal(html: str, status: int = 200) -> Response:
    return Response(html.encode(), status, headers={"Cache-Control": PERSONAL})


def _json(value: object, headers: dict[str, str], status: int = 200) -> Response:
    return Response(json.dumps(value).encode(), status, "application/json", headers)


def _redirect(to: str, cookie: str | None = None) -> Response:
    headers = {"Location": to, "Cache-Control": PERSONAL}
    if cookie:
        headers["Set-Cookie"] = cookie
    return Response(b"", 303, headers=headers)


Handler = Callable[[Shop, Request], Response]

ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/", Shop.front),
    ("GET", "/category/{slug}", Shop.category),
    ("GET", "/products/{slug}", Shop.product),
    ("GET", "/api/products", Shop.api_products),
    ("GET", "/api/products/{slug}", Shop.api_product),
    ("GET", "/login", Shop.login_form),
    ("POST", "/login", Shop.login),
    ("GET", "/logout", Shop.logout),
    ("GET", "/account/", Shop.account),
    ("GET", "/cart/", Shop.cart),
    ("POST", "/cart/add", Shop.cart_add),
    ("GET", "/chat", Shop.chat),
    ("GET", "/upload", Shop.upload_form),
    ("PUT", "/upload/{name}", Shop.upload),
    ("POST", "/echo", Shop.echo),
    ("GET", "/whoami", Shop.whoami),
    ("GET", "/health", Shop.health),
    ("GET", "/slow", Shop.slow),
    ("GET", "/stream", Shop.stream),
    ("GET", "/fail", Shop.fail),
)

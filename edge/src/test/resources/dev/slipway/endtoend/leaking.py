"""An ASGI service that shows one user's data to others in a dozen ways, and its clean twin: TWIN=clean uvicorn leaking:app.

/leak/KIND   in the leaking one each page has the fault of that name; in the twin the same page is right.
"""

import hashlib
import os
from urllib.parse import parse_qs

CLEAN = os.environ.get("TWIN") == "clean"
USERS = {"amelie": "secret-a", "bertram": "secret-b"}
KINDS = "public shared targeted memo global header redirect error cookie path matrix encoded host theme hidden".split()
SESSIONS, MEMO, LAST = {}, {}, {"user": "nobody"}
SAFE = [("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"), ("referrer-policy", "same-origin")]


def html(body):
    return f'<!doctype html><html lang="en"><head><title>Leaks</title></head><body>{body}</body></html>'


def order(user):
    return hashlib.sha256(user.encode()).hexdigest()[:20]


def personal(user):
    return html(f"<p>Hello {user}, order {order(user)}</p>")


def cookies(headers):
    pairs = [pair.strip().split("=", 1) for pair in headers.get("cookie", "").split(";") if "=" in pair]
    return {name: value for name, value in pairs}


def home(user):
    # "hidden" stands behind the log-in: a stranger is not led there.
    links = "".join(f'<a href="/leak/{kind}">{kind}</a>' for kind in KINDS if user or kind != "hidden")
    return 200, [("cache-control", "no-store")], html(links)


def leak(kind, path, user, headers):
    """Status, fields and page as the leaking one answers; None where the path is none of its own."""
    public, never = [("cache-control", "public, max-age=60")], [("cache-control", "private, no-store")]
    if kind == "global":
        seen = LAST["user"]
        LAST["user"] = user or seen
        return 200, never, html(f"<p>last seen: {seen}, order {order(seen)}</p>")
    if kind == "host":
        return 200, public, html(f'<a href="http://{headers.get("x-host", "leaks.localhost")}/">home</a>')
    if kind == "theme":
        return 200, public, html(f'<p class="{cookies(headers).get("theme", "light")}">Welcome</p>')
    if kind == "cookie":
        return 200, never + [("set-cookie", "session=0123456789abcdef0123456789abcdef; HttpOnly; SameSite=Lax")], html("Welcome")
    if kind in ("memo", "hidden") and user:
        MEMO.setdefault(path, personal(user))
    if kind in ("memo", "hidden") and path in MEMO:
        return 200, never, MEMO[path]
    if user is None:
        return 303, never + [("location", "/login")], ""
    if kind == "public":
        return 200, public, personal(user)
    if kind == "shared":
        return 200, [("cache-control", "s-maxage=60")], personal(user)
    if kind == "targeted":
        return 200, never + [("cdn-cache-control", "max-age=60")], personal(user)
    if kind == "header":
        return 200, public + [("x-user", f"{user} {order(user)}")], html("Welcome")
    if kind == "redirect":
        return 302, public + [("location", f"/?order={order(user)}")], ""
    if kind == "error":
        return 404, public, personal(user)
    disguised = path.endswith(".css")
    return 200, public if disguised else never, personal(user)


def clean(kind, path, user, headers):
    """The same pages, right."""
    never = [("cache-control", "private, no-store")]
    if kind in ("host", "theme"):
        page = html("<p>Welcome</p>")
        tag = f'"{hashlib.sha256(page.encode()).hexdigest()[:20]}"'
        return 200, [("cache-control", "public, max-age=60"), ("etag", tag)], page
    if path != f"/leak/{kind}":
        return 404, [("cache-control", "no-store")], html("no such page")
    if kind in ("cookie", "global"):
        return 200, never, html("Welcome")
    if user is None:
        return 303, never + [("location", "/login")], ""
    return 200, never, personal(user)


def answer(method, path, user, headers, body):
    if path == "/":
        return home(user)
    if path == "/login":
        if method != "POST":
            return 200, [("cache-control", "no-store")], html('<form method="post"><input name="username"><input type="password" name="password"></form>')
        form = parse_qs(body.decode())
        name = form.get("username", [""])[0]
        if USERS.get(name) != form.get("password", [""])[0]:
            return 403, [("cache-control", "no-store")], html("no")
        session = hashlib.sha256(f"{name}{len(SESSIONS)}".encode()).hexdigest()
        SESSIONS[session] = name
        return 303, [("cache-control", "no-store"), ("location", "/"), ("set-cookie", f"session={session}; HttpOnly; SameSite=Lax")], ""
    for kind in KINDS:
        whole = f"/leak/{kind}"
        if path == whole or path.startswith(whole) and path[len(whole)] in "/;.%":
            found = (clean if CLEAN else leak)(kind, path, user, headers)
            if found:
                return found
    return 404, [("cache-control", "no-store")], html("no such page")


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
    body = b""
    while True:
        part = await receive()
        body += part.get("body", b"")
        if not part.get("more_body"):
            break
    path = scope["raw_path"].decode().split("?")[0]
    user = SESSIONS.get(cookies(headers).get("session", ""))
    status, fields, page = answer(scope["method"], path, user, headers, body)
    tag = dict(fields).get("etag")
    if status == 200 and tag and headers.get("if-none-match") == tag:
        status, page = 304, ""
    if page:
        fields = [*fields, ("content-type", "text/html; charset=utf-8")]
    if status != 304:
        fields = [*fields, ("content-length", str(len(page.encode())))]
    fields = [(name.encode(), value.encode()) for name, value in [*fields, *SAFE]]
    await send({"type": "http.response.start", "status": status, "headers": fields})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else page.encode()})

"""A small FastAPI service that is shipped by tests: two users, a page, an account, and one stylesheet."""

import hashlib
import urllib.parse

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

app = FastAPI()
USERS = {"amelie": "secret-a", "bertram": "secret-b"}
SESSIONS = {}
STYLE = "/static/style.css"
SECURITY = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin"}


def page(body, cache):
    text = f'<!doctype html><html lang="en"><head><title>Shop</title><link rel="stylesheet" href="{STYLE}"></head><body>{body}</body></html>'
    tag = hashlib.sha256(text.encode()).hexdigest()[:32]
    headers = {"Cache-Control": cache, **SECURITY}
    if "no-store" not in cache:
        headers["ETag"] = f'"{tag}"'
    return HTMLResponse(text, headers=headers)


def conditional(request, response):
    tag = response.headers.get("etag")
    if tag and request.headers.get("if-none-match") == tag:
        headers = {k: v for k, v in response.headers.items() if k not in ("content-length", "content-type")}
        return Response(status_code=304, headers=headers)
    return response


def user(request):
    return SESSIONS.get(request.cookies.get("session", ""))


@app.get("/health")
def health():
    return Response("well", media_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


@app.api_route("/", methods=["GET", "HEAD"])
def home(request: Request):
    return conditional(request, page('<h1>Welcome</h1><a href="/account">account</a>', "public, max-age=0, s-maxage=60"))


@app.api_route("/account", methods=["GET", "HEAD"])
def account(request: Request):
    name = user(request)
    if name is None:
        return RedirectResponse("/login", 303, headers={"Cache-Control": "no-store"})
    return page(f"<h1>Hello {name}</h1><p>{name}@shop.test has order number {hashlib.md5(name.encode()).hexdigest()}</p>", "private, no-store")


@app.api_route("/login", methods=["GET", "HEAD"])
def ask():
    return page('<form method="post"><input name="username"><input name="password" type="password"></form>', "no-store")


@app.post("/login")
async def log_in(request: Request):
    form = urllib.parse.parse_qs((await request.body()).decode())
    username, password = (form.get(name, [""])[0] for name in ("username", "password"))
    if USERS.get(username) != password:
        return Response("no", status_code=403, media_type="text/plain")
    session = hashlib.sha256(f"{username} {len(SESSIONS)} salt".encode()).hexdigest()
    SESSIONS[session] = username
    response = RedirectResponse("/account", 303, headers={"Cache-Control": "no-store"})
    response.set_cookie("session", session, httponly=True, samesite="lax")
    return response

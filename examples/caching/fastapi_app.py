"""Caching behind Slipway with FastAPI: uvicorn fastapi_app:app"""

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse

app = FastAPI()
rendered = 0


def page(text: str) -> str:
    global rendered
    rendered += 1
    return f"<!doctype html><title>Harbour</title><p>{text}</p><p>rendered {rendered}</p>"


# For everybody, a minute long; while it is fetched anew and when the app fails, the old one will do.
@app.get("/articles/{number}", response_class=HTMLResponse)
def article(number: int, response: Response):
    response.headers["Cache-Control"] = "public, max-age=60, stale-while-revalidate=30, stale-if-error=86400"
    response.headers["Cache-Tag"] = f"articles, article-{number}"
    response.headers["ETag"] = f'"article-{number}-1"'
    return page(f"Article {number}")


# The same for all who read that language.
@app.get("/greeting", response_class=HTMLResponse)
def greeting(request: Request, response: Response):
    response.headers["Cache-Control"] = "public, max-age=60"
    response.headers["Vary"] = "Accept-Language"
    german = request.headers.get("Accept-Language", "").startswith("de")
    return page("Moin" if german else "Ahoy")


# For the one who is logged in alone.
@app.get("/me", response_class=HTMLResponse)
def me(request: Request, response: Response):
    response.headers["Cache-Control"] = "private, no-cache"
    return page(f"Hello {request.cookies.get('session', 'stranger')}")


# Forgot to say anything: not stored.
@app.get("/silent", response_class=HTMLResponse)
def silent():
    return page("Nothing is said about caching")


# A change: the page of the same path is asked for again, and Slipway needs to be told nothing.
@app.post("/articles/{number}", response_class=HTMLResponse)
def change(number: int):
    return page(f"Article {number} was changed")

"""Caching behind Slipway with Flask: gunicorn flask_app:app"""

from flask import Flask, make_response, request, session

app = Flask(__name__)
app.secret_key = "for this example only"
rendered = 0


def page(text):
    global rendered
    rendered += 1
    return make_response(f"<!doctype html><title>Harbour</title><p>{text}</p><p>rendered {rendered}</p>")


# For everybody, a minute long; while it is fetched anew and when the app fails, the old one will do.
@app.get("/articles/<int:number>")
def article(number):
    response = page(f"Article {number}")
    response.headers["Cache-Control"] = "public, max-age=60, stale-while-revalidate=30, stale-if-error=86400"
    response.headers["Cache-Tag"] = f"articles, article-{number}"
    response.set_etag(f"article-{number}-1")
    return response.make_conditional(request)


# The same for all who read that language.
@app.get("/greeting")
def greeting():
    german = request.headers.get("Accept-Language", "").startswith("de")
    response = page("Moin" if german else "Ahoy")
    response.cache_control.public = True
    response.cache_control.max_age = 60
    response.vary.add("Accept-Language")
    return response


# For the one who is logged in alone. Whoever touches Flask's session gets "Vary: Cookie" by itself, and its cookie.
@app.get("/me")
def me():
    session["visits"] = session.get("visits", 0) + 1
    response = page(f"Visit {session['visits']}")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


# Forgot to say anything: not stored.
@app.get("/silent")
def silent():
    return page("Nothing is said about caching")


# A change: the page of the same path is asked for again, and Slipway needs to be told nothing.
@app.post("/articles/<int:number>")
def change(number):
    return page(f"Article {number} was changed")

"""Caching behind Slipway with Django, in one file: gunicorn django_app:app"""

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt

settings.configure(
    SECRET_KEY="for this example only",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.sessions"],
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    MIDDLEWARE=[
        "django.middleware.gzip.GZipMiddleware",
        "django.middleware.http.ConditionalGetMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
)
django.setup()
rendered = 0


def page(text):
    global rendered
    rendered += 1
    filler = "<p>" + "Fair winds and following seas. " * 20 + "</p>"
    return HttpResponse(f"<!doctype html><title>Harbour</title><p>{text}</p><p>rendered {rendered}</p>{filler}")


# For everybody, a minute long; while it is fetched anew and when the app fails, the old one will do.
@csrf_exempt
def article(request, number):
    if request.method == "POST":
        # A change: the page of the same path is asked for again, and Slipway needs to be told nothing.
        return page(f"Article {number} was changed")
    response = page(f"Article {number}")
    response["Cache-Control"] = "public, max-age=60, stale-while-revalidate=30, stale-if-error=86400"
    response["Cache-Tag"] = f"articles, article-{number}"
    response["ETag"] = f'"article-{number}-1"'
    return response


# The same for all who read that language.
@cache_control(public=True, max_age=60)
def greeting(request):
    german = request.headers.get("Accept-Language", "").startswith("de")
    response = page("Moin" if german else "Ahoy")
    patch_vary_headers(response, ["Accept-Language"])
    return response


# For the one who is logged in alone. Whoever touches Django's session gets "Vary: Cookie" by itself, and its cookie.
@cache_control(private=True, no_cache=True)
def me(request):
    request.session["visits"] = request.session.get("visits", 0) + 1
    return page(f"Visit {request.session['visits']}")


# Forgot to say anything: not stored.
def silent(request):
    return page("Nothing is said about caching")


urlpatterns = [
    path("articles/<int:number>", article),
    path("greeting", greeting),
    path("me", me),
    path("silent", silent),
]
app = get_wsgi_application()

"""The pages as HTML, rendered from templates. Every asset is named by the manifest, never by hand."""

from __future__ import annotations

from html import escape
from string import Template

from .assets import Manifest
from .catalogue import CATEGORIES, Category, Product

_LAYOUT = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title · Harbour &amp; Co.</title>
<link rel="stylesheet" href="$css">
<link rel="icon" href="/favicon.ico">
<script src="$js" defer></script>
</head>
<body>
<header><nav><a class="brand" href="/">Harbour &amp; Co.</a>
<a href="/account/">Account</a> <a href="/cart/">Cart</a> <a href="/chat">Chat</a> <a href="/login">Log in</a></nav></header>
<main>
$body
</main>
<footer>A small shop to try Slipway with. Nothing here is for sale.</footer>
</body>
</html>
""")
_CARD = Template("""<li class="card"><a href="/products/$slug"><img src="$image" alt="" width="320" height="240" loading="lazy"></a>
<p><a href="/products/$slug">$name</a> <span class="soft">$price</span></p></li>""")
_PRODUCT = Template("""<div class="product"><img src="$image" alt="$name" width="320" height="240">
<div><h1>$name</h1><p>$description</p><p class="price">$price</p>
<p class="soft" data-stock-of="$slug"></p>
<form method="post" action="/cart/add"><input type="hidden" name="product" value="$slug"><button>Add to cart</button></form>
<p><a href="/category/$category">More $shelf</a></p></div></div>""")
_LOGIN = """<h1>Log in</h1><p class="soft">Try ada with lovelace, or alan with turing.</p>
<form method="post" action="/login"><label>Name <input name="user" autocomplete="username"></label>
<label>Password <input name="password" type="password" autocomplete="current-password"></label>
<button>Log in</button></form>"""


def page(manifest: Manifest, title: str, body: str) -> str:
    """A whole page around its body."""
    return _LAYOUT.substitute(
        title=escape(title), body=body, css=manifest.get("css/site.css", ""), js=manifest.get("js/app.js", "")
    )


def money(cents: int) -> str:
    return f"€ {cents / 100:.2f}"


def front(manifest: Manifest, featured: list[Product]) -> str:
    shelves = "".join(f'<li><a href="/category/{shelf.slug}">{escape(shelf.name)}</a></li>' for shelf in CATEGORIES)
    hero = f'<img class="hero" src="{manifest.get("images/hero.jpg", "")}" alt="" width="1200" height="480">'
    body = f'{hero}<h1>Things that last</h1><ul class="shelves">{shelves}</ul>{_grid(manifest, featured)}'
    return page(manifest, "Things that last", body)


def shelf(manifest: Manifest, category: Category, products: list[Product]) -> str:
    sign = manifest.get(f"images/categories/{category.slug}.svg", "")
    body = f'<h1><img src="{sign}" alt="" width="64" height="48"> {escape(category.name)}</h1>{_grid(manifest, products)}'
    return page(manifest, category.name, body)


def product(manifest: Manifest, item: Product) -> str:
    body = _PRODUCT.substitute(
        slug=item.slug,
        name=escape(item.name),
        description=escape(item.description),
        price=money(item.price),
        image=manifest.get(item.image, ""),
        category=item.category.slug,
        shelf=escape(item.category.name.lower()),
    )
    return page(manifest, item.name, body)


def login(manifest: Manifest, wrong: bool) -> str:
    complaint = "<p>That name and password do not belong together.</p>" if wrong else ""
    return page(manifest, "Log in", complaint + _LOGIN)


def account(manifest: Manifest, user: str) -> str:
    body = f"""<h1>Hello, {escape(user)}</h1><p>Your address: {escape(user)}@shop.test</p>
<p><a href="/logout">Log out</a></p>"""
    return page(manifest, "Account", body)


def cart(manifest: Manifest, items: list[Product]) -> str:
    lines = "".join(f"<li>{escape(item.name)}, {money(item.price)}</li>" for item in items)
    total = money(sum(item.price for item in items))
    body = f"<h1>Cart</h1><ul>{lines}</ul><p class='price'>{total}</p>" if items else "<h1>Cart</h1><p>It is empty.</p>"
    return page(manifest, "Cart", body)


def upload(manifest: Manifest) -> str:
    body = """<h1>Send a picture</h1><p class="soft">PUT /upload/NAME stores the request's body as /media/NAME:
<code>curl -T picture.jpg http://shop.localhost:8080/upload/picture.jpg</code></p>"""
    return page(manifest, "Send a picture", body)


def chat(manifest: Manifest) -> str:
    body = """<h1>Chat</h1><ul data-chat="/chat/room"></ul>
<form data-chat-form><label>Say <input name="text" maxlength="500" autocomplete="off"></label> <button>Send</button></form>
<p class="soft">Over WebSocket. The shop's twin on the standard library has no chat.</p>"""
    return page(manifest, "Chat", body)


def missing(manifest: Manifest) -> str:
    return page(manifest, "Not here", "<h1>Not here</h1><p>There is nothing at this address.</p>")


def _grid(manifest: Manifest, products: list[Product]) -> str:
    cards = (
        _CARD.substitute(slug=p.slug, name=escape(p.name), price=money(p.price), image=manifest.get(p.image, ""))
        for p in products
    )
    return f'<ul class="grid">{"".join(cards)}</ul>'

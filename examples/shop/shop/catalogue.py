"""The catalogue: a few hundred products in twelve categories, the same for the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

PRODUCTS_PER_CATEGORY = 20


@dataclass(frozen=True)
class Category:
    """A shelf of the shop. Its slug also names the motif that its pictures show."""

    slug: str
    name: str
    nouns: tuple[str, ...]
    materials: tuple[str, ...]
    cheapest: int  # whole euros
    dearest: int


@dataclass(frozen=True)
class Product:
    """One thing for sale. Its price is in cents."""

    id: int
    slug: str
    name: str
    category: Category
    description: str
    price: int
    stock: int
    hue: float  # 0 to 1: what colour its picture is

    @property
    def image(self) -> str:
        """The picture's logical name in the asset manifest."""
        return f"images/products/{self.slug}.jpg"

    @property
    def tags(self) -> tuple[str, ...]:
        """The cache tags of everything that shows this product in full."""
        return f"product-{self.id}", f"category-{self.category.slug}"


CATEGORIES = (
    Category("mugs", "Mugs", ("Mug", "Beaker", "Cup"), ("Stoneware", "Enamel", "Porcelain"), 9, 32),
    Category("lamps", "Lamps", ("Lamp", "Reading Light", "Lantern"), ("Brass", "Linen", "Oak"), 45, 240),
    Category("notebooks", "Notebooks", ("Notebook", "Journal", "Sketchbook"), ("Linen", "Cork", "Kraft"), 6, 28),
    Category("bags", "Bags", ("Tote", "Satchel", "Backpack"), ("Canvas", "Leather", "Felt"), 29, 180),
    Category("plants", "Plants", ("Fern", "Rubber Plant", "Peace Lily"), ("Potted", "Hanging", "Desk"), 12, 65),
    Category("chairs", "Chairs", ("Chair", "Stool", "Armchair"), ("Beech", "Walnut", "Rattan"), 79, 420),
    Category("bowls", "Bowls", ("Bowl", "Serving Dish", "Basin"), ("Olive-Wood", "Glass", "Ceramic"), 14, 72),
    Category("clocks", "Clocks", ("Wall Clock", "Alarm Clock", "Mantel Clock"), ("Birch", "Steel", "Marble"), 24, 160),
    Category("blankets", "Blankets", ("Blanket", "Throw", "Quilt"), ("Merino", "Cotton", "Alpaca"), 39, 210),
    Category("candles", "Candles", ("Candle", "Pillar Candle", "Night Light"), ("Beeswax", "Soy", "Rapeseed"), 5, 34),
    Category("teapots", "Teapots", ("Teapot", "Kettle", "Tea Brewer"), ("Cast-Iron", "Clay", "Copper"), 28, 140),
    Category("vases", "Vases", ("Vase", "Carafe", "Bud Vase"), ("Smoked-Glass", "Terracotta", "Bone-China"), 16, 98),
)

_PLACES = ("Harbour", "Meadow", "Juniper", "Fjord", "Cove", "Orchard", "Pebble", "Heather",
           "Willow", "Thistle", "Saffron", "Tide", "Moss", "Linden", "Ember", "Drift")  # fmt: skip
_OPENINGS = ("Made in small batches by", "Designed and finished by", "The everyday favourite from", "New this season from")
_MAKERS = ("a family workshop in Porto", "two sisters in Ghent", "a studio by the Baltic", "a cooperative in the Jura")
_QUALITIES = ("Ages well and mends easily.", "Light in the hand, and hard to break.",
              "No two are quite alike.", "Built to be handed down.")  # fmt: skip
_CARES = ("Wipe clean with a damp cloth.", "Comes in a box without plastic.", "Spare parts are available for ten years.")


@dataclass(frozen=True)
class Catalogue:
    """Every product, in a fixed order, and by slug."""

    products: tuple[Product, ...]
    by_slug: dict[str, Product] = field(repr=False)

    def in_category(self, category: Category) -> list[Product]:
        return [product for product in self.products if product.category is category]

    def featured(self, count: int) -> list[Product]:
        """Products for the front page, taken evenly from all shelves."""
        step = max(1, len(self.products) // count)
        return list(self.products[::step][:count])

    def search(self, words: str) -> list[Product]:
        """Products whose name or description holds every word."""
        wanted = words.casefold().split()
        return [p for p in self.products if all(word in f"{p.name} {p.description}".casefold() for word in wanted)]


def category(slug: str) -> Category | None:
    """The category of that slug, if there is one."""
    return next((each for each in CATEGORIES if each.slug == slug), None)


def generate(seed: int = 1) -> Catalogue:
    """The catalogue that belongs to a seed."""
    rng = random.Random(seed)
    products: dict[str, Product] = {}
    for shelf in CATEGORIES:
        names = [f"{place} {material} {noun}" for place in _PLACES for material in shelf.materials for noun in shelf.nouns]
        for name in rng.sample(names, PRODUCTS_PER_CATEGORY):
            product = _product(rng, len(products) + 1, name, shelf)
            products[product.slug] = product
    return Catalogue(tuple(products.values()), products)


def _product(rng: random.Random, number: int, name: str, shelf: Category) -> Product:
    description = f"{rng.choice(_OPENINGS)} {rng.choice(_MAKERS)}. {rng.choice(_QUALITIES)} {rng.choice(_CARES)}"
    return Product(
        id=number,
        slug=name.lower().replace(" ", "-"),
        name=name,
        category=shelf,
        description=description,
        price=rng.randint(shelf.cheapest, shelf.dearest) * 100 - rng.choice((0, 5, 10, 50)),
        stock=rng.choice((0, 2, 5, 12, 40, 150)),
        hue=rng.random(),
    )

#!/usr/bin/python3
"""Builds the shop's assets into dist/: pictures, style sheet, script, each under a fingerprinted name, and manifest.json.

Run it again after changing assets/: pictures that are there already are kept, and what is no longer produced is removed.
"""

from __future__ import annotations

import argparse
import json
import sys
from multiprocessing import Pool
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from shop import catalogue, drawing, images  # noqa: E402
from shop.fingerprint import named  # noqa: E402

PREFIX = "/static/"
ERROR_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{title}</title>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem">
<h1>{title}</h1><p>{text}</p><p><a href="/">Back to the shop</a></p></body></html>
"""


def picture(job: tuple[str, str, float]) -> tuple[str, bytes]:
    """One picture of the shop: its logical name and its bytes."""
    logical, motif, hue = job
    if logical.endswith(".jpg"):
        return logical, images.jpg(drawing.hero_picture() if motif == "hero" else drawing.product_picture(motif, hue))
    if logical.endswith(".png"):
        return logical, images.png(drawing.weave())
    return logical, images.svg(drawing.icon(motif, hue))


def picture_jobs(seed: int) -> list[tuple[str, str, float]]:
    """Every picture the shop needs: logical name, motif, hue."""
    shelves = enumerate(catalogue.CATEGORIES)
    jobs = [(f"images/categories/{shelf.slug}.svg", shelf.slug, place / 12) for place, shelf in shelves]
    jobs += [(p.image, p.category.slug, p.hue) for p in catalogue.generate(seed).products]
    return jobs + [("images/hero.jpg", "hero", 0.0), ("images/weave.png", "weave", 0.0)]


def build(out: Path, seed: int) -> dict[str, str]:
    """Builds everything into `out` and returns the manifest: logical name to path."""
    out.mkdir(parents=True, exist_ok=True)
    known = kept_pictures(out, seed)
    missing = [job for job in picture_jobs(seed) if job[0] not in known]
    files: dict[str, str] = dict(known)
    with Pool() as pool:
        for logical, content in pool.imap_unordered(picture, missing, chunksize=8):
            files[logical] = write(out, named(logical, content), content)
    for logical, source in (("css/site.css", "site.css"), ("js/app.js", "app.js")):
        content = (HERE / "assets" / source).read_bytes()
        if logical.endswith(".css"):
            content = content.replace(b"images/weave.png", f"{PREFIX}{files['images/weave.png']}".encode())
        files[logical] = write(out, named(logical, content), content)
    plain = plain_files()
    for name, content in plain.items():
        write(out, name, content)
    manifest = {logical: PREFIX + name for logical, name in sorted(files.items())}
    write(out, "manifest.json", json.dumps(manifest, indent=1).encode())
    (out / ".seed").write_text(str(seed))
    remove_others(out, {*files.values(), *plain, "manifest.json", ".seed"})
    return manifest


def plain_files() -> dict[str, bytes]:
    """Files whose names stay the same whatever they hold."""
    busy = ERROR_PAGE.format(title="One moment", text="The shop does not answer just now. Please try again shortly.")
    lost = ERROR_PAGE.format(title="Not here", text="There is nothing at this address.")
    return {
        "robots.txt": b"User-agent: *\nAllow: /\n",
        "favicon.svg": images.svg(drawing.icon("teapots", 0.48)),
        "errors/502.html": busy.encode(),
        "errors/404.html": lost.encode(),
    }


def kept_pictures(out: Path, seed: int) -> dict[str, str]:
    """The pictures that an earlier build with the same seed left: drawing them again would give the same bytes."""
    try:
        if (out / ".seed").read_text() != str(seed):
            return {}
        manifest = json.loads((out / "manifest.json").read_text())
    except (FileNotFoundError, ValueError):
        return {}
    names = {logical: path.removeprefix(PREFIX) for logical, path in manifest.items() if logical.startswith("images/")}
    return {logical: name for logical, name in names.items() if (out / name).is_file()}


def write(out: Path, name: str, content: bytes) -> str:
    path = out / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_bytes() != content:
        path.write_bytes(content)
    return name


def remove_others(out: Path, names: set[str]) -> None:
    for path in out.rglob("*"):
        if path.is_file() and str(path.relative_to(out)) not in names:
            path.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the shop's assets.")
    parser.add_argument("--out", type=Path, default=HERE / "dist", help="the folder to build into (default: dist)")
    parser.add_argument("--seed", type=int, default=1, help="which catalogue (default: 1)")
    arguments = parser.parse_args()
    manifest = build(arguments.out, arguments.seed)
    print(f"{len(manifest)} fingerprinted files in {arguments.out}")


if __name__ == "__main__":
    main()

"""Drawings as files: SVG, PNG and JPEG."""

from __future__ import annotations

import math
import struct
import zlib
from collections import defaultdict
from typing import Iterator

from . import jpeg
from .drawing import Colour, Drawing, Points

_SAMPLES = 4  # lines sampled in every row of pixels, for smooth edges

Span = tuple[float, float]


def svg(drawing: Drawing) -> bytes:
    """The drawing as an SVG document."""
    polygons = (f'<polygon fill="{_hex(s.colour)}" points="{_svg_points(s.points)}"/>' for s in drawing.shapes)
    size = f"{drawing.width} {drawing.height}"
    ground = f'<rect width="100%" height="100%" fill="{_hex(drawing.top)}"/>'
    body = "\n".join((ground, *polygons))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}">\n{body}\n</svg>\n'.encode()


def png(drawing: Drawing) -> bytes:
    """The drawing as a PNG file, eight bits of red, green and blue."""
    width, height = drawing.width, drawing.height
    pixels = bytearray(3 * width * height)
    pixels[0::3], pixels[1::3], pixels[2::3] = painted(drawing, lambda colour: colour)
    rows = b"".join(b"\0" + pixels[y : y + 3 * width] for y in range(0, len(pixels), 3 * width))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def jpg(drawing: Drawing) -> bytes:
    """The drawing as a baseline JPEG file."""
    return jpeg.encode(painted(drawing, _ycc), drawing.width, drawing.height)


def painted(drawing: Drawing, colours) -> jpeg.Planes:
    """The drawing's pixels in three planes. `colours` translates to the planes' colour space, which must be linear."""
    width, height = drawing.width, drawing.height
    planes = (bytearray(), bytearray(), bytearray())
    top, bottom = colours(drawing.top), colours(drawing.bottom)
    for y in range(height):
        for plane, first, last in zip(planes, top, bottom):
            plane += bytes((round(first + (last - first) * y / max(1, height - 1)),)) * width
    for shape in drawing.shapes:
        _fill(planes, width, height, shape.points, colours(shape.colour))
    return planes


def _fill(planes: jpeg.Planes, width: int, height: int, points: Points, colour: Colour) -> None:
    """Paints a polygon: whole runs where a row is covered, and blends where it is covered in part."""
    for y, spans in _rows(points, width, height):
        base = y * width
        solid, partial = _coverage(spans)
        for start, end in solid:
            for plane, value in zip(planes, colour):
                plane[base + start : base + end] = bytes((value,)) * (end - start)
        for x, share in partial.items():
            for plane, value in zip(planes, colour):
                under = plane[base + x]
                plane[base + x] = round(under + (value - under) * min(1.0, share))


def _rows(points: Points, width: int, height: int) -> Iterator[tuple[int, list[list[Span]]]]:
    """The spans that a polygon covers on each sampled line, by row of pixels; inside is what is crossed oddly often."""
    crossings: dict[int, list[float]] = defaultdict(list)
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1]):
        if y0 > y1:
            x0, y0, x1, y1 = x1, y1, x0, y0
        for line in range(math.ceil(y0 * _SAMPLES - 0.5), math.ceil(y1 * _SAMPLES - 0.5)):
            at = (line + 0.5) / _SAMPLES
            crossings[line].append(min(float(width), max(0.0, x0 + (x1 - x0) * (at - y0) / (y1 - y0))))
    for y in sorted({line // _SAMPLES for line in crossings}):
        if 0 <= y < height:
            lines = [sorted(crossings.get(y * _SAMPLES + i, ())) for i in range(_SAMPLES)]
            yield y, [list(zip(xs[::2], xs[1::2])) for xs in lines]


def _coverage(lines: list[list[Span]]) -> tuple[list[tuple[int, int]], dict[int, float]]:
    """The runs of pixels that are covered whole, and the share of every pixel that is covered in part."""
    solid: list[tuple[int, int]] = []
    partial: dict[int, float] = defaultdict(float)
    regular = len({len(spans) for spans in lines}) == 1
    groups = zip(*lines) if regular else ([span] for spans in lines for span in spans)
    for group in groups:
        start = math.ceil(max(left for left, _ in group))
        end = math.floor(min(right for _, right in group))
        if regular and end > start:
            solid.append((start, end))
        else:
            start = end = math.floor(max(right for _, right in group)) + 1
        for left, right in group:
            for x in (*range(math.floor(left), start), *range(end, math.ceil(right))):
                share = min(x + 1, right) - max(x, left)
                if share > 0:
                    partial[x] += share / _SAMPLES
    return solid, partial


def _ycc(colour: Colour) -> Colour:
    """JFIF's luminance and colour differences."""
    red, green, blue = colour
    luminance = 0.299 * red + 0.587 * green + 0.114 * blue
    return round(luminance), round(128 + (blue - luminance) * 0.564), round(128 + (red - luminance) * 0.713)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _hex(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _svg_points(points: Points) -> str:
    return " ".join(f"{x:.4g},{y:.4g}" for x, y in points)

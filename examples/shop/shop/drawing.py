"""Drawings: flat polygons on a graded ground, and the motif that stands for each category.

A drawing knows nothing of files; `images` turns the same one into SVG, PNG or JPEG. Motifs are drawn on a stage of
320 by 240 and can be scaled and moved anywhere.
"""

from __future__ import annotations

import colorsys
import math
from dataclasses import dataclass
from typing import Callable

Colour = tuple[int, int, int]
Points = list[tuple[float, float]]

STAGE = (320, 240)


@dataclass(frozen=True)
class Shape:
    """A filled polygon."""

    points: Points
    colour: Colour

    def placed(self, scale: float, dx: float, dy: float) -> Shape:
        return Shape([(x * scale + dx, y * scale + dy) for x, y in self.points], self.colour)


@dataclass(frozen=True)
class Drawing:
    """A ground that runs from one colour at the top to another at the bottom, and shapes in painting order."""

    width: int
    height: int
    top: Colour
    bottom: Colour
    shapes: list[Shape]


@dataclass(frozen=True)
class Palette:
    """The colours of one picture: five shades of one hue and an accent from across the wheel."""

    hue: float

    def shade(self, lightness: float, saturation: float = 0.42) -> Colour:
        return _rgb(self.hue, lightness, saturation)

    def accent(self, lightness: float = 0.6) -> Colour:
        return _rgb(self.hue + 0.45, lightness, 0.5)


def product_picture(motif: str, hue: float) -> Drawing:
    """The picture of one product."""
    palette = Palette(hue)
    return Drawing(*STAGE, palette.shade(0.95, 0.35), palette.shade(0.86, 0.3), still_life(motif, palette))


def hero_picture(hue: float = 0.48) -> Drawing:
    """The wide picture on the front page: half a dozen motifs in a row on a shelf."""
    palette = Palette(hue)
    width, height = 1200, 480
    shapes = [Shape(rectangle(0, 392, width, height), palette.shade(0.72, 0.22))]
    for place, motif in enumerate(("plants", "teapots", "mugs", "vases", "lamps", "clocks")):
        scale = 1.1 + 0.12 * (place % 3)
        dx, dy = place * 195 - 65 * scale, 415 - 205 * scale
        shapes += [shape.placed(scale, dx, dy) for shape in still_life(motif, Palette(hue + place * 0.17))]
    return Drawing(width, height, palette.shade(0.95, 0.4), palette.shade(0.84, 0.3), shapes)


def icon(motif: str, hue: float) -> Drawing:
    """A category's sign."""
    return Drawing(*STAGE, Palette(hue).shade(0.93), Palette(hue).shade(0.93), still_life(motif, Palette(hue)))


def weave() -> Drawing:
    """A small tile of linen, which the style sheet repeats behind the page's head."""
    ground, thread = (250, 249, 246), (241, 239, 233)
    strips = [rectangle(x, y, x + 10, y + 3) for x, y in ((1, 2), (13, 8), (1, 14), (13, 20))]
    strips += [rectangle(y, x, y + 3, x + 10) for x, y in ((7, 2), (19, 8), (7, 14), (-5, 8), (19, 20), (-5, 20))]
    return Drawing(24, 24, ground, ground, [Shape(strip, thread) for strip in strips])


def still_life(motif: str, palette: Palette) -> list[Shape]:
    """The motif with its shadow, on the stage."""
    return [Shape(ellipse(160, 206, 92, 11), palette.shade(0.76, 0.22)), *MOTIFS[motif](palette)]


def rectangle(left: float, top: float, right: float, bottom: float) -> Points:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def ellipse(cx: float, cy: float, rx: float, ry: float, start: float = 0, end: float = 360) -> Points:
    """An ellipse, or the piece of one between two angles in degrees; 0 is to the right and 90 is down."""
    steps = max(6, int((end - start) / 7.5))
    angles = (math.radians(start + (end - start) * step / steps) for step in range(steps + 1))
    return [(cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in angles]


def ring(cx: float, cy: float, rx: float, ry: float, thickness: float, start: float = 0, end: float = 360) -> Points:
    """A band along an ellipse."""
    inner = ellipse(cx, cy, rx - thickness, ry - thickness, start, end)
    return ellipse(cx, cy, rx, ry, start, end) + inner[::-1]


def rounded(left: float, top: float, right: float, bottom: float, radius: float) -> Points:
    """A rectangle with round corners."""
    return (
        ellipse(right - radius, bottom - radius, radius, radius, 0, 90)
        + ellipse(left + radius, bottom - radius, radius, radius, 90, 180)
        + ellipse(left + radius, top + radius, radius, radius, 180, 270)
        + ellipse(right - radius, top + radius, radius, radius, 270, 360)
    )


def leaf(x: float, y: float, length: float, angle: float) -> Points:
    """A pointed leaf that grows from a point; its angle is in degrees, 0 upwards."""
    turn = math.radians(angle)
    outline = [(math.sin(math.pi * t / 12) * length * 0.2, -length * t / 12) for t in range(13)]
    outline += [(-px, py) for px, py in reversed(outline)]
    return [
        (x + px * math.cos(turn) - py * math.sin(turn), y + px * math.sin(turn) + py * math.cos(turn))
        for px, py in outline
    ]


def _rgb(hue: float, lightness: float, saturation: float) -> Colour:
    red, green, blue = colorsys.hls_to_rgb(hue % 1, lightness, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def _mugs(p: Palette) -> list[Shape]:
    return [
        Shape(ring(210, 140, 38, 40, 13), p.shade(0.42)),
        Shape(rounded(102, 80, 212, 206, 20), p.shade(0.52)),
        Shape(rectangle(102, 124, 212, 140), p.accent(0.72)),
        Shape(rounded(116, 92, 126, 192, 5), p.shade(0.66)),
        Shape(ellipse(157, 82, 55, 12), p.shade(0.36)),
    ]


def _lamps(p: Palette) -> list[Shape]:
    return [
        Shape(ellipse(160, 202, 50, 10), p.shade(0.3)),
        Shape(rectangle(155, 110, 165, 202), p.shade(0.36)),
        Shape([(128, 42), (192, 42), (226, 122), (94, 122)], p.accent(0.72)),
        Shape([(128, 42), (146, 42), (128, 122), (94, 122)], p.accent(0.8)),
        Shape(ellipse(160, 122, 66, 8), p.accent(0.9)),
    ]


def _notebooks(p: Palette) -> list[Shape]:
    return [
        Shape(rounded(108, 50, 222, 206, 8), p.shade(0.97, 0.2)),
        Shape(rounded(100, 44, 214, 202, 8), p.shade(0.5)),
        Shape(rectangle(100, 52, 118, 194), p.shade(0.38)),
        Shape(rectangle(192, 44, 200, 202), p.accent(0.55)),
        Shape(rounded(132, 74, 178, 104, 4), p.shade(0.9, 0.25)),
    ]


def _bags(p: Palette) -> list[Shape]:
    return [
        Shape(ring(160, 96, 42, 56, 9, 180, 360), p.shade(0.32)),
        Shape([(96, 92), (224, 92), (238, 206), (82, 206)], p.shade(0.54)),
        Shape([(96, 92), (224, 92), (228, 124), (92, 124)], p.shade(0.42)),
        Shape(rounded(124, 140, 196, 188, 8), p.shade(0.63)),
        Shape(ellipse(160, 124, 8, 8), p.accent(0.62)),
    ]


def _plants(p: Palette) -> list[Shape]:
    green = Palette(0.33 + p.hue * 0.12)
    leaves = [(-62, 84), (60, 86), (-38, 108), (36, 106), (-14, 118), (14, 112), (0, 96)]
    return [
        *(Shape(leaf(160, 150, size, angle), green.shade(0.34 + 0.04 * n)) for n, (angle, size) in enumerate(leaves)),
        Shape([(112, 142), (208, 142), (196, 206), (124, 206)], p.shade(0.55, 0.5)),
        Shape(rounded(106, 134, 214, 152, 4), p.shade(0.45, 0.5)),
    ]


def _chairs(p: Palette) -> list[Shape]:
    wood = Palette(0.08)
    return [
        *(Shape([(x, 146), (x + 9, 146), (x + 9 + lean, 208), (x + lean, 208)], wood.shade(0.4))
          for x, lean in ((108, -10), (136, -2), (176, 2), (203, 10))),
        Shape(rounded(108, 38, 212, 120, 22), p.shade(0.5)),
        Shape(rounded(120, 50, 200, 112, 14), p.shade(0.58)),
        Shape(rounded(98, 126, 222, 154, 12), p.shade(0.42)),
    ]  # fmt: skip


def _bowls(p: Palette) -> list[Shape]:
    return [
        Shape(rounded(134, 188, 186, 206, 6), p.shade(0.36)),
        Shape(ellipse(160, 112, 96, 86, 0, 180), p.shade(0.52)),
        Shape(ellipse(160, 112, 96, 20), p.shade(0.38)),
        Shape(ellipse(136, 104, 22, 20), p.accent(0.6)),
        Shape(ellipse(178, 104, 26, 22), p.accent(0.7)),
        Shape(ellipse(160, 112, 96, 86, 15, 165), p.shade(0.52)),
    ]


def _clocks(p: Palette) -> list[Shape]:
    marks = [math.radians(30 * hour) for hour in range(12)]
    return [
        Shape(ellipse(160, 124, 84, 84), p.shade(0.42)),
        Shape(ellipse(160, 124, 72, 72), p.shade(0.97, 0.3)),
        *(Shape(ellipse(160 + 60 * math.cos(a), 124 + 60 * math.sin(a), 3.5, 3.5), p.shade(0.4)) for a in marks),
        Shape([(156, 126), (164, 122), (136, 82), (131, 86)], p.shade(0.25)),
        Shape([(158, 120), (162, 127), (208, 98), (206, 94)], p.accent(0.5)),
        Shape(ellipse(160, 124, 7, 7), p.shade(0.25)),
    ]


def _blankets(p: Palette) -> list[Shape]:
    return [
        Shape(rounded(76, 160, 244, 206, 20), p.shade(0.42)),
        Shape(rounded(82, 118, 238, 164, 20), p.shade(0.54)),
        Shape(rounded(88, 78, 232, 122, 20), p.shade(0.66)),
        Shape(rectangle(190, 78, 202, 122), p.accent(0.72)),
        Shape(rectangle(208, 78, 213, 122), p.accent(0.72)),
        *(Shape(rectangle(x, 200, x + 3, 214), p.shade(0.36)) for x in range(98, 224, 9)),
    ]


def _candles(p: Palette) -> list[Shape]:
    return [
        Shape(ellipse(160, 56, 26, 34), Palette(0.13).shade(0.88, 0.9)),
        Shape([(160, 26), (173, 60), (160, 76), (147, 60)], Palette(0.09).shade(0.6, 0.9)),
        Shape(rectangle(158, 70, 162, 92), p.shade(0.2)),
        Shape(rounded(116, 96, 204, 206, 10), p.shade(0.64)),
        Shape(ellipse(160, 97, 44, 10), p.shade(0.78)),
        Shape(rounded(116, 136, 204, 178, 2), p.accent(0.8)),
    ]


def _teapots(p: Palette) -> list[Shape]:
    return [
        Shape(ring(84, 142, 36, 38, 12), p.shade(0.36)),
        Shape([(206, 168), (206, 128), (246, 92), (262, 92), (250, 108), (232, 168)], p.shade(0.44)),
        Shape(ellipse(156, 146, 78, 60), p.shade(0.52)),
        Shape(ellipse(156, 92, 42, 14), p.shade(0.4)),
        Shape(ellipse(156, 74, 11, 11), p.accent(0.6)),
        Shape(ellipse(128, 128, 16, 24), p.shade(0.64)),
    ]


def _vases(p: Palette) -> list[Shape]:
    profile = [(18 + 34 * math.sin(math.pi * (t / 20) ** 0.7) ** 2 + 8 * (1 - t / 20), 88 + 118 * t / 20) for t in range(21)]
    stems = [(-16, 94), (12, 104), (36, 82)]
    return [
        *(Shape(leaf(160, 100, size, angle), Palette(0.36).shade(0.42)) for angle, size in stems),
        Shape(ellipse(186, 34, 15, 15), p.accent(0.66)),
        Shape(ellipse(136, 38, 12, 12), p.accent(0.76)),
        Shape([(160 + r, y) for r, y in profile] + [(160 - r, y) for r, y in reversed(profile)], p.shade(0.5)),
        Shape(ellipse(160, 88, 26, 6), p.shade(0.34)),
    ]


MOTIFS: dict[str, Callable[[Palette], list[Shape]]] = {
    "mugs": _mugs,
    "lamps": _lamps,
    "notebooks": _notebooks,
    "bags": _bags,
    "plants": _plants,
    "chairs": _chairs,
    "bowls": _bowls,
    "clocks": _clocks,
    "blankets": _blankets,
    "candles": _candles,
    "teapots": _teapots,
    "vases": _vases,
}

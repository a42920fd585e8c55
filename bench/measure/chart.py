"""Pictures as SVG: how something grows, as lines over two logarithmic axes, and how ratios compare, as bars."""

import math
from html import escape

WIDTH, HEIGHT = 720, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 190, 48, 56
COLOURS = ("#2563eb", "#c2410c", "#15803d", "#7e22ce", "#0e7490")


def exponent(points):
    """The slope of the straight line that fits best on two logarithmic axes: 0 where nothing grows, 1 where all do alike."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    mean_x, mean_y = (sum(values) / len(logs) for values in zip(*logs))
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum((x - mean_x) ** 2 for x, _ in logs)


def svg(title, across, lines, slopes=True):
    """
    across: what the axis of x counts
    lines: points by the name of the line, its unit included; all above zero
    slopes: whether the exponent of each line is written beside it
    """
    xs = [x for points in lines.values() for x, _ in points]
    ys = [y for points in lines.values() for _, y in points]
    left, right = decades(xs)
    low, high = decades(ys)

    def place(x, y):
        return (
            LEFT + (math.log10(x) - left) / (right - left) * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - (math.log10(y) - low) / (high - low) * (HEIGHT - TOP - BOTTOM),
        )

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="26" font-size="16" font-weight="bold">{escape(title)}</text>',
    ]
    for power in range(left, right + 1):
        x, y = place(10**power, 10**low)
        parts.append(f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{y:.1f}" stroke="#e5e7eb"/>')
        parts.append(f'<text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">{10**power:,}</text>')
    for power in range(low, high + 1):
        x, y = place(10**left, 10**power)
        parts.append(f'<line x1="{x}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#e5e7eb"/>')
        parts.append(f'<text x="{x - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:,g}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 14}" text-anchor="middle">{escape(across)}</text>')
    for number, (name, points) in enumerate(lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        places = [place(x, y) for x, y in sorted(points)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in places]
        y = TOP + 12 + 40 * number
        parts.append(f'<text x="{WIDTH - RIGHT + 14}" y="{y}" fill="{colour}">{escape(name)}</text>')
        if slopes:
            parts.append(
                f'<text x="{WIDTH - RIGHT + 14}" y="{y + 16}" fill="#4b5563">exponent {exponent(points):.2f}</text>'
            )
    return "\n".join([*parts, "</svg>", ""])


def decades(values):
    """The powers of ten around them, at least one apart."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def bars(title, rows, even=1.0):
    """
    rows: names with their paired ratios, in order, the best at the right; a thin line spans the least and the most
    even: where both are alike, drawn as a line
    """
    name_width, row_height = 330, 22
    height = TOP + row_height * len(rows) + 40
    most = max([even, *(ratio.most for _, ratio in rows)])
    scale = (WIDTH - name_width - 60) / most
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="12">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="12" y="26" font-size="16" font-weight="bold">{escape(title)}</text>',
    ]
    for number, (name, ratio) in enumerate(rows):
        y = TOP + row_height * number
        colour = COLOURS[0] if ratio.median >= even else COLOURS[1]
        width = ratio.median * scale
        middle = y + 8
        least, furthest = name_width + ratio.least * scale, name_width + ratio.most * scale
        parts.append(f'<text x="{name_width - 8}" y="{y + 12}" text-anchor="end">{escape(name)}</text>')
        parts.append(f'<rect x="{name_width}" y="{y}" width="{width:.1f}" height="16" fill="{colour}" opacity="0.75"/>')
        parts.append(f'<line x1="{least:.1f}" y1="{middle}" x2="{furthest:.1f}" y2="{middle}" stroke="#111827"/>')
        parts.append(f'<text x="{furthest + 6:.1f}" y="{y + 12}">{ratio.median:.2f}</text>')
    x = name_width + even * scale
    parts.append(f'<line x1="{x:.1f}" y1="{TOP - 6}" x2="{x:.1f}" y2="{height - 34}" stroke="#4b5563" stroke-dasharray="4 3"/>')
    parts.append(f'<text x="{x:.1f}" y="{height - 16}" text-anchor="middle">{even:g}</text>')
    return "\n".join([*parts, "</svg>", ""])

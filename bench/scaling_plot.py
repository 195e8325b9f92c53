"""The curves of ``bench.scaling`` as SVG: a colour and a mark a question, a dash a way."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 820, 560, 64, 20, 150, 516
SIZES, SECONDS = (10, 100, 1_000, 10_000), (0.001, 0.01, 0.1, 1, 10, 100)
LEAST_S, MOST_S = 5e-4, 300


class Curve(NamedTuple):
    """What is drawn of a question: what is added up, and how it looks."""

    names: tuple[str, ...]
    title: str
    color: str
    mark: str


CURVES = (
    Curve(("walk_s", "levels_s", "pairs_s"), "walk, areas by level, all pairs", "#0A4658", "disc"),
    Curve(("lots_s",), "areas by level, some rings at a time", "#8A3B69", "triangle"),
    Curve(("grid_s",), "grid of four million cells, with bounds", "#B26A00", "diamond"),
)
SHAPELY = Curve(("shapely_s",), "best of plain shapely: areas by level, three zones", "#59636A",
                "square")  # fmt: skip
# What may be taken at most, at a number of sketches, by a curve.
AIMS = (
    (1_000, 1.0, CURVES[0], "1 s, loops"),
    (1_000, 3.0, CURVES[0], "3 s, arrays"),
    (10_000, 60.0, CURVES[1], "60 s"),
    (10_000, 1.0, CURVES[2], "1 s, loops"),
)
MARKS = {
    "disc": '<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" {look}/>',
    "square": '<path d="M{x:.1f} {y:.1f}m-4.5 -4.5h9v9h-9z" {look}/>',
    "diamond": '<path d="M{x:.1f} {y:.1f}m0 -6l6 6l-6 6l-6 -6z" {look}/>',
    "triangle": '<path d="M{x:.1f} {y:.1f}m0 -6l5.5 10h-11z" {look}/>',
}
HALO = 'stroke="#FFFFFF" stroke-width="4" paint-order="stroke"'
Rows = Mapping[str, Mapping[int, Mapping[str, float]]]


def draw(rows: Rows) -> str:
    """Return seconds by number of sketches as SVG, both axes by powers of ten.

    Parameters
    ----------
    rows
        By way ("loops", "arrays", "shapely"), then by number of sketches, the figures.
    """
    parts = _axes()
    for curve in CURVES:
        parts += _line(rows["arrays"], curve, hollow=True)
        parts += _line(rows["loops"], curve, hollow=False)
    parts += [*_line(rows["shapely"], SHAPELY, hollow=False), *_aims(), *_legend()]
    title = "Processor seconds by number of sketches, by compiled loops and by arrays"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="13" fill="#1F2A30"><title>{title}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#FFFFFF"/>{"".join(parts)}</svg>\n'
    )


def _place(size: float, seconds: float) -> tuple[float, float]:
    share = math.log(max(seconds, LEAST_S) / LEAST_S) / math.log(MOST_S / LEAST_S)
    x = LEFT + 10 + (math.log10(size) - 1) / 3 * (WIDTH - LEFT - RIGHT - 30)
    return x, BOTTOM - share * (BOTTOM - TOP)


def _axes() -> list[str]:
    parts = []
    for size in SIZES:
        x, _ = _place(size, 1)
        parts.append(f'<path d="M{x:.1f} {TOP}V{BOTTOM}" stroke="#DDE3E6"/>')
        parts.append(f'<text x="{x:.1f}" y="{BOTTOM + 18}" text-anchor="middle">{size:,}</text>')
    for seconds in SECONDS:
        _, y = _place(10, seconds)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#DDE3E6"/>')
        told = f"{seconds:g} s"
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{told}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle:.0f}" y="{HEIGHT - 8}" text-anchor="middle">sketches</text>')
    return parts


def _aims() -> list[str]:
    parts = []
    for size, seconds, curve, told in AIMS:
        x, y = _place(size, seconds)
        parts.append(f'<path d="M{x - 9:.1f} {y:.1f}h18" stroke="{curve.color}" stroke-width="4"/>')
        text = f'x="{x - 13:.1f}" y="{y + 4:.1f}" text-anchor="end" font-size="12" {HALO}'
        parts.append(f'<text {text} fill="{curve.color}">aim: {told}</text>')
    return parts


def _line(sizes: Mapping[int, Mapping[str, float]], curve: Curve, *, hollow: bool) -> list[str]:
    points = [
        _place(size, sum(found[name] for name in curve.names))
        for size, found in sizes.items()
        if all(name in found for name in curve.names)
    ]
    return _stroke(points, curve, hollow=hollow)


def _stroke(points: Sequence[tuple[float, float]], curve: Curve, *, hollow: bool) -> list[str]:
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dash = ' stroke-dasharray="6 4"' if hollow else ""
    look = f'fill="{"#FFFFFF" if hollow else curve.color}" stroke="{curve.color}" stroke-width="2"'
    stroke = f'fill="none" stroke="{curve.color}" stroke-width="2.5"{dash}'
    marks = [MARKS[curve.mark].format(x=x, y=y, look=look) for x, y in points]
    return [f'<polyline points="{line}" {stroke}/>', *marks]


def _legend() -> list[str]:
    parts = [
        f'<text x="{x}" y="22" text-anchor="middle">{told}</text>'
        for x, told in ((LEFT + 22, "loops"), (LEFT + 82, "arrays"))
    ]
    for rank, curve in enumerate((*CURVES, SHAPELY)):
        y = 42 + 24 * rank
        for way in range(1 if curve is SHAPELY else 2):
            x = LEFT + 60 * way
            ends = [(x, y), (x + 44, y)]
            parts += _stroke(ends, curve, hollow=bool(way))
        parts.append(
            f'<text x="{LEFT + 122}" y="{y + 4}" fill="{curve.color}">{curve.title}</text>'
        )
    return parts

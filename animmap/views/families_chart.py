"""The tree of sketches as SVG text: who drew alike, and how alike branches are where they join.

Pure functions of numbers and names; words come from the caller, in the visitor's language.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape

from animmap.core import palette
from animmap.core.clusters import Clusters

WIDTH, TOP, BOTTOM, NAMES = 720, 8, 46, 300
RIGHT = 16
MOST_NAMED = 60


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the tree stands in its picture.

    ``places``: (x, y) of each sketch, then of each join; ``row``: height of a leaf.
    """

    left: float
    row: float
    height: float
    places: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """Positions of the sketches brushed, and of those that include the place pointed at."""

    brushed: frozenset[int] = frozenset()
    here: frozenset[int] = frozenset()


def lay_out(tree: Clusters) -> Layout:
    """Place the leaves in the order of the tree, from top to bottom, and what joins them."""
    count = len(tree.order)
    named = count <= MOST_NAMED
    row = 24.0 if named else max(900 / count, 1.0)
    left = float(NAMES if named else RIGHT)
    places = [(left, 0.0)] * count
    for rank, leaf in enumerate(tree.order):
        places[leaf] = (left, TOP + row * (rank + 0.5))
    for merge in tree.merges:
        upright = (places[merge.one][1] + places[merge.two][1]) / 2
        places.append((_x(merge.height, left), upright))
    return Layout(left, row, TOP + row * count + BOTTOM, tuple(places))


def draw_tree(
    tree: Clusters, names: Sequence[str], axis: str, percent: str, marked: Marked | None = None
) -> str:
    """Draw the tree, families of several in colour and numbered; what is marked stands out.

    Colours that tell colleges are left to them: branches join voices of any college.

    Parameters
    ----------
    names
        One name a sketch, in the order of positions.
    axis
        Title of the likeness axis (from 100 % at the leaves to 0 %).
    percent
        What follows a percentage.
    """
    layout, marks = lay_out(tree), marked or Marked()
    bottom = layout.height - BOTTOM
    family: dict[int, int | None] = {
        leaf: rank if len(members) > 1 else None
        for rank, members in enumerate(tree.families)
        for leaf in members
    }
    drawn = [
        *_bands(layout, marks.brushed),
        *_branches(tree, layout, family),
        *_numbers(tree, layout, family),
        *_scale(layout.left, bottom, percent),
        _cut(tree.cut, layout.left, bottom),
        _label((layout.left + WIDTH - RIGHT) / 2, layout.height - 6, axis, "middle", palette.MUTED),
        *_dots(layout, marks.here),
    ]
    if len(names) <= MOST_NAMED:
        drawn += [
            _name(layout, leaf, names[leaf], _color(family[leaf]), leaf in marks.brushed)
            for leaf in tree.order
        ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {layout.height:.0f}"'
        f' width="{WIDTH}" height="{layout.height:.0f}">{"".join(drawn)}</svg>'
    )


def _bands(layout: Layout, brushed: Collection[int]) -> list[str]:
    """A ground and a bar behind the leaves brushed."""
    tops = [layout.places[leaf][1] - layout.row / 2 for leaf in sorted(brushed)]
    return [
        f'<rect x="0" y="{top:.1f}" width="{layout.left:.1f}" height="{layout.row:.1f}"'
        f' fill="{palette.AGREEMENT_RAMP[0]}"/><rect x="0" y="{top:.1f}" width="5"'
        f' height="{layout.row:.1f}" fill="{palette.ALERT}"/>'
        for top in tops
    ]


def _dots(layout: Layout, here: Collection[int]) -> list[str]:
    radius = min(5.0, layout.row / 2)
    return [
        f'<circle cx="{layout.places[leaf][0]:.1f}" cy="{layout.places[leaf][1]:.1f}"'
        f' r="{radius:.1f}" fill="{palette.ALERT}" stroke="{palette.PAPER}"/>'
        for leaf in sorted(here)
    ]


def _branches(tree: Clusters, layout: Layout, family: dict[int, int | None]) -> list[str]:
    of, at = dict(family), layout.places
    drawn = []
    for rank, merge in enumerate(tree.merges, start=len(tree.order)):
        (x_one, y_one), (x_two, y_two) = at[merge.one], at[merge.two]
        here = at[rank][0]
        of[rank] = of[merge.one] if of[merge.one] == of[merge.two] else None
        drawn.append(
            f'<path d="M{x_one:.1f} {y_one:.1f}H{here:.1f}V{y_two:.1f}H{x_two:.1f}" fill="none"'
            f' stroke="{_color(of[rank])}" stroke-width="2"/>'
        )
    return drawn


def _numbers(tree: Clusters, layout: Layout, family: dict[int, int | None]) -> list[str]:
    """The number of each family of several, right of the join that holds it whole."""
    joins: dict[int, tuple[float, float]] = {}
    of = dict(family)
    for rank, merge in enumerate(tree.merges, start=len(tree.order)):
        one, two = of[merge.one], of[merge.two]
        of[rank] = one if one == two else None
        if one is not None and one == two:
            joins[one] = layout.places[rank]
    return [
        f'<g font-weight="700">{_label(x + 7, y - 6, str(one + 1), "start", palette.PRIMARY)}</g>'
        for one, (x, y) in sorted(joins.items())
    ]


def _x(height: float, left: float) -> float:
    return left + height * (WIDTH - RIGHT - left)


def _color(family: int | None) -> str:
    return palette.MUTED if family is None else palette.PRIMARY


def _scale(left: float, bottom: float, percent: str) -> list[str]:
    ends = ((0.0, "middle" if left > RIGHT else "start"), (0.5, "middle"), (1.0, "end"))
    return [
        _label(_x(at, left), bottom + 20, f"{100 - 100 * at:.0f}{percent}", anchor, palette.MUTED)
        for at, anchor in ends
    ]


def _cut(cut: float, left: float, bottom: float) -> str:
    x = _x(cut, left)
    return (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{bottom:.1f}" stroke="{palette.ALERT}"'
        ' stroke-width="1.5" stroke-dasharray="5 4"/>'
    )


def _name(layout: Layout, leaf: int, name: str, color: str, bold: bool) -> str:
    x, y = layout.places[leaf]
    told = _label(x - 9, y + 5, _short(name), "end", palette.INK if bold else color)
    return f'<g font-weight="700">{told}</g>' if bold else told


def _short(name: str) -> str:
    return name if len(name) <= 36 else f"{name[:35]}…"


def _label(x: float, y: float, text: str, anchor: str, color: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="15"'
        f' font-family="sans-serif" fill="{color}">{escape(text)}</text>'
    )

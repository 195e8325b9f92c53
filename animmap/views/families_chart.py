"""The tree of sketches as SVG text: who drew alike, and how alike branches are where they join.

Pure functions of numbers and names; words come from the caller, in the visitor's language.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from animmap.core import palette
from animmap.core.clusters import Clusters

WIDTH, TOP, BOTTOM, NAMES = 720, 8, 46, 300
RIGHT = 16
MOST_NAMED = 60


def draw_tree(tree: Clusters, names: Sequence[str], axis: str, percent: str) -> str:
    """Draw the tree, leaves in its order from top to bottom, one colour a family of several.

    Parameters
    ----------
    names
        One name a sketch, in the order of positions.
    axis
        Title of the likeness axis (from 100 % at the leaves to 0 %).
    percent
        What follows a percentage.
    """
    row = 24.0 if len(names) <= MOST_NAMED else max(900 / len(names), 1.0)
    left = NAMES if len(names) <= MOST_NAMED else RIGHT
    height = TOP + row * len(names) + BOTTOM
    rows = {leaf: TOP + row * (place + 0.5) for place, leaf in enumerate(tree.order)}
    family: dict[int, int | None] = {
        leaf: rank if len(members) > 1 else None
        for rank, members in enumerate(tree.families)
        for leaf in members
    }
    drawn = [
        *_branches(tree, rows, family, left),
        *_scale(left, height - BOTTOM, percent),
        _cut(tree.cut, left, height - BOTTOM),
        _label((left + WIDTH - RIGHT) / 2, height - 6, axis, "middle", palette.MUTED),
    ]
    if len(names) <= MOST_NAMED:
        drawn += [
            _label(left - 8, rows[leaf] + 5, _short(names[leaf]), "end", _color(family[leaf]))
            for leaf in tree.order
        ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}"'
        f' width="{WIDTH}" height="{height:.0f}">{"".join(drawn)}</svg>'
    )


def _branches(
    tree: Clusters, rows: dict[int, float], family: dict[int, int | None], left: float
) -> list[str]:
    at = {leaf: (_x(0.0, left), y) for leaf, y in rows.items()}
    of = dict(family)
    drawn = []
    for rank, merge in enumerate(tree.merges):
        (x_one, y_one), (x_two, y_two) = at[merge.one], at[merge.two]
        here = _x(merge.height, left)
        same = of[merge.one] if of[merge.one] == of[merge.two] else None
        of[len(rows) + rank] = same
        at[len(rows) + rank] = (here, (y_one + y_two) / 2)
        drawn.append(
            f'<path d="M{x_one:.1f} {y_one:.1f}H{here:.1f}V{y_two:.1f}H{x_two:.1f}" fill="none"'
            f' stroke="{_color(same)}" stroke-width="2"/>'
        )
    return drawn


def _x(height: float, left: float) -> float:
    return left + height * (WIDTH - RIGHT - left)


def _color(family: int | None) -> str:
    return palette.MUTED if family is None else palette.college_color(family)


def _scale(left: float, bottom: float, percent: str) -> list[str]:
    return [
        _label(
            _x(height, left), bottom + 20, f"{100 - 100 * height:.0f}{percent}", "middle",
            palette.MUTED,
        )
        for height in (0.0, 0.5, 1.0)
    ]  # fmt: skip


def _cut(cut: float, left: float, bottom: float) -> str:
    x = _x(cut, left)
    return (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{bottom:.1f}" stroke="{palette.ALERT}"'
        ' stroke-width="1.5" stroke-dasharray="5 4"/>'
    )


def _short(name: str) -> str:
    return name if len(name) <= 36 else f"{name[:35]}…"


def _label(x: float, y: float, text: str, anchor: str, color: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="15"'
        f' font-family="sans-serif" fill="{color}">{escape(text)}</text>'
    )

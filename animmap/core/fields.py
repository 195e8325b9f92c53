"""Figures of a place drawn on the ground: everyone-in, consensus, what numbers hid, disagreement.

Each figure depends only on how many voices of each college include the place (see
``readings``); the ground is cut where its step changes, from the faces when they are listed,
else from the boundary walk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core import palette
from animmap.core.agreement import TIE, Floats, Ints
from animmap.core.bands import Band
from animmap.core.comparison import Comparison
from animmap.core.grounds import cut_cells
from animmap.core.readings import divergences, informed_consensus
from animmap.core.sides import group_colleges

# Under five points, nobody in a room would say that numbers weighed.
SHIFT_STEPS: tuple[float, ...] = (-0.30, -0.15, -0.05, 0.05, 0.15, 0.30)
# Under it nothing is drawn; no share of real voices is as small.
_SOME = 1e-6
DIFFER_STEPS: tuple[float, ...] = (_SOME, 0.1, 0.2, 0.3, 0.4)
SHARE_STEPS: tuple[float, ...] = (
    _SOME,
    *(rank / len(palette.AGREEMENT_RAMP) for rank in range(1, len(palette.AGREEMENT_RAMP))),
)


@dataclass(frozen=True, slots=True)
class Field:
    """A figure of places, from voices per college (places × colleges) and their sizes.

    A place has the colour of the last step that it reaches; ``colors`` has one more than
    ``steps``: None is not drawn. ``span``: least and largest value that a place can have.
    """

    figure: Callable[[Ints, Ints], Floats]
    steps: tuple[float, ...]
    colors: tuple[str | None, ...]
    span: tuple[float, float]


def _everyone_in(counts: Ints, sizes: Ints) -> Floats:
    return np.asarray((counts / sizes).min(axis=1))


def _shift(counts: Ints, sizes: Ints) -> Floats:
    return np.asarray((counts / sizes).mean(axis=1) - counts.sum(axis=1) / sizes.sum())


def _within(counts: Ints, sizes: Ints) -> Floats:
    return np.asarray(2 * divergences(counts / sizes)[:, 0])


def _between(counts: Ints, sizes: Ints) -> Floats:
    return np.asarray(2 * divergences(counts / sizes)[:, 1])


_RAMP: tuple[str | None, ...] = (None, *palette.AGREEMENT_RAMP)
_DIFFER: tuple[str | None, ...] = (None, *palette.DISAGREEMENT_RAMP)
FIELDS: dict[str, Field] = {
    "everyone": Field(_everyone_in, SHARE_STEPS, _RAMP, (0.0, 1.0)),
    "consensus": Field(informed_consensus, SHARE_STEPS, _RAMP, (0.0, 1.0)),
    "difference": Field(_shift, SHIFT_STEPS, palette.SHIFT, (-1.0, 1.0)),
    "within": Field(_within, DIFFER_STEPS, _DIFFER, (0.0, 0.5)),
    "between": Field(_between, DIFFER_STEPS, _DIFFER, (0.0, 0.5)),
}
# Those that a share may be asked of: ground that reaches it.
SHARED_FIELDS: tuple[str, ...] = ("everyone", "consensus")


def field_bands(
    comparison: Comparison, name: str, colleges: Sequence[str], at_least: float = 0.0
) -> list[Band]:
    """Return the ground of each step of a field, in the order of the steps (metric CRS).

    Parameters
    ----------
    colleges
        College of each voice; some may be told together.
    at_least
        Value under which nothing is shown, for those of SHARED_FIELDS.

    Notes
    -----
    ``facts``: ``color``, ``pattern``, and the bounds ``share_min``, ``share_max`` of the values.
    """
    field = FIELDS[name]
    low = at_least if name in SHARED_FIELDS else -np.inf
    steps = (*(step for step in field.steps if step > low + TIE),)
    skipped = len(field.steps) - len(steps)
    bounds = (low, *steps) if skipped else steps
    colors = (None, *field.colors[skipped:]) if skipped else field.colors
    cells, ranks = _cut(comparison, field, colleges, bounds)
    edges = (field.span[0], *bounds, field.span[1])
    return gather_bands(cells, ranks, edges, colors)


def gather_bands(
    cells: np.ndarray,
    ranks: Ints,
    edges: Sequence[float],
    colors: Sequence[str | None],
) -> list[Band]:
    """Return the ground of each step, from cells and the rank of the step of each (−1: none).

    Parameters
    ----------
    edges
        Bounds of the values of the steps, one more than ``colors``.
    """
    return [
        Band(
            shapely.coverage_union_all(cells[ranks == rank]),
            {
                "share_min": float(edges[rank]),
                "share_max": float(edges[rank + 1]),
                "color": color,
                "pattern": palette.pattern_of(color),
            },
        )
        for rank in np.unique(ranks[ranks >= 0]).tolist()
        if (color := colors[rank]) is not None
    ]


def field_zone(
    comparison: Comparison, name: str, colleges: Sequence[str], share: float
) -> BaseGeometry:
    """Return the ground where a field of SHARED_FIELDS reaches a share (a tie is inside)."""
    cells, ranks = _cut(comparison, FIELDS[name], colleges, (share,))
    reached = cells[ranks == 1]
    return shapely.coverage_union_all(reached) if len(reached) else shapely.MultiPolygon()


def _cut(
    comparison: Comparison, field: Field, colleges: Sequence[str], steps: Sequence[float]
) -> tuple[np.ndarray, Ints]:
    """Cut what is drawn where the step of a field changes; the step of each cell, −1 undrawn."""
    sizes = group_colleges(colleges)[2]

    def rank(counts: Ints) -> Ints:
        values = field.figure(counts, sizes)
        reached = np.searchsorted(np.asarray(steps) - TIE, values, side="right")
        return np.asarray(np.where(counts.sum(axis=1) > 0, reached, -1), dtype=np.int64)

    if len(comparison.faces):
        return comparison.faces.geometry.to_numpy(), rank(_count_on_faces(comparison, colleges))
    return cut_cells(comparison.walk, colleges, rank)


def _count_on_faces(comparison: Comparison, colleges: Sequence[str]) -> Ints:
    _, group, sizes = group_colleges(colleges)
    held = comparison.faces["voices"]
    face = np.repeat(np.arange(len(held)), held.map(len))
    counts = np.zeros((len(held), len(sizes)), dtype=np.int64)
    np.add.at(counts, (face, group[np.concatenate(held.to_list()).astype(np.int64)]), 1)
    return counts

"""Cells of a grid of one rank as polygons: their outline passes the middles of the sides.

Two cells that touch at a corner alone are apart, and the ground beside them is in one piece:
rings never meet, so that every polygon is valid, whatever the grid holds.
"""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core import palette
from animmap.core.agreement import CLASS_NAMES, TIE, Floats, Ints
from animmap.core.bands import Band
from animmap.core.cells import RISING, Cells, cell_classes, equal_share, raw_share
from animmap.core.fields import FIELDS, SHARED_FIELDS
from animmap.core.readings import MAPPED_CLASSES
from animmap.core.rings import Rings, cycles, pierce, signed_areas

# Sides of a cell in the order of a walk with the cell on its left: south, east, north, west.
_STEPS = np.array([[0, 1], [1, 0], [0, -1], [-1, 0]])
_START = np.array([[0, 0], [0, 1], [1, 1], [1, 0]])


def trace_ranks(cells: Cells, ranks: Ints, count: int) -> list[BaseGeometry]:
    """Return the ground of each rank from 0 to ``count`` − 1 (metric multipolygons).

    Parameters
    ----------
    ranks
        Rank of each cell; −1 where none is drawn.
    """
    rows, columns = cells.shape
    grid = np.full((rows + 2, columns + 2), -1, dtype=np.int64)
    grid[cells.at // columns + 1, cells.at % columns + 1] = ranks
    label, start, way = _list_sides(grid)
    if not len(label):
        return [shapely.MultiPolygon()] * count
    order, first = cycles(_turn(label, start, way, columns + 3))
    rings, rank = _close(cells, start + _STEPS[way] / 2, order, first), label[order[first]]
    return [_gather(rings.take(rank == one)) for one in range(count)]


def _list_sides(grid: Ints) -> tuple[Ints, Ints, Ints]:
    """Sides between cells of different ranks: rank, corner where it starts (row, column), way."""
    inner = grid[1:-1, 1:-1]
    found = []
    for way, (down, across) in enumerate(((-1, 0), (0, 1), (1, 0), (0, -1))):
        rows, columns = inner.shape
        beside = grid[1 + down : 1 + down + rows, 1 + across : 1 + across + columns]
        row, column = np.nonzero((inner >= 0) & (inner != beside))
        corner = np.column_stack([row, column]) + _START[way]
        found.append((inner[row, column], corner, np.full(len(row), way)))
    label, start, way_of = (np.concatenate(each) for each in zip(*found, strict=True))
    return label, start, way_of


def _turn(label: Ints, start: Ints, way: Ints, width: int) -> Ints:
    """Position of the side that follows each: the one on the left first, of the same cell."""
    corners = int((start[:, 0].max() + 2) * width)

    def key(place: Ints, ways: Ints) -> Ints:
        where = place[:, 0] * width + place[:, 1]
        return np.asarray((label * corners + where) * 4 + ways % 4)

    known = key(start, way)
    order = np.argsort(known)
    known = known[order]
    end = start + _STEPS[way]
    following = np.full(len(label), -1)
    for turned in (3, 0, 1):  # right, straight on, left: the last found wins
        wanted = key(end, way + turned)
        at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
        following = np.where(known[at] == wanted, order[at], following)
    return following


def _close(cells: Cells, middles: Floats, order: Ints, first: Ints) -> Rings:
    """Rings of the middles of sides, put end to end in an order."""
    middle = middles[order]
    ring = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(order))))
    places = middle[:, ::-1] * cells.cell_m + cells.corner
    areas = signed_areas(places, first)
    bends = _bends(middle, first)
    outlines = np.asarray(shapely.polygons(shapely.linearrings(places[bends], indices=ring[bends])))
    return Rings(outlines, areas, np.zeros(len(first), dtype=np.int64), places[first])


def _bends(middle: Floats, first: Ints) -> np.ndarray:
    """Tell where rings change direction; straight on, a place says nothing."""
    index = np.arange(len(middle))
    last = np.append(first[1:], len(middle)) - 1
    before, after = index - 1, index + 1
    before[first], after[last] = last, first
    return np.asarray((middle - middle[before] != middle[after] - middle).any(axis=1))


def _gather(rings: Rings) -> BaseGeometry:
    whole = pierce(rings.take(rings.areas > 0), rings.take(rings.areas < 0))
    # Rings that pass the middles of sides never meet: what they make is always known.
    return shapely.MultiPolygon(list(whole.outlines)) if whole else shapely.MultiPolygon()


def share_ground(cells: Cells, name: str, share: float) -> BaseGeometry:
    """Return the ground where a figure of RISING reaches a share, at the middle of cells."""
    reached = RISING[name](cells.counts, cells.sizes) >= share - TIE
    return trace_ranks(cells, np.where(reached, 0, -1), 1)[0]


def cell_bands(cells: Cells, name: str, at_least: float = 0.0) -> list[Band]:
    """Return the ground of each colour of a reading, with the facts of ``bands`` and ``fields``.

    Parameters
    ----------
    name
        "raw", "equal", "class", or one of ``fields.FIELDS``.
    at_least
        Value under which nothing is shown, for readings that a share is asked of.
    """
    if name == "class":
        return _class_bands(cells, at_least)
    if name in FIELDS:
        return _field_bands(cells, name, at_least)
    return _share_bands(cells, name, at_least)


def _share_bands(cells: Cells, name: str, at_least: float) -> list[Band]:
    share = (equal_share if name == "equal" else raw_share)(cells.counts, cells.sizes)
    steps = len(palette.AGREEMENT_RAMP)
    shown = (share >= at_least - TIE) & (share > 0)
    step = np.minimum((share * steps).astype(np.int64), steps - 1)
    traced = trace_ranks(cells, np.where(shown, step, -1), steps)
    return [
        Band(
            ground,
            {
                "share_min": max(rank / steps, at_least, float(1 / cells.sizes.sum())),
                "share_max": (rank + 1) / steps,
                "color": palette.AGREEMENT_RAMP[rank],
                "pattern": palette.pattern_of(palette.AGREEMENT_RAMP[rank]),
            },
        )
        for rank, ground in enumerate(traced)
        if not ground.is_empty
    ]


def _class_bands(cells: Cells, at_least: float) -> list[Band]:
    share = raw_share(cells.counts, cells.sizes)
    shown = (share >= at_least - TIE) & (share > 0)
    traced = trace_ranks(cells, np.where(shown, cell_classes(cells), -1), len(MAPPED_CLASSES))
    bands = [
        Band(
            ground,
            {
                "share_min": max(at_least, float(1 / cells.sizes.sum())),
                "share_max": 1.0,
                "color": palette.CLASSES[CLASS_NAMES[rank]],
                "class": CLASS_NAMES[rank],
                "pattern": palette.pattern_of("", CLASS_NAMES[rank]),
            },
        )
        for rank, ground in enumerate(traced)
        if not ground.is_empty
    ]
    return bands[::-1]


def _field_bands(cells: Cells, name: str, at_least: float) -> list[Band]:
    field = FIELDS[name]
    values = field.figure(cells.counts, cells.sizes)
    shown = cells.counts.any(axis=1)
    if name in SHARED_FIELDS:
        shown &= values >= at_least - TIE
    rank = np.searchsorted(np.asarray(field.steps) - TIE, values, side="right")
    traced = trace_ranks(cells, np.where(shown, rank, -1), len(field.colors))
    edges = (field.span[0], *field.steps, field.span[1])
    return [
        Band(
            ground,
            {
                "color": color,
                "pattern": palette.pattern_of(color),
                "share_min": edges[step],
                "share_max": edges[step + 1],
            },
        )
        for step, (ground, color) in enumerate(zip(traced, field.colors, strict=True))
        if color is not None and not ground.is_empty
    ]

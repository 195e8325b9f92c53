"""Agreement on a grid, for rounds too large for the exact walk, with bounds that always hold.

A cell takes the voices that hold its middle (difference arrays: each edge adds a weight where
it enters its outline along a row and takes it away where it leaves). What else a cell may hold
is bounded: only an outline that passes through a cell covers part of it without covering all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from shapely.geometry.base import BaseGeometry

from animmap.core import compiled
from animmap.core.agreement import TIE
from animmap.core.edges import GRID_M, Bools, Edges, Floats, Ints, list_edges

MOST_CELLS = 4_000_000
_SMALLEST_CELL_M = 0.1
Ends = tuple[Floats, Floats, Floats, Floats]
# Pieces of edges, one a row of cells, handled at once.
_LOT = 500_000


@dataclass(frozen=True, slots=True)
class Surface:
    """Weights on the cells of a grid, rows from the south.

    ``held``: summed weight of the outlines on the middle of each cell; ``doubt``: summed weight
    of the outlines that pass through it. Everywhere in a cell, the weight is within ``doubt``
    of ``held``.
    """

    cell_m: float
    held: Floats
    doubt: Floats


@dataclass(frozen=True, slots=True)
class Bounded:
    """Areas (m²) read from a grid, and two that the true ones lie between."""

    areas_m2: Floats
    least_m2: Floats
    most_m2: Floats


def choose_cell(polygons: Sequence[BaseGeometry], most_cells: int = MOST_CELLS) -> float:
    """Return the side (m) of the cells of a grid of at most ``most_cells``."""
    width, height = (float(extent) * GRID_M for extent in _extent(list_edges(polygons)))
    # One more row and one more column hold what stands on the far sides:
    # (width / cell + 2) · (height / cell + 2) = most_cells.
    half, rest = width + height, most_cells - 4
    return max(float(half + np.sqrt(half**2 + rest * width * height)) / rest, _SMALLEST_CELL_M)


def draw_surface(polygons: Sequence[BaseGeometry], weights: Floats, cell_m: float) -> Surface:
    """Spread the weights of outlines on a grid.

    Parameters
    ----------
    polygons
        One valid (multi)polygon per voice, in one metric CRS.
    weights
        One weight per outline: 1 each counts them.
    """
    edges = list_edges(polygons)
    return _draw(edges, weights, cell_m, _grid(edges, cell_m))


def draw_groups(
    polygons: Sequence[BaseGeometry], groups: Ints, cell_m: float
) -> tuple[tuple[float, float], list[Surface]]:
    """Count the outlines of each group on one grid; return its south-west corner too.

    Parameters
    ----------
    groups
        Group of each outline, from 0 to the number of groups less one.
    """
    whole = list_edges(polygons)
    shape, outlines = _grid(whole, cell_m), np.asarray(polygons, dtype=object)
    surfaces = []
    for group in range(int(groups.max()) + 1):
        own = outlines[groups == group]
        edges = list_edges(list(own), whole.origin)
        surfaces.append(_draw(edges, np.ones(len(own)), cell_m, shape))
    return whole.origin, surfaces


def _grid(edges: Edges, cell_m: float) -> tuple[int, int]:
    """Rows and columns of the grid that holds some edges."""
    width, height = (int(extent * GRID_M / cell_m) + 2 for extent in _extent(edges))
    return height, width


def _draw(edges: Edges, weights: Floats, cell_m: float, shape: tuple[int, int]) -> Surface:
    height, width = shape
    held, doubt = np.zeros((height, width)), np.zeros((height, width + 1))
    if quick := compiled.ready():
        quick.spread(edges, weights, GRID_M / cell_m, held, doubt)
    else:
        for lot in _lots(edges, cell_m):
            ends = _cells(edges, lot, cell_m)
            owned = weights[edges.owner[lot]]
            _enter(held, ends, owned)
            _pass(doubt, ends, owned, GRID_M / cell_m)
    np.cumsum(held, axis=1, out=held)
    doubt = np.cumsum(doubt, axis=1, out=doubt)[:, :-1]
    _join(doubt, edges, weights, cell_m)
    return Surface(cell_m, held, doubt)


def reached_areas(surface: Surface, weights: Sequence[float]) -> Bounded:
    """Return the area where the summed weight reaches each of ``weights``, and its bounds."""
    bars = np.asarray(weights) - TIE
    held, doubt = surface.held.ravel(), surface.doubt.ravel()
    cell = surface.cell_m**2
    if quick := compiled.ready():
        return Bounded(*(quick.count_above(held, doubt, bars, TIE) * cell))

    def above(values: Floats) -> Floats:
        values.sort()
        return np.asarray((len(values) - np.searchsorted(values, bars)) * cell, dtype=np.float64)

    # Sums of weights carry the dust of floating point, which may not narrow the bounds.
    return Bounded(above(held.copy()), above(held - doubt - TIE), above(held + doubt + TIE))


def _extent(edges: Edges) -> tuple[int, int]:
    """Width and height, in steps of the grid of coordinates, from the origin of the edges."""
    if not len(edges.ax):
        return 0, 0
    return int(max(edges.ax.max(), edges.bx.max())), int(max(edges.ay.max(), edges.by.max()))


def _lots(edges: Edges, cell_m: float) -> Iterator[slice]:
    """Yield slices of edges that pass together through some _LOT rows of cells."""
    if not len(edges.ax):
        return
    rows = np.cumsum(np.abs(edges.by - edges.ay) * GRID_M / cell_m + 2)
    cuts = np.searchsorted(rows, np.arange(_LOT, rows[-1], _LOT)).tolist()
    for first, stop in zip([0, *cuts], [*cuts, len(rows)], strict=True):
        yield slice(first, stop)


def _cells(edges: Edges, lot: slice, cell_m: float) -> Ends:
    """Coordinates of the ends of edges, in cells."""
    ax, ay, bx, by = (
        np.asarray(column[lot] * (GRID_M / cell_m), dtype=np.float64)
        for column in (edges.ax, edges.ay, edges.bx, edges.by)
    )
    return ax, ay, bx, by


def _rows(first: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Repeat each edge for the rows it passes: its rank, and the row."""
    edge = np.repeat(np.arange(len(rows)), rows)
    row = np.arange(len(edge)) - np.repeat(np.cumsum(rows) - rows, rows) + first[edge]
    return edge, row


def _enter(held: Floats, ends: Ends, weights: Floats) -> None:
    """Add where edges enter their outline along the middles of rows, take away where they leave."""
    ax, ay, bx, by = ends
    first = np.ceil(np.minimum(ay, by) - 0.5).astype(np.int64)
    rows = np.ceil(np.maximum(ay, by) - 0.5).astype(np.int64) - first
    edge, row = _rows(first, rows)
    slope = (bx - ax) / np.where(by == ay, 1.0, by - ay)
    x = ax[edge] + (row + 0.5 - ay[edge]) * slope[edge]
    column = np.clip(np.ceil(x - 0.5).astype(np.int64), 0, held.shape[1] - 1)
    # The inside is on the left: going down enters the outline, going up leaves it.
    step = np.where(by > ay, -1.0, 1.0) * weights
    np.add.at(held, (row, column), step[edge])


def _pass(doubt: Floats, ends: Ends, weights: Floats, dust: float) -> None:
    """Add each edge to the cells it passes through: first column, then one after the last."""
    ax, ay, bx, by = ends
    low, high = np.minimum(ay, by) - dust, np.maximum(ay, by) + dust
    first = np.maximum(np.floor(low), 0.0).astype(np.int64)
    edge, row = _rows(first, np.floor(high).astype(np.int64) - first + 1)
    level = by == ay
    slope = np.where(level, 0.0, (bx - ax) / np.where(level, 1.0, by - ay))[edge]
    south, north = np.minimum(ay, by)[edge], np.maximum(ay, by)[edge]
    one = ax[edge] + (np.clip(row, south, north) - ay[edge]) * slope
    two = ax[edge] + (np.clip(row + 1, south, north) - ay[edge]) * slope
    two = np.where(level[edge], bx[edge], two)
    columns = doubt.shape[1] - 1
    west = np.clip(np.floor(np.minimum(one, two) - dust).astype(np.int64), 0, columns - 1)
    east = np.clip(np.floor(np.maximum(one, two) + dust).astype(np.int64), 0, columns - 1)
    np.add.at(doubt, (row, west), weights[edge])
    np.subtract.at(doubt, (row, east + 1), weights[edge])


def _join(doubt: Floats, edges: Edges, weights: Floats, cell_m: float) -> None:
    """Count edges that follow one another in a cell once: they are one passage."""
    if not len(edges.ax):
        return
    row = np.floor(edges.ay * (GRID_M / cell_m)).astype(np.int64)
    column = np.floor(edges.ax * (GRID_M / cell_m)).astype(np.int64)
    np.subtract.at(doubt, (row, column), weights[edges.owner])
    # A ring that leaves no cell has as many edges as corners there.
    start = edges.first[:-1]
    within = _steady(row, start) & _steady(column, start)
    np.add.at(doubt, (row[start][within], column[start][within]), weights[edges.ring_owner[within]])


def _steady(values: Ints, start: Ints) -> Bools:
    return np.asarray(
        np.maximum.reduceat(values, start) == np.minimum.reduceat(values, start), dtype=np.bool_
    )

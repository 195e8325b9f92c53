"""The answers of ``crossings``, ``walk``, ``pairs``, ``changes`` and ``lots`` by compiled loops.

Imported by ``compiled`` alone: it needs numba.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from shapely import box
from shapely.geometry.base import BaseGeometry

from animmap.core import loops, loops_figures, loops_grid, loops_text, loops_walk
from animmap.core.compiled import Hung
from animmap.core.crossings import distinct_pairs
from animmap.core.edges import (
    GRID_M,
    Bools,
    Edges,
    Floats,
    Ints,
    Ranks,
    list_edges,
    snap,
    snap_edges,
)
from animmap.core.quick_changes import added_levels, arrive, leave, renew_rows
from animmap.core.swept import Swept
from animmap.core.walk import Walk, first_stops

# Rings walked between two news of how far it is.
_RINGS = 25
# Rows of cells that a segment hangs in when no more than segments is to be held.
_FEW = 3
Around = tuple[Ranks, Ranks]


def plant(edges: Edges) -> Hung:
    """Hang all segments on a grid."""
    ends, part = edges.ends, (0, len(edges.ends))
    cells = loops_grid.choose_cells(ends, part, loops_grid.CELLS, False)
    grid = loops_grid.hang(ends, part, cells, False)
    return Hung(ends, edges.turn[edges.owner], grid, sys.modules[__name__])


def _hang_rows(ends: Ints, each: int = loops_grid.CELLS) -> loops_grid.Grid:
    part = 0, len(ends)
    return loops_grid.hang(ends, part, loops_grid.choose_cells(ends, part, each, True), True)


def list_stops(edges: Edges, hung: Hung, rings: slice) -> tuple[loops_walk.Line, Ranks]:
    """Return the stops of consecutive rings in walking order, and the outlines that touch."""
    first, last = int(edges.first[rings.start]), int(edges.first[rings.stop])
    met = loops.meet(hung.ends, hung.turn, hung.grid, np.arange(first, last), (first, last))
    starts = edges.first[:-1][rings]
    touching = distinct_pairs(edges.owner[met.touching])
    return loops_walk.line_up(met, edges.owner, starts, first, last), touching


def surroundings(edges: Edges, hung: Hung, rings: slice) -> Around:
    """Return who surrounds the starts of rings; see ``crossings.start_surroundings``."""
    starts, rows, everyone = edges.first[:-1][rings], _hang_rows(edges.ends), edges.outlines
    found = loops.surround(hung.ends, edges.turn, edges.owner, starts, rows, np.arange(everyone))
    return found[:, 0] + np.int32(rings.start), found[:, 1].copy()


def sweep_edges(edges: Edges) -> Swept:
    """Return what the segments sweep; see ``swept``."""
    return Swept(*loops_walk.sweep_edges(edges.ends, edges.middle, GRID_M, edges.first))


def sweep(stops: tuple[np.ndarray, ...], first: Ints, swept: Swept) -> Floats:
    """Return the signed area of pieces, from what ``walk.sweep_edges`` gives."""
    before, total, whole = swept
    return loops_walk.sweep(loops_walk.Line(*stops), first, before, whole, total)


def _line(walk: Walk) -> loops_walk.Line:
    return loops_walk.Line(walk.segment, walk.at, walk.other, walk.sign, walk.twin)


def _started(around: Around, rings: int, weights: Floats) -> Floats:
    return np.bincount(around[0], weights=weights[around[1]], minlength=rings).astype(np.float64)


def depths(walk: Walk, weights: Floats) -> Floats:
    """Return the summed weight of the other outlines around each piece."""
    around = walk.around_ring, walk.around_outline
    started = _started(around, len(walk.first) - 1, weights)
    return loops_walk.weigh(_line(walk), walk.first, started, weights)


def read_reaching(walk: Walk, weights: Floats, bar: float) -> Bools:
    """Tell which pieces have less than a weight outside, and that or more inside."""
    around = walk.around_ring, walk.around_outline
    started, owned = _started(around, len(walk.first) - 1, weights), weights[walk.edges.ring_owner]
    return loops_walk.read_reaching(_line(walk), walk.first, (started, owned), weights, bar)


def reach(walk: Walk, weights: Floats, bars: Floats) -> tuple[Floats, Floats]:
    """Return the areas under at least 1, 2, … outlines, and where the weight reaches each bar."""
    around, rings = (walk.around_ring, walk.around_outline), len(walk.first) - 1
    depth = np.bincount(walk.around_ring, minlength=rings)
    sums = _sums(walk.edges.outlines, weights, bars)
    loops_walk.add_pieces(
        _line(walk), walk.piece_m2, walk.first, walk.edges.owner,
        depth, _started(around, rings, weights), sums,
    )  # fmt: skip
    return sums.levels, sums.shares


def _sums(outlines: int, weights: Floats, bars: Floats) -> loops_walk.Sums:
    return loops_walk.Sums(np.zeros(outlines), weights, bars, np.zeros(len(bars)))


def add_pairs(walk: Walk, half: Floats) -> None:
    """Add to ``half`` (outline, other) what each sweeps inside the other, between crossings."""
    swept = walk.swept
    loops_walk.add_pairs(_line(walk), walk.edges.owner, swept.before, swept.whole, half)


def add_parts(walk: Walk, level: int, parts: Floats) -> None:
    """Add to each outline what pieces that bound a level sweep inside it."""
    around = walk.around_ring, walk.around_outline
    loops_figures.add_parts(_line(walk), walk.piece_m2, walk.first, around, level, parts)


def farthest(start: Floats, end: Floats, first: Ints, tolerance_m: float) -> Floats:
    """Return the largest distance from each outline to each other one, one direction."""
    start, end = np.ascontiguousarray(start), np.ascontiguousarray(end)
    return loops_figures.farthest(start, end, first.astype(np.int64), tolerance_m)


def spread(edges: Edges, weights: Floats, scale: float, held: Floats, doubt: Floats) -> None:
    """Add edges to the cells of a surface, ``scale`` cells in a step of the grid of edges."""
    owned = weights[edges.owner].astype(np.float64)
    loops_figures.spread(edges.ends, owned, scale, held, doubt)


def count_above(held: Floats, doubt: Floats, bars: Floats, tie: float) -> Ints:
    """Return the cells that reach each bar, as held, at least and at most; shape (3, bars)."""
    order = np.argsort(bars)
    found = np.empty((3, len(bars)), dtype=np.int64)
    found[:, order] = loops_figures.count_above(held, doubt, bars[order].astype(np.float64), tie)
    return found


def reach_rings(
    polygons: Sequence[BaseGeometry],
    weights: Floats,
    bars: Floats,
    on_progress: Callable[[float], None],
) -> tuple[Floats, Floats]:
    """Return the same as ``reach`` from outlines, keeping no stop: see ``lots``."""
    edges, stands = _by_neighbourhood(snap_edges(polygons))
    ends, owner, rings = edges.ends, edges.owner, len(edges.first) - 1
    part = 0, len(ends)
    cells = loops_grid.choose_cells(ends, part, loops_grid.CELLS, False)
    grid, rows = loops_grid.hang(ends, part, cells, False), _hang_rows(ends, _FEW)
    sums, everyone = _sums(edges.outlines, weights, bars), np.arange(edges.outlines)
    for one in range(0, rings, _RINGS):
        some = min(_RINGS, rings - one)
        starts = stands[edges.first[one : one + some]].astype(np.int64)
        around = loops.surround(ends, edges.turn, owner, starts, rows, everyone)
        started = around[:, 0].copy(), around[:, 1].copy()
        loops_walk.add_rings(
            ends, owner, grid, (stands, edges.first[one : one + some + 1]), (edges.middle, GRID_M),
            (np.bincount(started[0], minlength=some), _started(started, some, weights)), sums,
        )  # fmt: skip
        on_progress((one + some) / rings)
    return sums.levels, sums.shares


def _by_neighbourhood(edges: Edges) -> tuple[Edges, Ranks]:
    """Segments row after row of cells, and where each segment stands among them."""
    part = 0, len(edges.ends)
    shift, _ = loops_grid.choose_cells(edges.ends, part, loops_grid.CELLS, False)
    row, column = (edges.ay + edges.by) >> (shift + 1), (edges.ax + edges.bx) >> (shift + 1)
    order = np.lexsort((column, row))
    del row, column
    stands = np.empty(len(order), np.int32)
    stands[order] = np.arange(len(order), dtype=np.int32)
    # What is ring after ring is told by where segments stand; each column is let go once ordered.
    return replace(edges, ends=edges.ends[order], owner=edges.owner[order]), stands


def tally(walk: Walk, started: Ints, step: Ints, most: int) -> tuple[Ints, Floats]:
    """Return kinds of places by number and the area of each; see ``sides.tally``."""
    numbers = started, step[walk.edges.ring_owner], step
    return loops_figures.tally(_line(walk), walk.piece_m2, walk.first, numbers, most)


def spell_row(row: Floats) -> str | None:
    """Return numbers of few decimals as text, with commas; None if one has more."""
    text = np.empty(loops_text.WIDEST * len(row), np.uint8)
    length = loops_text.spell_row(row, text)
    return text[:length].tobytes().decode("ascii") if length >= 0 else None


def rehearse() -> None:
    """Call every loop once, so that all are compiled."""
    shapes = snap([box(0, 0, 4, 4), box(2, 0, 6, 4)])
    edges = list_edges(shapes)
    hung, both, weights = plant(edges), slice(0, 2), np.full(2, 0.5)
    line, touching = list_stops(edges, hung, both)
    around, swept = surroundings(edges, hung, both), sweep_edges(edges)
    first = first_stops(line.segment, edges)
    walk = Walk(
        tuple(shapes), edges, *line, first, sweep(line, first, swept), swept, *around, touching
    )
    depths(walk, weights)
    read_reaching(walk, weights, 0.5)
    reach(walk, weights, weights)
    add_pairs(walk, np.zeros((2, 2)))
    renew_rows(walk, np.arange(1), np.zeros((2, 2)))
    add_parts(walk, 1, np.zeros(2))
    farthest(np.zeros((2, 2)), np.ones((2, 2)), np.arange(3), 0.01)
    held, doubt = np.zeros((2, 2)), np.zeros((2, 3))
    spread(edges, weights, 1e-5, held, doubt)
    count_above(held.ravel(), doubt[:, :2].ravel(), weights, 0.0)
    leave(walk, np.array([0, -1], np.int32), np.arange(-4, 4, dtype=np.int32))
    arrive(walk, shapes, edges, np.arange(2))
    added_levels(walk, np.arange(1))
    reach_rings(shapes, weights, weights, lambda _: None)
    spell_row(weights)
    tally(walk, np.zeros(2, np.int64), np.ones(2, np.int64), 2)

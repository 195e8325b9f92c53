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

from animmap.core import loops, loops_figures, loops_grid, loops_walk
from animmap.core.compiled import Hung
from animmap.core.crossings import distinct_pairs
from animmap.core.edges import Bools, Edges, Floats, Ints, Ranks, list_edges, snap
from animmap.core.walk import Stops, Walk, sweep_edges, sweep_stops

# Cells that a segment hangs in, on average: finer cells hold fewer that do not cross it.
_CELLS = 7
_FINEST = 4
# Rings walked between two news of how far it is.
_RINGS = 100
Around = tuple[Ints, Ints]
Swept = tuple[Floats, Floats, Floats]


def _shift(extents: Sequence[Ints]) -> tuple[int, int]:
    """Side of cells as a power of two, and a power of two of buckets, for boxes of some extents."""
    count = max(len(extents[0]), 1)
    shift = _FINEST
    while True:
        cells = sum(int((extent >> shift).sum()) for extent in extents) + 2 * count
        if cells <= _CELLS * count:
            return shift, 1 << (cells - 1).bit_length()
        # Halving the cells hardly doubles their number: far from it, skip some.
        shift += max(1, (cells // (_CELLS * count)).bit_length() - 2)


def plant(edges: Edges, first: int = 0) -> Hung:
    """Hang the segments from ``first`` on a grid."""
    ends = np.stack([edges.ax, edges.ay, edges.bx, edges.by], axis=1)
    wide, high = np.abs(edges.bx - edges.ax), np.abs(edges.by - edges.ay)
    shift, buckets = _shift([wide[first:], high[first:]])
    grid = loops_grid.hang(ends, first, len(ends), shift, buckets)
    return Hung(ends, edges.turn[edges.owner], grid, sys.modules[__name__])


def _hang_rows(hung: Hung) -> loops_grid.Grid:
    flat = hung.ends.copy()
    flat[:, 0] = flat[:, 2] = 0
    shift, buckets = _shift([np.abs(flat[:, 3] - flat[:, 1])])
    return loops_grid.hang(flat, 0, len(flat), shift, buckets)


def list_stops(edges: Edges, hung: Hung, rings: slice) -> tuple[loops_walk.Line, Ranks]:
    """Return the stops of consecutive rings in walking order, and the outlines that touch."""
    first, last = int(edges.first[rings.start]), int(edges.first[rings.stop])
    met = loops.meet(hung.ends, hung.turn, hung.grid, np.arange(first, last), (first, last))
    starts = edges.first[:-1][rings]
    return loops_walk.line_up(met, edges.owner, starts, first, last), _touching(edges, met)


def _touching(edges: Edges, met: loops.Met) -> Ranks:
    return distinct_pairs(edges.owner[met.touching])


def surroundings(
    edges: Edges, hung: Hung, rings: slice, rows: loops_grid.Grid | None = None
) -> Around:
    """Return who surrounds the starts of rings; see ``crossings.start_surroundings``."""
    starts, rows = edges.first[:-1][rings], rows or _hang_rows(hung)
    found = loops.surround(hung.ends, hung.turn, edges.owner, starts, rows, edges.outlines)
    return found[:, 0] + rings.start, found[:, 1].copy()


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


def add_pairs(walk: Walk, swept: Swept, wanted: Bools, half: Floats) -> None:
    """Add to ``half`` (outline, other) what each sweeps inside the other, between crossings."""
    loops_walk.add_pairs(_line(walk), walk.edges.owner, swept[0], swept[2], wanted, half)


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
    ends = np.stack([edges.ax, edges.ay, edges.bx, edges.by], axis=1)
    owned = weights[edges.owner].astype(np.float64)
    loops_figures.spread(ends, owned, scale, held, doubt)


def count_above(held: Floats, doubt: Floats, bars: Floats, tie: float) -> Ints:
    """Return the cells that reach each bar, as held, at least and at most; shape (3, bars)."""
    order = np.argsort(bars)
    found = np.empty((3, len(bars)), dtype=np.int64)
    found[:, order] = loops_figures.count_above(held, doubt, bars[order].astype(np.float64), tie)
    return found


def arrive(
    edges: Edges, stops: tuple[np.ndarray, ...], around: Around, known: int
) -> tuple[loops_walk.Line, Around, Ranks]:
    """Return stops, surroundings and touching outlines once the last rings have arrived.

    Parameters
    ----------
    known
        Number of the rings that were there, whose stops and surroundings are given.
    """
    first, count = int(edges.first[known]), len(edges.ax)
    hung = plant(edges, first)
    walked = np.append(_near(hung.ends, first), np.arange(first, count))
    met = loops.meet(hung.ends, hung.turn, hung.grid, walked, (first, count))
    gained = loops_walk.line_up(met, edges.owner, edges.first[known:-1], 0, count)
    line = loops_walk.weave(loops_walk.Line(*stops), gained)
    rings = len(edges.first) - 1
    found = [
        np.column_stack(around),
        _look_east(edges, hung, slice(0, known), np.arange(first, count)),
        _look_east(edges, hung, slice(known, rings), np.arange(count)),
    ]
    pairs = np.concatenate(found)
    pairs = pairs[np.argsort(pairs[:, 0], kind="stable")]
    return line, (pairs[:, 0].copy(), pairs[:, 1].copy()), _touching(edges, met)


def _near(ends: Ints, first: int) -> Ints:
    """Positions of the segments before ``first`` whose boxes meet the box of the others."""
    old, new = ends[:first], ends[first:].reshape(-1, 2)
    if not len(new):
        return np.empty(0, np.int64)
    (west, south), (east, north) = new.min(axis=0), new.max(axis=0)
    return np.flatnonzero(
        (np.minimum(old[:, 0], old[:, 2]) <= east) & (np.maximum(old[:, 0], old[:, 2]) >= west)
        & (np.minimum(old[:, 1], old[:, 3]) <= north) & (np.maximum(old[:, 1], old[:, 3]) >= south)
    )  # fmt: skip


def _look_east(edges: Edges, hung: Hung, rings: slice, segments: Ints) -> Ints:
    """Pairs (ring, outline) that surround the starts of rings, by some segments only."""
    whole = np.array([0, len(segments)], np.int32)
    one_row = loops_grid.Grid(62, 0, whole, segments.astype(np.int32))
    starts = edges.first[:-1][rings]
    found = loops.surround(hung.ends, hung.turn, edges.owner, starts, one_row, edges.outlines)
    found[:, 0] += rings.start
    return found


def reach_rings(
    polygons: Sequence[BaseGeometry],
    weights: Floats,
    bars: Floats,
    on_progress: Callable[[float], None],
) -> tuple[Floats, Floats]:
    """Return the same as ``reach`` from outlines, keeping no stop: see ``lots``."""
    edges = list_edges(snap(polygons))
    rings, (before, total, whole) = len(edges.first) - 1, sweep_edges(edges)
    side, stands = _by_neighbourhood(edges)
    hung, sums = plant(side), _sums(edges.outlines, weights, bars)
    ordered = hung._replace(ends=hung.ends[stands], turn=hung.turn[stands])
    rows = _hang_rows(ordered)
    for one in range(0, rings, _RINGS):
        some = slice(one, min(one + _RINGS, rings))
        ring, outline = surroundings(edges, ordered, some, rows)
        started = ring - one, outline
        depth = np.bincount(started[0], minlength=some.stop - one)
        loops_walk.add_rings(
            hung.ends, hung.turn, side.owner, hung.grid,
            (stands, edges.first[one : some.stop + 1]), (before, total[some], whole),
            (depth, _started(started, some.stop - one, weights)), sums,
        )  # fmt: skip
        on_progress(some.stop / rings)
    return sums.levels, sums.shares


def _by_neighbourhood(edges: Edges) -> tuple[Edges, Ranks]:
    """Segments row after row of cells, and where each segment stands among them."""
    shift, _ = _shift([np.abs(edges.bx - edges.ax), np.abs(edges.by - edges.ay)])
    row, column = (edges.ay + edges.by) >> (shift + 1), (edges.ax + edges.bx) >> (shift + 1)
    order = np.lexsort((column, row))
    stands = np.empty(len(order), np.int32)
    stands[order] = np.arange(len(order), dtype=np.int32)
    columns = {name: getattr(edges, name)[order] for name in ("ax", "ay", "bx", "by", "owner")}
    return replace(edges, **columns), stands


def rehearse() -> None:
    """Call every loop once, so that all are compiled."""
    shapes = snap([box(0, 0, 4, 4), box(2, 0, 6, 4)])
    edges = list_edges(shapes)
    hung, both, weights = plant(edges), slice(0, 2), np.full(2, 0.5)
    line, touching = list_stops(edges, hung, both)
    around, swept = surroundings(edges, hung, both), sweep_edges(edges)
    walk = sweep_stops(shapes, edges, Stops(*line), around, touching)
    sweep(line, walk.first, swept)
    depths(walk, weights)
    reach(walk, weights, weights)
    add_pairs(walk, swept, np.ones(2, dtype=np.bool_), np.zeros((2, 2)))
    add_parts(walk, 1, np.zeros(2))
    farthest(np.zeros((2, 2)), np.ones((2, 2)), np.arange(3), 0.01)
    held, doubt = np.zeros((2, 2)), np.zeros((2, 3))
    spread(edges, weights, 1e-5, held, doubt)
    count_above(held.ravel(), doubt[:, :2].ravel(), weights, 0.0)
    arrive(edges, line, around, 2)
    reach_rings(shapes, weights, weights, lambda _: None)

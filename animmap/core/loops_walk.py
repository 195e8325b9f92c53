"""Compiled loops along the walk: its stops in order, and what is summed from piece to piece.

They answer as the arrays of ``walk``, ``pairs`` and ``changes`` do; see ``loops``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from animmap.core.edges import Bools, Floats, Ints, Ranks, Signs
from animmap.core.loops import Met, cross_pair
from animmap.core.loops_grid import Grid, fast, gather, room_near


class Line(NamedTuple):
    """Stops in walking order, as ``walk.Stops``."""

    segment: Ranks
    at: Floats
    other: Ranks
    sign: Signs
    twin: Ranks


class Sums(NamedTuple):
    """What is added up along the walk.

    ``levels``: area (m²) covered by at least 1, 2, … outlines; ``shares``: area where the
    summed weight reaches each of ``bars``.
    """

    levels: Floats
    weights: Floats
    bars: Floats
    shares: Floats


# Beyond, places along a segment are sorted from afar first (Shell, 1959, CACM 2(7)).
_GAPS = (701, 301, 132, 57, 23, 10, 4, 1)


@fast
def _sort(at: Floats, rank: Ranks, first: int, last: int) -> None:
    """Sort some consecutive places, what stands beside each following it."""
    for gap in _GAPS:
        for k in range(first + gap, last):
            place, beside, hole = at[k], rank[k], k
            while hole - gap >= first and at[hole - gap] > place:
                at[hole], rank[hole] = at[hole - gap], rank[hole - gap]
                hole -= gap
            at[hole], rank[hole] = place, beside


@fast
def _count(met: Met, starts: Ints, first: int, last: int) -> Ints:
    """Position of the first stop of each segment, and of the one after the last."""
    free = np.zeros(last - first + 1, np.int64)
    pair = met.pair
    for k in range(2 * len(pair)):
        side = pair[k >> 1, k & 1]
        if first <= side < last:
            free[side - first + 1] += 1
    for start in starts:
        free[start - first + 1] += 1
    for k in range(last - first):
        free[k + 1] += free[k]
    return free


@fast
def line_up(met: Met, owner: Ranks, starts: Ints, first: int, last: int) -> Line:
    """Put crossings and the starts of rings in walking order along consecutive segments.

    Parameters
    ----------
    met
        Crossings; those met along other segments are left out.
    """
    free, pair, places = _count(met, starts, first, last), met.pair, met.at
    count = free[last - first]
    segment, at, rank = np.empty(count, np.int32), np.empty(count), np.empty(count, np.int32)
    begun = free.copy()
    for start in starts:
        place = free[start - first]
        segment[place], at[place], rank[place] = start, 0.0, -1
        free[start - first] += 1
        begun[start - first] += 1
    for k in range(2 * len(pair)):
        side = pair[k >> 1, k & 1]
        if first <= side < last:
            place = free[side - first]
            segment[place], at[place], rank[place] = side, places[k >> 1, k & 1], k
            free[side - first] += 1
    for k in range(last - first):
        if free[k] > begun[k] + 1:
            _sort(at, rank, begun[k], free[k])
    return Line(segment, at, *_name(met, owner, rank))


@fast
def _name(met: Met, owner: Ranks, rank: Ranks) -> tuple[Ranks, Signs, Ranks]:
    """Other outline, way and twin of stops, from the side of a crossing that each is."""
    count, pair, way = len(rank), met.pair, met.sign
    other, sign = np.full(count, -1, np.int32), np.zeros(count, np.int8)
    twin, place = np.full(count, -1, np.int32), np.full(2 * len(pair), -1, np.int32)
    for k in range(count):
        if rank[k] >= 0:
            place[rank[k]] = k
    for k in range(count):
        one = rank[k]
        if one >= 0:
            other[k] = owner[pair[one >> 1, 1 - (one & 1)]]
            sign[k] = way[one >> 1] if one & 1 == 0 else -way[one >> 1]
            twin[k] = place[one ^ 1]
    return other, sign, twin


@fast
def sweep_edges(
    ends: Ints, middle: tuple[int, int], step: float, first: Ints
) -> tuple[Floats, Floats, Floats]:
    """Signed area (m²) swept before each segment, by each ring, by each segment: see ``swept``.

    Parameters
    ----------
    step
        Metres in a step of the grid.
    """
    x, y = middle
    before, whole, total = np.empty(len(ends)), np.empty(len(ends)), np.zeros(len(first) - 1)
    running = start = 0.0
    for ring in range(len(first) - 1):
        for i in range(first[ring], first[ring + 1]):
            ax, ay, bx, by = ends[i, 0] - x, ends[i, 1] - y, ends[i, 2] - x, ends[i, 3] - y
            area = ((ax * step) * (by * step) - (bx * step) * (ay * step)) / 2
            total[ring] += area
            running += area
            if i == first[ring]:
                start = running - area
            before[i], whole[i] = running - area - start, area
    return before, total, whole


@fast
def sweep(line: Line, first: Ints, before: Floats, whole: Floats, total: Floats) -> Floats:
    """Signed area (m²) swept by each piece; see ``walk.sweep_edges``."""
    segment, at = line.segment, line.at
    piece = np.empty(len(at))
    for ring in range(len(first) - 1):
        if first[ring] == first[ring + 1]:
            continue
        there = before[segment[first[ring]]]
        for k in range(first[ring], first[ring + 1] - 1):
            here = there
            there = before[segment[k + 1]] + at[k + 1] * whole[segment[k + 1]]
            piece[k] = there - here
        piece[first[ring + 1] - 1] = total[ring] - there
    return piece


@fast
def weigh(line: Line, first: Ints, started: Floats, weights: Floats) -> Floats:
    """Summed weight of the other outlines around each piece, from that of each ring's start."""
    other, sign = line.other, line.sign
    found = np.empty(len(other))
    for ring in range(len(first) - 1):
        held = started[ring]
        for k in range(first[ring], first[ring + 1]):
            if sign[k] != 0:
                held += weights[other[k]] * sign[k]
            found[k] = held
    return found


@fast
def read_reaching(
    line: Line, first: Ints, rings: tuple[Floats, Floats], weights: Floats, bar: float
) -> Bools:
    """Tell which pieces have less than ``bar`` outside, and that or more inside.

    Parameters
    ----------
    rings
        Summed weight around the start of each, and the weight of its outline.
    """
    other, sign = line.other, line.sign
    found = np.empty(len(other), np.bool_)
    for ring in range(len(first) - 1):
        held, own = rings[0][ring], rings[1][ring]
        for k in range(first[ring], first[ring + 1]):
            if sign[k] != 0:
                held += weights[other[k]] * sign[k]
            found[k] = (held < bar) & (held + own >= bar)
    return found


@fast
def _reach(bars: Floats, shares: Floats, held: float, own: float, piece: float) -> None:
    """Add a piece to the shares of the bars that its two sides are parted by."""
    for rank in range(len(bars)):
        if held < bars[rank] <= held + own:
            shares[rank] += piece


@fast
def add_pieces(
    line: Line, piece: Floats, first: Ints, owner: Ranks, depths: Ints, held: Floats, sums: Sums
) -> None:
    """Add the pieces of a walk, from the outlines and the weight around each ring's start."""
    segment, _, other, sign, _ = line
    levels, weights, bars, shares = sums
    most = len(levels) - 1
    for ring in range(len(first) - 1):
        depth, weight = depths[ring], held[ring]
        for k in range(first[ring], first[ring + 1]):
            if sign[k] != 0:
                depth += sign[k]
                weight += weights[other[k]] * sign[k]
            levels[min(max(depth, 0), most)] += piece[k]
            if len(bars):
                _reach(bars, shares, weight, weights[owner[segment[k]]], piece[k])


@fast
def add_pairs(line: Line, owner: Ranks, before: Floats, whole: Floats, half: Floats) -> None:
    """Add to ``half`` (outline, other) what boundaries sweep inside others."""
    segment, at, other, sign, _ = line
    for k in range(len(at)):
        if sign[k] != 0:
            i = segment[k]
            half[owner[i], other[k]] += -sign[k] * (before[i] + at[k] * whole[i])


@fast
def add_rings(
    ends: Ints,
    owner: Ranks,
    grid: Grid,
    line: tuple[Ranks, Ints],
    measure: tuple[tuple[int, int], float],
    around: tuple[Ints, Floats],
    sums: Sums,
) -> None:
    """Walk rings and add their pieces, keeping none.

    Parameters
    ----------
    ends, owner, grid
        Segments in any order: those of one neighbourhood side by side are found sooner.
        Outlines came one after the other.
    line
        Where each segment stands among them, in walking order; first segment of each ring,
        in walking order, and of the one after the last.
    measure
        Where areas are swept from, and the metres in a step of the grid.
    around
        Outlines and weight around each ring's start.
    """
    (stands, rings), ((x, y), step) = line, measure
    levels, weights, bars, shares = sums
    most, (seen, near) = len(levels) - 1, room_near(ends, grid)
    at, rank = np.empty(len(ends)), np.empty(len(ends), np.int32)
    for ring in range(len(rings) - 1):
        depth, weight, here, before = around[0][ring], around[1][ring], 0.0, 0.0
        own = weights[owner[stands[rings[ring]]]]
        for i in range(rings[ring], rings[ring + 1]):
            one = stands[i]
            ax, ay = (ends[one, 0] - x) * step, (ends[one, 1] - y) * step
            whole = (ax * ((ends[one, 3] - y) * step) - ((ends[one, 2] - x) * step) * ay) / 2
            count = gather(ends, owner, grid, one, (0, 0), seen, near)
            count = _stops_of(ends, owner, one, near[:count], at, rank)
            for k in range(count):
                there = before + at[k] * whole
                levels[min(max(depth, 0), most)] += there - here
                _reach(bars, shares, weight, own, there - here)
                here, way = there, 1 if rank[k] & 1 else -1
                depth += way
                weight += weights[owner[rank[k] >> 1]] * way
            before += whole
        levels[min(max(depth, 0), most)] += before - here
        _reach(bars, shares, weight, own, before - here)


@fast
def _stops_of(ends: Ints, turn: Ranks, i: int, near: Ranks, at: Floats, rank: Ranks) -> int:
    """Sort the crossings along a segment; ``rank``: twice the other one, and one if it enters."""
    count = 0
    for j in near:
        if turn[i] < turn[j]:
            way, place, _, _ = cross_pair(ends, i, j)
        else:
            way, _, place, _ = cross_pair(ends, j, i)
            way = -way
        if way != 0:
            at[count], rank[count] = place, 2 * j + (1 if way > 0 else 0)
            count += 1
    _sort(at, rank, 0, count)
    return count

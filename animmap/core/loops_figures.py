"""Compiled loops of figures: distances between outlines, parts of a level, cells of a surface.

They answer as the arrays of ``outlines``, ``robustness`` and ``surface`` do; see ``loops``.
"""

from __future__ import annotations

import numpy as np

from animmap.core.edges import Floats, Ints, Ranks
from animmap.core.loops_grid import fast, within
from animmap.core.loops_walk import Line

_MOST_HALVINGS = 48
# Spreads numbers that follow one another (Knuth, The Art of Computer Programming 3, 6.4).
_SPREAD = 0x1E3779B97F4A7C15


@within
def _square(
    px: float, py: float, ax: float, ay: float, dx: float, dy: float, length: float
) -> float:
    """Square of the distance from a place to a segment of some square length."""
    px, py = px - ax, py - ay
    along = min(max((px * dx + py * dy) / length, 0.0), 1.0)
    px, py = px - along * dx, py - along * dy
    return px * px + py * py


@fast
def _nearest(px: float, py: float, target: Floats, least: float) -> float:
    """Square of the distance from a place to the target, or any under ``least`` if it is."""
    found = np.inf
    for k in range(len(target)):
        ax, ay, dx, dy, length = target[k]
        found = min(found, _square(px, py, ax, ay, dx, dy, length))
        if found <= least:
            return found
    return found


@fast
def _holds(ax: float, ay: float, bx: float, by: float, target: Floats, limit: float) -> bool:
    """Whether one target segment is within ``limit`` (squared) of both ends: of all between."""
    for k in range(len(target)):
        tx, ty, dx, dy, length = target[k]
        if (
            _square(ax, ay, tx, ty, dx, dy, length) <= limit
            and _square(bx, by, tx, ty, dx, dy, length) <= limit
        ):
            return True
    return False


@fast
def _farthest(start: Floats, end: Floats, target: Floats, tolerance: float) -> float:
    """Largest distance from segments to target ones; see ``outlines``."""
    found, waiting, left = 0.0, np.empty((_MOST_HALVINGS + 1, 5)), 0
    for i in range(len(start)):
        found = max(found, _nearest(start[i, 0], start[i, 1], target, found))
    limit = (np.sqrt(found) + tolerance) ** 2
    for i in range(len(start)):
        waiting[0, 0], waiting[0, 1] = start[i, 0], start[i, 1]
        waiting[0, 2], waiting[0, 3], waiting[0, 4] = end[i, 0], end[i, 1], 0.0
        left = 1
        while left:
            left -= 1
            ax, ay, bx, by, halved = waiting[left]
            if halved == _MOST_HALVINGS or _holds(ax, ay, bx, by, target, limit):
                continue
            x, y = (ax + bx) / 2, (ay + by) / 2
            found = max(found, _nearest(x, y, target, found))
            limit = (np.sqrt(found) + tolerance) ** 2
            for k, cx, cy, dx, dy in ((left, ax, ay, x, y), (left + 1, x, y, bx, by)):
                waiting[k, 0], waiting[k, 1], waiting[k, 2], waiting[k, 3] = cx, cy, dx, dy
                waiting[k, 4] = halved + 1
            left += 2
    return np.sqrt(found)


@fast
def farthest(start: Floats, end: Floats, first: Ints, tolerance: float) -> Floats:
    """Largest distance from each outline (row) to each other one (column), one direction.

    Parameters
    ----------
    start, end
        Ends of the segments of all outlines, shape (segments, 2).
    first
        First segment of each outline, and the number of segments.
    """
    count = len(first) - 1
    away, lines = np.zeros((count, count)), np.empty((len(start), 5))
    for i in range(len(start)):
        dx, dy = end[i, 0] - start[i, 0], end[i, 1] - start[i, 1]
        lines[i, 0], lines[i, 1], lines[i, 2], lines[i, 3] = start[i, 0], start[i, 1], dx, dy
        lines[i, 4] = max(dx * dx + dy * dy, 1e-300)
    for two in range(count):
        target = lines[first[two] : first[two + 1]]
        for one in range(count):
            if one != two:
                own = slice(first[one], first[one + 1])
                away[one, two] = _farthest(start[own], end[own], target, tolerance)
    return away


@fast
def add_parts(
    line: Line, piece: Floats, first: Ints, around: tuple[Ranks, Ranks], level: int, parts: Floats
) -> None:
    """Add to each outline what pieces that bound a level sweep inside it.

    Parameters
    ----------
    around
        Pairs of a ring and an outline around its start, rings in ascending order.
    """
    _, _, other, sign, _ = line
    ring_of, outline_of = around
    held, place = np.zeros(len(parts), np.int32), np.zeros(len(parts), np.int32)
    inside, count, near = np.empty(len(parts), np.int32), 0, 0
    for ring in range(len(first) - 1):
        held[:], count, depth = 0, 0, 0
        while near < len(ring_of) and ring_of[near] == ring:
            one = outline_of[near]
            held[one], place[one], inside[count] = 1, count, one
            count, depth, near = count + 1, depth + 1, near + 1
        for k in range(first[ring], first[ring + 1]):
            if sign[k] != 0:
                one = other[k]
                depth += sign[k]
                held[one] += sign[k]
                if sign[k] > 0 and held[one] == 1:
                    place[one], inside[count] = count, one
                    count += 1
                elif sign[k] < 0 and held[one] == 0:
                    count -= 1
                    inside[place[one]], place[inside[count]] = inside[count], place[one]
            if depth == level - 1 or depth == level:
                swept = piece[k] if depth == level - 1 else -piece[k]
                for m in range(count):
                    parts[inside[m]] += swept


@fast
def spread(ends: Ints, weights: Floats, scale: float, held: Floats, doubt: Floats) -> None:
    """Add edges to the cells of a surface: see ``surface._enter`` and ``surface._pass``.

    Parameters
    ----------
    weights
        That of each edge.
    scale
        Cells in a step of the grid of coordinates, the precision of what is told.
    """
    for i in range(len(ends)):
        ax, ay, bx, by = (
            ends[i, 0] * scale,
            ends[i, 1] * scale,
            ends[i, 2] * scale,
            ends[i, 3] * scale,
        )
        south, north, level = min(ay, by), max(ay, by), by == ay
        slope = 0.0 if level else (bx - ax) / (by - ay)
        way = -weights[i] if by > ay else weights[i]
        for row in range(int(np.ceil(south - 0.5)), int(np.ceil(north - 0.5))):
            x = int(np.ceil(ax + (row + 0.5 - ay) * slope - 0.5))
            held[row, min(max(x, 0), held.shape[1] - 1)] += way
        most = doubt.shape[1] - 2
        for row in range(int(max(np.floor(south - scale), 0.0)), int(np.floor(north + scale)) + 1):
            one = ax + (min(max(row, south), north) - ay) * slope
            two = bx if level else ax + (min(max(row + 1, south), north) - ay) * slope
            west, east = int(np.floor(min(one, two) - scale)), int(np.floor(max(one, two) + scale))
            doubt[row, min(max(west, 0), most)] += weights[i]
            doubt[row, min(max(east, 0), most) + 1] -= weights[i]


@fast
def count_above(held: Floats, doubt: Floats, bars: Floats, tie: float) -> Ints:
    """Count the cells that reach bars: as held, at least and at most; shape (3, bars).

    Parameters
    ----------
    bars
        In ascending order.
    """
    met = np.zeros((3, len(bars) + 1), np.int64)
    pace = (len(bars) - 1) / (bars[-1] - bars[0]) if bars[-1] > bars[0] else 0.0
    for i in range(len(held)):
        least, most = held[i] - doubt[i] - tie, held[i] + doubt[i] + tie
        for k, value in ((0, held[i]), (1, least), (2, most)):
            # Bars are mostly even: the number of those reached is guessed, then set right.
            rank = min(max(int((value - bars[0]) * pace), 0), len(bars))
            while rank < len(bars) and bars[rank] <= value:
                rank += 1
            while rank > 0 and bars[rank - 1] > value:
                rank -= 1
            met[k, rank] += 1
    for k in range(3):
        for rank in range(len(bars) - 1, 0, -1):
            met[k, rank] += met[k, rank + 1]
    return met[:, 1:]


@fast
def tally(
    line: Line, piece: Floats, first: Ints, numbers: tuple[Ints, Ints, Ints], most: int
) -> tuple[Ints, Floats]:
    """Add the pieces of a walk by the kind of place on either side: kinds met, area of each.

    Kinds are held in a table twice as long as they are many, each as near its place as is free.

    Parameters
    ----------
    numbers
        Of the kind around each ring's start; what one outline adds to it, whose inside a ring
        has, and that it enters.
    most
        The largest number of a kind.
    """
    started, own, step = numbers
    _, _, other, sign, _ = line
    size, used = 1 << 12, 0
    kinds, areas = np.full(size, -1, np.int64), np.zeros(size)
    for ring in range(len(first) - 1):
        kind = started[ring]
        for k in range(first[ring], first[ring + 1]):
            if sign[k] != 0:
                kind += step[other[k]] * sign[k]
            for inside in range(2):
                # Crossings at one place come in any order: empty pieces may have no kind.
                met = min(max(kind + inside * own[ring], 0), most)
                at = _find(kinds, met)
                used += kinds[at] < 0
                kinds[at] = met
                areas[at] += piece[k] if inside else -piece[k]
            if 2 * used > size:
                size *= 4
                wider, sums = np.full(size, -1, np.int64), np.zeros(size)
                for one in range(len(kinds)):
                    if kinds[one] >= 0:
                        at = _find(wider, kinds[one])
                        wider[at], sums[at] = kinds[one], areas[one]
                kinds, areas = wider, sums
    held = kinds >= 0
    return kinds[held], areas[held]


@within
def _find(kinds: Ints, kind: int) -> int:
    """Place of a kind in a table, or the free one where it should be."""
    mask = len(kinds) - 1
    at = ((kind * _SPREAD) >> 20) & mask
    while kinds[at] >= 0 and kinds[at] != kind:
        at = (at + 1) & mask
    return at

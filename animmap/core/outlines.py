"""How far apart the outlines of sketches run, for all pairs: largest, mean and usual distance.

Distances are between boundaries, not between filled areas: a notch cut deep into a sketch is
far from an outline without it, though it lies inside. The largest (Hausdorff) is exact to
TOLERANCE_M along whole segments; GEOS and PostGIS look at vertices only unless told to densify.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core import compiled
from animmap.core.edges import Bools, Floats, Ints

# Starts, ends and outlines of pieces of lines.
_Pieces = tuple[Floats, Floats, Ints]

TOLERANCE_M = 0.01
USUAL_QUANTILE = 0.95
# Points spread evenly along each outline for the mean and the usual distance.
_SPREAD = 64
# Distances from points to segments held at once: they stay near the processor.
_CHUNK = 50_000
# The same while pieces are halved, where several such tables stand side by side.
_HELD = 2_000_000


@dataclass(frozen=True, slots=True)
class _Lines:
    """Segments start→end of all boundaries, from a middle that keeps numbers small.

    ``next``: the segment that starts where one ends; ``closes``: whether one ends its ring;
    ``first``: the first of each outline.
    """

    start: Floats
    end: Floats
    next: Ints
    closes: Bools
    first: Ints

    def of(self, rank: int) -> tuple[Floats, Floats]:
        """Return the segments of one outline."""
        own = slice(self.first[rank], self.first[rank + 1])
        return self.start[own], self.end[own]


def hausdorff_distances(shapes: Sequence[BaseGeometry]) -> Floats:
    """Return the Hausdorff distance between the outlines of all pairs of sketches (m).

    The largest distance from a point of one outline to the other outline, either way: one
    spike decides it. Symmetric, shape (sketches, sketches).

    Parameters
    ----------
    shapes
        (Multi)polygons with a positive area, in one metric CRS; holes count as outline.
    """
    if not len(shapes):
        return np.zeros((0, 0))
    lines = _list_lines(np.asarray(shapes, dtype=object))
    if quick := compiled.ready():
        one_way = quick.farthest(lines.start, lines.end, lines.first, TOLERANCE_M)
        return np.asarray(np.maximum(one_way, one_way.T))
    one_way = np.column_stack(
        [_largest(lines, lines.of(rank)) for rank in range(len(lines.first) - 1)]
    )
    return np.asarray(np.maximum(one_way, one_way.T))


def spread_distances(shapes: Sequence[BaseGeometry]) -> tuple[Floats, Floats]:
    """Return the mean and the usual distance between the outlines of all pairs (m).

    From _SPREAD points at even distances along each outline. The mean averages both
    directions; USUAL_QUANTILE of the outline stays under the usual distance, in the worse
    direction. Symmetric matrices, shape (sketches, sketches).
    """
    if not len(shapes):
        return np.zeros((0, 0)), np.zeros((0, 0))
    outlines = np.asarray(shapes, dtype=object)
    lines, spread = _list_lines(outlines), _spread(outlines)
    count = len(outlines)
    mean, usual = np.zeros((count, count)), np.zeros((count, count))
    for rank in range(count):
        away = np.sqrt(_nearest(spread, lines.of(rank))).reshape(count, _SPREAD)
        mean[:, rank] = away.mean(axis=1)
        usual[:, rank] = np.quantile(away, USUAL_QUANTILE, axis=1)
    return np.asarray((mean + mean.T) / 2), np.asarray(np.maximum(usual, usual.T))


def _list_lines(outlines: np.ndarray) -> _Lines:
    parts, part_owner = shapely.get_parts(outlines, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    owner = part_owner[part]
    points, ring = shapely.get_coordinates(rings, return_index=True)
    points = points - points.mean(axis=0)
    inner = ring[1:] == ring[:-1]
    segment_ring = ring[:-1][inner]
    onward = np.arange(1, len(segment_ring) + 1)
    ring_first = np.searchsorted(segment_ring, np.arange(len(rings)))
    last = np.append(segment_ring[1:] != segment_ring[:-1], True)
    onward[last] = ring_first[segment_ring[last]]
    first = np.searchsorted(owner[segment_ring], np.arange(len(outlines) + 1))
    return _Lines(points[:-1][inner], points[1:][inner], onward, last, first)


def _spread(outlines: np.ndarray) -> Floats:
    """Points at even distances along each outline, shape (outlines × _SPREAD, 2), centred alike."""
    boundaries = shapely.boundary(outlines)
    parts = [shapely.get_parts(one) for one in boundaries]
    middle = shapely.get_coordinates(outlines).mean(axis=0)
    return np.asarray(np.concatenate([_along(rings) for rings in parts]) - middle)


def _along(rings: np.ndarray) -> Floats:
    lengths = shapely.length(rings)
    ends = np.cumsum(lengths)
    places = (np.arange(_SPREAD) + 0.5) / _SPREAD * ends[-1]
    ring = np.minimum(np.searchsorted(ends, places), len(rings) - 1)
    points = shapely.line_interpolate_point(rings[ring], places - (ends - lengths)[ring])
    return np.asarray(shapely.get_coordinates(points))


def _largest(lines: _Lines, target: tuple[Floats, Floats]) -> Floats:
    """Largest distance from each outline to the target segments (one direction).

    The distance to one target segment is convex along a line: between two points it nowhere
    exceeds the larger of their distances to that segment. What could still hold a larger
    distance than those found is halved until it can't by more than TOLERANCE_M.
    """
    nearest, bound = _bounds(lines, target)
    found = np.maximum.reduceat(nearest, lines.first[:-1])
    owner = np.repeat(np.arange(len(found)), np.diff(lines.first))
    open_ = np.flatnonzero(_may_exceed(bound, found[owner]))
    waiting = [(lines.start[open_], lines.end[open_], owner[open_])]
    at_once = max(1, _HELD // len(target[0]))
    while waiting:
        begin, end, owner = waiting.pop()
        if len(owner) > at_once:
            waiting.append((begin[at_once:], end[at_once:], owner[at_once:]))
        lot = begin[:at_once], end[:at_once], owner[:at_once]
        waiting += _halve(lot, target, found, at_once)
    return np.sqrt(found)


def _halve(
    pieces: _Pieces, target: tuple[Floats, Floats], found: Floats, most: int
) -> list[_Pieces]:
    """Halve pieces until none may exceed ``found``, which is raised; return them when too many."""
    begin, end, owner = pieces
    from_start, from_end = _squares(begin, target), _squares(end, target)
    while True:
        bound = np.maximum(from_start, from_end).min(axis=0)
        open_ = np.flatnonzero(_may_exceed(bound, found[owner]))
        begin, end, owner = begin[open_], end[open_], owner[open_]
        if not 0 < len(owner) <= most:
            break
        from_start, from_end = from_start.take(open_, axis=1), from_end.take(open_, axis=1)
        middle = (begin + end) / 2
        halfway = _squares(middle, target)
        np.maximum.at(found, owner, halfway.min(axis=0))
        from_start = np.concatenate([from_start, halfway], axis=1)
        from_end = np.concatenate([halfway, from_end], axis=1)
        begin, end = np.concatenate([begin, middle]), np.concatenate([middle, end])
        owner = np.concatenate([owner, owner])
    return [(begin, end, owner)] if len(owner) else []


def _may_exceed(bound: Floats, found: Floats) -> Bools:
    return np.asarray(bound > np.square(np.sqrt(found) + TOLERANCE_M))


def _bounds(lines: _Lines, target: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Squares, for each segment: distance of its start, and a bound of the distances along it."""
    nearest, bound = np.empty(len(lines.start)), np.empty(len(lines.start))
    step = max(1, _CHUNK // len(target[0]))
    first, count = 0, len(lines.first) - 1
    while first < count:
        stop = int(np.searchsorted(lines.first, lines.first[first] + step, side="right")) - 1
        stop = min(max(stop, first + 1), count)
        lot = slice(lines.first[first], lines.first[stop])
        first = stop
        if lot.stop - lot.start > max(step, _HELD // len(target[0])):
            if np.may_share_memory(lines.start[lot], target[0]):
                nearest[lot] = bound[lot] = 0.0  # from itself
                continue
            nearest[lot] = _nearest(lines.start[lot], target)
            # No end is farther from the target than the start by more than the segment itself.
            moves = lines.end[lot] - lines.start[lot]
            bound[lot] = np.square(np.sqrt(nearest[lot]) + np.hypot(moves[:, 0], moves[:, 1]))
            continue
        squares = _squares(lines.start[lot], target)
        nearest[lot] = squares.min(axis=0)
        onward = np.empty_like(squares)
        onward[:, :-1] = squares[:, 1:]
        closing = np.flatnonzero(lines.closes[lot])
        onward[:, closing] = squares[:, lines.next[lot][closing] - lot.start]
        bound[lot] = np.maximum(squares, onward, out=onward).min(axis=0)
    return nearest, bound


def _nearest(points: Floats, target: tuple[Floats, Floats]) -> Floats:
    """Squares of the distances from points to the nearest of the target segments."""
    step = max(1, _CHUNK // len(target[0]))
    return np.concatenate(
        [
            _squares(points[rank : rank + step], target).min(axis=0)
            for rank in range(0, len(points), step)
        ]
    )


def _squares(points: Floats, target: tuple[Floats, Floats]) -> Floats:
    """Squares of the distances from points to segments, shape (segments, points)."""
    ax, ay, bx, by = np.column_stack(target).T[:, :, None]
    dx, dy = bx - ax, by - ay
    length = np.maximum(dx * dx + dy * dy, np.finfo(float).tiny)
    px, py = points[:, 0] - ax, points[:, 1] - ay
    along = px * (dx / length)
    scratch = py * (dy / length)
    along += scratch
    np.clip(along, 0.0, 1.0, out=along)
    px -= np.multiply(along, dx, out=scratch)
    py -= np.multiply(along, dy, out=scratch)
    px *= px
    py *= py
    px += py
    return np.asarray(px)

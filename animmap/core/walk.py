"""Areas of agreement by walking each boundary once, without building any face.

Between two crossings, the number of *other* outlines around a piece of boundary (its depth)
is constant. By Green's theorem the signed area swept by a piece of depth d belongs to the
boundary of the zone covered by at least d + 1 outlines: the areas of all levels, raw or
weighted, come out of one pass, and so do all pairwise intersections. Cost grows with the
crossings, not with the (far more numerous) faces.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, cast

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core import compiled
from animmap.core.compiled import Hung
from animmap.core.crossings import Crossings, find_crossings, plant, start_surroundings
from animmap.core.edges import (
    Bools,
    Edges,
    Floats,
    Ints,
    Ranks,
    Signs,
    list_edges,
    snap,
)
from animmap.core.swept import Swept, sweep_edges

# Sums of weights closer than this are equal (weights are shares of one).
TIE = 1e-9
# Pieces read at once, so that what is computed on the way does not grow with the crossings.
LOT = 500_000
# Two stops closer than this part of their segment (2^-40) are one place.
_AT_BITS = 40
_NEAR = 2.0 ** (2 - _AT_BITS)


class Stops(NamedTuple):
    """Where to stop along the rings; see ``Walk``."""

    segment: Ranks
    at: Floats
    other: Ranks
    sign: Signs
    twin: Ranks


@dataclass(frozen=True)
class Walk:
    """All boundaries cut at their crossings, in walking order.

    Stops are the crossings plus one start per ring. ``segment`` and ``at`` place a stop;
    ``other`` is the outline entered (+1) or left (−1) at the stop (−1 and 0 at a ring's start);
    ``twin``: position of the same crossing on the walk of the other outline (−1 at a ring's
    start, or where that ring is not walked); ``touching``: pairs of outlines that touch
    without plainly crossing; ``first``: position of the first stop of each ring (length rings + 1).
    The piece of a stop goes from it to the next stop; ``piece_m2`` is the signed area it sweeps,
    ``swept`` what segments and rings do.
    ``around_ring`` and ``around_outline`` list which outlines surround each ring's start.
    """

    shapes: tuple[BaseGeometry, ...]
    edges: Edges
    segment: Ranks
    at: Floats
    other: Ranks
    sign: Signs
    twin: Ranks
    first: Ints
    piece_m2: Floats
    swept: Swept
    around_ring: Ranks
    around_outline: Ranks
    touching: Ranks

    @property
    def crossings(self) -> int:
        """Number of places where two outlines cross."""
        return int(np.count_nonzero(self.sign)) // 2

    @cached_property
    def plain(self) -> bool:
        """Whether outlines cross two by two, at places apart, and never merely touch."""
        if len(self.touching) or (self.twin[self.sign != 0] < 0).any():
            return False
        near = (np.diff(self.at) < _NEAR) & (np.diff(self.segment) == 0)
        return not near.any()

    def following(self, pieces: Ints) -> Ints:
        """Return the stop where each piece ends: the next one, or the start of its ring."""
        ring = self.edges.ring[self.segment[pieces]]
        last = pieces + 1 == self.first[ring + 1]
        return np.where(last, self.first[ring], pieces + 1)

    def ends(self, pieces: Ints) -> tuple[Ints, Floats]:
        """Return segment and position where each piece ends: at a stop, or the end of its ring."""
        ring = self.edges.ring[self.segment[pieces]]
        last = pieces + 1 == self.first[ring + 1]
        ring_end = self.edges.first[ring + 1]
        following = np.minimum(pieces + 1, len(self.segment) - 1)
        end_segment = np.where(last, ring_end - 1, self.segment[following])
        return end_segment, np.where(last, 1.0, self.at[following])

    def lots(self, most: int = LOT) -> Iterator[tuple[slice, slice]]:
        """Yield consecutive whole rings of some ``most`` stops in all, then their stops."""
        # Rings that were not walked have no stop.
        ring = int(np.searchsorted(self.first, 0, side="right")) - 1
        rings = int(np.searchsorted(self.first, self.first[-1]))
        while ring < rings:
            full = int(np.searchsorted(self.first, self.first[ring] + most, side="right")) - 1
            stop = min(max(full, ring + 1), rings)
            yield slice(ring, stop), slice(int(self.first[ring]), int(self.first[stop]))
            ring = stop


def walk_boundaries(polygons: Sequence[BaseGeometry]) -> Walk:
    """Cut the boundaries of valid (multi)polygons at their crossings.

    Parameters
    ----------
    polygons
        One (multi)polygon per voice, valid, in one metric CRS (metres).
    """
    edges = list_edges(shapes := snap(polygons))
    return walk_rings(shapes, edges, plant(edges), slice(0, len(edges.first) - 1))


def walk_rings(
    shapes: Sequence[BaseGeometry], edges: Edges, near: Hung | shapely.STRtree, rings: slice
) -> Walk:
    """Walk some consecutive rings only; the others have no stop.

    Parameters
    ----------
    shapes, edges, near
        The snapped outlines, their segments, and which of these are near (``plant``).
    """
    if isinstance(near, Hung):
        quick = near.quick
        line, touching = quick.list_stops(edges, near, rings)
        around = quick.surroundings(edges, near, rings)
        return sweep_stops(shapes, edges, Stops(*line), around, touching)
    crossings = find_crossings(edges, near, rings)
    starts = edges.first[:-1][rings]
    stops, touching = _line_up(crossings, starts), crossings.touching
    del crossings
    return sweep_stops(shapes, edges, stops, start_surroundings(edges, near, rings), touching)


def _line_up(crossings: Crossings, starts: Ints) -> Stops:
    """Put crossings and the starts of rings in walking order."""
    order = _walking_order(crossings, starts)
    return Stops(
        np.concatenate([crossings.segment, starts.astype(np.int32)])[order],
        np.concatenate([crossings.at, np.zeros(len(starts))])[order],
        np.concatenate([crossings.other, np.full(len(starts), -1, np.int32)])[order],
        np.concatenate([crossings.sign, np.zeros(len(starts), np.int8)])[order],
        _place_twins(crossings.twin, order),
    )


def sweep_stops(
    shapes: Sequence[BaseGeometry],
    edges: Edges,
    stops: Stops,
    around: tuple[Ints | Ranks, Ints | Ranks],
    touching: Ranks,
) -> Walk:
    """Return the walk of whole rings, given its stops in walking order and its starts."""
    first = first_stops(stops.segment, edges)
    swept = sweep_edges(edges)
    quick = compiled.ready()
    piece = quick.sweep(stops, first, swept) if quick else _sweep_pieces(stops, first, swept)
    rings, outlines = (column.astype(np.int32) for column in around)
    return Walk(tuple(shapes), edges, *stops, first, piece, swept, rings, outlines, touching)


def first_stops(segment: Ranks, edges: Edges) -> Ints:
    """Return the first of the stops on each ring, from their segments, and how many they are."""
    # Of one type: else all stops would be copied to look for a few.
    return np.searchsorted(segment, edges.first.astype(segment.dtype)).astype(np.int64)


def _sweep_pieces(stops: Stops, first: Ints, swept: Swept) -> Floats:
    """What is swept from each stop to the next, or to the end of the ring."""
    before, total, whole = swept
    piece = before[stops.segment]
    piece += stops.at * whole[stops.segment]
    walked = np.flatnonzero(np.diff(first))
    following = np.append(piece[1:], 0.0)
    following[first[walked + 1] - 1] = total[walked]
    np.subtract(following, piece, out=piece)
    return piece


def _walking_order(crossings: Crossings, starts: Ints) -> Ints:
    """Positions of the stops, crossings then starts, along the walk: one whole number a stop."""
    at = np.rint(crossings.at * ((1 << _AT_BITS) - 2)).astype(np.int64) + 1
    at += crossings.segment.astype(np.int64) << _AT_BITS
    return np.argsort(np.concatenate([at, starts << _AT_BITS]))


def _place_twins(twin: Ranks, order: Ints) -> Ranks:
    """Positions of the twins once stops are put in order; those after the crossings are starts."""
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    twins = np.full(len(order), -1, np.int32)
    found = np.flatnonzero(twin >= 0)
    twins[place[found]] = place[twin[found]]
    return twins


def depths(walk: Walk, weights: Floats) -> Floats:
    """Return, for each piece, the summed weight of the other outlines around it."""
    if quick := compiled.ready():
        return cast(Floats, quick.depths(walk, weights))
    found = np.empty(len(walk.segment))
    for rings, lot in walk.lots():
        found[lot] = _depths(walk, weights, rings, lot)
    return found


def read_depths(walk: Walk, weights: Floats) -> Iterator[tuple[slice, Floats, Floats]]:
    """Yield, some whole rings at a time, their pieces and the weights outside and inside."""
    for rings, lot in walk.lots():
        outside = _depths(walk, weights, rings, lot)
        yield lot, outside, outside + weights[walk.edges.owner[walk.segment[lot]]]


def _depths(walk: Walk, weights: Floats, rings: slice, lot: slice) -> Floats:
    near = slice(*np.searchsorted(walk.around_ring, [rings.start, rings.stop]))
    start = np.bincount(
        walk.around_ring[near] - rings.start,
        weights=weights[walk.around_outline[near]],
        minlength=rings.stop - rings.start,
    )
    change = weights[walk.other[lot]] * walk.sign[lot]
    running = np.cumsum(change)
    first = walk.first[rings] - lot.start
    stops = np.diff(np.append(first, lot.stop - lot.start))
    running += np.repeat(start - running[first], stops)
    return np.asarray(running)


def level_areas(walk: Walk) -> Floats:
    """Return the areas (m²) covered by exactly 1, 2, … n outlines; length n."""
    count = walk.edges.outlines
    if quick := compiled.ready():
        at_least = quick.reach(walk, np.ones(count), np.empty(0))[0]
        return np.asarray(at_least - np.append(at_least[1:], 0.0))
    at_least = np.zeros(count)
    for lot, outside, _ in read_depths(walk, np.ones(count)):
        # Two crossings at the very same place may come in either order: the piece between them
        # is empty, yet its depth may be one too few or too many.
        depth = np.clip(np.rint(outside).astype(np.int64), 0, count - 1)
        at_least += np.bincount(depth, weights=walk.piece_m2[lot], minlength=count)
    return np.asarray(at_least - np.append(at_least[1:], 0.0))


def share_areas(walk: Walk, weights: Floats, shares: Sequence[float]) -> Floats:
    """Return the area (m²) where the summed weight of the outlines reaches each share.

    Parameters
    ----------
    weights
        One weight per outline, summing to 1; equal weights give the raw share.
    shares
        Shares in ]0, 1]; reaching a share exactly counts.
    """
    if quick := compiled.ready():
        return cast(Floats, quick.reach(walk, weights, np.asarray(shares) - TIE)[1])
    areas = np.zeros(len(shares))
    for lot, outside, inside in read_depths(walk, weights):
        piece = walk.piece_m2[lot]
        for rank, share in enumerate(shares):
            passes = (outside < share - TIE) & (inside >= share - TIE)
            areas[rank] += float(piece[passes].sum())
    return areas


def read_reaching(walk: Walk, weights: Floats, share: float) -> Bools:
    """Tell which pieces are on the outline of the zone whose summed weight reaches ``share``."""
    if quick := compiled.ready():
        return cast(Bools, quick.read_reaching(walk, weights, share - TIE))
    outside = depths(walk, weights)
    inside = outside + weights[walk.edges.owner[walk.segment]]
    return np.asarray((outside < share - TIE) & (inside >= share - TIE))

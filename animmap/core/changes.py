"""A walk brought up to date when outlines arrive, change or leave: only what they cross is sought.

What leaves takes its rings and its crossings with it; what stays keeps its crossings. What
arrives is compared with the segments near it, and its stops are put in their places.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from animmap.core import compiled
from animmap.core.crossings import Crossings, cross, distinct_pairs, surround
from animmap.core.edges import Bools, Edges, Floats, Ints, Ranks, add_edges, snap
from animmap.core.walk import Stops, Walk, level_areas, sweep_stops, walk_boundaries

# Pairs of boxes compared at once.
_CHUNK = 2_000_000

Number = TypeVar("Number", bound=np.generic)


def rewalk(walk: Walk, polygons: Sequence[BaseGeometry], kept: Ints) -> Walk:
    """Return the walk of polygons of which many were walked already.

    Parameters
    ----------
    polygons
        Valid (multi)polygons, as for ``walk_boundaries``.
    kept
        For each, its position in ``walk`` if it was there with the same outline; −1 if it is
        new or has changed.
    """
    fresh, known = (kept < 0).nonzero()[0], len(walk.shapes)
    if 2 * len(fresh) > len(polygons):
        return walk_boundaries(polygons)
    shapes = [walk.shapes[place] for place in kept.tolist()]
    arrived = snap([polygons[rank] for rank in fresh.tolist()])
    for rank, shape in zip(fresh.tolist(), arrived, strict=True):
        shapes[rank] = shape
    # Else those that were there are still there, first and in the same order.
    if not np.array_equal(kept[:known], np.arange(known)):
        walk = _leave(walk, kept, shapes)
    if not len(fresh):
        return walk
    edges = add_edges(walk.edges, arrived, fresh, len(shapes))
    return _arrive(walk, shapes, edges, fresh)


def renew_levels(known: Floats, before: Walk, after: Walk, kept: Ints) -> Floats:
    """Return ``level_areas`` of a walk made by ``rewalk``, from those of the walk before.

    Parameters
    ----------
    known
        ``level_areas`` of the walk before.
    kept
        As ``rewalk`` was told.
    """
    count, fresh, quick = len(kept), (kept < 0).nonzero()[0], compiled.ready()
    gone = len(known) + len(fresh) - count
    if not quick or 2 * (gone + len(fresh)) > count:
        return level_areas(after)
    levels = np.zeros(max(count, len(known)))
    levels[: len(known)] = known
    if gone:
        left = np.setdiff1d(np.arange(len(known)), kept)
        levels[: len(known)] -= quick.added_levels(before, left)
    if len(fresh):
        levels[:count] += quick.added_levels(after, fresh)
    return levels[:count]


def _leave(walk: Walk, kept: Ints, shapes: Sequence[BaseGeometry]) -> Walk:
    """Return the walk of the outlines that stay, at their new places among all shapes."""
    edges, outlines = walk.edges, len(shapes)
    place = np.full(edges.outlines, -1, np.int32)
    place[kept[kept >= 0]] = np.flatnonzero(kept >= 0)
    stays = place[edges.owner] >= 0
    ring_stays = place[edges.ring_owner] >= 0
    ring_place = np.cumsum(ring_stays) - 1
    turn = np.zeros(outlines, dtype=np.int32)
    turn[place[place >= 0]] = edges.turn[place >= 0]
    sizes = np.diff(edges.first)[ring_stays]
    left = Edges(
        edges.ends[stays],
        place[edges.owner[stays]], turn, ring_place[edges.ring[stays]].astype(np.int32),
        np.concatenate([[0], np.cumsum(sizes)]), edges.origin, edges.middle, outlines,
    )  # fmt: skip
    near = ring_stays[walk.around_ring] & (place[walk.around_outline] >= 0)
    around = ring_place[walk.around_ring[near]], place[walk.around_outline[near]]
    touching = place[walk.touching]
    touching = touching[(touching >= 0).all(axis=1)]
    segment_place = np.where(stays, np.cumsum(stays) - 1, -1).astype(np.int32)
    quick = compiled.ready()
    stay = quick.leave if quick else _stay
    return sweep_stops(shapes, left, stay(walk, place, segment_place), around, touching)


def _stay(walk: Walk, place: Ranks, segment_place: Ranks) -> Stops:
    """Return the stops of the outlines and segments that stay, at their new places (−1: none)."""
    # The other outline of a ring's start is none: position −1.
    other = np.append(place, np.int32(-1))[walk.other]
    stays = segment_place[walk.segment] >= 0
    keep = np.flatnonzero(stays & ((walk.sign == 0) | (other >= 0)))
    stop_place = np.full(len(other) + 1, -1, dtype=np.int32)
    stop_place[keep] = np.arange(len(keep), dtype=np.int32)
    return Stops(
        segment_place[walk.segment[keep]], walk.at[keep], other[keep], walk.sign[keep],
        stop_place[walk.twin[keep]],
    )  # fmt: skip


def _arrive(walk: Walk, shapes: Sequence[BaseGeometry], edges: Edges, fresh: Ints) -> Walk:
    """Return the walk once some outlines, the last of ``edges``, have arrived."""
    if quick := compiled.ready():
        return cast(Walk, quick.arrive(walk, shapes, edges, fresh))
    known = len(walk.first) - 1
    crossings = _meet(edges, int(edges.first[known]))
    had = Stops(walk.segment, walk.at, walk.other, walk.sign, walk.twin)
    stops = _insert(edges, had, crossings, edges.first[known:-1])
    around = _around(edges, (walk.around_ring, walk.around_outline), known)
    touching = distinct_pairs(np.concatenate([walk.touching, crossings.touching]))
    return sweep_stops(shapes, edges, stops, around, touching)


def _meet(edges: Edges, known: int) -> Crossings:
    """Return the crossings of the segments after the ``known`` ones with all others."""
    west, east = np.minimum(edges.ax, edges.bx), np.maximum(edges.ax, edges.bx)
    south, north = np.minimum(edges.ay, edges.by), np.maximum(edges.ay, edges.by)
    new = np.arange(known, len(edges.ax))
    near = np.flatnonzero(
        (west <= east[new].max(initial=0)) & (east >= west[new].min(initial=0))
        & (south <= north[new].max(initial=0)) & (north >= south[new].min(initial=0))
    )  # fmt: skip
    turn = edges.turn[edges.owner]
    one, two = [], []
    step = max(1, _CHUNK // max(len(near), 1))
    for start in range(0, len(new), step):
        some = new[start : start + step, None]
        later, earlier = np.nonzero((west[near] <= east[some]) & (east[near] >= west[some]))
        later, earlier = some[later, 0], near[earlier]
        met = (south[earlier] <= north[later]) & (north[earlier] >= south[later])
        later, earlier = later[met], earlier[met]
        first = turn[earlier] < turn[later]
        one.append(earlier[first])
        two.append(later[first])
    empty = np.empty(0, dtype=np.int64)
    return cross(edges, np.concatenate([empty, *one]), np.concatenate([empty, *two]))


def _insert(edges: Edges, stops: Stops, crossings: Crossings, starts: Ints) -> Stops:
    """Put crossings and the starts of new rings in their places among the stops."""
    segment = np.concatenate([crossings.segment, starts.astype(np.int32)])
    at = np.concatenate([crossings.at, np.full(len(starts), -1.0)])
    order = np.lexsort((at, segment))
    place = _places(stops, segment[order], at[order]) + np.arange(len(order))
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = place
    old = np.ones(len(stops.segment) + len(order), dtype=bool)
    old[place] = False
    known = np.append(np.flatnonzero(old).astype(np.int32), np.int32(-1))
    none = np.full(len(starts), -1, np.int32)
    added = Stops(
        segment,
        np.maximum(at, 0.0),
        np.concatenate([crossings.other, none]),
        np.concatenate([crossings.sign, np.zeros(len(starts), np.int8)]),
        np.concatenate([rank[crossings.twin], none]),
    )
    had = stops._replace(twin=known[stops.twin])
    return Stops(
        _merge(old, rank, had.segment, added.segment),
        _merge(old, rank, had.at, added.at),
        _merge(old, rank, had.other, added.other),
        _merge(old, rank, had.sign, added.sign),
        _merge(old, rank, had.twin, added.twin),
    )


def _merge(
    old: Bools, rank: Ranks, had: NDArray[Number], gained: NDArray[Number]
) -> NDArray[Number]:
    column = np.empty(len(old), dtype=had.dtype)
    column[old] = had
    column[rank] = gained
    return column


def _places(stops: Stops, segment: Ranks, at: Floats) -> Ints:
    """Return before which of the stops each place comes."""
    low = np.searchsorted(stops.segment, segment, side="left")
    sizes = np.searchsorted(stops.segment, segment, side="right") - low
    rank = np.repeat(np.arange(len(segment)), sizes)
    near = np.arange(len(rank)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + low[rank]
    # The start of a ring comes before what is met at the very same place.
    before = (stops.at[near] < at[rank]) | (stops.sign[near] == 0)
    return low + np.bincount(rank, before, minlength=len(segment)).astype(np.int64)


def _around(
    edges: Edges, around: tuple[Ints | Ranks, Ints | Ranks], known: int
) -> tuple[Ints, Ints]:
    """Add who surrounds the starts of new rings, and which starts the new rings surround."""
    starts = edges.first[:-1]
    rings, new = np.arange(len(starts)), int(starts[known])
    found = [around]
    for some, first, last in ((rings[:known], new, len(edges.ax)), (rings[known:], 0, None)):
        segments = np.arange(first, last or len(edges.ax))
        step = max(1, _CHUNK // max(len(segments), 1))
        for start in range(0, len(some), step):
            y = edges.ay[starts[some[start : start + step]], None]
            low = np.minimum(edges.ay[segments], edges.by[segments])
            high = np.maximum(edges.ay[segments], edges.by[segments])
            ring, segment = np.nonzero((low <= y) & (high >= y))
            found.append(surround(edges, some[start + ring], segments[segment]))
    ring = np.concatenate([one for one, _ in found])
    order = np.argsort(ring, kind="stable")
    return ring[order], np.concatenate([two for _, two in found])[order]

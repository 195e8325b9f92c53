"""Rings of pieces of boundary that lead into one another, and the polygons that they make.

An outline may touch itself at corners (a stroke that crossed itself, once repaired): a ring that
comes back to such a corner is several rings, and holes that touch cut what they lie in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from animmap.core.edges import GRID_M, Bools, Floats, Ints
from animmap.core.walk import Walk

# Ground smaller than a step of the grid both ways is the dust of rounding.
DUST_M2 = GRID_M**2
# Rings thinner than this are checked: their two sides may be rounded across one another.
_THIN_M = 1e-3


@dataclass(frozen=True, slots=True)
class Rings:
    """Closed rings: polygons, signed areas (m²; holes are negative), a half-edge, a corner.

    The corner of a hole touches no other ring of the outline that it belongs to.
    """

    outlines: NDArray[np.object_]
    areas: Floats
    half_edge: Ints
    corner: Floats

    def take(self, chosen: Ints | Bools) -> Rings:
        """Return some of the rings."""
        return Rings(
            self.outlines[chosen], self.areas[chosen], self.half_edge[chosen], self.corner[chosen]
        )


def follow(walk: Walk, turns: Ints, half_edges: Ints) -> Rings | None:
    """Return the rings of half-edges that turn into one another; None if one crosses itself."""
    order, first = cycles(turns)
    places, pinched, ring_first = _vertices(walk, half_edges[order], first)
    half_edge = half_edges[order[first]]
    ring = np.repeat(np.arange(len(first)), np.diff(np.append(ring_first, len(places))))
    seen_twice = np.flatnonzero(np.bincount(ring, pinched, minlength=len(first)) > 1)
    if len(seen_twice):
        index, ring, half_edge = _unpinch(places, pinched, ring, seen_twice, half_edge)
        places, pinched = places[index], pinched[index]
    sizes = np.bincount(ring, minlength=len(half_edge))
    ring_first = np.cumsum(sizes) - sizes
    areas = signed_areas(places, ring_first)
    kept = (sizes > 2) & (np.abs(areas) > DUST_M2)
    areas, half_edge = areas[kept], half_edge[kept]
    if not len(areas):
        return Rings(np.empty(0, dtype=object), areas, half_edge, np.empty((0, 2)))
    free = np.where(pinched, len(places), np.arange(len(places)))
    corner = np.minimum.reduceat(free, ring_first)[kept]
    corner = np.where(corner < len(places), corner, ring_first[kept])
    shown = kept[ring]
    ring = np.repeat(np.arange(len(areas)), sizes[kept])
    outlines = np.asarray(shapely.polygons(shapely.linearrings(places[shown], indices=ring)))
    thin = np.abs(areas) < _THIN_M * shapely.length(outlines)
    if not shapely.is_valid(outlines[thin]).all():
        return None
    return Rings(outlines, areas, half_edge, places[corner])


def _unpinch(
    places: Floats, pinched: Bools, ring: Ints, seen_twice: Ints, half_edge: Ints
) -> tuple[Ints, Ints, Ints]:
    """Part rings where they come back to a corner at which an outline touches itself.

    Returns which places to take, the ring of each, and the half-edge of each ring.
    """
    whole = np.ones(len(half_edge), dtype=bool)
    whole[seen_twice] = False
    loops: list[list[int]] = []
    origin: list[int] = []
    for one in seen_twice.tolist():
        start, stop = np.searchsorted(ring, [one, one + 1]).tolist()
        found = _loops(places, pinched, start, stop)
        loops += found
        origin += [one] * len(found)
    kept = np.flatnonzero(whole[ring])
    index = np.concatenate([kept, np.array([at for loop in loops for at in loop], dtype=np.int64)])
    rank = (np.cumsum(whole) - 1)[ring[kept]]
    count = int(whole.sum())
    parted = np.repeat(np.arange(count, count + len(loops)), [len(loop) for loop in loops])
    return index, np.concatenate([rank, parted]), half_edge[[*np.flatnonzero(whole), *origin]]


def _loops(places: Floats, pinched: Bools, start: int, stop: int) -> list[list[int]]:
    """Return the closed ways that a ring makes between two passages at one corner."""
    loops, way = [], list[int]()
    met: dict[tuple[float, ...], int] = {}
    for at in range(start, stop):
        if pinched[at]:
            corner = tuple(places[at].tolist())
            if corner in met:
                since = met[corner]
                loops.append(way[since:])
                met = {one: step for one, step in met.items() if step < since}
                way = way[:since]
            met[corner] = len(way)
        way.append(at)
    return [*loops, way]


def cycles(turns: Ints) -> tuple[Ints, Ints]:
    """Positions cycle after cycle, each in the order of its turns, and where each cycle starts."""
    count = len(turns)
    root, jump = np.arange(count), turns.copy()
    while True:
        lower = np.minimum(root, root[jump])
        if (lower == root).all():
            break
        root, jump = lower, jump[jump]
    # Turns from each position to the root of its cycle, by doubling jumps.
    at_root = root == np.arange(count)
    steps, jump = np.where(at_root, 0, 1), np.where(at_root, root, turns)
    away = np.flatnonzero(jump != root)
    while len(away):
        onward = jump[away]
        steps[away] += steps[onward]
        jump[away] = jump[onward]
        away = away[jump[away] != root[away]]
    sizes = np.bincount(root, minlength=count)
    first = np.cumsum(sizes) - sizes
    order = np.empty(count, dtype=np.int64)
    order[first[root] + np.where(at_root, 0, sizes[root] - steps)] = np.arange(count)
    return order, first[at_root]


def _vertices(walk: Walk, half_edges: Ints, first: Ints) -> tuple[Floats, Bools, Ints]:
    """Places (metres) along half-edges put end to end, and where each ring starts.

    Also which places are corners where an outline touches itself.
    """
    pieces = len(walk.segment)
    forward = half_edges < pieces
    piece = np.where(forward, half_edges, half_edges - pieces)
    end_segment, _ = walk.ends(piece)
    between = end_segment - walk.segment[piece]
    sizes = between + 1
    starts = np.cumsum(sizes) - sizes
    half_edge = np.repeat(np.arange(len(piece)), sizes)
    step = np.arange(len(half_edge)) - starts[half_edge]
    onward = np.where(forward[half_edge], step, between[half_edge] + 1 - step)
    vertex = np.minimum(walk.segment[piece][half_edge] + onward, len(walk.edges.ax) - 1)
    places = np.column_stack([walk.edges.ax[vertex], walk.edges.ay[vertex]]).astype(np.float64)
    stops = np.where(forward, piece, walk.following(piece))
    vertex[starts] = walk.segment[stops]
    places[starts] = _nodes(walk, stops)
    pinched = walk.edges.pinched[vertex]
    pinched[starts] &= walk.sign[stops] == 0
    return places * GRID_M + walk.edges.origin, pinched, starts[first]


def _nodes(walk: Walk, stops: Ints) -> Floats:
    """Places of stops, in steps of the grid; the two stops of a crossing have the very same."""
    stops = np.where(walk.sign[stops] < 0, walk.twin[stops], stops)
    return np.column_stack(walk.edges.place(walk.segment[stops], walk.at[stops]))


def signed_areas(places: Floats, first: Ints) -> Floats:
    """Signed areas of rings put end to end."""
    if not len(places):
        return np.empty(0)
    x, y = (places - places.mean(axis=0)).T
    onward = np.arange(1, len(places) + 1)
    onward[np.append(first[1:], len(places)) - 1] = first
    return np.asarray(np.add.reduceat(x * y[onward] - x[onward] * y, first) / 2)


def pierce(wholes: Rings, holes: Rings) -> Rings | None:
    """Return the polygons of rings with the holes that lie in them, each in the smallest."""
    if not len(holes.areas) or not len(wholes.areas):
        return wholes
    corners = shapely.points(holes.corner)
    hole, whole = shapely.STRtree(wholes.outlines).query(corners, predicate="within")
    order = np.lexsort([wholes.areas[whole], hole])
    hole, at = np.unique(hole[order], return_index=True)
    whole = whole[order][at]
    outlines, areas = wholes.outlines.copy(), wholes.areas.copy()
    for one in np.unique(whole):
        inner = holes.take(hole[whole == one])
        drawn, rings = outlines[one], shapely.get_exterior_ring(inner.outlines)
        outlines[one] = shapely.Polygon(drawn.exterior, [*drawn.interiors, *rings])
        areas[one] += inner.areas.sum()
    return _cut_by_holes(Rings(outlines, areas, wholes.half_edge, wholes.corner), np.unique(whole))


def _cut_by_holes(rings: Rings, pierced: Ints) -> Rings | None:
    """Part what holes cut: they may touch one another, or the ring around them, twice."""
    cut = pierced[~shapely.is_valid(rings.outlines[pierced])]
    if not len(cut):
        return rings
    mended = shapely.make_valid(rings.outlines[cut], method="structure", keep_collapsed=False)
    if (np.abs(shapely.area(mended) - rings.areas[cut]) > DUST_M2).any():
        return None
    parts, rank = shapely.get_parts(mended, return_index=True)
    sound = np.setdiff1d(np.arange(len(rings.areas)), cut)
    found = rings.take(np.concatenate([sound, cut[rank]]))
    outlines = np.concatenate([rings.outlines[sound], parts])
    return Rings(outlines, shapely.area(outlines), found.half_edge, found.corner)

"""The segments of many outlines, their crossings, and who surrounds each ring's start.

Coordinates are rounded to a tenth of a millimetre and handled as integers, so that the side
of a point is decided exactly. Ties (shared edges, identical outlines, a vertex on an edge)
are broken by symbolic perturbation (Edelsbrunner and Mücke, 1990, ACM Trans. Graphics 9(1)):
outline ``i`` is imagined shifted by ``i·ε·(1, η)`` with ``1 ≫ ε ≫ η > 0``. Outlines are then
in general position, while every length and area is measured where things really are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Ints = NDArray[np.int64]
Ranks = NDArray[np.int32]
Signs = NDArray[np.int8]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Places = tuple[Ints, Ints]

GRID_M = 1e-4
# Only points near a segment are tested against it: with segments shorter than 2^30 grid steps
# (107 km), the cross products of the side test stay within 64 bits, however far the outlines
# lie apart. Longer ones are cut in pieces.
_LONGEST_SEGMENT_M = 50_000.0
# Candidate pairs examined at once: bounds the memory whatever the number of outlines.
_CHUNK = 500_000


@dataclass(frozen=True, slots=True)
class Edges:
    """Segments a→b of all rings, interior on the left, rings one after the other.

    ``ax … by``: grid integers (multiply by GRID_M and add ``origin`` for metres).
    ``owner``: position of the outline; ``ring``: position of the ring; ``first``: position
    of each ring's first segment (length rings + 1).
    """

    ax: Ints
    ay: Ints
    bx: Ints
    by: Ints
    owner: Ranks
    ring: Ranks
    first: Ints
    origin: tuple[float, float]
    outlines: int

    @property
    def ring_owner(self) -> Ranks:
        """Outline of each ring."""
        return self.owner[self.first[:-1]]


@dataclass(frozen=True, slots=True)
class Crossings:
    """Where a walk along ``segment`` goes into (+1) or out of (−1) outline ``other``.

    ``at`` is the position along the segment in [0, 1]; each crossing of two boundaries
    appears twice, once for each walk.
    """

    segment: Ranks
    at: Floats
    other: Ranks
    sign: Signs


def snap(polygons: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Round valid (multi)polygons to GRID_M, keeping them valid; a vanished one is empty."""
    short = shapely.segmentize(np.asarray(polygons, dtype=object), _LONGEST_SEGMENT_M)
    return list(shapely.set_precision(short, GRID_M))


def list_edges(polygons: Sequence[BaseGeometry]) -> Edges:
    """Cut snapped (multi)polygons (metric CRS, rounded by ``snap``) into oriented segments."""
    parts, part_owner = shapely.get_parts(np.asarray(polygons, dtype=object), return_index=True)
    rings, ring_part = shapely.get_rings(shapely.orient_polygons(parts), return_index=True)
    points, point_ring = shapely.get_coordinates(rings, return_index=True)
    west, south = points.min(axis=0) if len(points) else (0.0, 0.0)
    places = np.rint((points - (west, south)) / GRID_M).astype(np.int64)
    follows = point_ring[1:] == point_ring[:-1]
    moves = follows & (places[1:] != places[:-1]).any(axis=1)
    start, end, ring = places[:-1][moves], places[1:][moves], point_ring[:-1][moves]
    first = np.searchsorted(ring, np.arange(len(rings) + 1))
    owner = part_owner[ring_part[ring]].astype(np.int32)
    return Edges(
        start[:, 0], start[:, 1], end[:, 0], end[:, 1],
        owner, ring.astype(np.int32), first.astype(np.int64),
        (float(west), float(south)), len(polygons),
    )  # fmt: skip


def plant(edges: Edges) -> shapely.STRtree:
    """Return the tree of the boxes of the segments, each as its diagonal (lighter than a box)."""
    ends = np.stack([edges.ax, edges.ay, edges.bx, edges.by], axis=1).reshape(-1, 2, 2)
    return shapely.STRtree(np.asarray(shapely.linestrings(ends.astype(np.float64)), dtype=object))


def find_crossings(edges: Edges, tree: shapely.STRtree, rings: slice) -> Crossings:
    """Return the crossings met by walking consecutive rings, each seen from that walk."""
    first, last = int(edges.first[rings.start]), int(edges.first[rings.stop])
    found = [_cross(edges, np.empty(0, np.int64), np.empty(0, np.int64))]
    step = _batch(len(edges.ax))
    for start in range(first, last, step):
        walked, met = tree.query(tree.geometries[start : min(start + step, last)])
        walked = walked + start
        apart = edges.owner[walked] - edges.owner[met]
        # Two segments that are both walked are met twice: once is enough.
        kept = (apart < 0) | ((apart > 0) & ((met < first) | (met >= last)))
        swapped = apart[kept] > 0
        walked, met = walked[kept], met[kept]
        found.append(_cross(edges, np.where(swapped, met, walked), np.where(swapped, walked, met)))
    columns = [np.concatenate(column) for column in zip(*found, strict=True)]
    if last - first < len(edges.ax):
        here = (columns[0] >= first) & (columns[0] < last)
        columns = [column[here] for column in columns]
    return Crossings(*columns)


def start_surroundings(edges: Edges, tree: shapely.STRtree, rings: slice) -> tuple[Ints, Ints]:
    """Return the pairs (ring, outline) such that the outline surrounds the ring's first point.

    A ray to the east counts the signed passages of each outline's boundary (winding number).
    """
    if not len(edges.ax):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    starts = edges.first[:-1][rings]
    px, py = edges.ax[starts], edges.ay[starts]
    east = max(edges.ax.max(), edges.bx.max()) + 1
    ends = np.stack([px, py, np.full_like(px, east), py], axis=1).reshape(-1, 2, 2)
    rays = np.asarray(shapely.linestrings(ends.astype(np.float64)), dtype=object)
    owner = edges.ring_owner[rings]
    found, outlines = [], []
    for start in range(0, len(rays), _batch(len(edges.ax))):
        ray, segment = tree.query(rays[start : start + _batch(len(edges.ax))])
        ray = ray + start
        turn = _passage(edges, px[ray], py[ray], owner[ray], segment)
        key = ray * np.int64(edges.outlines) + edges.owner[segment]
        keys, place = np.unique(key, return_inverse=True)
        inside = np.bincount(place, weights=turn, minlength=len(keys)) > 0.5
        found.append(keys[inside] // edges.outlines + rings.start)
        outlines.append(keys[inside] % edges.outlines)
    return np.concatenate(found), np.concatenate(outlines)


def _batch(count: int) -> int:
    return max(1, _CHUNK // max(count // 8, 1))


def _side(a: Places, b: Places, p: Places) -> Ints:
    """Twice the signed area of a, b, p: positive when p is on the left of a→b."""
    (ax, ay), (bx, by), (px, py) = a, b, p
    return np.asarray((bx - ax) * (py - ay) - (by - ay) * (px - ax))


def _lean(a: Places, b: Places) -> Ints:
    """Side, relative to a→b, towards which the imagined shift (1, η) moves a point."""
    (ax, ay), (bx, by) = a, b
    rise = np.sign(by - ay)
    return np.asarray(np.where(rise != 0, -rise, np.sign(bx - ax)), dtype=np.int64)


def _cross(edges: Edges, one: Ints, two: Ints) -> tuple[Ranks, Floats, Ranks, Signs]:
    """Crossings of segment pairs, ``owner[one] < owner[two]``; rows for both walks."""
    a, b = _ends(edges, one)
    c, d = _ends(edges, two)
    # The later outline is shifted further: its ties lean with the shift, the others against.
    c_side, c_left = _lies(a, b, c, 1)
    d_side, d_left = _lies(a, b, d, 1)
    parted = np.flatnonzero(c_left != d_left)
    one, two, d_left = one[parted], two[parted], d_left[parted]
    a, b, c, d = (_pick(place, parted) for place in (a, b, c, d))
    a_side, a_left = _lies(c, d, a, -1)
    b_side, b_left = _lies(c, d, b, -1)
    hit = np.flatnonzero(a_left != b_left)
    one, two, b_left, d_left = one[hit], two[hit], b_left[hit], d_left[hit]
    a_side, b_side = a_side[hit], b_side[hit]
    c_side, d_side = c_side[parted[hit]], d_side[parted[hit]]
    along_one = a_side / (a_side - b_side)
    along_two = c_side / (c_side - d_side)
    return (
        np.concatenate([one, two]).astype(np.int32),
        np.concatenate([along_one, along_two]),
        np.concatenate([edges.owner[two], edges.owner[one]]),
        np.where(np.concatenate([b_left, d_left]), 1, -1).astype(np.int8),
    )


def _ends(edges: Edges, segments: Ints) -> tuple[Places, Places]:
    start = edges.ax[segments], edges.ay[segments]
    return start, (edges.bx[segments], edges.by[segments])


def _pick(places: Places, chosen: Ints) -> Places:
    return places[0][chosen], places[1][chosen]


def _lies(a: Places, b: Places, p: Places, shift: int) -> tuple[Ints, Bools]:
    """Side of p, and whether it is on the left of a→b, p being shifted if it is on the line."""
    side = _side(a, b, p)
    left = side > 0
    tied = np.flatnonzero(side == 0)
    left[tied] = shift * _lean(_pick(a, tied), _pick(b, tied)) > 0
    return side, left


def _passage(edges: Edges, px: Ints, py: Ints, point_owner: Ranks, segment: Ints) -> Ints:
    """+1, −1 or 0: how each segment passes the eastward ray from the point."""
    ax, ay, bx, by = (column[segment] for column in (edges.ax, edges.ay, edges.bx, edges.by))
    owner = edges.owner[segment]
    a_above = np.where(ay != py, ay > py, owner > point_owner)
    b_above = np.where(by != py, by > py, owner > point_owner)
    tie = np.sign(point_owner - owner) * _lean((ax, ay), (bx, by))
    # Far to the west of a segment the side is plain, and the product could overflow.
    near = px >= np.minimum(ax, bx)
    side = np.where(near, _side((ax, ay), (bx, by), (np.where(near, px, ax), py)), 0)
    left = np.where(side != 0, side, tie) > 0
    up = ~a_above & b_above & (left | ~near)
    down = a_above & ~b_above & (~left | ~near)
    passage = up.astype(np.int64) - down.astype(np.int64)
    return np.where(owner == point_owner, 0, passage)

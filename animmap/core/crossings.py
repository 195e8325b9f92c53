"""Where outlines cross, found exactly, and who surrounds the start of each ring.

Coordinates being integers, the side of a point is decided exactly. Ties (shared edges, identical
outlines, a vertex on an edge) are broken by symbolic perturbation (Edelsbrunner and Mücke, 1990,
ACM Trans. Graphics 9(1)): the outline that came ``i``-th is imagined shifted by ``i·ε·(1, η)``
with ``1 ≫ ε ≫ η > 0``. Outlines are then in general position, while every length and area is
measured where things really are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import shapely

from animmap.core import compiled
from animmap.core.compiled import Hung
from animmap.core.edges import Bools, Edges, Floats, Ints, Ranks, Signs

Places = tuple[Ints, Ints]

# Candidate pairs examined at once: bounds the memory whatever the number of outlines.
_CHUNK = 500_000


@dataclass(frozen=True, slots=True)
class Crossings:
    """Where a walk along ``segment`` goes into (+1) or out of (−1) outline ``other``.

    ``at`` is the position along the segment in [0, 1]; each crossing of two boundaries
    appears twice, once for each walk, unless only one of its two rings is walked. ``twin``:
    position of the other appearance, −1 when there is none. ``touching``: pairs of outlines that
    touch without plainly crossing (a corner on an edge, a shared edge), shape (pairs, 2).
    """

    segment: Ranks
    at: Floats
    other: Ranks
    sign: Signs
    twin: Ranks
    touching: Ranks


def plant(edges: Edges) -> Hung | shapely.STRtree:
    """Return what tells which segments are near: a grid where loops are compiled, else a tree.

    The tree is that of the boxes of the segments, each as its diagonal (lighter than a box).
    """
    if quick := compiled.ready():
        return cast(Hung, quick.plant(edges))
    ends = np.stack([edges.ax, edges.ay, edges.bx, edges.by], axis=1).reshape(-1, 2, 2)
    return shapely.STRtree(np.asarray(shapely.linestrings(ends.astype(np.float64)), dtype=object))


def find_crossings(edges: Edges, tree: shapely.STRtree, rings: slice) -> Crossings:
    """Return the crossings met by walking consecutive rings, each seen from that walk."""
    first, last = int(edges.first[rings.start]), int(edges.first[rings.stop])
    turn = edges.turn[edges.owner]
    found = [cross(edges, np.empty(0, np.int64), np.empty(0, np.int64))]
    step = _batch(len(edges.ax))
    for start in range(first, last, step):
        walked, met = tree.query(tree.geometries[start : min(start + step, last)])
        walked = walked + start
        apart = turn[walked] - turn[met]
        # Two segments that are both walked are met twice: once is enough.
        kept = (apart < 0) | ((apart > 0) & ((met < first) | (met >= last)))
        swapped = apart[kept] > 0
        walked, met = walked[kept], met[kept]
        found.append(cross(edges, np.where(swapped, met, walked), np.where(swapped, walked, met)))
    return _keep(_join(found), first, last) if last - first < len(edges.ax) else _join(found)


def _join(lots: Sequence[Crossings]) -> Crossings:
    counts = np.cumsum([0, *(len(lot.segment) for lot in lots)])
    return Crossings(
        np.concatenate([lot.segment for lot in lots]),
        np.concatenate([lot.at for lot in lots]),
        np.concatenate([lot.other for lot in lots]),
        np.concatenate([lot.sign for lot in lots]),
        np.concatenate(
            [lot.twin + np.int32(count) for lot, count in zip(lots, counts, strict=False)]
        ),
        distinct_pairs(np.concatenate([lot.touching for lot in lots])),
    )


def distinct_pairs(pairs: Ranks) -> Ranks:
    """Return pairs of outlines in order, each once, shape (pairs, 2)."""
    numbered = np.unique(pairs[:, 0].astype(np.int64) << 32 | pairs[:, 1])
    return np.column_stack([numbered >> 32, numbered & 0xFFFF_FFFF]).astype(np.int32)


def _keep(crossings: Crossings, first: int, last: int) -> Crossings:
    """Keep what is met along some consecutive segments."""
    here = (crossings.segment >= first) & (crossings.segment < last)
    place = np.where(here, np.cumsum(here) - 1, -1).astype(np.int32)
    return Crossings(
        crossings.segment[here], crossings.at[here], crossings.other[here],
        crossings.sign[here], place[crossings.twin[here]], crossings.touching,
    )  # fmt: skip


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
    found = []
    for start in range(0, len(rays), _batch(len(edges.ax))):
        ray, segment = tree.query(rays[start : start + _batch(len(edges.ax))])
        found.append(surround(edges, ray + start + rings.start, segment))
    return np.concatenate([one for one, _ in found]), np.concatenate([two for _, two in found])


def surround(edges: Edges, ring: Ints, segment: Ints) -> tuple[Ints, Ints]:
    """Return the pairs (ring, outline) of those that surround rings' starts.

    Parameters
    ----------
    ring, segment
        Pairs among which are all the segments that a ray to the east from the ring's start meets.
    """
    starts = edges.first[ring]
    owner = edges.owner[starts]
    passages = _passage(edges, edges.ax[starts], edges.ay[starts], owner, segment)
    key = ring * np.int64(edges.outlines) + edges.owner[segment]
    keys, place = np.unique(key, return_inverse=True)
    inside = keys[np.bincount(place, weights=passages, minlength=len(keys)) > 0.5]
    return inside // edges.outlines, inside % edges.outlines


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


def cross(edges: Edges, one: Ints, two: Ints) -> Crossings:
    """Crossings of segment pairs, the outline of ``one`` having come first; both walks."""
    a, b = _ends(edges, one)
    c, d = _ends(edges, two)
    # The later outline is shifted further: its ties lean with the shift, the others against.
    c_side, c_left = _lies(a, b, c, 1)
    d_side, d_left = _lies(a, b, d, 1)
    parted = np.flatnonzero(c_left != d_left)
    touching = [_touch(edges, one, two, (c_side, d_side))]
    one, two, d_left = one[parted], two[parted], d_left[parted]
    a, b, c, d = (_pick(place, parted) for place in (a, b, c, d))
    a_side, a_left = _lies(c, d, a, -1)
    b_side, b_left = _lies(c, d, b, -1)
    touching.append(_touch(edges, two, one, (a_side, b_side))[:, ::-1])
    hit = np.flatnonzero(a_left != b_left)
    one, two, b_left, d_left = one[hit], two[hit], b_left[hit], d_left[hit]
    a_side, b_side = a_side[hit], b_side[hit]
    c_side, d_side = c_side[parted[hit]], d_side[parted[hit]]
    ranks = np.arange(len(one), dtype=np.int32)
    return Crossings(
        np.concatenate([one, two]).astype(np.int32),
        np.concatenate([a_side / (a_side - b_side), c_side / (c_side - d_side)]),
        np.concatenate([edges.owner[two], edges.owner[one]]),
        np.where(np.concatenate([b_left, d_left]), 1, -1).astype(np.int8),
        np.concatenate([ranks + np.int32(len(one)), ranks]),
        np.concatenate(touching),
    )


def _touch(edges: Edges, one: Ints, two: Ints, sides: tuple[Ints, Ints]) -> Ranks:
    """Outlines of the pairs where an end of segment ``two``, at some sides of ``one``, is on it.

    The boxes of the pairs meet: two segments of one line then do touch.
    """
    some = np.flatnonzero((sides[0] == 0) | (sides[1] == 0))
    one, two = one[some], two[some]
    (a, b), ends = _ends(edges, one), _ends(edges, two)
    tied = [side[some] == 0 for side in sides]
    on = tied[0] & tied[1]
    for tie, place in zip(tied, ends, strict=True):
        boxed = [
            (np.minimum(a[axis], b[axis]) <= place[axis])
            & (place[axis] <= np.maximum(a[axis], b[axis]))
            for axis in (0, 1)
        ]
        on |= tie & boxed[0] & boxed[1]
    return np.asarray(edges.owner[np.column_stack([one[on], two[on]])])


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
    later = edges.turn[owner] - edges.turn[point_owner]
    a_above = np.where(ay != py, ay > py, later > 0)
    b_above = np.where(by != py, by > py, later > 0)
    tie = -np.sign(later) * _lean((ax, ay), (bx, by))
    # Far to the west of a segment the side is plain, and the product could overflow.
    near = px >= np.minimum(ax, bx)
    side = np.where(near, _side((ax, ay), (bx, by), (np.where(near, px, ax), py)), 0)
    left = np.where(side != 0, side, tie) > 0
    up = ~a_above & b_above & (left | ~near)
    down = a_above & ~b_above & (~left | ~near)
    passage = up.astype(np.int64) - down.astype(np.int64)
    return np.where(owner == point_owner, 0, passage)

"""Areas drawn by following the walk from crossing to crossing: zones of a share, and all faces.

Where outlines cross and never merely touch, exactly two of them pass through each crossing, and
what lies around it is known: a face, or the outline of a zone, turns there from one boundary to
the other. Following these turns gives closed rings without searching for a single crossing again.
Outlines that touch (shared edges, identical sketches, corners on edges) are left to GEOS.

At a crossing where outline A enters outline B, with A drawn from west to east and the inside on
the left, B comes from the north and goes south::

                 B (before)
       in A only    |    in A and B
    A (before) -----X----- A (after)
       in neither   |    in B only
                 B (after)
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from animmap.core.edges import GRID_M, Bools, Floats, Ints
from animmap.core.overlay import clear_points, close_lines, cut_faces
from animmap.core.rings import DUST_M2, follow, pierce
from animmap.core.walk import Walk, level_areas, read_reaching, share_areas

# Levels of faces and of the walk differ by less than this part of the ground, or faces are cut
# anew by GEOS.
_ALIKE = 1e-9
# Steps on which a zone is assembled, each where the one before leaves it open.
_STEPS_M = (10 * GRID_M, 30 * GRID_M, 70 * GRID_M)


def list_faces(walk: Walk) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Return the faces of a walk and who covers each, as ``cut_faces`` does for its outlines."""
    return trace_faces(walk) or cut_faces(walk.shapes)


def trace_faces(walk: Walk) -> tuple[NDArray[np.object_], NDArray[np.bool_]] | None:
    """Return the faces found by turning at each crossing; None where outlines touch.

    Returns
    -------
    faces, membership
        As ``overlay.cut_faces``; faces under a step of the grid both ways are left out.
    """
    if not walk.plain:
        return None
    pieces = len(walk.segment)
    rings = follow(walk, _turns(walk), np.arange(2 * pieces))
    if rings is None:
        return None
    wholes, holes = rings.take(rings.areas > 0), rings.take(rings.areas < 0)
    found = pierce(wholes, holes)
    if found is None:
        return None
    membership = _who_covers(walk, found.half_edge)
    covered = membership.any(axis=1)
    faces, membership = found.outlines[covered], membership[covered]
    areas = shapely.area(faces)
    levels = np.bincount(membership.sum(axis=1), areas, minlength=walk.edges.outlines + 1)[1:]
    away = np.abs(levels - level_areas(walk)).max(initial=0.0)
    return (faces, membership) if away <= _ALIKE * areas.sum() + DUST_M2 * len(areas) else None


def zone_reaching(walk: Walk, weights: Floats, share: float) -> BaseGeometry:
    """Return the zone where the summed weight reaches ``share`` (multipolygon, metres).

    Its outline is made of the pieces whose weight passes the share.
    """
    chosen = read_reaching(walk, weights, share)
    if not chosen.any():
        return shapely.MultiPolygon()
    return _trace_zone(walk, chosen) or _close_zone(walk, chosen, weights, share)


def _trace_zone(walk: Walk, chosen: Bools) -> BaseGeometry | None:
    """Return the zone that chosen pieces surround, by following them; None where they touch."""
    if not walk.plain:
        return None
    here = np.flatnonzero(chosen)
    onward = walk.following(here)
    onward = np.where(chosen[onward], onward, walk.twin[onward])
    if not chosen[onward].all():
        return None
    rings = follow(walk, np.searchsorted(here, onward), here)
    if rings is None:
        return None
    parts = pierce(rings.take(rings.areas > 0), rings.take(rings.areas < 0))
    if parts is None:
        return None
    zone = shapely.MultiPolygon(list(parts.outlines))
    return zone if zone.is_valid else None


def _close_zone(walk: Walk, chosen: Bools, weights: Floats, share: float) -> BaseGeometry:
    """Return the zone that chosen pieces surround, assembled by GEOS.

    Rounding may leave the ends of two pieces a step apart, and the zone open: where its area is
    not that of the walk, longer steps are tried.
    """
    lines = piece_lines(walk, chosen)
    area_m2, length_m = share_areas(walk, weights, [share])[0], float(shapely.length(lines).sum())
    zone: BaseGeometry = shapely.MultiPolygon()
    for step_m in _STEPS_M:
        found = _assemble(walk, lines, weights, share, step_m)
        if abs(found.area - area_m2) < abs(zone.area - area_m2):
            zone = found
        if abs(zone.area - area_m2) <= step_m * length_m:
            break
    return zone


def _assemble(
    walk: Walk, lines: np.ndarray, weights: Floats, share: float, step_m: float
) -> BaseGeometry:
    """Return what lines close, on a grid, that the summed weight reaches ``share`` in."""
    faces = close_lines(lines, step_m)
    if not len(faces):
        return shapely.MultiPolygon()
    points = clear_points(faces, walk.shapes)
    point, shape = shapely.STRtree(list(walk.shapes)).query(points, predicate="intersects")
    held = np.bincount(point, weights=weights[shape], minlength=len(faces))
    kept = faces[held >= share - 1e-9]
    return shapely.union_all(kept) if len(kept) else shapely.MultiPolygon()


def _turns(walk: Walk) -> Ints:
    """Next half-edge of each: pieces forward (face on the left), then the same ones backward."""
    pieces = len(walk.segment)
    before = np.arange(-1, pieces - 1)
    starts = np.flatnonzero(walk.sign == 0)
    before[starts] = np.append(starts[1:], pieces) - 1
    turns = np.empty(2 * pieces, dtype=np.int64)
    turns[before[starts]] = starts
    turns[pieces + starts] = pieces + before[starts]
    one = np.flatnonzero(walk.sign > 0)
    two = walk.twin[one]
    turns[before[one]] = pieces + before[two]
    turns[before[two]] = one
    turns[pieces + one] = two
    turns[pieces + two] = pieces + before[one]
    return turns


def _who_covers(walk: Walk, half_edges: Ints) -> Bools:
    """Tell who covers the face on the left of half-edges, shape (half-edges, outlines)."""
    count, pieces = walk.edges.outlines, len(walk.segment)
    sets = np.zeros((pieces, (count + 7) // 8), dtype=np.uint8)
    crossed = np.flatnonzero(walk.sign)
    sets[crossed, walk.other[crossed] >> 3] = 1 << (walk.other[crossed] & 7)
    np.bitwise_xor.accumulate(sets, axis=0, out=sets)
    started = np.zeros((len(walk.first) - 1, sets.shape[1]), dtype=np.uint8)
    for ring, outline in zip(walk.around_ring, walk.around_outline, strict=True):
        started[ring, outline >> 3] |= 1 << (outline & 7)
    piece = half_edges % pieces
    ring = walk.edges.ring[walk.segment[piece]]
    covering = sets[piece] ^ (started ^ sets[walk.first[:-1]])[ring]
    inside = np.flatnonzero(half_edges < pieces)
    owner = walk.edges.owner[walk.segment[piece[inside]]]
    covering[inside, owner >> 3] |= (1 << (owner & 7)).astype(np.uint8)
    unpacked = np.unpackbits(covering, axis=1, count=count, bitorder="little")
    return unpacked.view(np.bool_)


def piece_lines(walk: Walk, chosen: Bools) -> np.ndarray:
    """Return the lines (metres) of the chosen pieces, through the vertices on their way."""
    edges = walk.edges
    here = np.flatnonzero(chosen)
    end_segment, end_at = walk.ends(here)
    between = end_segment - walk.segment[here]
    sizes = between + 2
    line = np.repeat(np.arange(len(here)), sizes)
    offset = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    vertex = walk.segment[here][line] + offset
    vertex = np.minimum(vertex, len(edges.ax) - 1)
    x, y = edges.ax[vertex].astype(float), edges.ay[vertex].astype(float)
    head, tail = offset == 0, offset == (sizes - 1)[line]
    x[head], y[head] = edges.place(walk.segment[here], walk.at[here])
    x[tail], y[tail] = edges.place(end_segment, end_at)
    points = np.column_stack([x, y]) * GRID_M + edges.origin
    return np.asarray(shapely.linestrings(points, indices=line))

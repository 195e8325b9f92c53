"""Areas of agreement by walking each boundary once, without building any face.

Between two crossings, the number of *other* outlines around a piece of boundary (its depth)
is constant. By Green's theorem the signed area swept by a piece of depth d belongs to the
boundary of the zone covered by at least d + 1 outlines: the areas of all levels, raw or
weighted, come out of one pass, and so do all pairwise intersections. Cost grows with the
crossings, not with the (far more numerous) faces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.edges import (
    GRID_M,
    Bools,
    Edges,
    Floats,
    Ints,
    find_crossings,
    list_edges,
    snap,
    start_surroundings,
)
from animmap.core.overlay import clear_points, close_lines

# Sums of weights closer than this are equal (weights are shares of one).
TIE = 1e-9


@dataclass(frozen=True, slots=True)
class Walk:
    """All boundaries cut at their crossings, in walking order.

    Stops are the crossings plus one start per ring. ``segment`` and ``at`` place a stop,
    ``swept_m2`` is the signed area swept from the ring's start to it; ``other`` is the outline
    entered (+1) or left (−1) at the stop (−1 and 0 at a ring's start); ``ring`` its ring.
    The piece of a stop goes from it to the next stop; ``piece_m2`` is what the piece sweeps.
    ``around_ring`` and ``around_outline`` list which outlines surround each ring's start.
    """

    shapes: tuple[BaseGeometry, ...]
    edges: Edges
    segment: Ints
    at: Floats
    other: Ints
    sign: Ints
    ring: Ints
    swept_m2: Floats
    piece_m2: Floats
    ring_total_m2: Floats
    around_ring: Ints
    around_outline: Ints

    @property
    def crossings(self) -> int:
        """Number of places where two outlines cross."""
        return int(np.count_nonzero(self.sign)) // 2


def walk_boundaries(polygons: Sequence[BaseGeometry]) -> Walk:
    """Cut the boundaries of valid (multi)polygons at their crossings.

    Parameters
    ----------
    polygons
        One (multi)polygon per voice, valid, in one metric CRS (metres).
    """
    shapes = snap(polygons)
    edges = list_edges(shapes)
    crossings = find_crossings(edges)
    rings = len(edges.first) - 1
    segment = np.concatenate([crossings.segment, edges.first[:-1]])
    at = np.concatenate([crossings.at, np.zeros(rings)])
    other = np.concatenate([crossings.other, np.full(rings, -1)])
    sign = np.concatenate([crossings.sign, np.zeros(rings, np.int64)])
    is_crossing = np.concatenate([np.ones(len(crossings.at), bool), np.zeros(rings, bool)])
    order = np.lexsort((is_crossing, at, segment))
    segment, at, other, sign = segment[order], at[order], other[order], sign[order]
    before, total, whole = _sweep(edges)
    swept = before[segment] + at * whole[segment]
    ring = edges.ring[segment]
    last = np.append(ring[1:] != ring[:-1], True)
    following = np.append(swept[1:], 0.0)
    piece = np.where(last, total[ring], following) - swept
    around_ring, around_outline = start_surroundings(edges)
    return Walk(
        tuple(shapes), edges, segment, at, other, sign, ring, swept, piece, total,
        around_ring, around_outline,
    )  # fmt: skip


def _sweep(edges: Edges) -> tuple[Floats, Floats, Floats]:
    """Signed area (m²) swept before each segment in its ring, by each ring, by each segment."""
    middle_x, middle_y = np.mean(edges.ax), np.mean(edges.ay)
    ax, ay = (edges.ax - middle_x) * GRID_M, (edges.ay - middle_y) * GRID_M
    bx, by = (edges.bx - middle_x) * GRID_M, (edges.by - middle_y) * GRID_M
    whole = (ax * by - bx * ay) / 2
    total = np.bincount(edges.ring, weights=whole, minlength=len(edges.first) - 1)
    running = np.cumsum(whole) - whole
    before = running - running[edges.first[:-1]][edges.ring]
    return before, np.asarray(total, dtype=np.float64), whole


def depths(walk: Walk, weights: Floats) -> Floats:
    """Return, for each piece, the summed weight of the other outlines around it."""
    start = np.bincount(
        walk.around_ring,
        weights=weights[walk.around_outline],
        minlength=len(walk.ring_total_m2),
    )
    change = np.where(walk.sign == 0, 0.0, weights[walk.other] * walk.sign)
    running = np.cumsum(change)
    first = np.searchsorted(walk.ring, np.arange(len(walk.ring_total_m2)))
    return np.asarray(start[walk.ring] + running - running[first][walk.ring])


def level_areas(walk: Walk) -> Floats:
    """Return the areas (m²) covered by exactly 1, 2, … n outlines; length n."""
    count = walk.edges.outlines
    # Two crossings at the very same place may come in either order: the piece between them is
    # empty, yet its depth may be one too few or too many.
    depth = np.clip(np.rint(depths(walk, np.ones(count))).astype(np.int64), 0, count - 1)
    at_least = np.bincount(depth, weights=walk.piece_m2, minlength=count)[:count]
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
    outside = depths(walk, weights)
    inside = outside + weights[walk.edges.owner[walk.segment]]
    return np.array(
        [
            float(walk.piece_m2[(outside < share - TIE) & (inside >= share - TIE)].sum())
            for share in shares
        ]
    )


def pair_areas(walk: Walk) -> Floats:
    """Return the n × n matrix of intersection areas (m²); areas on the diagonal."""
    count = walk.edges.outlines
    owner = walk.edges.owner[walk.segment]
    stop = walk.sign != 0
    key = owner[stop] * count + walk.other[stop]
    crossed = -(walk.sign[stop] * walk.swept_m2[stop])
    started = walk.edges.ring_owner[walk.around_ring] * count + walk.around_outline
    keys = np.concatenate([key, started])
    swept = np.concatenate([crossed, walk.ring_total_m2[walk.around_ring]])
    half = np.bincount(keys, weights=swept, minlength=count * count).reshape(count, count)
    areas = np.bincount(walk.edges.ring_owner, weights=walk.ring_total_m2, minlength=count)
    matrix: Floats = np.maximum(half + half.T, 0.0)
    np.fill_diagonal(matrix, areas)
    return matrix


def zone_reaching(walk: Walk, weights: Floats, share: float) -> BaseGeometry:
    """Return the zone where the summed weight reaches ``share`` (multipolygon, metres).

    Its outline is made of the pieces whose weight passes the share; GEOS assembles them.
    """
    outside = depths(walk, weights)
    inside = outside + weights[walk.edges.owner[walk.segment]]
    on_outline = (outside < share - TIE) & (inside >= share - TIE)
    lines = piece_lines(walk, on_outline)
    if not len(lines):
        return shapely.MultiPolygon()
    faces = close_lines(lines, 10 * GRID_M)
    kept = faces[_weight_at(walk, faces, weights) >= share - TIE]
    return shapely.union_all(kept) if len(kept) else shapely.MultiPolygon()


def _weight_at(walk: Walk, faces: np.ndarray, weights: Floats) -> Floats:
    if not len(faces):
        return np.empty(0)
    tree = shapely.STRtree(list(walk.shapes))
    points = clear_points(faces, walk.shapes)
    point, shape = tree.query(points, predicate="intersects")
    return np.asarray(
        np.bincount(point, weights=weights[shape], minlength=len(faces)), dtype=np.float64
    )


def piece_lines(walk: Walk, chosen: Bools) -> np.ndarray:
    """Return the lines (metres) of the chosen pieces, through the vertices on their way."""
    edges = walk.edges
    here = np.flatnonzero(chosen)
    end_segment, end_at = _ends(walk, here)
    between = end_segment - walk.segment[here]
    sizes = between + 2
    line = np.repeat(np.arange(len(here)), sizes)
    offset = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    vertex = walk.segment[here][line] + offset
    vertex = np.minimum(vertex, len(edges.ax) - 1)
    x, y = edges.ax[vertex].astype(float), edges.ay[vertex].astype(float)
    head, tail = offset == 0, offset == (sizes - 1)[line]
    x[head], y[head] = _place(edges, walk.segment[here], walk.at[here])
    x[tail], y[tail] = _place(edges, end_segment, end_at)
    points = np.column_stack([x, y]) * GRID_M + edges.origin
    return np.asarray(shapely.linestrings(points, indices=line))


def _ends(walk: Walk, pieces: Ints) -> tuple[Ints, Floats]:
    """Segment and position where each piece ends: the next stop, or the end of its ring."""
    last = np.append(walk.ring[1:] != walk.ring[:-1], True)[pieces]
    ring_end = walk.edges.first[walk.ring[pieces] + 1]
    following = np.minimum(pieces + 1, len(walk.ring) - 1)
    end_segment = np.where(last, ring_end - 1, walk.segment[following])
    return end_segment, np.where(last, 1.0, walk.at[following])


def _place(edges: Edges, segment: Ints, at: Floats) -> tuple[Floats, Floats]:
    x = edges.ax[segment] + at * (edges.bx[segment] - edges.ax[segment])
    y = edges.ay[segment] + at * (edges.by[segment] - edges.ay[segment])
    return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)

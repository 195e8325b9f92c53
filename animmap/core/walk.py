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

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.edges import (
    GRID_M,
    Bools,
    Crossings,
    Edges,
    Floats,
    Ints,
    Ranks,
    Signs,
    find_crossings,
    list_edges,
    plant,
    snap,
    start_surroundings,
)
from animmap.core.overlay import clear_points, close_lines

# Sums of weights closer than this are equal (weights are shares of one).
TIE = 1e-9
# Pieces read at once, so that what is computed on the way does not grow with the crossings.
LOT = 500_000
# Two stops closer than this part of their segment (2^-40) are one place.
_AT_BITS = 40


@dataclass(frozen=True, slots=True)
class Walk:
    """All boundaries cut at their crossings, in walking order.

    Stops are the crossings plus one start per ring. ``segment`` and ``at`` place a stop;
    ``other`` is the outline entered (+1) or left (−1) at the stop (−1 and 0 at a ring's start);
    ``first``: position of the first stop of each ring (length rings + 1).
    The piece of a stop goes from it to the next stop; ``piece_m2`` is the signed area it sweeps.
    ``around_ring`` and ``around_outline`` list which outlines surround each ring's start.
    """

    shapes: tuple[BaseGeometry, ...]
    edges: Edges
    segment: Ranks
    at: Floats
    other: Ranks
    sign: Signs
    first: Ints
    piece_m2: Floats
    ring_total_m2: Floats
    around_ring: Ints
    around_outline: Ints

    @property
    def crossings(self) -> int:
        """Number of places where two outlines cross."""
        return int(np.count_nonzero(self.sign)) // 2

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
    shapes: Sequence[BaseGeometry], edges: Edges, tree: shapely.STRtree, rings: slice
) -> Walk:
    """Walk some consecutive rings only; the others have no stop.

    Parameters
    ----------
    shapes, edges, tree
        The snapped outlines, their segments, and the tree of these (``plant``).
    """
    crossings = find_crossings(edges, tree, rings)
    starts = edges.first[:-1][rings]
    order = _walking_order(crossings, starts)
    segment = np.concatenate([crossings.segment, starts.astype(np.int32)])[order]
    at = np.concatenate([crossings.at, np.zeros(len(starts))])[order]
    other = np.concatenate([crossings.other, np.full(len(starts), -1, np.int32)])[order]
    sign = np.concatenate([crossings.sign, np.zeros(len(starts), np.int8)])[order]
    del crossings, order
    first = np.searchsorted(edges.ring[segment], np.arange(len(edges.first)))
    before, total, whole = _sweep(edges)
    # What is swept from one stop to the next, or to the end of the ring.
    piece = before[segment]
    piece += at * whole[segment]
    ends = first[1:][rings]
    following = np.append(piece[1:], 0.0)
    following[ends - 1] = total[rings]
    np.subtract(following, piece, out=piece)
    around_ring, around_outline = start_surroundings(edges, tree, rings)
    return Walk(
        tuple(shapes), edges, segment, at, other, sign, first, piece, total,
        around_ring, around_outline,
    )  # fmt: skip


def _walking_order(crossings: Crossings, starts: Ints) -> Ints:
    """Positions of the stops, crossings then starts, along the walk: one whole number a stop."""
    at = np.rint(crossings.at * ((1 << _AT_BITS) - 2)).astype(np.int64) + 1
    at += crossings.segment.astype(np.int64) << _AT_BITS
    return np.argsort(np.concatenate([at, starts << _AT_BITS]))


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
    areas = np.zeros(len(shares))
    for lot, outside, inside in read_depths(walk, weights):
        piece = walk.piece_m2[lot]
        for rank, share in enumerate(shares):
            passes = (outside < share - TIE) & (inside >= share - TIE)
            areas[rank] += float(piece[passes].sum())
    return areas


def pair_areas(walk: Walk) -> Floats:
    """Return the n × n matrix of intersection areas (m²); areas on the diagonal."""
    count = walk.edges.outlines
    before, _, whole = _sweep(walk.edges)
    started = walk.edges.ring_owner[walk.around_ring] * np.int64(count) + walk.around_outline
    half = np.zeros(count * count)
    np.add.at(half, started, walk.ring_total_m2[walk.around_ring])
    for _, lot in walk.lots():
        segment, sign = walk.segment[lot], walk.sign[lot]
        stop = sign != 0
        key = walk.edges.owner[segment] * np.int64(count) + walk.other[lot]
        crossed = -sign * (before[segment] + walk.at[lot] * whole[segment])
        np.add.at(half, key[stop], crossed[stop])
    areas = np.bincount(walk.edges.ring_owner, weights=walk.ring_total_m2, minlength=count)
    inside = half.reshape(count, count)
    matrix: Floats = np.maximum(inside + inside.T, 0.0)
    np.fill_diagonal(matrix, areas)
    return matrix


def zone_reaching(walk: Walk, weights: Floats, share: float) -> BaseGeometry:
    """Return the zone where the summed weight reaches ``share`` (multipolygon, metres).

    Its outline is made of the pieces whose weight passes the share; GEOS assembles them.
    """
    on_outline = [
        (outside < share - TIE) & (inside >= share - TIE)
        for _, outside, inside in read_depths(walk, weights)
    ]
    lines = piece_lines(walk, np.concatenate(on_outline))
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
    ring = walk.edges.ring[walk.segment[pieces]]
    last = pieces + 1 == walk.first[ring + 1]
    ring_end = walk.edges.first[ring + 1]
    following = np.minimum(pieces + 1, len(walk.segment) - 1)
    end_segment = np.where(last, ring_end - 1, walk.segment[following])
    return end_segment, np.where(last, 1.0, walk.at[following])


def _place(edges: Edges, segment: Ints | Ranks, at: Floats) -> tuple[Floats, Floats]:
    x = edges.ax[segment] + at * (edges.bx[segment] - edges.ax[segment])
    y = edges.ay[segment] + at * (edges.by[segment] - edges.ay[segment])
    return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)

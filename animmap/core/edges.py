"""The segments of many outlines, on a grid of a tenth of a millimetre handled as integers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Ints = NDArray[np.int64]
Ranks = NDArray[np.int32]
Signs = NDArray[np.int8]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

GRID_M = 1e-4
# Only points near a segment are tested against it: with segments shorter than 2^30 grid steps
# (107 km), the cross products of the side test stay within 64 bits, however far the outlines
# lie apart. Longer ones are cut in pieces.
_LONGEST_SEGMENT_M = 50_000.0
# Outlines snapped at once when they are not kept.
_LOT = 500
# Large odd numbers, from the golden ratio and the square roots of 2 and 3: places that differ
# hardly ever mix alike.
_MIXERS = np.array([0x1E3779B97F4A7C15, 0x6A09E667F3BCC909, 0x5DB3D742C265539D], dtype=np.int64)


@dataclass(frozen=True)
class Edges:
    """Segments a→b of all rings, interior on the left, rings one after the other.

    ``ends``: ax, ay, bx, by as grid integers (multiply by GRID_M and add ``origin`` for metres),
    shape (segments, 4).
    ``owner``: position of the outline; ``turn``: for each outline, when it came (see
    ``crossings``: only the order counts); ``ring``: position of the ring; ``first``: position
    of each ring's first segment (length rings + 1). ``middle``: the place (grid) that swept
    areas are measured from, near all of them; it stays while outlines come and go.
    """

    ends: Ints
    owner: Ranks
    turn: Ranks
    ring: Ranks
    first: Ints
    origin: tuple[float, float]
    middle: tuple[int, int]
    outlines: int

    @property
    def ax(self) -> Ints:
        """Easting of each start."""
        return self.ends[:, 0]

    @property
    def ay(self) -> Ints:
        """Northing of each start."""
        return self.ends[:, 1]

    @property
    def bx(self) -> Ints:
        """Easting of each end."""
        return self.ends[:, 2]

    @property
    def by(self) -> Ints:
        """Northing of each end."""
        return self.ends[:, 3]

    @property
    def ring_owner(self) -> Ranks:
        """Outline of each ring."""
        return self.owner[self.first[:-1]]

    @cached_property
    def pinched(self) -> Bools:
        """Whether each segment starts at a corner that its outline passes several times."""
        x, y = self.ax, self.ay
        # One whole number a corner, sorted: the few that are alike are then compared for good.
        mixed = (x * _MIXERS[0]) ^ (y * _MIXERS[1]) ^ (self.owner * _MIXERS[2])
        ordered = np.sort(mixed)
        twice = ordered[1:][ordered[1:] == ordered[:-1]]
        pinched = np.zeros(len(x), dtype=bool)
        if not len(twice):
            return pinched
        near = np.minimum(np.searchsorted(twice, mixed), len(twice) - 1)
        some = np.flatnonzero(twice[near] == mixed)
        order = some[np.lexsort((y[some], x[some], self.owner[some]))]
        same = np.ones(len(order) - 1, dtype=bool)
        for column in (self.owner, x, y):
            same &= np.diff(column[order]) == 0
        pinched[order[1:][same]] = True
        pinched[order[:-1][same]] = True
        return pinched

    def place(self, segment: Ints | Ranks, at: Floats) -> tuple[Floats, Floats]:
        """Return the easting and northing, in steps of the grid, of places along segments."""
        x = self.ax[segment] + at * (self.bx[segment] - self.ax[segment])
        y = self.ay[segment] + at * (self.by[segment] - self.ay[segment])
        return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)


def snap(polygons: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Round valid (multi)polygons to GRID_M, keeping them valid; a vanished one is empty."""
    short = np.array(polygons, dtype=object)
    boxes = shapely.bounds(short)
    wide = (boxes[:, 2:] - boxes[:, :2] > _LONGEST_SEGMENT_M).any(axis=1)
    if wide.any():
        short[wide] = shapely.segmentize(short[wide], _LONGEST_SEGMENT_M)
    # Rounding each corner is enough, and quick, unless it brings edges across one another.
    rounded = shapely.set_precision(short, GRID_M, mode="pointwise")
    crossed = ~shapely.is_valid(rounded)
    if crossed.any():
        rounded[crossed] = shapely.set_precision(short[crossed], GRID_M)
    return list(rounded)


def list_edges(
    polygons: Sequence[BaseGeometry], origin: tuple[float, float] | None = None
) -> Edges:
    """Cut snapped (multi)polygons (metric CRS, rounded by ``snap``) into oriented segments.

    Parameters
    ----------
    origin
        Where the grid starts; the south-west corner of the outlines by default.
    """
    corner = origin or _corner(polygons)
    return _join([_cut(polygons, 0, corner)], corner, len(polygons))


def snap_edges(polygons: Sequence[BaseGeometry]) -> Edges:
    """Return ``list_edges`` of snapped outlines that are not kept, some at a time."""
    corner, lots = _corner(polygons), range(0, len(polygons), _LOT)
    cuts = [_cut(snap(polygons[first : first + _LOT]), first, corner) for first in lots]
    return _join(cuts, corner, len(polygons))


def add_edges(edges: Edges, polygons: Sequence[BaseGeometry], fresh: Ints, outlines: int) -> Edges:
    """Return the edges followed by those of snapped (multi)polygons, the last to come.

    Parameters
    ----------
    fresh, outlines
        Positions of these among all outlines, and the number of all.
    """
    ends, owner, sizes = _cut(polygons, 0, edges.origin)
    rings = np.arange(len(sizes), dtype=np.int32) + np.int32(len(edges.first) - 1)
    turn = np.zeros(outlines, dtype=np.int32)
    turn[: len(edges.turn)] = edges.turn
    turn[fresh] = edges.turn.max(initial=0) + 1 + np.arange(len(fresh), dtype=np.int32)
    return Edges(
        np.concatenate([edges.ends, ends]),
        np.concatenate([edges.owner, fresh.astype(np.int32)[owner]]), turn,
        np.concatenate([edges.ring, np.repeat(rings, sizes)]),
        np.concatenate([edges.first, edges.first[-1] + np.cumsum(sizes)]),
        edges.origin, edges.middle, outlines,
    )  # fmt: skip


def _corner(polygons: Sequence[BaseGeometry]) -> tuple[float, float]:
    west, south, _, _ = shapely.total_bounds(polygons).tolist()
    return (0.0, 0.0) if np.isnan(west) else (west, south)


def _cut(
    polygons: Sequence[BaseGeometry], first: int, corner: tuple[float, float]
) -> tuple[Ints, Ranks, Ints]:
    """Ends and outlines of segments, ring after ring, and the segments of each ring.

    ``first``: position of the first of these outlines among all.
    """
    parts, part_owner = shapely.get_parts(np.asarray(polygons, dtype=object), return_index=True)
    rings, ring_part = shapely.get_rings(shapely.orient_polygons(parts), return_index=True)
    points, point_ring = shapely.get_coordinates(rings, return_index=True)
    places = np.rint((points - corner) / GRID_M).astype(np.int64)
    follows = point_ring[1:] == point_ring[:-1]
    moves = follows & (places[1:] != places[:-1]).any(axis=1)
    ring = point_ring[:-1][moves]
    owner = (part_owner[ring_part[ring]] + first).astype(np.int32)
    ends = np.concatenate([places[:-1][moves], places[1:][moves]], axis=1)
    return ends, owner, np.bincount(ring, minlength=len(rings))


def _join(
    cuts: Sequence[tuple[Ints, Ranks, Ints]], corner: tuple[float, float], outlines: int
) -> Edges:
    ends = np.concatenate([np.empty((0, 4), np.int64), *(cut[0] for cut in cuts)])
    owner = np.concatenate([np.empty(0, np.int32), *(cut[1] for cut in cuts)])
    sizes = np.concatenate([np.empty(0, np.int64), *(cut[2] for cut in cuts)])
    middle = np.rint(ends[:, :2].mean(axis=0)).astype(int).tolist() if len(ends) else (0, 0)
    return Edges(
        ends, owner, np.arange(outlines, dtype=np.int32),
        np.repeat(np.arange(len(sizes), dtype=np.int32), sizes),
        np.concatenate([[0], np.cumsum(sizes)]), corner, (middle[0], middle[1]), outlines,
    )  # fmt: skip

"""The segments of many outlines, on a grid of a tenth of a millimetre handled as integers."""

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

GRID_M = 1e-4
# Only points near a segment are tested against it: with segments shorter than 2^30 grid steps
# (107 km), the cross products of the side test stay within 64 bits, however far the outlines
# lie apart. Longer ones are cut in pieces.
_LONGEST_SEGMENT_M = 50_000.0


@dataclass(frozen=True, slots=True)
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

    def place(self, segment: Ints | Ranks, at: Floats) -> tuple[Floats, Floats]:
        """Return the easting and northing, in steps of the grid, of places along segments."""
        x = self.ax[segment] + at * (self.bx[segment] - self.ax[segment])
        y = self.ay[segment] + at * (self.by[segment] - self.ay[segment])
        return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)


def snap(polygons: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Round valid (multi)polygons to GRID_M, keeping them valid; a vanished one is empty."""
    short = np.array(polygons, dtype=object)
    west, south, east, north = shapely.bounds(short).T
    wide = np.maximum(east - west, north - south) > _LONGEST_SEGMENT_M
    if wide.any():
        short[wide] = shapely.segmentize(short[wide], _LONGEST_SEGMENT_M)
    # Rounding each corner is enough, and quick, unless it brings edges across one another.
    rounded = np.asarray(shapely.set_precision(short, GRID_M, mode="pointwise"), dtype=object)
    crossed = ~shapely.is_valid(rounded)
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
    parts, part_owner = shapely.get_parts(np.asarray(polygons, dtype=object), return_index=True)
    rings, ring_part = shapely.get_rings(shapely.orient_polygons(parts), return_index=True)
    points, point_ring = shapely.get_coordinates(rings, return_index=True)
    west, south = origin or (points.min(axis=0) if len(points) else (0.0, 0.0))
    places = np.rint((points - (west, south)) / GRID_M).astype(np.int64)
    follows = point_ring[1:] == point_ring[:-1]
    moves = follows & (places[1:] != places[:-1]).any(axis=1)
    ends = np.concatenate([places[:-1][moves], places[1:][moves]], axis=1)
    ring = point_ring[:-1][moves]
    first = np.searchsorted(ring, np.arange(len(rings) + 1))
    owner = part_owner[ring_part[ring]].astype(np.int32)
    middle = np.rint(places.mean(axis=0)).astype(int).tolist() if len(points) else (0, 0)
    return Edges(
        ends, owner, np.arange(len(polygons), dtype=np.int32), ring.astype(np.int32),
        first.astype(np.int64),
        (float(west), float(south)), (middle[0], middle[1]), len(polygons),
    )  # fmt: skip

"""Squared paper laid on the ground: a reader can work out every area by counting squares.

Kilometres: A = [0, 4]², B = [2, 6] × [0, 4], C = [2, 6]². Their union holds 32 km², the ground
in two of them at least 12 km², the ground in all three 4 km².
"""

from __future__ import annotations

import shapely
from shapely.geometry import Point, box

from animmap.core.crs import to_lonlat, to_metric

CRS = "EPSG:2154"
WEST, SOUTH = to_metric([Point(2.52, 50.42)], CRS)[0].coords[0]
KM = 1000.0
A, B, C = (0, 0, 4, 4), (2, 0, 6, 4), (2, 2, 6, 6)
IN_A_AND_B, IN_A_ONLY, NOWHERE = (3, 1), (1, 1), (1, 7)


def on_paper(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Return a rectangle of the squared paper (kilometres) in longitude, latitude."""
    corners = (WEST + west * KM, SOUTH + south * KM, WEST + east * KM, SOUTH + north * KM)
    return to_lonlat([box(*corners)], CRS)[0]


def place(easting: float, northing: float) -> tuple[float, float]:
    """Return a place of the squared paper (kilometres) as longitude, latitude."""
    point = to_lonlat([Point(WEST + easting * KM, SOUTH + northing * KM)], CRS)[0]
    return point.x, point.y

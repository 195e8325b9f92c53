"""Squared paper laid on the ground: a reader can work out every area by counting squares.

Kilometres: A = [0, 4]², B = [2, 6] × [0, 4], C = [2, 6]². Their union holds 32 km², the ground
in two of them at least 12 km², the ground in all three 4 km².
"""

from __future__ import annotations

from collections.abc import Callable

import shapely
from shapely.geometry import Point, box

from animmap.core.crs import to_lonlat, to_metric
from animmap.core.model import Project, Sketch

CRS = "EPSG:2154"
WEST, SOUTH = to_metric([Point(2.52, 50.42)], CRS)[0].coords[0]
KM = 1000.0
A, B, C = (0, 0, 4, 4), (2, 0, 6, 4), (2, 2, 6, 6)
# What each of three colleges draws where one weighs half of the eight voices.
UNEVEN = ([A] * 4, [B, B, A], [C])
IN_A_AND_B, IN_A_ONLY, NOWHERE = (3, 1), (1, 1), (1, 7)


def on_paper(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Return a rectangle of the squared paper (kilometres) in longitude, latitude."""
    corners = (WEST + west * KM, SOUTH + south * KM, WEST + east * KM, SOUTH + north * KM)
    return to_lonlat([box(*corners)], CRS)[0]


def draw_uneven(make_sketch: Callable[..., Sketch], project: Project) -> None:
    """Send the eight voices of UNEVEN, each with a reason."""
    for college, rectangles in enumerate(UNEVEN):
        for corners in rectangles:
            make_sketch(project, college, geometry=on_paper(*corners), reason="Parce que.")


def place(easting: float, northing: float) -> tuple[float, float]:
    """Return a place of the squared paper (kilometres) as longitude, latitude."""
    point = to_lonlat([Point(WEST + easting * KM, SOUTH + northing * KM)], CRS)[0]
    return point.x, point.y

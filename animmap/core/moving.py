"""Moving a shape whole, and drawing one again, without changing its size."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from animmap.core.crs import to_lonlat, to_metric
from animmap.core.repair import repair_polygon

FEWEST_POINTS = 2


def moved(shape: BaseGeometry, to: tuple[float, float], crs: str) -> BaseGeometry:
    """Return a shape (EPSG:4326) moved so that its centroid stands at ``to``.

    ``to`` is (longitude, latitude). It keeps its metres and its bearing in ``crs``, metric.
    """
    metric, aim = to_metric([shape, shapely.Point(to)], crs)
    middle = metric.centroid
    (x, y) = aim.centroid.coords[0]
    shifted = affinity.translate(metric, x - middle.x, y - middle.y)
    return to_lonlat([shifted], crs)[0]


def line_of(points: Sequence[tuple[float, float]]) -> BaseGeometry | None:
    """Return the line through points, None while there are not two different ones."""
    apart = [point for rank, point in enumerate(points) if not rank or point != points[rank - 1]]
    return shapely.LineString(apart) if len(apart) >= FEWEST_POINTS else None


def area_of(outlines: Sequence[BaseGeometry], crs: str) -> BaseGeometry | None:
    """Return the ground that outlines (EPSG:4326) enclose, repaired as sketches are.

    None when they enclose none.
    """
    mended = [repair_polygon(one).geometry for one in to_metric(outlines, crs)]
    sound = [one for one in mended if one is not None]
    return to_lonlat([shapely.union_all(sound)], crs)[0] if sound else None

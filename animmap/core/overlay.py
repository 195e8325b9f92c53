"""The exact faces of an overlay: every piece of ground with the set of voices covering it.

Boundaries are noded and polygonized by GEOS, on the grid of the outlines: without it, nearly
parallel edges lose whole faces. Each face takes the voices that contain one of its points.
Plain and fast enough for a workshop; ``walk`` answers without faces beyond.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from animmap.core.edges import GRID_M

# There are about as many faces as crossings. Above this number (a second and a half of
# computing, some hundred sketches) a page reads the boundary walk instead of the faces.
FACES_LIMIT = 20_000
_MOST_ROUNDINGS = 3
# Shorter loose ends in all hold no ground.
_LOOSE_STEPS = 100.0
_ASIDE = np.array([0.0137, 0.0071])
_ASKEW = np.array([[np.cos(0.7), -np.sin(0.7)], [np.sin(0.7), np.cos(0.7)]])


def cut_faces(
    polygons: Sequence[BaseGeometry],
) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Return the faces covered by at least one outline, and who covers each.

    Parameters
    ----------
    polygons
        One valid (multi)polygon per voice, in one metric CRS.

    Returns
    -------
    faces, membership
        ``faces``: polygons with disjoint interiors, shape (faces,). ``membership``: True where
        the face lies in the outline, shape (faces, outlines).
    """
    shapes = np.asarray(polygons, dtype=object)
    faces = close_lines(shapely.boundary(shapes), GRID_M)
    points = inner_points(faces)
    membership = np.zeros((len(faces), len(shapes)), dtype=bool)
    if len(faces):
        tree = shapely.STRtree(points)
        shapely.prepare(shapes)
        outline, face = tree.query(shapes, predicate="contains")
        membership[face, outline] = True
    covered = membership.any(axis=1)
    return faces[covered], membership[covered]


def close_lines(lines: NDArray[np.object_], grid_m: float) -> NDArray[np.object_]:
    """Return the polygons that lines close, once cut at their crossings and rounded to a grid.

    Rounding now and then leaves the two ends of an outline a step apart: what does not close
    is cut and rounded again.
    """
    noded = shapely.union_all(lines, grid_size=grid_m)
    faces, cuts, dangles, _ = shapely.polygonize_full([noded])
    for _ in range(_MOST_ROUNDINGS):
        if cuts.length + dangles.length <= _LOOSE_STEPS * grid_m:
            break
        noded = shapely.union_all(noded, grid_size=grid_m)
        faces, cuts, dangles, _ = shapely.polygonize_full([noded])
    return np.asarray(shapely.get_parts(faces))


def inner_points(faces: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return a point inside each polygon, away from what is drawn along a grid.

    GEOS takes the middle of a horizontal cut, which falls on other outlines when all of them
    follow a grid of round coordinates: the cut is made askew.
    """
    askew = shapely.transform(faces, lambda places: places @ _ASKEW)
    return np.asarray(
        shapely.transform(shapely.point_on_surface(askew), lambda places: places @ _ASKEW.T)
    )


def clear_points(
    areas: NDArray[np.object_], outlines: Sequence[BaseGeometry]
) -> NDArray[np.object_]:
    """Return a point inside each area, moved a little aside where an outline passes through it.

    For areas that outlines may cross, unlike faces: on an outline, who includes the place is
    not told.
    """
    points = inner_points(areas)
    lines = shapely.boundary(np.asarray(outlines, dtype=object))
    _, crossed = shapely.STRtree(points).query(lines, predicate="intersects")
    crossed = np.unique(crossed)
    points[crossed] = shapely.transform(points[crossed], lambda places: places + _ASIDE)
    return points

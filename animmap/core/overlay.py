"""The exact faces of an overlay: every piece of ground with the set of voices covering it.

Boundaries are noded and polygonized by GEOS; each face takes the voices that contain one of
its points. Plain and fast enough for a workshop; ``walk`` answers without faces beyond.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

# There are about as many faces as crossings. Above this number (a second and a half of
# computing, some hundred sketches) a page reads the boundary walk instead of the faces.
FACES_LIMIT = 20_000


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
    lines = shapely.union_all(shapely.boundary(shapes))
    faces = shapely.get_parts(shapely.polygonize([lines]))
    points = shapely.point_on_surface(faces)
    membership = np.zeros((len(faces), len(shapes)), dtype=bool)
    if len(faces):
        tree = shapely.STRtree(points)
        shapely.prepare(shapes)
        outline, face = tree.query(shapes, predicate="contains")
        membership[face, outline] = True
    covered = membership.any(axis=1)
    return faces[covered], membership[covered]

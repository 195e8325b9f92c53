"""What many shapes have in common with one ground of many corners: exact, piece by piece.

Laid over a ground of twenty thousand corners, each shape would pass them all. Cut into tiles, a
ground has most of its pieces wholly inside or outside a shape, which needs no intersection.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from animmap.core.edges import Floats

Shapes = NDArray[np.object_]
# Cutting costs some passes over the ground: only worth it for many shapes and many corners.
MOST_CORNERS = 250
FEW_SHAPES = 20


def common_areas(shapes: Shapes, ground: BaseGeometry) -> Floats:
    """Return the area (m²) that each valid (multi)polygon has in common with a ground."""
    few = len(shapes) < FEW_SHAPES or shapely.get_num_coordinates(ground) <= MOST_CORNERS
    if few:
        return np.asarray(shapely.area(shapely.intersection(shapes, ground)), dtype=np.float64)
    pieces = np.array(cut_in_tiles(ground), dtype=object)
    tree = shapely.STRtree(pieces)
    shape, piece = tree.query(shapes, predicate="intersects")
    held = np.zeros((len(shapes), len(pieces)), dtype=bool)
    held[tuple(tree.query(shapes, predicate="contains"))] = True
    whole = held @ shapely.area(pieces)
    crossed = ~held[shape, piece]
    parts = shapely.area(shapely.intersection(shapes[shape[crossed]], pieces[piece[crossed]]))
    return np.asarray(whole + np.bincount(shape[crossed], parts, len(shapes)), dtype=np.float64)


def cut_in_tiles(ground: BaseGeometry) -> list[BaseGeometry]:
    """Cut a ground in two along its longer side, and again, until no piece has many corners."""
    if shapely.get_num_coordinates(ground) <= MOST_CORNERS:
        return [] if ground.is_empty else [ground]
    west, south, east, north = ground.bounds
    middle = ((west + east) / 2, (south + north) / 2)
    if east - west > north - south:
        sides = ((west, south, middle[0], north), (middle[0], south, east, north))
    else:
        sides = ((west, south, east, middle[1]), (west, middle[1], east, north))
    halves = [_polygonal(shapely.clip_by_rect(ground, *side)) for side in sides]
    return [piece for half in halves for piece in cut_in_tiles(half)]


def _polygonal(clipped: BaseGeometry) -> BaseGeometry:
    """Return the areas of what a cut left; edges on the cut itself hold nothing."""
    if not clipped.is_valid:
        clipped = shapely.make_valid(clipped, method="structure", keep_collapsed=False)
    parts = shapely.get_parts(clipped)
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])

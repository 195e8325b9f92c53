"""What ``bench.overlay`` compares: the same questions, asked of the boundary walk and of others."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import shapely

from animmap.core.comparison import VoiceShape, compare_shapes
from animmap.core.contours import list_faces, zone_reaching
from animmap.core.pairs import pair_areas
from animmap.core.surface import draw_surface, reached_areas
from animmap.core.walk import level_areas, share_areas, walk_boundaries

ZONES = (0.5, 2 / 3, 1.0)
CELL_M = 25.0


def geopandas_overlay(sketches):
    """Naive: the union of all by adding one sketch after the other."""
    whole = gpd.GeoDataFrame({"voice_0": [1]}, geometry=[sketches[0]])
    for rank, one in enumerate(sketches[1:], start=1):
        added = gpd.GeoDataFrame({f"voice_{rank}": [1]}, geometry=[one])
        whole = gpd.overlay(whole, added, how="union", keep_geom_type=True)
    return whole


def _dissolve(faces, count, voices):
    levels = np.bincount(count, weights=shapely.area(faces))
    return levels, [shapely.union_all(faces[count >= share * voices]) for share in ZONES]


def _shapely_faces(sketches):
    boundaries = shapely.union_all(shapely.boundary(np.array(sketches, dtype=object)))
    return shapely.get_parts(shapely.polygonize([boundaries]))


def shapely_levels(sketches):
    """Plain: union of the boundaries, polygonize, count with a tree, dissolve three zones."""
    faces = _shapely_faces(sketches)
    _, face = shapely.STRtree(shapely.point_on_surface(faces)).query(sketches, predicate="contains")
    return _dissolve(faces, np.bincount(face, minlength=len(faces)), len(sketches))


def shapely_faces(sketches):
    """Best found: the same faces; who covers each by prepared polygons and vectorised points."""
    faces = _shapely_faces(sketches)
    places = shapely.get_coordinates(shapely.point_on_surface(faces))
    membership = np.zeros((len(faces), len(sketches)), dtype=bool)
    bounds = shapely.bounds(sketches)
    shapely.prepare(sketches)
    for rank, (one, (west, south, east, north)) in enumerate(zip(sketches, bounds, strict=True)):
        x, y = places.T
        near = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
        membership[near, rank] = shapely.contains_xy(one, x[near], y[near])
    return faces, membership


def shapely_best(sketches):
    """The best faces found with shapely, counted and dissolved by their shared edges."""
    faces, membership = shapely_faces(sketches)
    count = membership.sum(axis=1)
    levels = np.bincount(count, weights=shapely.area(faces))
    chosen = [faces[count >= share * len(sketches)] for share in ZONES]
    return levels, [shapely.coverage_union_all(some) for some in chosen if len(some)]


def walk_levels(sketches):
    """The same answers from the boundary walk."""
    walk = walk_boundaries(sketches)
    weights = np.full(len(sketches), 1 / len(sketches))
    return level_areas(walk), [zone_reaching(walk, weights, share) for share in ZONES]


def shapely_pairs(sketches):
    """Shapely intersections of the pairs whose boxes meet."""
    shapes = np.array(sketches, dtype=object)
    one, two = shapely.STRtree(shapes).query(shapes)
    once = one < two
    return shapely.area(shapely.intersection(shapes[one[once]], shapes[two[once]])).sum()


def walk_pairs(sketches):
    """All pairs from the boundary walk, the walk included."""
    return pair_areas(walk_boundaries(sketches))


def traced_faces(sketches):
    """All faces with the voices of each, the walk included."""
    return list_faces(walk_boundaries(sketches))


def walk_figures(sketches):
    """Areas by level, ten thresholds and all pairs, the walk included."""
    walk = walk_boundaries(sketches)
    weights, tenths = np.full(len(sketches), 1 / len(sketches)), np.arange(1, 11) / 10
    return level_areas(walk), share_areas(walk, weights, tenths), pair_areas(walk)


def whole_comparison(sketches):
    """What a page computes: figures, pairs, classes, and faces under 20,000 crossings."""
    shapes = [VoiceShape(str(n), "abcd"[n % 4], one) for n, one in enumerate(sketches)]
    return compare_shapes(shapes, "EPSG:2154")


def rasterio_levels(sketches):
    """Approximate: each sketch burnt on cells of 25 m, and counted."""
    from rasterio import features, transform

    west, south, east, north = shapely.total_bounds(sketches)
    size = int((north - south) / CELL_M) + 1, int((east - west) / CELL_M) + 1
    place = transform.from_origin(west, north, CELL_M, CELL_M)
    count = np.zeros(size, dtype=np.uint16)
    for one in sketches:
        count += features.rasterize([one], size, transform=place, dtype="uint8")
    return np.bincount(count.ravel()) * CELL_M**2


def surface_levels(sketches):
    """Approximate, with bounds: difference arrays on cells of 25 m."""
    surface = draw_surface(sketches, np.ones(len(sketches)), CELL_M)
    return reached_areas(surface, range(1, len(sketches) + 1))


CONTENDERS: dict[str, Callable] = {
    "geopandas, iterated overlay": geopandas_overlay,
    "shapely: union, polygonize, count": shapely_levels,
    "shapely: best pipeline": shapely_best,
    "boundary walk: levels, three zones": walk_levels,
    "shapely: pairs": shapely_pairs,
    "boundary walk: pairs": walk_pairs,
    "shapely: best faces": shapely_faces,
    "faces: traced": traced_faces,
    "levels, thresholds, pairs": walk_figures,
    "comparison of a page": whole_comparison,
    "rasterio, 25 m": rasterio_levels,
    "surface, 25 m, with bounds": surface_levels,
}

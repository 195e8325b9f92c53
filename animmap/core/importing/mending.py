"""Shapes of a row put right: a mixed collection split, areas that cross themselves repaired."""

from __future__ import annotations

from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.crs import to_lonlat, to_metric
from animmap.core.importing.draft import Draft
from animmap.core.repair import repair_polygon

_AREAS = ("Polygon", "MultiPolygon")


def mend_shapes(draft: Draft, metric: str) -> None:
    """Split a mixed collection; repair, in the CRS ``metric``, areas that cross themselves."""
    parts = _split(draft.shapes[0])
    if len(parts) > 1:
        kind = draft.shapes[0].geom_type
        draft.mend("collection_split", draft.placed_by, kind, str(len(parts)))
    shapes = [_mended(draft, part, metric) for part in parts]
    kept = tuple(shape for shape in shapes if shape is not None)
    draft.shapes = kept if len(kept) == len(parts) else ()
    if not draft.shapes:
        draft.blame("geometry_no_area", draft.placed_by)


def _split(shape: BaseGeometry) -> list[BaseGeometry]:
    """Return the points, lines and areas of a collection, one geometry of each kind."""
    if shape.geom_type != "GeometryCollection":
        return [shape]
    leaves = [part for part in _leaves(shape) if not part.is_empty]
    kinds: dict[int, Any] = {
        0: shapely.MultiPoint,
        1: shapely.MultiLineString,
        2: shapely.MultiPolygon,
    }
    parts: list[BaseGeometry] = []
    for dimension, join in kinds.items():
        alike = [part for part in leaves if shapely.get_dimensions(part) == dimension]
        if alike:
            parts.append(alike[0] if len(alike) == 1 else join(alike))
    return parts


def _leaves(shape: BaseGeometry) -> list[BaseGeometry]:
    if not hasattr(shape, "geoms"):
        return [shape]
    return [leaf for part in shape.geoms for leaf in _leaves(part)]


def is_flat(shape: BaseGeometry) -> bool:
    """Tell whether an area as drawn encloses nothing: reprojected, a flat outline swells."""
    if shape.geom_type not in _AREAS:
        return False
    return not shapely.make_valid(shape, method="structure", keep_collapsed=False).area


def _mended(draft: Draft, lonlat: BaseGeometry, metric: str) -> BaseGeometry | None:
    """Return a shape (longitude, latitude) repaired if it is an area that crosses itself."""
    if lonlat.geom_type not in _AREAS or (lonlat.is_valid and lonlat.area):
        return lonlat
    if is_flat(lonlat):
        return None
    repaired = repair_polygon(to_metric([lonlat], metric)[0])
    if repaired.geometry is None:
        return None
    draft.mend("geometry_repaired", draft.placed_by, ", ".join(repaired.codes), "")
    back = to_lonlat([repaired.geometry], metric)[0]
    return back if back.is_valid else shapely.make_valid(back, method="structure")

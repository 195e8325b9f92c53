"""GeoJSON for exchange (RFC 7946): longitude, latitude, rounded to what a hand can draw."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

# Six decimals of a degree: about ten centimetres.
_DECIMALS = 6


def collection(
    geometries: Sequence[BaseGeometry | None], properties: Sequence[dict[str, object]]
) -> dict[str, object]:
    """Return a FeatureCollection of geometries in EPSG:4326 (None: no place), in their order."""
    rounded = shapely.transform(np.asarray(geometries, dtype=object), _round)
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": _mapping(geometry), "properties": facts}
            for geometry, facts in zip(rounded, properties, strict=True)
        ],
    }


def _mapping(geometry: BaseGeometry | None) -> dict[str, object] | None:
    return None if geometry is None else shapely.geometry.mapping(geometry)


def round_lonlat(geometry: BaseGeometry) -> BaseGeometry:
    """Return a geometry in EPSG:4326 as it is exchanged, to about ten centimetres."""
    rounded: BaseGeometry = shapely.transform(geometry, _round)
    return rounded


def _round(points: np.ndarray) -> np.ndarray:
    return np.round(points, _DECIMALS)

"""GeoJSON that nobody has checked, read without GDAL: one bad feature never hides the others."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.crs import LONLAT
from animmap.errors import AnimmapError
from animmap.sources.vector_file import Row, VectorFile

_UNREADABLE = (
    ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, RecursionError,
    shapely.errors.ShapelyError,
)  # fmt: skip
# "EPSG:2154", "urn:ogc:def:crs:EPSG::2154".
_CRS_NAME = re.compile(
    r"(?:urn:ogc:def:crs:)?(?P<authority>[a-z]+):(?:[\w.]*:)?(?P<code>\w+)", re.IGNORECASE
)


class _NoAreaError(ValueError):
    """No ring of a polygon has three points."""


def read_geojson(content: bytes, name: str) -> VectorFile:
    """Read a GeoJSON: a foreign ``crs`` link is never followed.

    Parameters
    ----------
    content
        UTF-8, UTF-16 or UTF-32; Windows-1252 when it is none of them.
    name
        Name of the file, for the refusals.

    Raises
    ------
    AnimmapError
        ``file_unreadable`` when it is no JSON, ``format_unknown`` when it is another JSON.
    """
    document = _load(content, name)
    features = _list_features(document, name)
    geometries: list[BaseGeometry | None] = []
    faults: dict[int, str] = {}
    mends: dict[int, tuple[str, ...]] = {}
    for rank, feature in enumerate(features):
        codes: list[str] = []
        geometry, fault = _read_geometry(feature.get("geometry"), codes)
        geometries.append(geometry)
        if fault:
            faults[rank] = fault
        elif codes:
            mends[rank] = tuple(dict.fromkeys(codes))
    return VectorFile(
        _declared_crs(document),
        tuple(geometries),
        tuple(_properties(feature) for feature in features),
        faults,
        mends,
    )


def _load(content: bytes, name: str) -> object:
    try:
        try:
            text = content.decode(json.detect_encoding(content))
        except UnicodeDecodeError:
            text = content.decode("cp1252")
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AnimmapError("file_unreadable", name=name, reason=str(error)[:120]) from error


def _list_features(document: object, name: str) -> list[Row]:
    if isinstance(document, dict):
        kind = document.get("type")
        features = document.get("features")
        if kind == "FeatureCollection" and isinstance(features, list):
            return [feature if isinstance(feature, dict) else {} for feature in features]
        if kind == "Feature":
            return [document]
        if "coordinates" in document or kind == "GeometryCollection":
            return [{"type": "Feature", "geometry": document, "properties": {}}]
    raise AnimmapError("format_unknown", name=name)


def _properties(feature: Row) -> Row:
    properties = feature.get("properties")
    found = dict(properties) if isinstance(properties, dict) else {}
    if "id" in feature and "id" not in found:
        found["id"] = feature["id"]
    return found


def _read_geometry(raw: object, codes: list[str]) -> tuple[BaseGeometry | None, str]:
    """Return a geometry, or None and the reason; what had to be mended goes to ``codes``."""
    if not isinstance(raw, dict):
        return None, "empty"
    try:
        return _shape(raw, codes), ""
    except _NoAreaError:
        return None, "no_area"
    except _UNREADABLE:
        return None, "unreadable"


def _shape(raw: Row, codes: list[str]) -> BaseGeometry:
    kind: object = raw.get("type")
    coordinates: Any = raw.get("coordinates")
    parts: Any = raw.get("geometries")
    if kind == "Polygon" and isinstance(coordinates, list):
        return _polygon(coordinates, codes) if coordinates else shapely.Polygon()
    if kind == "MultiPolygon" and isinstance(coordinates, list):
        return _multipolygon(coordinates, codes)
    if kind == "GeometryCollection" and isinstance(parts, list):
        return shapely.GeometryCollection([_shape(part, codes) for part in parts])
    shaped: BaseGeometry = shapely.geometry.shape(raw)
    return shaped


def _multipolygon(coordinates: list[Any], codes: list[str]) -> BaseGeometry:
    parts = []
    for rings in coordinates:
        try:
            parts.append(_polygon(rings, codes))
        except _NoAreaError:
            codes.append("collapsed_part")
    if coordinates and not parts:
        raise _NoAreaError
    return shapely.MultiPolygon(parts)


def _polygon(rings: list[Any], codes: list[str]) -> shapely.Polygon:
    """Build a polygon; rings are closed, holes of fewer than three points left out, and said."""
    shell, *holes = [_ring(ring) for ring in rings]
    if len(shell) < 3:
        raise _NoAreaError
    kept = [hole for hole in holes if len(hole) >= 3]
    if len(kept) < len(holes):
        codes.append("collapsed_part")
    if any((ring[0] != ring[-1]).any() for ring in (shell, *kept)):
        codes.append("unclosed")
    return shapely.Polygon(shell, kept)


def _ring(positions: list[Any]) -> np.ndarray:
    return np.array([[float(x) for x in position[:2]] for position in positions])


def _declared_crs(document: object) -> str:
    """CRS of an old-style ``crs`` member when it is a name; longitude, latitude otherwise."""
    member = document.get("crs") if isinstance(document, dict) else None
    facts = member.get("properties") if isinstance(member, dict) else None
    name = facts.get("name") if isinstance(facts, dict) else None
    found = _CRS_NAME.fullmatch(name.strip()) if isinstance(name, str) else None
    if found is None or found["code"] == "CRS84":
        return LONLAT
    return f"{found['authority'].upper()}:{found['code']}"

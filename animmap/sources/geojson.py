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
_SHAPES = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon",
                     "MultiPolygon", "GeometryCollection"})  # fmt: skip
# Around the texts of a sequence: the mark of RFC 8142, blanks, a comma too many.
_BETWEEN = "\x1e \t\r,"
# "EPSG:2154", "urn:ogc:def:crs:EPSG::2154", "http://www.opengis.net/def/crs/EPSG/0/2154".
_CRS_NAME = re.compile(
    r"(?:urn:ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?"
    r"(?P<authority>[a-z]+)[:/](?:[\w.]*[:/])?(?P<code>\w+)",
    re.IGNORECASE,
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
    return read_document(load_json(content, name), name)


def read_document(document: object, name: str) -> VectorFile:
    """Read a GeoJSON already parsed by ``load_json``; ``format_unknown`` when it is none."""
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
        tuple(properties_of(feature) for feature in features),
        faults,
        mends,
    )


def load_json(content: bytes, name: str) -> object:
    """Return the document of a JSON, or the list of those of a file of one a line.

    Raises
    ------
    AnimmapError
        ``file_unreadable`` when it is neither.
    """
    try:
        try:
            text = content.decode(json.detect_encoding(content))
        except UnicodeDecodeError:
            text = content.decode("cp1252")
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        several = _load_lines(text) if isinstance(error, json.JSONDecodeError) else None
        if several is not None:
            return several
        raise AnimmapError("file_unreadable", name=name, reason=str(error)[:120]) from error


def _load_lines(text: str) -> list[object] | None:
    """Return the objects of a file of one JSON a line, None when it is no such file.

    A line that can not be read becomes a feature without geometry that holds it as it is.
    """
    lines = [line.strip(_BETWEEN) for line in text.split("\n")]
    lines = [line for line in lines if line]
    if len(lines) < 2 or not all(line.startswith("{") for line in lines):
        return None
    found: list[object] = []
    broken = 0
    for line in lines:
        try:
            found.append(json.loads(line))
        except (ValueError, RecursionError):
            broken += 1
            found.append({"type": "Feature", "geometry": {}, "properties": {"json": line}})
    return found if broken <= len(lines) / 2 else None


def _list_features(document: object, name: str) -> list[Row]:
    """Return the features of a document: a collection, a feature, a shape, or a list of those."""
    if isinstance(document, list) and document and all(map(_is_geographic, document)):
        return [one for part in document for one in _list_features(part, name)]
    if isinstance(document, dict):
        kind = document.get("type")
        features = document.get("features")
        if isinstance(features, list) and (
            kind == "FeatureCollection" or (features and all(map(_is_geographic, features)))
        ):
            return [feature if isinstance(feature, dict) else {} for feature in features]
        if kind == "Feature":
            return [document]
        if "coordinates" in document or kind == "GeometryCollection":
            return [{"type": "Feature", "geometry": document, "properties": {}}]
        _refuse_cousins(document, name)
        inside = next((one for one in document.values() if _is_collection(one)), None)
        if inside is not None:
            return _list_features(inside, name)
    raise AnimmapError("format_unknown", name=name)


def _is_geographic(item: object) -> bool:
    if not isinstance(item, dict):
        return False
    return item.get("type") in ("Feature", "FeatureCollection") or (
        "coordinates" in item and item.get("type") in _SHAPES
    )


def _is_collection(item: object) -> bool:
    return isinstance(item, dict) and item.get("type") == "FeatureCollection"


def _refuse_cousins(document: Row, name: str) -> None:
    """Refuse by its name what looks like a GeoJSON and is none."""
    if document.get("type") == "Topology":
        raise AnimmapError("format_other", name=name, kind="TopoJSON")
    if str(document.get("geometryType", "")).startswith("esri"):
        raise AnimmapError("format_other", name=name, kind="Esri JSON")


def read_shape(raw: object) -> BaseGeometry | None:
    """Return the geometry of a feature, mended when it can be, None when it can not be read."""
    return _read_geometry(raw, [])[0]


def properties_of(feature: Row) -> Row:
    """Return the properties of a feature, its identifier among them."""
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
    kind, coordinates = raw.get("type"), raw.get("coordinates")
    parts = raw.get("geometries")
    if kind == "GeometryCollection" and isinstance(parts, list):
        return shapely.GeometryCollection([_shape(part, codes) for part in parts])
    if kind not in _SHAPES or "coordinates" not in raw:
        raise ValueError(kind)
    if coordinates is None or coordinates == []:
        return shapely.GeometryCollection()
    if not isinstance(coordinates, list):
        raise TypeError(kind)
    if kind == "Polygon":
        return _polygon(coordinates, codes)
    return _multipolygon(coordinates, codes) if kind == "MultiPolygon" else _line(kind, coordinates)


def _line(kind: object, coordinates: list[Any]) -> BaseGeometry:
    """Build what has no area."""
    if kind == "Point":
        return shapely.Point(_ring([coordinates])[0])
    if kind == "MultiLineString":
        return shapely.MultiLineString([_ring(line) for line in coordinates])
    points = _ring(coordinates)
    return shapely.MultiPoint(points) if kind == "MultiPoint" else shapely.LineString(points)


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
    """Return positions as an array (n × 2); a height is left, a text or a yes is no number."""
    try:
        flat = np.array(positions)[:, :2]
    except (ValueError, IndexError):  # not all as long
        flat = np.array([position[:2] for position in positions])
    if flat.dtype.kind not in "iuf":  # a height may be a text
        flat = np.array([position[:2] for position in positions])
    if flat.ndim != 2 or flat.shape[1] != 2 or flat.dtype.kind not in "iuf":
        raise ValueError(flat.dtype)
    return flat.astype(float)


def _declared_crs(document: object) -> str:
    """CRS of an old-style ``crs`` member when it is a name; longitude, latitude otherwise."""
    member = document.get("crs") if isinstance(document, dict) else None
    facts = member.get("properties") if isinstance(member, dict) else None
    name = facts.get("name") if isinstance(facts, dict) else None
    found = _CRS_NAME.fullmatch(name.strip()) if isinstance(name, str) else None
    if found is None or found["code"] == "CRS84":
        return LONLAT
    return f"{found['authority'].upper()}:{found['code']}"

"""Geometries and their attributes from a file that nobody has checked.

GeoJSON is read here, without GDAL, feature by feature: one bad feature never hides the
others. GeoPackage and zipped Shapefile go through a child process with limits (see
``vector_child``). The content decides the format, not the name.
"""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.crs import LONLAT
from animmap.errors import AnimmapError
from animmap.sources.vector_child import read_with_gdal

LARGEST_FILE_MB = 200
LARGEST_UNPACKED_MB = 800
MOST_MEMBERS = 500
MOST_VERTICES = 20_000_000

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class VectorFile:
    """Rows of a file, in its order: a row that could not be read has no geometry and a fault.

    ``geometries``: in ``crs`` (an authority code or WKT). ``attributes``: column → value.
    ``faults``: reason per row without geometry, a code of ``repair`` messages, by position.
    """

    crs: str
    geometries: tuple[BaseGeometry | None, ...]
    attributes: tuple[Row, ...]
    faults: dict[int, str]

    @property
    def columns(self) -> tuple[str, ...]:
        """Attribute names, in the order of their first appearance."""
        return tuple(dict.fromkeys(name for row in self.attributes for name in row))


def read_vector(path: Path, layer: str | None = None) -> VectorFile:
    """Read a GeoJSON, GeoPackage, or (zipped) Shapefile.

    Parameters
    ----------
    path
        The file; its first bytes tell the format.
    layer
        Layer of a GeoPackage or name of a Shapefile in a zip; the only one, or the first with
        areas, when not given.

    Raises
    ------
    AnimmapError
        ``file_unreadable``, ``file_empty``, ``file_too_large``, ``format_unknown``,
        ``layer_unknown``, ``crs_missing``, ``geometry_too_complex``.
    """
    head = _first_bytes(path)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        found = _read_geojson(path)
    elif head.startswith(b"SQLite format 3\x00"):
        found = _from_gdal(path, layer)
    elif head.startswith(b"PK"):
        member = _choose_member(path, layer)
        inside = layer if member.lower().endswith(".gpkg") else None
        found = _from_gdal(path, inside, member=member)
    elif head.startswith(b"\x00\x00\x27\x0a"):
        found = _from_gdal(path, layer)
    else:
        raise AnimmapError("format_unknown", name=path.name)
    vertices = sum(int(shapely.get_num_coordinates(g)) for g in found.geometries if g is not None)
    if vertices > MOST_VERTICES:
        raise AnimmapError("geometry_too_complex", vertices=vertices, most=MOST_VERTICES)
    return found


def _first_bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(64)
    except OSError as error:
        raise AnimmapError(
            "file_unreadable", name=path.name, reason=error.strerror or ""
        ) from error
    if not size:
        raise AnimmapError("file_empty", name=path.name)
    if size > LARGEST_FILE_MB * 1_000_000:
        raise AnimmapError("file_too_large", name=path.name, most_mb=LARGEST_FILE_MB)
    return head


def _choose_member(path: Path, layer: str | None) -> str:
    """Return the Shapefile or GeoPackage to read in a zip: the one named ``layer``, or the first.

    Sizes are checked on the directory of the archive, before anything is unpacked.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise AnimmapError("file_unreadable", name=path.name, reason="zip") from error
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED_MB * 1_000_000:
        raise AnimmapError("file_too_large", name=path.name, most_mb=LARGEST_UNPACKED_MB)
    readable = {
        Path(member.filename).stem: member.filename
        for member in members
        if member.filename.lower().endswith((".shp", ".gpkg"))
    }
    if not readable:
        raise AnimmapError("format_unknown", name=path.name)
    first = next(iter(readable.values()))
    if layer is None or first.lower().endswith(".gpkg"):
        return first
    if layer not in readable:
        raise AnimmapError("layer_unknown", layer=layer, known=", ".join(readable))
    return readable[layer]


def _from_gdal(path: Path, layer: str | None, *, member: str = "") -> VectorFile:
    crs, rows = read_with_gdal(path, layer, member=member)
    geometries: list[BaseGeometry | None] = []
    faults: dict[int, str] = {}
    for rank, (wkb, _) in enumerate(rows):
        geometry = None if wkb is None else shapely.from_wkb(wkb, on_invalid="ignore")
        geometries.append(geometry)
        if geometry is None:
            faults[rank] = "empty" if wkb is None else "unreadable"
    return VectorFile(crs, tuple(geometries), tuple(row for _, row in rows), faults)


def _read_geojson(path: Path) -> VectorFile:
    """Read a GeoJSON without GDAL: a foreign ``crs`` link is never followed."""
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        document = _loads(path.read_text(encoding="cp1252", errors="strict"), path)
    except (ValueError, RecursionError) as error:
        raise AnimmapError("file_unreadable", name=path.name, reason=str(error)[:120]) from error
    features = _list_features(document, path)
    geometries: list[BaseGeometry | None] = []
    faults: dict[int, str] = {}
    for rank, feature in enumerate(features):
        geometry, fault = _shape(feature)
        geometries.append(geometry)
        if fault:
            faults[rank] = fault
    return VectorFile(
        _declared_crs(document),
        tuple(geometries),
        tuple(_properties(feature) for feature in features),
        faults,
    )


def _loads(text: str, path: Path) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AnimmapError("file_unreadable", name=path.name, reason=str(error)[:120]) from error


def _list_features(document: object, path: Path) -> list[Row]:
    if isinstance(document, dict):
        kind = document.get("type")
        features = document.get("features")
        if kind == "FeatureCollection" and isinstance(features, list):
            return [feature if isinstance(feature, dict) else {} for feature in features]
        if kind == "Feature":
            return [document]
        if "coordinates" in document or kind == "GeometryCollection":
            return [{"type": "Feature", "geometry": document, "properties": {}}]
    raise AnimmapError("format_unknown", name=path.name)


def _properties(feature: Row) -> Row:
    properties = feature.get("properties")
    found = dict(properties) if isinstance(properties, dict) else {}
    if "id" in feature and "id" not in found:
        found["id"] = feature["id"]
    return found


def _shape(feature: Row) -> tuple[BaseGeometry | None, str]:
    raw = feature.get("geometry")
    if not isinstance(raw, dict):
        return None, "empty"
    try:
        geometry: BaseGeometry = shapely.geometry.shape(raw)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError,
            shapely.errors.ShapelyError):  # fmt: skip
        return None, "no_area" if _too_short(raw) else "unreadable"
    return geometry, ""


def _too_short(raw: Row) -> bool:
    """Tell whether a polygon failed only because its outer ring has fewer than three points."""
    rings = raw.get("coordinates")
    if raw.get("type") != "Polygon" or not isinstance(rings, list) or not rings:
        return False
    return isinstance(rings[0], list) and len(rings[0]) < 4


def _declared_crs(document: object) -> str:
    """CRS of an old-style ``crs`` member when it is a name; longitude, latitude otherwise."""
    member = document.get("crs") if isinstance(document, dict) else None
    facts = member.get("properties") if isinstance(member, dict) else None
    name = facts.get("name") if isinstance(facts, dict) else None
    if not isinstance(name, str) or "CRS84" in name:
        return LONLAT
    code = name.rsplit(":", 1)[-1]
    return f"EPSG:{code}" if code.isdigit() else LONLAT

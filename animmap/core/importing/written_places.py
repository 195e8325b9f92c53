"""The place a row writes, in the coordinates it is written in: shapes, columns, WKT, GeoJSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.crs import LONLAT, METROPOLE
from animmap.core.importing.angles import east_comes_first, read_angle, read_pair
from animmap.core.importing.cells import is_grouped, read_ungrouped
from animmap.core.importing.columns import Match
from animmap.core.importing.draft import Draft
from animmap.core.importing.grid import Table
from animmap.core.importing.precision import doubt_zeros
from animmap.core.importing.words import HEADERS, LONGITUDE_FIRST, plain

_SRID = re.compile(r"\s*SRID=(\d+);", re.IGNORECASE)
_WKB = re.compile(r"0[01](?:[0-9A-F]{2}){20,}", re.IGNORECASE)
_CRS_CODE = re.compile(r"(?:.*epsg[^0-9]*)?(\d{4,5})", re.IGNORECASE)
_UNREADABLE = (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, AttributeError)
_SHAPE_FAULTS = {
    "unreadable": "geometry_unreadable",
    "no_area": "geometry_no_area",
    "cut": "geometry_cut",
    "empty": "geometry_missing",
}
# The nine conics: "CC44", "RGF93 CC 44", "3944".
_CONIC = re.compile(r"\b(?:cc ?|39)(4[2-9]|50)\b")
_CRS_NAMES = (
    (re.compile(r"lambert ?93|rgf ?93|\bl93\b|\b2154\b"), METROPOLE),
    (re.compile(r"wgs|\bgps\b|\b4326\b|degre"), LONLAT),
    (re.compile(r"lambert ?(?:ii|2) ?e(?:tendu)?\b|\bl2e\b|\b27572\b"), "EPSG:27572"),
    (re.compile(r"mercator|\b3857\b"), "EPSG:3857"),
)


def find_places(table: Table, matches: Sequence[Match], drafts: Sequence[Draft]) -> None:
    """Give each draft its geometry as written, the CRS it is said to be in, and its method."""
    columns = {match.field: match.column for match in matches}
    for rank, draft in enumerate(drafts):
        if draft.raw is not None:
            continue
        if table.shapes is not None:
            _take_shape(draft, table, rank)
        if draft.raw is None:
            _read_columns(draft, columns)
        if draft.raw is None and not draft.waits and table.shapes is not None:
            fault = table.shape_faults.get(rank, "empty")
            draft.blame(_SHAPE_FAULTS.get(fault, "geometry_unreadable"))
        if draft.raw is not None and "maybe" in columns:
            _read_maybe(draft, columns["maybe"])
    doubt_zeros(drafts)


def _take_shape(draft: Draft, table: Table, rank: int) -> None:
    shape = (table.shapes or ())[rank]
    for code in table.shape_mends.get(rank, ()):
        draft.mend(code, "", "", "")
    if shape is not None and not shape.is_empty:
        _place(draft, shape, "geometry", "", table.crs)


def _place(draft: Draft, shape: BaseGeometry, method: str, column: str, crs: str) -> None:
    draft.raw, draft.method, draft.placed_by, draft.crs = shape, method, column, crs


def _read_columns(draft: Draft, columns: Mapping[str, str]) -> None:
    """Read the place that columns write; what can't be read is a fault, never a guess."""
    said = _said_crs(draft.values.get(columns.get("crs", ""), ""))
    if {"latitude", "longitude"} <= columns.keys():
        _read_two(draft, columns["longitude"], columns["latitude"], said or LONLAT)
    if draft.raw is None and {"x", "y"} <= columns.keys():
        east, north = columns["x"], columns["y"]
        _read_two(draft, east, north, said or crs_in_words(f"{plain(east)} {plain(north)}"))
    if draft.raw is None and "position" in columns:
        _read_position(draft, columns["position"], said)
    if draft.raw is None and "geometry" in columns:
        _read_geometry(draft, columns["geometry"], said)


def _said_crs(text: str) -> str:
    """Return the CRS that a cell names ("2154", "EPSG:2154", "Lambert 93"), "" when none."""
    found = _CRS_CODE.fullmatch(text.strip())
    return f"EPSG:{found[1]}" if found else crs_in_words(plain(text))


def crs_in_words(words: str) -> str:
    """Return the CRS that folded words name, "" when they name none.

    Examples
    --------
    >>> crs_in_words("x l93"), crs_in_words("lambert cc44 est"), crs_in_words("x 3944")
    ('EPSG:2154', 'EPSG:3944', 'EPSG:3944')
    """
    zone = _CONIC.search(words)
    if zone:
        return f"EPSG:39{zone[1]}"
    return next((crs for pattern, crs in _CRS_NAMES if pattern.search(words)), "")


def _read_two(draft: Draft, first: str, second: str, crs: str) -> None:
    """Read two columns, eastings (or longitudes) first."""
    texts = [draft.values.get(column, "").strip() for column in (first, second)]
    if not any(texts):
        return
    numbers = []
    read = read_ungrouped if any(map(is_grouped, texts)) else read_angle
    for column, text in zip((first, second), texts, strict=True):
        number = read(text) if text else None
        if not text:
            draft.blame("coordinate_missing", column)
        elif number is None:
            draft.blame("coordinate_unreadable", column, text)
        numbers.append(number)
    east, north = numbers
    if east is not None and north is not None:
        _place(
            draft, shapely.Point(east, north), "coordinates", first, _degrees_or(crs, east, north)
        )


def _degrees_or(crs: str, east: float, north: float) -> str:
    """Return the CRS said; plain degrees need none to be said."""
    small = abs(east) <= 180 and abs(north) <= 90 and (east % 1 or north % 1)
    return crs or (LONLAT if small else "")


def _read_position(draft: Draft, column: str, crs: str) -> None:
    """Read a cell of two numbers, in the order its header says: latitude first if it is silent."""
    text = draft.values.get(column, "").strip()
    if not text:
        return
    if "{" in text or "(" in text.lstrip("("):
        _read_geometry(draft, column, crs)
        return
    pair = read_pair(text)
    if pair is None:
        draft.blame("coordinate_unreadable", column, text)
        return
    header = plain(column)
    said_first = east_comes_first(text)
    east_first = header.startswith(LONGITUDE_FIRST) if said_first is None else said_first
    metric = max(map(abs, pair)) > 180
    east, north = pair if east_first or metric else pair[::-1]
    said = crs or crs_in_words(header)
    _place(draft, shapely.Point(east, north), "coordinates", column, _degrees_or(said, east, north))


def _read_geometry(draft: Draft, column: str, crs: str) -> None:
    """Read a cell of WKT, WKB in hexadecimal (with a SRID or not), or GeoJSON."""
    text = draft.values.get(column, "").strip()
    if not text:
        return
    srid = _SRID.match(text)
    try:
        shape = _shape(text[srid.end() :] if srid else text)
    except _UNREADABLE:
        draft.blame("geometry_unreadable", column, text)
        return
    if shape.is_empty:
        draft.blame("geometry_missing", column, text)
        return
    code = srid[1] if srid else shapely.get_srid(shape)
    said = f"EPSG:{code}" if code else crs
    east, north = shapely.get_coordinates(shape)[0]
    _place(draft, shape, "text_geometry", column, _degrees_or(said, float(east), float(north)))


def _read_maybe(draft: Draft, column: str) -> None:
    """Read what a sketch would perhaps add, in the CRS of its outline."""
    text = _SRID.sub("", draft.values.get(column, "").strip())
    if not text:
        return
    try:
        draft.raw_maybe = _shape(text)
    except _UNREADABLE:
        draft.blame("geometry_unreadable", column, text)


def _shape(text: str) -> BaseGeometry:
    if _WKB.fullmatch(text):
        unpacked: BaseGeometry = shapely.from_wkb(bytes.fromhex(text))
        return unpacked
    if not text.startswith("{"):
        parsed: BaseGeometry = shapely.from_wkt(text)
        return parsed
    document = json.loads(text)
    if "type" not in document and "geometry" not in document:
        return _named_point(document)
    shaped: BaseGeometry = shapely.geometry.shape(document.get("geometry") or document)
    return shaped


def _named_point(document: Mapping[str, object]) -> BaseGeometry:
    """Return the point of ``{"lat": 50.5, "lon": 2.6}``, as catalogues of open data write it."""
    told = {plain(name): read_angle(str(value)) for name, value in document.items()}
    east, north = (
        next((told[name] for name in HEADERS[field] if name in told), None)
        for field in ("longitude", "latitude")
    )
    if east is None or north is None:
        raise KeyError("longitude")
    return shapely.Point(east, north)

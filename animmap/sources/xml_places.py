"""KML and GPX: placemarks of every folder, waypoints, tracks and routes; no link is followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from xml.etree.ElementTree import Element

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.crs import LONLAT
from animmap.errors import AnimmapError
from animmap.sources.read_answer import Layer, Reading, check_size
from animmap.sources.safe_xml import local_name, parse_xml

FOLDER, NAME, TEXT = "folder", "name", "description"
_CONTAINERS = ("Document", "Folder", "kml")
_SINGLE = ("Point", "LineString", "LinearRing", "Polygon", "Track")
_BREAKS = re.compile(r"<\s*(?:br|/p|/div|/li|/tr)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^>]*>|<!--.*?-->", re.DOTALL)

# Longitude, latitude, height.
_MOST_NUMBERS = 3

Row = dict[str, str]


def read_xml(content: bytes, name: str) -> Reading:
    """Read a KML or GPX.

    Raises
    ------
    AnimmapError
        ``file_unsafe``, ``file_unreadable``, ``format_unknown`` for another XML.
    """
    root = parse_xml(content, name)
    if local_name(root) == "kml":
        return _read_kml(root, name)
    if local_name(root) == "gpx":
        return _read_gpx(root, name)
    raise AnimmapError("format_unknown", name=name)


def _layer(rows: list[Row], shapes: list[BaseGeometry | None], faults: dict[int, str]) -> Layer:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    check_size("", len(columns), len(rows))
    return Layer(
        "",
        columns,
        [[row.get(column, "") for column in columns] for row in rows],
        [None if one is None else shapely.to_wkb(one, hex=True) for one in shapes],
        LONLAT,
        faults,
    )


def _read_kml(root: Element, name: str) -> Reading:
    rows: list[Row] = []
    shapes: list[BaseGeometry | None] = []
    faults: dict[int, str] = {}
    for folder, placemark in _placemarks(root):
        shape, fault = _shape_or_fault(placemark)
        if fault:
            faults[len(rows)] = fault
        rows.append(_placemark_row(placemark, folder))
        shapes.append(shape)
    reading = Reading("kml", layers=[_layer(rows, shapes, faults)])
    links = sum(local_name(one) == "NetworkLink" for one in root.iter())
    if links:
        reading.notices.append(("links_ignored", {"n": links}))
    return reading


def _placemarks(root: Element) -> Iterator[tuple[str, Element]]:
    """Give every placemark with the path of its folders, in the order of the file."""
    waiting: list[tuple[Element, tuple[str, ...]]] = [(root, ())]
    while waiting:
        element, path = waiting.pop()
        if local_name(element) == "Placemark":
            yield " / ".join(path), element
        elif local_name(element) in _CONTAINERS:
            own = _child_text(element, "name") if local_name(element) == "Folder" else ""
            inside = (*path, own) if own else path
            waiting += [(child, inside) for child in reversed(element)]


def _child_text(element: Element, name: str) -> str:
    found = next((child for child in element if local_name(child) == name), None)
    return "" if found is None else (found.text or "").strip()


def _placemark_row(placemark: Element, folder: str) -> Row:
    row = {NAME: _child_text(placemark, "name")}
    row[TEXT] = _plain_text(_child_text(placemark, "description"))
    for tag, column in (("address", "address"), ("phoneNumber", "phone")):
        if _child_text(placemark, tag):
            row[column] = _child_text(placemark, tag)
    for data in placemark.iter():
        if local_name(data) == "Data":
            row.setdefault(data.get("name") or "", _child_text(data, "value"))
        elif local_name(data) == "SimpleData":
            row.setdefault(data.get("name") or "", (data.text or "").strip())
    row[FOLDER] = folder
    row.pop("", None)
    return row


def _plain_text(markup: str) -> str:
    """Return the text of a description, which KML writes as HTML."""
    if "<" not in markup:
        return markup
    return unescape(_TAG.sub("", _BREAKS.sub("\n", markup))).strip()


def _shape_or_fault(placemark: Element) -> tuple[BaseGeometry | None, str]:
    try:
        parts = [_kml_shape(part) for part in _kml_parts(placemark)]
    except (ValueError, IndexError, shapely.errors.ShapelyError):
        return None, "unreadable"
    if not parts:
        return None, "empty"
    return (parts[0], "") if len(parts) == 1 else (shapely.GeometryCollection(parts), "")


def _kml_parts(element: Element) -> Iterator[Element]:
    for child in element:
        if local_name(child) in _SINGLE:
            yield child
        elif local_name(child) in ("MultiGeometry", "MultiTrack"):
            yield from _kml_parts(child)


def _kml_shape(part: Element) -> BaseGeometry:
    kind = local_name(part)
    if kind == "Polygon":
        rings = [ring for ring in part.iter() if local_name(ring) == "LinearRing"]
        shell, *holes = [_close(_coordinates(ring)) for ring in rings]
        return shapely.Polygon(shell, holes)
    points = _coordinates(part)
    if kind == "Point" or len(points) == 1:
        return shapely.Point(points[0])
    return shapely.LineString(points)


def _coordinates(element: Element) -> np.ndarray:
    """Return the points of an element: triples of KML, or the steps of a gx:Track."""
    if local_name(element) == "Track":
        texts = [(one.text or "").split() for one in element if local_name(one) == "coord"]
    else:
        # "2.6, 50.5, 0": blanks after commas belong to the same point.
        joined = re.sub(r"\s*,\s*", ",", _child_text(element, "coordinates"))
        texts = [one.split(",") for one in joined.split()]
        if any(len(one) > _MOST_NUMBERS for one in texts):
            # "5,12,43,95": a comma that marks decimals cannot be told from one between numbers.
            raise ValueError(texts)
    return np.array([[float(text) for text in texts_of[:2]] for texts_of in texts])


def _close(ring: np.ndarray) -> np.ndarray:
    return ring if (ring[0] == ring[-1]).all() else np.vstack([ring, ring[:1]])


def _read_gpx(root: Element, name: str) -> Reading:
    rows: list[Row] = []
    shapes: list[BaseGeometry | None] = []
    faults: dict[int, str] = {}
    for element in root:
        kind = local_name(element)
        if kind not in ("wpt", "rte", "trk"):
            continue
        try:
            shape = _gpx_shape(element, kind)
        except (ValueError, TypeError, shapely.errors.ShapelyError):
            shape = None
            faults[len(rows)] = "unreadable"
        rows.append(
            {
                NAME: _child_text(element, "name"),
                TEXT: _child_text(element, "desc") or _child_text(element, "cmt"),
                "type": _child_text(element, "type") or _child_text(element, "sym"),
            }
        )
        shapes.append(shape)
    return Reading("gpx", layers=[_layer(rows, shapes, faults)])


def _gpx_shape(element: Element, kind: str) -> BaseGeometry | None:
    if kind == "wpt":
        return shapely.Point(_gpx_point(element))
    parts = [element] if kind == "rte" else [one for one in element if local_name(one) == "trkseg"]
    lines = [
        [_gpx_point(one) for one in part if local_name(one) in ("rtept", "trkpt")] for part in parts
    ]
    kept = [shapely.LineString(line) for line in lines if len(line) > 1]
    if not kept:
        single = [line[0] for line in lines if line]
        return shapely.Point(single[0]) if single else None
    return kept[0] if len(kept) == 1 else shapely.MultiLineString(kept)


def _gpx_point(element: Element) -> tuple[float, float]:
    return float(element.get("lon") or "?"), float(element.get("lat") or "?")

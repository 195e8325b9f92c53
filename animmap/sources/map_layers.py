"""GeoJSON, GeoPackage and Shapefile inside the child process: every layer, none left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from animmap.errors import AnimmapError, Fact
from animmap.sources.cut_shapefile import Cut, mend_cut
from animmap.sources.geojson import load_json, read_document
from animmap.sources.online.saved import cut_page, notices_of, read_saved
from animmap.sources.read_answer import Layer, Notice, Reading, as_text, check_size
from animmap.sources.text_table import decode
from animmap.sources.vector_child import read_layer
from animmap.sources.vector_file import VectorFile

_CRS_LINK = re.compile(rb'"crs"\s*:\s*\{[^}]*"type"\s*:\s*"link"', re.DOTALL)
_LISTS = ("data", "elements", "results", "items", "records")


def read_json(content: bytes, name: str) -> Reading:
    """Read a GeoJSON, a map of uMap, or a list of objects as services answer (GoGoCarto…).

    Raises
    ------
    AnimmapError
        ``file_unreadable`` when it is no JSON, ``format_unknown`` when it is another JSON,
        ``too_many_columns``, ``too_many_rows``.
    """
    notices: list[Notice] = []
    text, encoding = decode(content, name, "", notices)
    saved = read_saved(text, name)
    if saved is not None:
        return Reading("json", encoding, layers=[saved[0]], notices=[*notices, *saved[1]])
    notices += notices_of(text)
    # load_json takes bytes: what was decoded is given as UTF-8.
    plain = text.encode("utf-8", errors="surrogatepass")
    document = load_json(plain, name)
    layers = _umap_layers(document, name)
    if layers:
        return Reading("umap", encoding, layers=layers, notices=notices)
    try:
        found = read_document(document, name)
    except AnimmapError as error:
        objects = _list_objects(document) if error.code == "format_unknown" else None
        if objects is None:
            raise
        notices += cut_page(document)
        return Reading("json", encoding, layers=[_objects_layer(objects, name)], notices=notices)
    if _CRS_LINK.search(plain[:100_000]):
        notices.append(("crs_link_ignored", {}))
    return Reading("geojson", encoding, layers=[_features_layer(found, "", name)], notices=notices)


def _umap_layers(document: object, name: str) -> list[Layer]:
    """Return the layers of a whole map saved by uMap: collections that bear a name."""
    told = document if isinstance(document, dict) and document.get("type") == "umap" else {}
    listed = told.get("layers")
    layers = []
    for one in listed if isinstance(listed, list) else []:
        if not isinstance(one, dict) or not one.get("features"):
            continue
        options = one.get("_umap_options") or one.get("_storage")
        title = options.get("name") if isinstance(options, dict) else ""
        found = read_document(one, name)
        layers.append(_features_layer(found, as_text(title), name))
    return layers


def _features_layer(found: VectorFile, layer: str, name: str) -> Layer:
    columns = list(found.columns)
    check_size(name, len(columns), len(found.attributes))
    return Layer(
        layer,
        columns,
        [[as_text(row.get(column)) for column in columns] for row in found.attributes],
        [None if one is None else shapely.to_wkb(one, hex=True) for one in found.geometries],
        found.crs,
        dict(found.faults),
        {rank: list(codes) for rank, codes in found.mends.items()},
    )


def _list_objects(document: object) -> list[dict[str, Any]] | None:
    if isinstance(document, dict):
        document = next((document[key] for key in _LISTS if key in document), None)
    if not isinstance(document, list) or not document:
        return None
    objects = [one for one in document if isinstance(one, dict)]
    return objects if len(objects) == len(document) else None


def _objects_layer(objects: Sequence[dict[str, Any]], name: str) -> Layer:
    rows = [_flatten(one) for one in objects]
    columns = list(dict.fromkeys(key for row in rows for key in row))
    check_size(name, len(columns), len(rows))
    cells = [[row.get(column, "") for column in columns] for row in rows]
    return Layer("", columns, cells, [None] * len(rows), "none")


def _flatten(item: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """Return the values of an object under dotted names ("geo.latitude"), lists joined."""
    flat: dict[str, str] = {}
    for key, value in item.items():
        if isinstance(value, dict) and not prefix.count("."):
            flat |= _flatten(value, f"{prefix}{key}.")
        elif isinstance(value, list) and all(isinstance(one, str | int | float) for one in value):
            flat[prefix + key] = ", ".join(as_text(one) for one in value)
        else:
            flat[prefix + key] = as_text(value)
    return flat


def read_vector_layers(path: Path, name: str, wanted: str) -> Reading:
    """Read every layer of a GeoPackage or Shapefile that lies in a folder of ours.

    Raises
    ------
    AnimmapError
        ``file_unreadable``, ``layer_unknown``, ``file_empty``, ``too_many_columns``,
        ``too_many_rows``.
    """
    import pyogrio

    # Shapefiles are copies of ours: a missing index is made again beside them.
    pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": "YES"})
    _set_bad_prj_aside(path)
    cut = mend_cut(path) if path.suffix == ".shp" else None
    try:
        listed = pyogrio.list_layers(path)
    except pyogrio.errors.DataSourceError as error:
        raise AnimmapError("file_unreadable", name=name, reason="") from error
    views = _views(path)
    kinds = {str(layer): kind for layer, kind in listed if str(layer) not in views}
    if wanted and wanted not in kinds:
        raise AnimmapError("layer_unknown", layer=wanted, known=", ".join(kinds))
    reading = Reading("shapefile" if path.suffix == ".shp" else "gpkg")
    for layer, kind in kinds.items():
        if wanted not in ("", layer):
            continue
        if kind is None and len(kinds) > 1 and not wanted and layer.startswith("layer_styles"):
            reading.notices.append(("styles_ignored", {"layer": layer}))
            continue
        reading.layers.append(_vector_layer(path, name, layer, kind is None))
    if cut is not None and reading.layers:
        _tell_cut(reading, cut, name)
    return reading


def _tell_cut(reading: Reading, cut: Cut, name: str) -> None:
    """Tell how much of a cut Shapefile was whole; each row that lost its shape is at fault."""
    reading.layers[0].faults |= dict.fromkeys(range(cut.shapes, cut.of), "cut")
    facts: dict[str, Fact] = {"name": name, "shapes": cut.shapes, "rows": cut.rows, "of": cut.of}
    reading.notices.append(("shapefile_cut", facts))


def _views(path: Path) -> set[str]:
    """Return the names of what a GeoPackage computes instead of keeping: none of it is data."""
    import pyogrio

    if path.suffix == ".shp":
        return set()
    asked = "SELECT name FROM sqlite_master WHERE type = 'view'"
    _, _, _, (names,) = pyogrio.raw.read(path, sql=asked, read_geometry=False)
    return {str(name) for name in names}


def _set_bad_prj_aside(path: Path) -> None:
    """Remove a .prj that says nothing readable from beside our copy of a Shapefile.

    Its places then wait for a CRS, as those of a Shapefile without .prj.
    """
    beside = path.with_suffix(".prj")
    if path.suffix == ".shp" and beside.is_file():
        try:
            CRS.from_user_input(beside.read_text("utf-8", "replace"))
        except CRSError:
            beside.unlink()


def _vector_layer(path: Path, name: str, layer: str, shapeless: bool) -> Layer:
    info = _measure(path, layer)
    check_size(name, *info)
    answer = read_layer(str(path), layer, "")
    if "error" in answer:
        raise AnimmapError(answer["error"], **{**answer["facts"], "name": name})
    columns = list(dict.fromkeys(key for _, row in answer["rows"] for key in row))
    return Layer(
        "" if path.suffix == ".shp" else layer,
        columns,
        [[as_text(row.get(column)) for column in columns] for _, row in answer["rows"]],
        [wkb for wkb, _ in answer["rows"]],
        "none" if shapeless else answer["crs"],
    )


def _measure(path: Path, layer: str) -> tuple[int, int]:
    import pyogrio

    info = pyogrio.read_info(path, layer=layer)
    return len(info["fields"]), max(0, int(info["features"]))

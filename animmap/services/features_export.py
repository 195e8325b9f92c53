"""Features taken away as tables or layers, in columns that importing them again recognises.

Nobody's contact is in them: contacts leave by ``services.contacts`` alone.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.model import LAYERS, Feature, Role
from animmap.core.taxonomy import Taxonomy
from animmap.errors import AnimmapError
from animmap.report import feature_layers, tables
from animmap.report.tables import Cell, Sheet
from animmap.services import explore
from animmap.services.desk import Desk, require
from animmap.services.explore import Filters
from animmap.services.projects import get_project, get_territory, list_colleges
from animmap.services.taxonomy import get_taxonomy
from animmap.texts import tr

COLUMNS: Final = (
    "name", "kind", "description", "themes", "college", "commune", "commune_code", "siret",
    "skills", "spoken_for_by", "longitude", "latitude", "geometry", "credit",
)  # fmt: skip
FORMATS: Final = ("csv", "xlsx", "geojson", "gpkg")
_BETWEEN: Final = ", "
_PLACES: Final = ("longitude", "latitude", "geometry")
_DIGITS: Final = 7  # a centimetre


def export_features(
    desk: Desk, project_id: str, layer: str, extension: str, language: str
) -> bytes:
    """Return the features of a layer as CSV, XLSX, GeoJSON or GeoPackage (EPSG:4326).

    Tables give a point by longitude and latitude, any other shape as WKT; layers leave out what
    has no place, except GeoJSON, which keeps it without geometry.

    Raises
    ------
    AnimmapError
        ``access_denied`` (participants, projector), ``layer_unknown``, ``format_unknown``.
    """
    require(desk, Role.PARTNER, project_id=project_id)
    if layer not in LAYERS:
        raise AnimmapError("layer_unknown", layer=layer)
    if extension not in FORMATS:
        raise AnimmapError("format_unknown", name=extension)
    get_project(desk, project_id)
    found = explore.find_features(desk, project_id, Filters((layer,)))
    told = _teller(desk, project_id, language)
    rows = [told(item) for item in found]
    heads = [tr(f"export.{name}", language) for name in COLUMNS]
    if extension in ("csv", "xlsx"):
        title = tr(f"layer.{layer}", language)
        cells = tuple(tuple(row[name] for name in COLUMNS) for row in rows)
        sheet = Sheet(title, tuple(heads), cells)
        return tables.write_csv(sheet) if extension == "csv" else tables.write_xlsx([sheet])
    named = dict(zip(COLUMNS, heads, strict=True))
    facts = [{named[name]: row[name] for name in COLUMNS if name not in _PLACES} for row in rows]
    shapes = [item.geometry for item in found]
    if extension == "geojson":
        return _geojson(shapes, facts)
    colors = _colors(desk, project_id, found, language)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{layer}.gpkg"
        feature_layers.write(path, layer, shapes, facts, column=named["kind"], colors=colors)
        return path.read_bytes()


def _colors(
    desk: Desk, project_id: str, features: Sequence[Feature], language: str
) -> dict[str, str]:
    """Return the colour of each kind that features have, by its label: its own, or its layer's."""
    words = get_taxonomy(desk, project_id)
    return {
        words.label(item.layer, item.kind, language): words.color(item.layer, item.kind)
        for item in features
    }


def _teller(desk: Desk, project_id: str, language: str) -> Callable[[Feature], dict[str, Cell]]:
    """Return what tells a feature as cells, by column."""
    words = get_taxonomy(desk, project_id)
    colleges = {each.id: each.name for each in list_colleges(desk, project_id)}
    communes = {each.code: each.name for each in get_territory(desk, project_id).communes}

    def tell(item: Feature) -> dict[str, Cell]:
        point = item.geometry if isinstance(item.geometry, shapely.Point) else None
        return {
            "name": item.name,
            "kind": words.label(item.layer, item.kind, language),
            "description": item.description,
            "themes": _labels(words, "theme", item.themes, language),
            "college": colleges.get(item.college_id or "", ""),
            "commune": communes.get(item.commune_code or "", ""),
            "commune_code": item.commune_code or "",
            "siret": item.siret,
            "skills": _labels(words, "skill", item.skills, language),
            "spoken_for_by": item.spoken_for_by,
            "longitude": "" if point is None else round(point.x, _DIGITS),
            "latitude": "" if point is None else round(point.y, _DIGITS),
            "geometry": _wkt(item.geometry) if point is None else "",
            "credit": item.credit,
        }

    return tell


def _labels(words: Taxonomy, vocabulary: str, codes: Sequence[str], language: str) -> str:
    return _BETWEEN.join(words.label(vocabulary, code, language) for code in codes)


def _wkt(geometry: BaseGeometry | None) -> str:
    if geometry is None:
        return ""
    wkt: str = shapely.to_wkt(geometry, rounding_precision=_DIGITS)
    return wkt


def _geojson(shapes: Sequence[BaseGeometry | None], facts: Sequence[dict[str, Cell]]) -> bytes:
    collection = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": None if shape is None else json.loads(shapely.to_geojson(shape)),
                "properties": told,
            }
            for shape, told in zip(shapes, facts, strict=True)
        ],
    }
    return json.dumps(collection, ensure_ascii=False, indent=1).encode()

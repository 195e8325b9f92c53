"""geo.api.gouv.fr: outlines of communes good to some 5 m, by EPCI or one by one.

Oddities known: GeoJSON gives points unless ``geometry=contour`` is asked; outlines are polygons
or multipolygons; an unknown code is a 404 in plain text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.model import Commune
from animmap.errors import AnimmapError
from animmap.sources.geojson import read_geojson
from animmap.sources.online.asking import Asked
from animmap.sources.online.transport import Tell, Transport, read_json

LICENCE = "Licence Ouverte 2.0"
ATTRIBUTION = "geo.api.gouv.fr, IGN Admin Express"
_ASKED = (
    ("fields", "nom,code,population,codeEpci"),
    ("format", "geojson"),
    ("geometry", "contour"),
)
_FEW = 3


@dataclass(frozen=True, slots=True)
class Outline:
    """A commune as the service draws it: ``geometry`` is a valid multipolygon (EPSG:4326)."""

    code: str
    name: str
    population: int
    geometry: BaseGeometry


def fetch_outlines(
    transport: Transport, communes: Sequence[Commune], tell: Tell = lambda done, of: None
) -> dict[str, Outline]:
    """Return the precise outlines of communes, by code; those the service lacks are left out.

    An EPCI is asked as a whole when several of its communes are wanted.

    Raises
    ------
    AnimmapError
        Those of ``Transport.ask``; ``answer_unreadable``.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for commune in communes:
        groups[commune.epci_code].append(commune.code)
    found: dict[str, Outline] = {}
    for epci, codes in groups.items():
        if epci and len(codes) >= _FEW:
            told = _ask(transport, f"/epcis/{epci}/communes")
            found |= {code: told[code] for code in codes if code in told}
        for code in codes:
            if code not in found:
                found |= _ask(transport, f"/communes/{code}")
        tell(len(found), len(communes))
    return found


def _ask(transport: Transport, path: str) -> dict[str, Outline]:
    """Return what an address tells; nothing for a code that the service does not know."""
    try:
        answer = transport.ask(Asked("geo", path, _ASKED))
    except AnimmapError as error:
        if error.code == "host_refused" and error.facts["status"] == 404:
            return {}
        raise
    return read_outlines(answer.content)


def read_outlines(content: bytes) -> dict[str, Outline]:
    """Return the outlines of a saved answer (GeoJSON), by code of commune.

    Raises
    ------
    AnimmapError
        ``answer_unreadable`` when it holds no outline of a commune.
    """
    read_json(content, "geo")
    try:
        file = read_geojson(content, "geo")
    except AnimmapError as error:
        raise AnimmapError("answer_unreadable", service="geo", reason="") from error
    found = {}
    for shape, told in zip(file.geometries, file.attributes, strict=True):
        outline = _areas(shape)
        if outline is not None and told.get("code"):
            code = str(told["code"])
            found[code] = Outline(code, str(told.get("nom", "")), _number(told), outline)
    if file.attributes and not found:
        raise AnimmapError("answer_unreadable", service="geo", reason="")
    return found


def _number(told: dict[str, Any]) -> int:
    value = told.get("population")
    return value if isinstance(value, int) else 0


def _areas(shape: BaseGeometry | None) -> BaseGeometry | None:
    """Return what a shape encloses as a valid multipolygon, None when it encloses nothing."""
    if shape is None or shape.geom_type not in ("Polygon", "MultiPolygon"):
        return None
    valid = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = [one for one in shapely.get_parts(valid) if one.geom_type == "Polygon" and one.area]
    return shapely.MultiPolygon(parts) if parts else None

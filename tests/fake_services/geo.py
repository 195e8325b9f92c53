"""geo.api.gouv.fr: communes, EPCI and their outlines, with the refusals that are no JSON.

Oddities kept: outlines and geojson without any filter are refused in plain text (400); an
unknown code is a 404 in plain text; geojson gives points unless ``geometry`` says otherwise;
``surface`` is in hectares; a search by name adds ``_score``; an outline may be a multipolygon;
an unknown ``format`` is JSON.
"""

from __future__ import annotations

from typing import Any

from shapely import MultiPolygon, Point
from shapely.geometry import Polygon, box, mapping
from shapely.geometry.base import BaseGeometry

from tests.fake_services.server import Reply, Request, as_json, as_text

DEFAULT_FIELDS = "nom,code,codeDepartement,siren,codeEpci,codeRegion,codesPostaux,population"
EPCI = "200072460"
_HOLDERS = {"epcis": "codeEpci", "departements": "codeDepartement"}
_SHAPES = ("contour", "centre", "mairie", "bbox")


def _toothed(west: float, south: float) -> Polygon:
    """Return a square of 0.1° whose north side is finer than the outline that ships."""
    teeth = [(west + step / 100, south + 0.1 + 0.001 * (step % 2)) for step in range(10, -1, -1)]
    return Polygon([(west, south), (west + 0.1, south), *teeth])


def some_communes() -> dict[str, dict[str, Any]]:
    """Return the four square communes of the tests, one of them with an island."""
    corners = {
        "62001": (2.5, 50.5),
        "62002": (2.6, 50.5),
        "62003": (2.5, 50.4),
        "62004": (2.6, 50.4),
    }
    names = ("Aix-Noulette", "Béthune", "Chocques", "Divion")
    told: dict[str, dict[str, Any]] = {}
    for (code, corner), name in zip(corners.items(), names, strict=True):
        shape: BaseGeometry = _toothed(*corner)
        if code == "62004":
            shape = MultiPolygon([shape, box(2.71, 50.41, 2.72, 50.42)])
        told[code] = {
            "nom": name,
            "code": code,
            "codeDepartement": "62",
            "siren": f"2162{code}",
            "codeEpci": EPCI,
            "codeRegion": "32",
            "codesPostaux": [code[:2] + "000"],
            "population": 1000 * int(code[-1]),
            "surface": 7900.0,
            "contour": shape,
            "centre": shape.centroid,
            "mairie": shape.representative_point(),
            "bbox": shape.envelope,
        }
    return told


class Geo:
    def __init__(self, communes: dict[str, dict[str, Any]] | None = None) -> None:
        self.communes = some_communes() if communes is None else communes

    def __call__(self, request: Request) -> Reply:  # noqa: PLR0911 - one answer a path
        if request.method != "GET":
            return as_json({"code": 401, "message": "Method POST not allowed"}, 401)
        limit = request.get("limit", "1")
        if not limit.isdigit() or limit == "0":
            return as_text("Bad Request", 400)
        parts = request.path.strip("/").split("/")
        if parts[0] == "communes" and len(parts) == 2:
            known = self.communes.get(parts[1])
            return _one(known, request) if known else as_text("Not Found", 404)
        if parts[0] in _HOLDERS and len(parts) == 3 and parts[2] == "communes":
            held = _HOLDERS[parts[0]]
            found = [one for one in self.communes.values() if one[held] == parts[1]]
            return _many(found, request) if found else as_text("Not Found", 404)
        if parts == ["communes"]:
            return self._search(request)
        if parts[0] == "epcis" and len(parts) == 2 and parts[1] == EPCI:
            return as_json({"nom": "CA de Béthune-Bruay", "code": EPCI, "population": 10_000})
        return as_text("Not Found", 404)

    def _search(self, request: Request) -> Reply:
        filters = {
            name: request.get(name)
            for name in ("code", "nom", "codeEpci", "codeDepartement", "codePostal", "lat")
        }
        wanted = {name: value for name, value in filters.items() if value}
        heavy = request.get("format") == "geojson" or "contour" in request.list("fields")
        if heavy and not wanted:
            return as_text("Bad Request", 400)
        found = [
            one
            for one in self.communes.values()
            if all(_answers(one, name, value, request) for name, value in wanted.items())
        ]
        if wanted.get("nom"):
            found = [one | {"_score": round(1 / len(one["nom"]), 3)} for one in found]
        return _many(found[: int(request.get("limit", "1000"))], request)


def _answers(one: dict[str, Any], name: str, value: str, request: Request) -> bool:
    if name == "lat":
        return bool(one["contour"].covers(Point(float(request.get("lon")), float(value))))
    if name == "nom":
        return value.lower() in one["nom"].lower()
    return value in one["codesPostaux"] if name == "codePostal" else one[name] == value


def _fields(one: dict[str, Any], request: Request) -> dict[str, Any]:
    wanted = {*(request.get("fields") or DEFAULT_FIELDS).split(","), "nom", "code", "_score"}
    return {name: value for name, value in one.items() if name in wanted}


def _plain(told: dict[str, Any]) -> dict[str, Any]:
    return {name: mapping(value) if name in _SHAPES else value for name, value in told.items()}


def _feature(one: dict[str, Any], request: Request) -> dict[str, Any]:
    told = {name: value for name, value in _fields(one, request).items() if name not in _SHAPES}
    shape = one[request.get("geometry", "centre")]
    return {"type": "Feature", "properties": told, "geometry": mapping(shape)}


def _one(one: dict[str, Any], request: Request) -> Reply:
    if request.get("format") == "geojson":
        return as_json(_feature(one, request))
    return as_json(_plain(_fields(one, request)))


def _many(found: list[dict[str, Any]], request: Request) -> Reply:
    if request.get("format") == "geojson":
        features = [_feature(one, request) for one in found]
        return as_json({"type": "FeatureCollection", "features": features})
    return as_json([_plain(_fields(one, request)) for one in found])

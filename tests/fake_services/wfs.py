"""Géoplateforme WFS: capabilities and features of a few zonings, with its oddities.

Kept: no more than 5,000 features an answer, without a word; ``numberMatched`` and
``numberReturned``; ``BBOX`` is longitude first; ``CQL_FILTER`` is read in the CRS of the layer,
metres of EPSG:3857 for zonings of nature, latitude first for those in degrees, and a wrong order
or CRS gives nothing; both together are an error 500; ``RESULTTYPE=hits`` answers XML; the field
of the name depends on the layer; the identifier of a feature begins with the name of its layer;
30 requests a second at most, told in the headers.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from pyproj import Transformer
from shapely.geometry import Polygon, box, mapping
from shapely.geometry.base import BaseGeometry

from tests.fake_services.server import Limit, Reply, Request, Ticks, as_json, as_text

MOST = 5_000
RATE = {"X-RateLimit-Limit-Second": "1", "RateLimit-Limit": "30"}
_METRES = Transformer.from_crs("EPSG:3857", "EPSG:4326", always_xy=True)
_CQL_BOX = re.compile(r"BBOX\(\w+,\s*([-\d.]+),\s*([-\d.]+),\s*([-\d.]+),\s*([-\d.]+)\)", re.I)


def site(
    key: str, name: str, shape: BaseGeometry, field: str = "nom_site", **more: Any
) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": key,
        "geometry": mapping(shape),
        "properties": {"id_mnhn": key, field: name, "area_sig": 1234.5} | more,
    }


def some_layers() -> dict[str, list[dict[str, Any]]]:
    """Return sites by type name: inside, across and beside the four communes of the tests."""
    return {
        "patrinat_znieff1:znieff1": [
            site("310000001", "Marais inventé", box(2.52, 50.42, 2.56, 50.46), url_fiche="https://inpn.mnhn.fr/zone/znieff/310000001"),
            # A quarter of it lies in the territory.
            site("310000002", "Bois supposé", box(2.65, 50.55, 2.75, 50.65)),
            # In the box of the territory, not in the territory itself once a commune is away.
            site("310000003", "Étang imaginaire", box(2.9, 50.9, 2.95, 50.95)),
        ],
        "patrinat_sic:sic": [
            site("FR3100001", "Pelouses fictives", box(2.6, 50.45, 2.62, 50.47), field="sitename")
        ],
        "patrinat_ramsar:pnm": [],
        "BDTOPO_V3:haie": [],
    }  # fmt: skip


class Wfs:
    def __init__(self, ticks: Ticks, layers: dict[str, list[dict[str, Any]]] | None = None) -> None:
        self.layers = some_layers() if layers is None else layers
        self._limit = Limit(30, ticks)

    def __call__(self, request: Request) -> Reply:
        refused = self._limit.refuse()
        if refused:
            return refused
        reply = self._answer(request)
        return replace(reply, headers={**reply.headers, **RATE})

    def _answer(self, request: Request) -> Reply:
        wanted = request.get("REQUEST").lower()
        if wanted == "getcapabilities":
            return as_text(self._capabilities(), content_type="text/xml")
        if wanted != "getfeature":
            return as_text(_exception("Unknown request"), 400, "text/xml")
        name = request.get("TYPENAMES") or request.get("TYPENAME")
        if name not in self.layers:
            return as_text(_exception(f"Unknown type name {name}"), 400, "text/xml")
        cql = request.get("CQL_FILTER") or request.body.decode().partition("cql_filter=")[2]
        if cql and request.get("BBOX"):
            return as_text(_exception("bbox and cql_filter both specified"), 500, "text/xml")
        local = name.partition(":")[2]
        found = self._chosen(name, request.get("BBOX"), cql)
        named = [one | {"id": f"{local}.{one['id']}"} for one in found]
        return self._features(request, named)

    def _chosen(self, name: str, bbox: str, cql: str) -> list[dict[str, Any]]:
        found = _CQL_BOX.search(cql)
        if found and name.startswith("patrinat_"):
            area = box(*_METRES.transform_bounds(*map(float, found.groups())))
        elif found:
            south, west, north, east = map(float, found.groups())
            area = box(west, south, east, north)
        elif bbox:
            area = box(*map(float, bbox.split(",")[:4]))
        else:
            return self.layers[name]
        return [one for one in self.layers[name] if _shape(one).intersects(area)]

    def _features(self, request: Request, found: list[dict[str, Any]]) -> Reply:
        if request.get("RESULTTYPE").lower() == "hits":
            told = (
                '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" '
                f'numberMatched="{len(found)}" numberReturned="0"/>'
            )
            return as_text(told, content_type="text/xml")
        start = int(request.get("STARTINDEX", "0"))
        page = found[start : start + min(int(request.get("COUNT", str(MOST))), MOST)]
        return as_json(
            {
                "type": "FeatureCollection",
                "features": page,
                "totalFeatures": len(found),
                "numberMatched": len(found),
                "numberReturned": len(page),
                "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4326"}},
            }
        )

    def _capabilities(self) -> str:
        types = "".join(
            f"<FeatureType><Name>{name}</Name><Title>{name}</Title></FeatureType>"
            for name in self.layers
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<wfs:WFS_Capabilities xmlns:wfs="http://www.opengis.net/wfs/2.0" '
            'xmlns="http://www.opengis.net/wfs/2.0" version="2.0.0">'
            f"<FeatureTypeList>{types}</FeatureTypeList></wfs:WFS_Capabilities>"
        )


def _shape(one: dict[str, Any]) -> Polygon:
    return Polygon(one["geometry"]["coordinates"][0])


def _exception(text: str) -> str:
    return (
        f"<ows:ExceptionReport><ows:ExceptionText>{text}</ows:ExceptionText></ows:ExceptionReport>"
    )

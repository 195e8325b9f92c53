"""A GoGoCarto map: elements in both ontologies, with its oddities.

Kept: a wrong token or a missing bound answers plain text under the content type of JSON;
categories are labels, one of which may be a licence; opening hours are an object or a text;
nothing is paged; the compact ontology writes lists.
"""

from __future__ import annotations

from typing import Any

from tests.fake_services.server import Reply, Request, as_json, as_text

NO_TOKEN = "You need to provide a token to access this API"


def element(
    key: str, name: str, lon: float | None, lat: float | None, **changes: Any
) -> dict[str, Any]:
    return {
        "id": key,
        "name": name,
        "geo": {"latitude": lat, "longitude": lon},
        "sourceKey": "Annuaire imaginaire",
        "address": {
            "streetAddress": "4 rue des Tilleuls",
            "addressLocality": "Béthune",
            "postalCode": "62400",
            "addressCountry": "FR",
        },
        "createdAt": "2024-05-01T10:00:00+02:00",
        "updatedAt": "2025-09-12T08:30:00+02:00",
        "categories": ["Alternatives", "Alimentation"],
        "openHours": {"Mo": "09:00-12:00", "We": "14:00-18:00"},
        "website": "https://exemple.fr",
        "abstract": "Un lieu inventé.",
    } | changes


CHOCQUES = {"streetAddress": "1 place Verte", "addressLocality": "Chocques", "postalCode": "62920"}


def some_elements() -> list[dict[str, Any]]:
    return [
        element("a1", "Épicerie partagée inventée", 2.64, 50.53),
        element(
            "b2", "Atelier vélo imaginaire", 2.55, 50.47,
            categories=["Mobilité", "CC-By-SA"], openHours="du mardi au samedi",
            description="Écrire à velo@exemple.fr ou appeler le 03 21 00 00 00.",
            sourceKey="Carte des ateliers", address=CHOCQUES,
            email="velo@exemple.fr", telephone="0321000000",
        ),
        # In the box of the four communes' bounds, but told with coordinates that are texts.
        element(
            "c3", "Jardin supposé", 0, 0, address=CHOCQUES,
            geo={"latitude": "50.42", "longitude": "2.51"},
        ),
        element("d4", "Ailleurs", 3.06, 50.63),
    ]  # fmt: skip


class Gogocarto:
    def __init__(self, elements: list[dict[str, Any]] | None = None, token: str = "") -> None:
        self.elements = some_elements() if elements is None else elements
        self.token = token

    def __call__(self, request: Request) -> Reply:
        if self.token and request.get("token") != self.token:
            return as_text(NO_TOKEN, content_type="application/json")
        if request.path not in ("/api/elements.json", "/api/elements"):
            return as_text("<html><body>404</body></html>", 404, "text/html")
        try:
            boxes = [
                [float(side) for side in one.split(",")]
                for one in request.get("bounds").split(";")
                if one
            ]
        except ValueError:
            return as_text("bounds are not well formed", content_type="application/json")
        found = [
            one for one in self.elements if not boxes or any(_is_in(one, box) for box in boxes)
        ]
        if request.get("ontology") == "gogocompact":
            return as_json({"data": [_compact(one) for one in found], "ontology": "gogocompact"})
        return as_json(
            {
                "licence": "https://opendatacommons.org/licenses/odbl/summary/",
                "data": found,
                "ontology": "gogofull",
            }
        )


def _is_in(one: dict[str, Any], box: list[float]) -> bool:
    lon, lat = float(one["geo"]["longitude"]), float(one["geo"]["latitude"])
    return box[0] <= lon <= box[2] and box[1] <= lat <= box[3]


def _compact(one: dict[str, Any]) -> list[Any]:
    return [one["id"], one["name"], one["geo"]["latitude"], one["geo"]["longitude"], [3, 12], 1]

"""API Recherche d'entreprises: ``/search`` and ``/near_point`` as its documentation says.

Oddities kept: at most 7 requests a second; ``est_ess`` accepted and not applied near a point;
coordinates that are strings, or null; totals capped at 10,000; a geographic filter keeps units
with an establishment there, closed ones included; a search of 9 or 14 digits forgets the other
filters; what it does not know is ignored; ``minimal=true`` leaves out managers and all that
``include`` does not name.
"""

from __future__ import annotations

from math import ceil, cos, hypot, radians
from typing import Any

from tests.fake_services.entreprises_units import some_units
from tests.fake_services.server import Limit, Reply, Request, Ticks, as_json

MOST = 10_000
_EXTRAS = ("siege", "complements", "dirigeants", "finances", "matching_etablissements", "score")
FLAGS = ("est_ess", "est_association", "est_siae", "est_societe_mission", "est_bio")
_FILTERS = (
    "code_commune", "code_postal", "departement", "region", "epci", "nature_juridique",
    "activite_principale", "section_activite_principale", "tranche_effectif_salarie",
    "categorie_entreprise", "etat_administratif", *FLAGS,
)  # fmt: skip
NOTHING_ASKED = "Veuillez indiquer au moins un paramètre de recherche."
TOO_SHORT = "3 caractères minimum pour les termes de la requête (ou utilisez au moins un filtre)"
TOO_FAR = "Le nombre total de résultats est restreint à 10 000."
NO_POINT = "Les paramètres 'lat' et 'long' sont obligatoires pour une recherche géographique."


def out_of_range(name: str, least: float, most: float, default: float) -> str:
    between = f"entre `{least}` et `{most}`, par défaut `{default}`."
    return f"Veuillez indiquer un paramètre `{name}` {between}"


class Entreprises:
    def __init__(self, ticks: Ticks, units: list[dict[str, Any]] | None = None) -> None:
        self.units = some_units() if units is None else units
        self._limit = Limit(7, ticks)

    def __call__(self, request: Request) -> Reply:
        refused = self._limit.refuse()
        if refused:
            return refused
        if request.path == "/search":
            return self._search(request)
        if request.path == "/near_point":
            return self._near(request)
        return as_json({"erreur": "La ressource demandée n'existe pas."}, 404)

    def _search(self, request: Request) -> Reply:
        words, filtered = request.get("q"), any(request.get(name) for name in _FILTERS)
        if not words and not filtered:
            return as_json({"erreur": NOTHING_ASKED}, 400)
        if words and len(words) < 3 and not filtered:
            return as_json({"erreur": TOO_SHORT}, 400)
        if words.isdigit() and len(words) in (9, 14):
            found = [one for one in self.units if one["siren"] == words[:9]]
            return self._page(request, [(one, one["places"]) for one in found])
        found = []
        for one in self.units:
            places = [each for each in one["places"] if _is_there(each, request)]
            if places and _is_such(one, request) and words.lower() in one["nom_complet"].lower():
                found.append((one, places))
        return self._page(request, found)

    def _near(self, request: Request) -> Reply:
        try:
            lat, lon = float(request.get("lat")), float(request.get("long"))
        except ValueError:
            return as_json({"erreur": NO_POINT}, 400)
        radius = float(request.get("radius", "5"))
        if not 0.001 <= radius <= 50:
            return as_json({"erreur": out_of_range("radius", 0.001, 50, 5)}, 400)
        found = []
        for one in self.units:
            places = [each for each in one["places"] if _distance_km(each, lon, lat) <= radius]
            if places and _has(one, request, "activite_principale", "section_activite_principale"):
                found.append((one, places))
        return self._page(request, found)

    def _page(self, request: Request, found: list[tuple[dict[str, Any], list[Any]]]) -> Reply:
        for name, least, most, default in (
            ("per_page", 1, 25, 10),
            ("page", 1, 1000, 1),
            ("limite_matching_etablissements", 1, 100, 10),
        ):
            text = request.get(name, str(default))
            if not text.isdigit() or not least <= int(text) <= most:
                return as_json({"erreur": out_of_range(name, least, most, default)}, 400)
        page, size = int(request.get("page", "1")), int(request.get("per_page", "10"))
        if page * size > MOST:
            return as_json({"erreur": TOO_FAR}, 400)
        total = min(len(found), MOST)
        shown = found[(page - 1) * size : page * size]
        most = int(request.get("limite_matching_etablissements", "10"))
        first = (int(request.get("page_etablissements", "1")) - 1) * most
        return as_json(
            {
                "results": [
                    _told(one, places[first : first + most], request) for one, places in shown
                ],
                "total_results": total,
                "page": page,
                "per_page": size,
                "total_pages": ceil(total / size),
            }
        )


def _told(one: dict[str, Any], places: list[Any], request: Request) -> dict[str, Any]:
    told = {key: value for key, value in one.items() if key != "places"}
    told["matching_etablissements"] = places
    if request.get("minimal") == "true":
        kept = set(request.list("include"))
        told = {key: value for key, value in told.items() if key not in _EXTRAS or key in kept}
    return told


def _is_there(one: dict[str, Any], request: Request) -> bool:
    return all(
        not request.list(name) or one[key] in request.list(name)
        for name, key in (
            ("code_commune", "commune"), ("epci", "epci"), ("departement", "departement"),
            ("code_postal", "code_postal"), ("region", "region"),
        )
    )  # fmt: skip


def _is_such(one: dict[str, Any], request: Request) -> bool:
    for name in FLAGS:
        known = one["complements"].get(name, False)
        if request.get(name) and known != (request.get(name) == "true"):
            return False
    return _has(
        one, request,
        *("etat_administratif", "nature_juridique", "section_activite_principale",
                     "activite_principale", "categorie_entreprise", "tranche_effectif_salarie")
    )  # fmt: skip


def _has(one: dict[str, Any], request: Request, *names: str) -> bool:
    return all(not request.list(name) or one[name] in request.list(name) for name in names)


def _distance_km(one: dict[str, Any], lon: float, lat: float) -> float:
    if one["latitude"] is None:
        return float("inf")
    across = (float(one["longitude"]) - lon) * cos(radians(lat))
    return 111.2 * hypot(across, float(one["latitude"]) - lat)

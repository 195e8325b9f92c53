"""API Recherche d'entreprises: ``/search`` and ``/near_point`` as its documentation says.

Oddities kept: at most 7 requests a second; ``est_ess`` accepted and not applied near a point;
coordinates that are strings, or null; totals capped at 10,000; a geographic filter keeps units
with an establishment there, closed ones included; a search of 9 or 14 digits forgets the other
filters; ``minimal=true`` leaves out managers and all that ``include`` does not name.
"""

from __future__ import annotations

from math import ceil, cos, hypot, radians
from typing import Any

from tests.fake_services.server import Limit, Reply, Request, Ticks, as_json

MOST = 10_000
_EXTRAS = ("siege", "complements", "dirigeants", "finances", "matching_etablissements", "score")
_FILTERS = (
    "code_commune", "code_postal", "departement", "region", "epci", "nature_juridique",
    "activite_principale", "section_activite_principale", "tranche_effectif_salarie",
    "categorie_entreprise", "etat_administratif", "est_ess", "est_association", "est_siae",
)  # fmt: skip
TOWNS = {"62001": "AIX-NOULETTE", "62002": "BETHUNE", "62003": "CHOCQUES", "62004": "DIVION"}
NOTHING_ASKED = "Veuillez indiquer au moins un paramètre de recherche."
TOO_SHORT = "3 caractères minimum pour les termes de la requête (ou utilisez au moins un filtre)"
NO_POINT = "Les paramètres 'lat' et 'long' sont obligatoires pour une recherche géographique."


def out_of_range(name: str, least: int, most: int, default: int) -> str:
    between = f"entre `{least}` et `{most}`, par défaut `{default}`."
    return f"Veuillez indiquer un paramètre `{name}` {between}"


def place(
    siret: str, commune: str, lon: float | None, lat: float | None, **changes: Any
) -> dict[str, Any]:
    """Return an establishment as the service writes it."""
    return {
        "siret": siret,
        "adresse": f"3 RUE DU MOULIN {commune} {TOWNS.get(commune, 'AILLEURS')}",
        "code_postal": commune,
        "commune": commune,
        "libelle_commune": TOWNS.get(commune, "AILLEURS"),
        "epci": "200072460",
        "departement": commune[:2],
        "latitude": None if lat is None else str(lat),
        "longitude": None if lon is None else str(lon),
        "est_siege": True,
        "etat_administratif": "A",
        "liste_enseignes": None,
        "nom_commercial": None,
        "activite_principale": "94.99Z",
        "tranche_effectif_salarie": None,
        "caractere_employeur": "N",
        "date_creation": "2011-03-02",
        "statut_diffusion_etablissement": "O",
    } | changes


def unit(
    siren: str, name: str, form: str, places: list[dict[str, Any]], **changes: Any
) -> dict[str, Any]:
    """Return a legal unit; its establishments are ``places``, kept apart from what is told."""
    return {
        "siren": siren,
        "nom_complet": name,
        "nom_raison_sociale": name,
        "sigle": None,
        "nombre_etablissements": len(places),
        "nombre_etablissements_ouverts": sum(one["etat_administratif"] == "A" for one in places),
        "siege": next((one for one in places if one["est_siege"]), places[0]),
        "activite_principale": places[0]["activite_principale"],
        "categorie_entreprise": "PME",
        "caractere_employeur": "N",
        "date_creation": "2011-03-02",
        "etat_administratif": "A",
        "nature_juridique": form,
        "section_activite_principale": "S",
        "statut_diffusion": "O",
        "dirigeants": [{"nom": "LEFEVRE-INVENTEE", "prenoms": "ADA", "annee_de_naissance": "1971"}],
        "finances": {"2024": {"ca": 120000}},
        "complements": {
            "est_ess": True,
            "est_association": form.startswith("92"),
            "est_siae": False,
            "identifiant_association": None,
        },
        "places": places,
    } | changes


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
        found = []
        for one in self.units:
            places = [each for each in one["places"] if _distance_km(each, lon, lat) <= radius]
            sections = request.list("section_activite_principale")
            if places and (not sections or one["section_activite_principale"] in sections):
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
            return as_json({"erreur": "Le nombre total de résultats est restreint à 10 000."}, 400)
        total = min(len(found), MOST)
        shown = found[(page - 1) * size : page * size]
        most = int(request.get("limite_matching_etablissements", "10"))
        return as_json(
            {
                "results": [_told(one, places[:most], request) for one, places in shown],
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
            ("code_postal", "code_postal"),
        )
    )  # fmt: skip


def _is_such(one: dict[str, Any], request: Request) -> bool:
    for name in ("est_ess", "est_association", "est_siae"):
        if request.get(name) and one["complements"][name] != (request.get(name) == "true"):
            return False
    return all(
        not request.list(name) or one[name] in request.list(name)
        for name in ("etat_administratif", "nature_juridique", "section_activite_principale",
                     "activite_principale", "categorie_entreprise")
    )  # fmt: skip


def _distance_km(one: dict[str, Any], lon: float, lat: float) -> float:
    if one["latitude"] is None:
        return float("inf")
    across = (float(one["longitude"]) - lon) * cos(radians(lat))
    return 111.2 * hypot(across, float(one["latitude"]) - lat)


def some_units() -> list[dict[str, Any]]:
    """Return fictitious units of the four communes of the tests, one of each trap."""
    return [
        unit(
            "900000001",
            "JARDIN DES POSSIBLES INVENTES",
            "9220",
            [
                place(
                    "90000000100017",
                    "62001",
                    2.55,
                    50.55,
                    tranche_effectif_salarie="03",
                    caractere_employeur="O",
                ),
                place(
                    "90000000100025",
                    "62004",
                    2.66,
                    50.44,
                    est_siege=False,
                    liste_enseignes=["LE JARDIN DE DIVION"],
                ),
                place(
                    "90000000100033",
                    "62001",
                    2.551,
                    50.551,
                    est_siege=False,
                    etat_administratif="F",
                ),
                place("90000000100041", "75101", 2.34, 48.86, est_siege=False, epci="200054781"),
            ],
            caractere_employeur="O",
            complements={
                "est_ess": True,
                "est_association": True,
                "est_siae": True,
                "type_siae": ["ACI"],
                "identifiant_association": "W621000001",
            },
        ),
        unit(
            "900000002",
            "MENUISERIE COMMUNE IMAGINAIRE",
            "5458",
            [
                place(
                    "90000000200015",
                    "62002",
                    2.64,
                    50.53,
                    activite_principale="43.32A",
                    caractere_employeur="O",
                )
            ],
            section_activite_principale="F",
            caractere_employeur="O",
        ),
        # A cooperative in the form of a SAS: no legal category says it is one.
        unit(
            "900000003",
            "ENERGIES LOCALES FICTIVES SCIC SAS",
            "5710",
            [place("90000000300013", "62003", 2.53, 50.45, activite_principale="35.11Z")],
            section_activite_principale="D",
        ),
        unit(
            "900000004",
            "CAISSE LOCALE INVENTEE DE CREDIT",
            "5552",
            [
                place(
                    "90000000400011",
                    "62002",
                    2.645,
                    50.535,
                    activite_principale="64.19Z",
                    caractere_employeur="O",
                )
            ],
            section_activite_principale="K",
            caractere_employeur="O",
        ),
        unit(
            "900000005",
            "MUTUELLE SUPPOSEE DU BASSIN",
            "8210",
            [place("90000000500018", "62002", None, None, activite_principale="65.12Z")],
            section_activite_principale="K",
        ),
        unit(
            "900000006",
            "FONDATION DES ARBRES REVES",
            "9300",
            [place("90000000600016", "62003", 2.52, 50.44)],
        ),
        # Partial diffusion: what would name a person is not to be published.
        unit(
            "900000007",
            "ASSOCIATION DIFFUSION RESTREINTE",
            "9220",
            [
                place(
                    "90000000700014",
                    "62001",
                    2.56,
                    50.56,
                    statut_diffusion_etablissement="P",
                    adresse="[NON-DIFFUSIBLE]",
                )
            ],
            statut_diffusion="P",
        ),
        # Alive as a unit, but its only place here is closed.
        unit(
            "900000008",
            "CLUB PARTI AILLEURS",
            "9220",
            [
                place("90000000800012", "62004", 2.67, 50.43, etat_administratif="F"),
                place("90000000800020", "59350", 3.06, 50.63, est_siege=False, epci="245900410"),
            ],
        ),
        unit(
            "900000009",
            "EPICERIE ORDINAIRE SARL",
            "5499",
            [place("90000000900010", "62001", 2.57, 50.57, activite_principale="47.11B")],
            section_activite_principale="G",
            complements={"est_ess": False, "est_association": False, "est_siae": False},
        ),
    ]

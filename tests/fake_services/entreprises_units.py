"""Fictitious legal units of the four communes of the tests, one of each trap."""

from __future__ import annotations

from typing import Any

TOWNS = {"62001": "AIX-NOULETTE", "62002": "BETHUNE", "62003": "CHOCQUES", "62004": "DIVION"}


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
        "region": "32",
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
        "tranche_effectif_salarie": places[0]["tranche_effectif_salarie"],
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

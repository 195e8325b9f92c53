"""API Recherche d'entreprises: the establishments of ESS units in a territory.

Traps known: ``est_ess`` is of the legal unit, so a place of a national mutual counts; a unit
that lives elsewhere answers with places that are closed here; ``est_ess`` is not applied near
a point; cooperatives in the form of an SAS have no legal category of theirs; longitudes are
texts. Managers are never asked for, and never read from a saved file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely

from animmap.core.cleaning import fold
from animmap.core.naf import section_of, theme_of_activity
from animmap.core.taxonomy import LEGAL_FORMS
from animmap.sources.online.found import Found, Harvest, Origin, Words

FAMILIES: tuple[str, ...] = (*LEGAL_FORMS, "ess_company")
ORIGIN = Origin("Sirene (API Recherche d'entreprises)", "Licence Ouverte 2.0",
                "Insee, base Sirene, Licence Ouverte 2.0")  # fmt: skip
MOST_PLACES = 100
PAGE = "https://annuaire-entreprises.data.gouv.fr/etablissement/"
_FAMILY_OF = {form: family for family, forms in LEGAL_FORMS.items() for form in forms}
_ONE_PERSON = "1000"
_COOPERATIVE_NAMES = ("scic", "scop", "cooperati", "societe ouvriere")
# What Insee's classes of staff mean.
_STAFF = {
    "01": "1–2", "02": "3–5", "03": "6–9", "11": "10–19", "12": "20–49", "21": "50–99",
    "22": "100–199", "31": "200–249", "32": "250–499", "41": "500–999", "42": "1000–1999",
    "51": "2000–4999", "52": "5000–9999", "53": "10000+",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which structures: their families; those that employ only; with or without finance.

    ``communes``: codes that places must have, any place when empty.
    """

    families: Collection[str] = FAMILIES
    employers: bool = False
    finance: bool = True
    communes: Collection[str] = ()


@dataclass(slots=True)
class _Count:
    units: set[str] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)
    cut: int = 0


def read_units(results: Sequence[Any], wanted: Wanted | None = None) -> Harvest:
    """Return the open establishments of the ESS among the units of an answer, each once.

    What is left out is counted in the notices: not of the ESS, closed, elsewhere, not to be
    published (partial diffusion, or a person's own name), not wanted.
    """
    wanted = wanted or Wanted()
    harvest, count = Harvest("entreprises"), _Count()
    places: dict[str, Found] = {}
    for unit in results:
        reason = _unit_out(unit, wanted)
        if reason:
            count.left_out[reason] += 1
            continue
        listed = unit.get("matching_etablissements") or [unit.get("siege")]
        count.cut += len(listed) >= MOST_PLACES
        for place in listed:
            reason = _place_out(place, unit, wanted)
            if reason:
                count.left_out[reason] += 1
            elif str(place["siret"]) not in places:
                places[str(place["siret"])] = _found(unit, place)
                count.units.add(str(unit.get("siren")))
    harvest.found = list(places.values())
    _tell(harvest, count)
    return harvest


def _tell(harvest: Harvest, count: _Count) -> None:
    harvest.note("entreprises_counted", units=len(count.units), places=len(harvest.found))
    harvest.leave_out(count.left_out)
    if count.cut:
        harvest.note("entreprises_cut", n=count.cut, most=MOST_PLACES)


def _unit_out(unit: object, wanted: Wanted) -> str:
    """Return why a unit is left out, "" when it is not."""
    if not isinstance(unit, dict) or not unit.get("siren"):
        return "unread"
    form = str(unit.get("nature_juridique") or "")
    if unit.get("statut_diffusion") == "P" or form == _ONE_PERSON:
        return "private"
    if not _is_ess(unit, form):
        return "not_ess"
    if unit.get("etat_administratif") == "C":
        return "closed"
    return "" if family_of(form, str(unit.get("nom_complet") or "")) in wanted.families else "other"


def _is_ess(unit: Mapping[str, Any], form: str) -> bool:
    told = unit.get("complements")
    said = told.get("est_ess") if isinstance(told, dict) else None
    return bool(said) if said is not None else form in _FAMILY_OF


def family_of(form: str, name: str) -> str:
    """Return the ESS family of a legal category; a name settles what no category says.

    Examples
    --------
    >>> family_of("9220", "Club"), family_of("5710", "ENERGIES SCIC SAS"), family_of("5710", "X")
    ('association', 'cooperative', 'ess_company')
    """
    known = _FAMILY_OF.get(form)
    if known:
        return known
    words = fold(name)
    cooperative = any(word in words for word in _COOPERATIVE_NAMES)
    return "cooperative" if cooperative else "ess_company"


def _place_out(place: object, unit: Mapping[str, Any], wanted: Wanted) -> str:
    """Return why an establishment of a unit is left out, "" when it is not.

    Where an establishment does not say whether it employs, its unit does.
    """
    if not isinstance(place, dict) or not place.get("siret"):
        return "unread"
    if place.get("etat_administratif") != "A":
        return "closed"
    if wanted.communes and place.get("commune") not in wanted.communes:
        return "elsewhere"
    if place.get("statut_diffusion_etablissement") == "P":
        return "private"
    finance = section_of(str(place.get("activite_principale") or "")) == "K"
    unemploying = (
        wanted.employers
        and (place.get("caractere_employeur") or unit.get("caractere_employeur")) != "O"
    )
    return "other" if unemploying or (finance and not wanted.finance) else ""


def _found(unit: Mapping[str, Any], place: Mapping[str, Any]) -> Found:
    siret, activity = str(place["siret"]), _text(place, "activite_principale")
    theme = theme_of_activity(activity)
    return Found(
        key=siret,
        name=_text(unit, "nom_complet") or _text(unit, "nom_raison_sociale") or siret,
        shape=_point(place),
        origin=ORIGIN,
        kind=family_of(_text(unit, "nature_juridique"), _text(unit, "nom_complet")),
        words=tuple(_words(unit, place, activity)),
        themes=(theme,) if theme else (),
        siret=siret,
        address=_text(place, "adresse"),
        postcode=_text(place, "code_postal"),
        commune=_text(place, "libelle_commune"),
        commune_code=_text(place, "commune"),
        url=f"{PAGE}{siret}",
    )


def _words(unit: Mapping[str, Any], place: Mapping[str, Any], activity: str) -> list[Words]:
    told: list[Words] = []
    signs = place.get("liste_enseignes")
    sign = ", ".join(map(str, signs)) if isinstance(signs, list) else ""
    sign = sign or _text(place, "nom_commercial")
    if sign and fold(sign) != fold(_text(unit, "nom_complet")):
        told.append(("sign", {"name": sign}))
    address = _text(place, "adresse")
    if address:
        told.append(("address", {"address": address}))
    section = section_of(activity)
    if section:
        told.append((f"section_{section}", {"code": activity}))
    staff = _STAFF.get(_text(place, "tranche_effectif_salarie"))
    if staff:
        told.append(("staff", {"staff": staff}))
    extras = unit.get("complements")
    if isinstance(extras, dict) and extras.get("est_siae"):
        told.append(("siae", {}))
    return told


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    return "" if value is None or "NON-DIFFUSIBLE" in str(value) else str(value).strip()


def _point(place: Mapping[str, Any]) -> shapely.Point | None:
    """Return where an establishment is; coordinates are texts, or missing."""
    try:
        lon, lat = float(place["longitude"]), float(place["latitude"])
    except (KeyError, TypeError, ValueError):
        return None
    return shapely.Point(lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None

"""Choosing the communes of a territory: by EPCI, by department, or from a pasted list.

Public reference data: nothing here depends on who is asking.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.cleaning import fold
from animmap.core.crs import METROPOLE, crs_for_communes
from animmap.core.model import Commune, Territory
from animmap.errors import AnimmapError
from animmap.sources import communes as source
from animmap.sources.communes import CommuneName, Department, Epci

WIDEST_DEGREES = 4.0
_SEPARATORS = re.compile(r"[\n\r;,\t]+")
_CODE = re.compile(r"\d[\dAB]\d{3}")
__all__ = ["CommuneName", "Department", "Epci"]
_SHORT_FORMS = {"st": "saint", "ste": "sainte"}


@dataclass(frozen=True, slots=True)
class Touched:
    """A commune that an outline covers, and the share of it that lies inside."""

    commune: Commune
    share: float


@dataclass(frozen=True, slots=True)
class PastedList:
    """What a pasted list of communes says, line by line.

    ``unknown`` lists the lines that name no commune; ``ambiguous`` the names that several
    communes bear, with those communes, when the rest of the list does not settle it.
    """

    found: tuple[CommuneName, ...]
    unknown: tuple[str, ...]
    ambiguous: tuple[tuple[str, tuple[CommuneName, ...]], ...]


def list_epci() -> list[Epci]:
    """Return the EPCI of France in the order of their names."""
    return source.list_epci()


def list_departments() -> list[Department]:
    """Return the departments of France in the order of their codes."""
    return source.list_departments()


def codes_of_department(code: str) -> tuple[str, ...]:
    """Return the INSEE codes of the communes of a department."""
    return tuple(commune.code for commune in source.communes_of_department(code))


def search_communes(words: str, limit: int = 8) -> list[CommuneName]:
    """Return the communes whose name starts like ``words``; the exact name first."""
    return source.find_communes(words, limit)


def find_commune(code: str) -> CommuneName | None:
    """Return the commune of an INSEE code, None when there is none."""
    return source.find_commune(code)


def find_among(communes: Sequence[Commune], words: str, limit: int = 6) -> list[Commune]:
    """Return the communes of which each of ``words`` starts a word of the name.

    Accents, case and hyphens do not matter; names that start like ``words`` come first.
    """
    wanted = _plain(words)
    if not wanted:
        return []
    found = [
        commune
        for commune in communes
        if all(f" {word}" in f" {_plain(commune.name)}" for word in wanted.split())
    ]
    found.sort(key=lambda commune: not _plain(commune.name).startswith(wanted))
    return found[:limit]


def country_map(*, overseas: bool = False) -> Territory:
    """Return France as its departments, the ground on which an area is drawn."""
    names = {each.code: each.name for each in source.list_departments()}
    drawn = tuple(
        Commune(code, names.get(code, code), 0, "", "", outline)
        for code, outline in source.department_outlines().items()
        if overseas or not code.startswith("97")
    )
    return Territory("", "", METROPOLE, drawn)


def communes_near(west: float, south: float, east: float, north: float) -> Territory:
    """Return the communes that meet bounds in degrees (EPSG:4326), as a ground to read.

    Raises
    ------
    AnimmapError
        ``area_too_large`` when the bounds are wider than a few departments.
    """
    if east - west > WIDEST_DEGREES or north - south > WIDEST_DEGREES:
        raise AnimmapError("area_too_large")
    found = source.communes_around(west, south, east, north)
    return Territory("", "", METROPOLE, tuple(found))


def communes_touched(shape: BaseGeometry) -> list[Touched]:
    """Return the communes that an outline (EPSG:4326) covers in part, those inside most first.

    Raises
    ------
    AnimmapError
        ``area_too_large``; ``territory_empty`` when it touches none.
    """
    valid = shapely.make_valid(shape, method="structure")
    near = communes_near(*valid.bounds).communes
    outlines = [each.geometry for each in near]
    inside = shapely.area(shapely.intersection(outlines, valid)) / shapely.area(outlines)
    found = [Touched(each, float(share)) for each, share in zip(near, inside, strict=True) if share]
    if not found:
        raise AnimmapError("territory_empty")
    return sorted(found, key=lambda each: (-each.share, each.commune.code))


def commune_at(longitude: float, latitude: float) -> Commune | None:
    """Return the commune of France at a place (EPSG:4326), None at sea or abroad."""
    here = shapely.Point(longitude, latitude)
    found = source.communes_around(longitude, latitude, longitude, latitude)
    return next((each for each in found if each.geometry.covers(here)), None)


def load_territory(codes: Sequence[str]) -> tuple[tuple[Commune, ...], str]:
    """Return communes with outlines in the order of their names, and their metric CRS.

    Raises
    ------
    AnimmapError
        ``territory_empty`` without any code, ``communes_unknown`` when one does not exist.
    """
    if not codes:
        raise AnimmapError("territory_empty")
    loaded = sorted(source.load_communes(codes), key=lambda commune: _plain(commune.name))
    return tuple(loaded), crs_for_communes(codes)


def read_pasted(text: str) -> PastedList:
    """Read INSEE codes or names of communes, one per line or separated by commas.

    A name that several communes bear is settled by the department that most other lines of
    the list belong to; failing that it is reported as ambiguous.
    """
    lines = [line.strip() for line in _SEPARATORS.split(text) if line.strip()]
    matches = {line: _matches(line) for line in dict.fromkeys(lines)}
    home = _main_department([found[0] for found in matches.values() if len(found) == 1])
    settled = {line: _settle(found, home) for line, found in matches.items()}
    chosen = {found[0].code: found[0] for found in settled.values() if len(found) == 1}
    return PastedList(
        found=tuple(chosen.values()),
        unknown=tuple(line for line, found in settled.items() if not found),
        ambiguous=tuple((line, found) for line, found in settled.items() if len(found) > 1),
    )


def _matches(line: str) -> tuple[CommuneName, ...]:
    """Return the communes of exactly that code or name."""
    if _CODE.fullmatch(line.upper()):
        return tuple(source.find_communes(line, 1))
    wanted = _plain(line)
    return tuple(item for item in source.find_communes(line, 60) if _plain(item.name) == wanted)


def _settle(found: tuple[CommuneName, ...], department: str) -> tuple[CommuneName, ...]:
    if len(found) < 2:
        return found
    near = tuple(item for item in found if item.department_code == department)
    return near if len(near) == 1 else found


def _main_department(items: Sequence[CommuneName]) -> str:
    counted = Counter(item.department_code for item in items).most_common(1)
    return counted[0][0] if counted else ""


def _plain(name: str) -> str:
    """Fold case, accents, hyphens and "St" so that two spellings of a name compare equal."""
    words = re.findall(r"[a-z0-9]+", fold(name))
    return " ".join(_SHORT_FORMS.get(word, word) for word in words)

"""Choosing the communes of a territory: by EPCI, by department, or from a pasted list.

Public reference data: nothing here depends on who is asking.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from animmap.core.cleaning import fold
from animmap.core.crs import crs_for_communes
from animmap.core.model import Commune
from animmap.errors import AnimmapError
from animmap.sources import communes as source
from animmap.sources.communes import CommuneName, Department, Epci

_SEPARATORS = re.compile(r"[\n\r;,\t]+")
_CODE = re.compile(r"\d[\dAB]\d{3}")
_SHORT_FORMS = {"st": "saint", "ste": "sainte"}


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

"""Rows that may be the same thing twice: in the file, or in the démarche already.

Three rules: the same thing in the same source; the same SIRET; or nearly the same name within a
short distance (the same commune, when neither has a place). Numbers in names must be
the same: "Salle 1" is not "Salle 2".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from animmap.core.importing.words import plain

NEAR_M = 150.0
ALIKE = 0.88
_COMPARED = 40
_EMPTY_WORDS = frozenset(
    {
        "association", "asso", "ass", "sarl", "sas", "sa", "scop", "scic", "eurl", "societe",
        "entreprise", "cooperative", "la", "le", "les", "l", "de", "du", "des", "d", "et", "a",
        "au", "aux", "en", "the", "of", "and",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """Something with a name: ``place`` in metres, None when it has none; ``key`` is whose.

    ``origins``: what tells it apart in each of its sources.
    """

    key: str
    name: str
    siret: str
    commune: str
    place: tuple[float, float] | None
    origins: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Double:
    """``key`` may be ``other``: by "source", "siret" or "name"; distance in metres if known."""

    key: str
    other: str
    rule: str
    likeness: float
    distance_m: float | None


def find_doubles(existing: Sequence[Known], rows: Sequence[Known]) -> list[Double]:
    """Return, for each row that may be a double, the first thing it may be.

    Rows are compared with what exists and with the rows before them.
    """
    sirets = {one.siret: one.key for one in existing if len(one.siret) == 14}
    origins = {origin: one.key for one in existing for origin in one.origins}
    blocks: dict[tuple[str, object], list[tuple[Known, str]]] = defaultdict(list)
    for one in existing:
        name = _essence(one.name)
        blocks[_block(one, name)].append((one, name))
    found = []
    for row in rows:
        name = _essence(row.name)
        double = (
            _same_source(row, origins) or _same_siret(row, sirets) or _same_name(row, name, blocks)
        )
        if double is not None:
            found.append(double)
        if len(row.siret) == 14:
            sirets.setdefault(row.siret, row.key)
        for origin in row.origins:
            origins.setdefault(origin, row.key)
        blocks[_block(row, name)].append((row, name))
    return found


def _same_source(row: Known, origins: Mapping[str, str]) -> Double | None:
    other = next((origins[one] for one in sorted(row.origins) if one in origins), None)
    return None if other is None else Double(row.key, other, "source", 1.0, None)


def _same_siret(row: Known, sirets: Mapping[str, str]) -> Double | None:
    other = sirets.get(row.siret) if len(row.siret) == 14 else None
    return None if other is None else Double(row.key, other, "siret", 1.0, None)


def _same_name(
    row: Known, name: str, blocks: Mapping[tuple[str, object], list[tuple[Known, str]]]
) -> Double | None:
    if not name:
        return None
    for other, known in _neighbours(row, name, blocks):
        if _different_sirets(row, other):
            continue
        distance = _distance(row, other)
        if distance is not None and distance > NEAR_M:
            continue
        likeness = _likeness(name, known)
        if likeness >= ALIKE:
            return Double(row.key, other.key, "name", round(likeness, 2), distance)
    return None


def _different_sirets(one: Known, other: Known) -> bool:
    return bool(one.siret and other.siret and one.siret != other.siret)


def _essence(name: str) -> str:
    """Return the words of a name that tell it apart, in the order of the alphabet."""
    words = plain(name).split()
    return " ".join(sorted(word for word in words if word not in _EMPTY_WORDS) or words)


def _block(one: Known, name: str) -> tuple[str, object]:
    """Return where a name is looked for: its first letters in its square, or its commune."""
    if one.place is None:
        return name[:3], one.commune
    return name[:3], (int(one.place[0] // NEAR_M), int(one.place[1] // NEAR_M))


def _neighbours(
    row: Known, name: str, blocks: Mapping[tuple[str, object], list[tuple[Known, str]]]
) -> Iterator[tuple[Known, str]]:
    """Give what lies in the squares around, exact names first, a bounded number of others."""
    _, square = _block(row, name)
    squares: list[object] = [square]
    if isinstance(square, tuple):
        squares = [(square[0] + i, square[1] + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    for one in squares:
        there = blocks.get((name[:3], one), ())
        if len(there) <= _COMPARED:
            yield from there
        else:
            yield from (each for each in there if each[1] == name)


def _distance(one: Known, other: Known) -> float | None:
    if one.place is None or other.place is None:
        return None
    across, along = one.place[0] - other.place[0], one.place[1] - other.place[1]
    return float((across**2 + along**2) ** 0.5)


def _likeness(one: str, other: str) -> float:
    """Return how alike two essences are, from 0 to 1; other numbers make them different."""
    if one == other:
        return 1.0
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0

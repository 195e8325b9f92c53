"""Which column is which field: by its header, then by what its cells hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from animmap.core.importing.angles import read_angle, read_pair
from animmap.core.importing.cells import has_letters, is_email, read_number, read_siret
from animmap.core.importing.words import HEADERS, VAGUE_NAMES, plain

FIELDS: tuple[str, ...] = tuple(HEADERS)
_EXACT = {header for headers in HEADERS.values() for header in headers}
_PLACES = frozenset({"latitude", "longitude", "x", "y", "position", "geometry"})
_SAMPLE = 200
_ENOUGH = 0.6
_VERY_NAME = 0.9
_SHAPE = re.compile(
    r"\s*(?:SRID=\d+;)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\s*(?:ZM?|M)?\s*"
    r"[(E]|\s*\{\s*\"(?:type|coordinates)\"|0[01](?:[0-9A-F]{2}){20,}$",
    re.IGNORECASE,
)
_SYSTEM = (
    r"(?:m|metres?|en|coord\w*|lambert\w*|l93|l2e|rgf\w*|ntf|cc|cc\d\d|utm\w*|epsg|ii|etendu"
    r"|\d+\w?)"
)
# "X_CC44", "Lambert2e Y", "X (m) UTM 20N": an axis among words of a system.
_AXIS = re.compile(rf"(?:{_SYSTEM} )*([xy])(?: {_SYSTEM})*")
_FIGURES = re.compile(r"\d\D{0,3}\d")
_PHONE = re.compile(r"\+?[\d\s.()-]{9,20}")


@dataclass(frozen=True, slots=True)
class Match:
    """A column that is a field, and why: its "header", its "content", or the "template"."""

    column: str
    field: str
    why: str


def knows(header: str) -> bool:
    """Tell whether a folded header names a field."""
    return header in _EXACT or _without_brackets(header) in _EXACT


def looks_like_data(cells: Sequence[str]) -> bool:
    """Tell whether a line holds values rather than names: numbers, addresses, shapes."""
    return any(
        read_number(cell) is not None or is_email(cell) or _SHAPE.match(cell)
        for cell in cells
        if cell.strip()
    )


def match_columns(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    given: Mapping[str, str] | None = None,
    communes: Container[str] = frozenset(),
    bounds: Mapping[str, tuple[float, float]] | None = None,
) -> tuple[Match, ...]:
    """Return which column is which field, each field and each column at most once.

    Parameters
    ----------
    columns, rows
        Headers, and data rows as text.
    given
        Column → field decided by the person (a template); "" leaves a column aside.
    communes
        Codes of the communes of the territory: a column of them needs no header.
    bounds
        Least and most of "latitude", "longitude", "x", "y" in the territory: nor do columns of
        numbers that fall between.
    """
    sample = rows[:_SAMPLE]
    found: dict[str, Match] = {}
    given = {column: name for column, name in (given or {}).items() if column in columns}
    for column, name in given.items():
        if name:
            found[name] = Match(column, name, "template")
    free = [column for column in columns if column not in given]
    for score, column, name in _by_header(free):
        values = _values(columns, sample, column)
        taken = {match.column for match in found.values()}
        if score and name not in found and column not in taken and _agrees(name, values, score):
            found[name] = Match(column, name, "header")
    _settle_people(found)
    tests = {**_SURE, "commune_code": lambda value: value.strip() in communes}
    _by_content(columns, sample, free, found, tests)
    if not _PLACES & found.keys():
        _places_by_content(columns, sample, free, found, bounds or {})
    return tuple(sorted(found.values(), key=lambda match: columns.index(match.column)))


def _by_header(columns: Sequence[str]) -> list[tuple[float, str, str]]:
    """Return what headers may be, the likeliest first."""
    likely = []
    for rank, column in enumerate(columns):
        for name, score in _scores(plain(column), plain(_without_brackets(column))).items():
            likely.append((score, -rank, column, name))
    likely.sort(key=lambda one: (-one[0], -one[1]))
    return [(score, column, name) for score, _, column, name in likely]


def _scores(header: str, short: str) -> dict[str, float]:
    scores: dict[str, float] = {}
    for name, headers in HEADERS.items():
        for place, known in enumerate(headers):
            score = _likeness(header, short, known) - place / 1000
            if score > max(0.5, scores.get(name, 0.0)):
                scores[name] = score
    axis = _AXIS.fullmatch(short)
    if axis:
        scores.setdefault(axis[1], 0.95)
    return scores


def _likeness(header: str, short: str, known: str) -> float:
    """Return 1 for the very header, less for one that says more, 0 for another."""
    if known in (header, short):
        return 1.0
    if known in VAGUE_NAMES or len(known) < 4:
        return 0.0
    if header.startswith(known + " ") or header.endswith(" " + known):
        return 0.6 + 0.3 * len(known) / len(header)
    return 0.0


def _without_brackets(header: str) -> str:
    return re.sub(r"[(\[].*?[)\]]|[*:]", " ", header)


def _values(columns: Sequence[str], rows: Sequence[Sequence[str]], column: str) -> list[str]:
    place = columns.index(column)
    return [row[place] for row in rows if place < len(row) and row[place].strip()]


def _share(values: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(bool(test(value)) for value in values) / len(values) if values else 0.0


def _is_angle(value: str) -> bool:
    return read_angle(value) is not None


def _is_pair(value: str) -> bool:
    return read_pair(value) is not None


def _is_shape(value: str) -> bool:
    return _SHAPE.match(value) is not None


_YES_NO = frozenset({"true", "false", "oui", "non", "vrai", "faux", "yes", "no", "x"})
_WORDS = frozenset({"name", "commune", "address", "person"})


def _is_word(value: str) -> bool:
    return has_letters(value) and plain(value) not in _YES_NO


_CONTENT: Mapping[str, Callable[[str], bool]] = {
    "latitude": _is_angle, "longitude": _is_angle, "x": _is_angle, "y": _is_angle,
    "position": _is_pair, "geometry": _is_shape, "maybe": _is_shape,
}  # fmt: skip


def _agrees(name: str, values: Sequence[str], score: float) -> bool:
    """Tell whether cells may be what their header says: places, and what must be words.

    A column of places with a few readable cells keeps its header: the others are faults. So
    does one of the very name that holds figures of another make: no place is left out in silence.
    """
    if name in _WORDS:
        return not values or _share(values, _is_word) >= 0.3
    test = _CONTENT.get(name)
    needed = 0.05 if name in ("latitude", "longitude", "x", "y") else 0.3
    if test is None or not values or _share(values, test) >= needed:
        return True
    return name != "geometry" and score > _VERY_NAME and _share(values, _FIGURES.search) >= 0.5


def _settle_people(found: dict[str, Match]) -> None:
    """Beside a surer name, "nom" with "prénom" is that of the person."""
    first, name = found.get("first_name"), found.get("name")
    if first and name and plain(name.column) in ("nom", "name") and "last_name" not in found:
        found["last_name"] = Match(name.column, "last_name", name.why)
        del found["name"]


def _by_content(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    free: Sequence[str],
    found: dict[str, Match],
    tests: Mapping[str, Callable[[str], bool]],
) -> None:
    """Match what no header told, by what cells hold."""
    placed = _PLACES & found.keys()
    for column in free:
        if column in {match.column for match in found.values()}:
            continue
        values = _values(columns, rows, column)
        for name, test in tests.items():
            wanted = name not in found and not (placed and name in ("geometry", "position"))
            if wanted and _share(values, test) >= _ENOUGH:
                found[name] = Match(column, name, "content")
                break
    if not {"name", "last_name"} & found.keys():
        _name_by_content(columns, rows, free, found)


def _places_by_content(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    free: Sequence[str],
    found: dict[str, Match],
    bounds: Mapping[str, tuple[float, float]],
) -> None:
    """Match two columns of numbers that fall in the territory, whatever their headers."""
    taken = {match.column for match in found.values()}
    for pair in (("latitude", "longitude"), ("x", "y")):
        likely: dict[str, str] = {}
        for column in free:
            values = _values(columns, rows, column)
            for name in pair:
                inside = partial(_is_between, bounds=bounds.get(name, (1.0, 0.0)))
                wanted = column not in {*taken, *likely.values()} and name not in likely
                if wanted and _share(values, inside) >= _ENOUGH:
                    likely[name] = column
        if len(likely) == 2:
            found |= {name: Match(column, name, "content") for name, column in likely.items()}
            return


def _is_between(value: str, bounds: tuple[float, float]) -> bool:
    number = read_angle(value)
    return number is not None and bounds[0] <= number <= bounds[1]


def _is_siret(value: str) -> bool:
    told, fault = read_siret(value)
    return len(told.value) == 14 and not fault


def _is_degrees_pair(value: str) -> bool:
    pair = read_pair(value)
    return pair is not None and all(abs(one) <= 180 and one % 1 for one in pair)


_SURE: Mapping[str, Callable[[str], bool]] = {
    "geometry": _is_shape,
    "email": is_email,
    "siret": _is_siret,
    "position": _is_degrees_pair,
    "phone": lambda value: bool(_PHONE.fullmatch(value.strip()) and value.strip()[0] in "0+"),
}


def _name_by_content(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    free: Sequence[str],
    found: dict[str, Match],
) -> None:
    """Take for the name the first column of words that hardly ever repeat."""
    taken = {match.column for match in found.values()}
    for column in free:
        values = _values(columns, rows, column)
        distinct = len(set(values)) >= 0.8 * len(values) and len(values) >= 0.8 * len(rows)
        if column not in taken and values and distinct and _share(values, has_letters) > 0.9:
            found["name"] = Match(column, "name", "content")
            return

"""The communes of France, read from the compact files of ``data/france``.

Names and outlines are those of ``data/README.md`` (year, licence, precision: outlines good
to about 400 m). Nothing here goes to the network. Outlines are read one department at a time.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.model import Commune
from animmap.errors import AnimmapError
from animmap.settings import read_settings

_STEPS_PER_DEGREE = 1_000_000
_THINNED_DEGREES = 0.05


@dataclass(frozen=True, slots=True)
class CommuneName:
    """A commune without its outline. ``population`` is 0 where the source gives none."""

    code: str
    name: str
    population: int
    epci_code: str
    department_code: str


@dataclass(frozen=True, slots=True)
class Epci:
    """A grouping of communes: SIREN code, name, kind ("CA", "CC", "CU", "ME") and members."""

    code: str
    name: str
    kind: str
    department_codes: tuple[str, ...]
    population: int
    commune_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Department:
    """A department: code ("62", "2A", "974") and name."""

    code: str
    name: str


def load_communes(codes: Iterable[str]) -> list[Commune]:
    """Return communes with their outlines, in the order of ``codes``, each once.

    Parameters
    ----------
    codes
        INSEE codes of communes ("62119").

    Returns
    -------
    list of Commune
        Outlines are valid multipolygons in longitude, latitude (EPSG:4326).

    Raises
    ------
    AnimmapError
        ``communes_unknown`` with ``n`` and the first ``codes``, when any code is unknown.
    """
    wanted = list(dict.fromkeys(codes))
    index = _communes()
    unknown = [code for code in wanted if code not in index]
    if unknown:
        raise AnimmapError("communes_unknown", n=len(unknown), codes=", ".join(unknown[:5]))
    groups = _epci()
    outlines: dict[str, BaseGeometry] = {}
    for department in sorted({index[code].department_code for code in wanted}):
        outlines |= _outlines(department)
    return [_with_outline(index[code], groups, outlines[code]) for code in wanted]


def list_epci() -> list[Epci]:
    """Return the EPCI of France in the order of their names (accents ignored)."""
    return sorted(_epci().values(), key=lambda epci: _fold(epci.name))


def get_epci(code: str) -> Epci:
    """Return one EPCI by its SIREN code; ``communes_unknown`` when there is none."""
    epci = _epci().get(code)
    if epci is None:
        raise AnimmapError("communes_unknown", n=1, codes=code)
    return epci


def search_epci(words: str, limit: int = 20) -> list[Epci]:
    """Return the EPCI whose name holds a word starting with each of ``words``, largest first.

    Accents, case and punctuation do not matter; a SIREN code is understood too.
    """
    groups = list(_epci().values())
    found = [groups[place] for place in _search(words, groups, _folded_epci())]
    return sorted(found, key=lambda epci: (-epci.population, epci.code))[:limit]


def list_departments() -> list[Department]:
    """Return the departments of France, overseas included, in the order of their codes."""
    return [Department(code, name) for code, name in _read_table("departments.csv")]


def communes_of_department(code: str) -> list[CommuneName]:
    """Return the communes of a department in the order of their names (accents ignored)."""
    found = [commune for commune in _communes().values() if commune.department_code == code]
    return sorted(found, key=lambda commune: (_fold(commune.name), commune.code))


def communes_around(west: float, south: float, east: float, north: float) -> list[Commune]:
    """Return the communes whose outline meets a box (longitude, latitude), none out of France."""
    wanted = shapely.box(west, south, east, north)
    near = [code for code, box in _department_boxes().items() if box.intersects(wanted)]
    groups, index = _epci(), _communes()
    return [
        _with_outline(index[code], groups, outline)
        for department in near
        for code, outline in _outlines(department).items()
        if outline.intersects(wanted)
    ]


def _department_boxes() -> dict[str, BaseGeometry]:
    """Bounds of each department, wider by what its outline was thinned."""
    return {code: shapely.box(*_wider(outline)) for code, outline in department_outlines().items()}


def _wider(outline: BaseGeometry) -> tuple[float, float, float, float]:
    west, south, east, north = outline.bounds
    wide = _THINNED_DEGREES
    return west - wide, south - wide, east + wide, north + wide


@lru_cache(maxsize=1)
def department_outlines() -> dict[str, BaseGeometry]:
    """Return the outlines of departments (EPSG:4326), by code, good to some kilometres."""
    try:
        told = json.loads((_folder() / "departments.geojson").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AnimmapError("file_unreadable", name="departments.geojson") from error
    return {
        each["properties"]["code"]: shapely.geometry.shape(each["geometry"])
        for each in told["features"]
    }


def find_communes(words: str, limit: int = 20) -> list[CommuneName]:
    """Return the communes whose name holds a word starting with each of ``words``.

    An exact name comes first, then the most populated. Accents, case and punctuation do not
    matter, "St" reads "Saint", and an INSEE code is understood too.
    """
    communes, folded = list(_communes().values()), _folded_communes()
    found = _search(words, communes, folded)
    wanted = _fold(words)
    found.sort(key=lambda place: (folded[place] != wanted, -communes[place].population))
    return [communes[place] for place in found[:limit]]


def find_commune(code: str) -> CommuneName | None:
    """Return the commune of an INSEE code, None when there is none."""
    return _communes().get(code)


def communes_named(name: str) -> tuple[CommuneName, ...]:
    """Return the communes of exactly that name; accents, case, hyphens and "St" do not matter."""
    return _by_name().get(_fold(name), ())


@lru_cache(maxsize=1)
def _by_name() -> dict[str, tuple[CommuneName, ...]]:
    found: dict[str, tuple[CommuneName, ...]] = {}
    for folded, commune in zip(_folded_communes(), _communes().values(), strict=True):
        found[folded] = (*found.get(folded, ()), commune)
    return found


def _with_outline(light: CommuneName, groups: dict[str, Epci], outline: BaseGeometry) -> Commune:
    epci = groups.get(light.epci_code)
    epci_name = epci.name if epci else ""
    return Commune(light.code, light.name, light.population, light.epci_code, epci_name, outline)


def _search(words: str, items: Sequence[CommuneName | Epci], folded: Sequence[str]) -> list[int]:
    """Return the positions of the items that have that code, or those words in their names."""
    code = words.strip().upper()
    wanted = [f" {word}" for word in _fold(words).split()]
    if not wanted:
        return []
    return [
        place
        for place, name in enumerate(folded)
        if items[place].code == code or all(word in f" {name}" for word in wanted)
    ]


def _fold(text: str) -> str:
    """Drop case, accents, punctuation and short forms; lines stay apart."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    words = re.sub(r"[^a-z0-9\n]+", " ", re.sub("[\u0300-\u036f]", "", plain))
    words = re.sub(r"\bst(e?s?)\b", r"saint\1", words)
    return re.sub(r" *\n *", "\n", words).strip(" ")


@lru_cache(maxsize=1)
def _folded_communes() -> list[str]:
    # One text for all names: thirty times faster than one name after another.
    return _fold("\n".join(commune.name for commune in _communes().values())).split("\n")


@lru_cache(maxsize=1)
def _folded_epci() -> list[str]:
    return _fold("\n".join(epci.name for epci in _epci().values())).split("\n")


def _folder() -> Path:
    return read_settings().data_dir / "france"


def _read_table(name: str) -> list[list[str]]:
    try:
        with (_folder() / name).open(encoding="utf-8", newline="") as stream:
            return list(csv.reader(stream))[1:]
    except OSError as error:
        raise AnimmapError("file_unreadable", name=name) from error


@lru_cache(maxsize=1)
def _communes() -> dict[str, CommuneName]:
    return {
        code: CommuneName(code, name, int(population or 0), epci, _department_of(code))
        for code, name, population, epci in _read_table("communes.csv")
    }


def _department_of(code: str) -> str:
    return code[:3] if code.startswith(("97", "98")) else code[:2]


@lru_cache(maxsize=1)
def _epci() -> dict[str, Epci]:
    members: dict[str, list[CommuneName]] = {}
    for commune in _communes().values():
        members.setdefault(commune.epci_code, []).append(commune)
    return {
        code: _group(code, name, kind, members.get(code, []))
        for code, name, kind in _read_table("epci.csv")
    }


def _group(code: str, name: str, kind: str, members: list[CommuneName]) -> Epci:
    return Epci(
        code=code,
        name=name,
        kind=kind,
        department_codes=tuple(sorted({member.department_code for member in members})),
        population=sum(member.population for member in members),
        commune_codes=tuple(member.code for member in members),
    )


@lru_cache(maxsize=16)
def _outlines(department: str) -> dict[str, BaseGeometry]:
    return _read_outlines(department)


def _read_outlines(department: str) -> dict[str, BaseGeometry]:
    """Read the outlines of a department; its communes come in the order of their codes."""
    try:
        with np.load(_folder() / "communes.npz", allow_pickle=False) as arrays:
            planes = arrays[f"{department}_steps"]
            offsets = tuple(arrays[f"{department}_{n}"] for n in ("rings", "polygons", "communes"))
    except OSError as error:
        raise AnimmapError("file_unreadable", name="communes.npz") from error
    # The four bytes of each step lie in four planes: put them together, then add the steps up.
    steps = np.ascontiguousarray(planes.T).view("<i4")[..., 0].T
    points = np.ascontiguousarray(np.cumsum(steps, axis=0)) / _STEPS_PER_DEGREE
    shapes = shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, points, offsets)
    codes = sorted(code for code, item in _communes().items() if item.department_code == department)
    return dict(zip(codes, shapes, strict=True))

"""Degrees, minutes, seconds and hemisphere in columns of their own, put together as one cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from animmap.core.importing.angles import angle_unit, spell_marks
from animmap.core.importing.cells import read_number
from animmap.core.importing.grid import Record, Table
from animmap.core.importing.words import plain

# Ends the name of a column that was put together.
JOINED = " (° \u2032 \u2033)"
_SAMPLE = 200
_ENOUGH = 0.8
_AXES = (
    ("latitude", re.compile(r"\b(?:lat|latitude|nord|north)\b")),
    ("longitude", re.compile(r"\b(?:lon|long|lng|longitude|est|east|ouest|west)\b")),
)
_MOST = {"degrees": 180.0, "minutes": 60.0, "seconds": 60.0}
_LETTERS = {"latitude": frozenset("NS"), "longitude": frozenset("EWO")}
_WORDS = {"nord": "N", "north": "N", "sud": "S", "south": "S", "est": "E", "east": "E",
          "ouest": "O", "west": "O"}  # fmt: skip


@dataclass(slots=True)
class _Angle:
    """Ranks of the columns of one angle: its degrees, minutes and seconds, and its letter."""

    axis: str
    parts: dict[str, int]
    letter: int = -1


def join_angles(table: Table) -> Table:
    """Return a table with a latitude and a longitude, when each lies in columns of its parts.

    The two are added after the columns of the file, which stay as they are. A part that is
    missing or beyond its bound gives a cell that cannot be read: it is told as such.
    """
    found = _find(table)
    if found is None:
        return table
    names = tuple(f"{angle.axis}{JOINED}" for angle in found)
    width = len(table.columns)
    records = tuple(_with_angles(record, found, width) for record in table.records)
    return replace(table, columns=(*table.columns, *names), records=records)


def _find(table: Table) -> tuple[_Angle, _Angle] | None:
    """Return the latitude and longitude of a table, None unless both are in parts."""
    angles: list[_Angle] = []
    letters: list[int] = []
    for rank, header in enumerate(table.columns):
        values = _values(table, rank)
        unit, axis = angle_unit(header), _axis_of(header)
        if unit and _fits(values, unit):
            _take(angles, unit, axis, rank)
        elif values and _share_of_letters(values) >= _ENOUGH:
            letters.append(rank)
    whole = [one for one in angles if {"degrees", "minutes"} <= one.parts.keys()]
    if len(whole) != 2:
        return None
    first, second = whole
    if not first.axis and not second.axis:
        first.axis, second.axis = "latitude", "longitude"
    first.axis = first.axis or _other(second.axis)
    second.axis = second.axis or _other(first.axis)
    if {first.axis, second.axis} != set(_LETTERS):
        return None
    for rank in letters:
        _give_letter(table, rank, whole)
    return first, second


def _other(axis: str) -> str:
    return "longitude" if axis == "latitude" else "latitude"


def _axis_of(header: str) -> str:
    words = spell_marks(header)
    return next((axis for axis, pattern in _AXES if pattern.search(words)), "")


def _take(angles: list[_Angle], unit: str, axis: str, rank: int) -> None:
    """Add a column to the angle of its axis, or to the one being read."""
    named = next((one for one in angles if axis and one.axis == axis), None)
    current = named or (angles[-1] if angles and not axis else None)
    if current is None or (unit in current.parts and named is None):
        current = _Angle(axis, {})
        angles.append(current)
    current.parts.setdefault(unit, rank)


def _values(table: Table, rank: int) -> list[str]:
    sample = (record.cells for record in table.records[:_SAMPLE])
    return [cells[rank].strip() for cells in sample if rank < len(cells) and cells[rank].strip()]


def _fits(values: Sequence[str], unit: str) -> bool:
    numbers = [read_number(value) for value in values]
    inside = sum(one is not None and abs(one) <= _MOST[unit] for one in numbers)
    return bool(values) and inside >= _ENOUGH * len(values)


def _letter(text: str) -> str:
    folded = plain(text)
    return _WORDS.get(folded, folded.upper())


def _share_of_letters(values: Sequence[str]) -> float:
    known = frozenset().union(*_LETTERS.values())
    return sum(_letter(value) in known for value in values) / len(values)


def _give_letter(table: Table, rank: int, angles: Sequence[_Angle]) -> None:
    """Give a column of letters to the angle they belong to."""
    letters = {_letter(value) for value in _values(table, rank)}
    for angle in angles:
        if letters <= _LETTERS[angle.axis]:
            angle.letter = rank


def _with_angles(record: Record, angles: Sequence[_Angle], width: int) -> Record:
    cells = [*record.cells, *[""] * (width - len(record.cells))]
    # A row longer than the header keeps its extra cells last: it waits by them.
    return replace(
        record,
        cells=(*cells[:width], *(_written(cells, angle) for angle in angles), *cells[width:]),
    )


def _written(cells: Sequence[str], angle: _Angle) -> str:
    """Return an angle as one cell, "" when none of its parts is filled."""
    parts = {unit: cells[rank].strip() for unit, rank in angle.parts.items()}
    letter = _letter(cells[angle.letter]) if angle.letter >= 0 else ""
    if not any(parts.values()):
        return ""
    marks = {"degrees": "°", "minutes": "'", "seconds": '"'}
    written = " ".join(f"{text}{marks[unit]}" for unit, text in parts.items())
    return f"{written} {letter}".strip()

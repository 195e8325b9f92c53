"""What a reader of the child process answers: plain lists, ready for JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from animmap.errors import AnimmapError, Fact

MOST_COLUMNS = 500
MOST_ROWS = 100_000

Notice = tuple[str, dict[str, Fact]]


@dataclass(slots=True)
class Sheet:
    """Lines of a sheet: number, cells, fault; merged cells; cells whose formula has no value."""

    name: str
    lines: list[tuple[int, list[str], str]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Layer:
    """Rows with a shape: columns, cells, WKB in hexadecimal, CRS ("" when it is not said).

    ``faults`` and ``mends`` are codes by position of the row.
    """

    name: str
    columns: list[str]
    rows: list[list[str]]
    wkb: list[str | None]
    crs: str
    faults: dict[int, str] = field(default_factory=dict)
    mends: dict[int, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """A file: what it is, how it was decoded, its sheets and layers, what a person should know."""

    kind: str
    encoding: str = ""
    separator: str = ""
    sheets: list[Sheet] = field(default_factory=list)
    layers: list[Layer] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def check_size(name: str, columns: int, rows: int) -> None:
    """Refuse what no person wrote.

    Raises
    ------
    AnimmapError
        ``too_many_columns``, ``too_many_rows``.
    """
    if columns > MOST_COLUMNS:
        raise AnimmapError("too_many_columns", name=name, n=columns, most=MOST_COLUMNS)
    if rows > MOST_ROWS:
        raise AnimmapError("too_many_rows", name=name, n=rows, most=MOST_ROWS)


def as_text(value: Any) -> str:  # noqa: ANN401 - whatever a file holds
    """Return a value as a person would type it.

    Examples
    --------
    >>> as_text(84200.0), as_text(True), as_text(None), as_text({"a": 1})
    ('84200', 'true', '', '{"a": 1}')
    """
    import json

    if value is None or value != value:  # noqa: PLR0124 - NaN is the missing number
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)

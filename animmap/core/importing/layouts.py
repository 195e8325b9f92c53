"""Sheets laid out otherwise than one table of rows: two side by side, rows in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from animmap.core.importing.columns import knows
from animmap.core.importing.grid import Grid, Line
from animmap.core.importing.words import HEADERS, plain

BESIDE, TURNED = "beside", "turned"
_SEARCHED = 40
_LEAST_HEADERS = 2
_PLACES = ({"latitude", "longitude"}, {"x", "y"}, {"position"}, {"geometry"}, {"address"})


def lay_out(grid: Grid) -> list[Grid]:
    """Return the tables of a sheet, each of rows under one header; most sheets are one already.

    Tables side by side are told apart by an empty column and the very same header; a sheet is
    turned when its first column, and not a line of it, names a name and a place.
    """
    turned = _turn(grid)
    if turned is not None:
        return [turned]
    starts = _starts(grid)
    if not starts:
        return [grid]
    ends = [*starts[1:], None]
    return [
        _part(grid, rank, start, end)
        for rank, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
    ]


def _starts(grid: Grid) -> list[int]:
    """Return the first column of each table side by side, none when there is one only."""
    width = max((len(line.cells) for line in grid.lines), default=0)
    filled = {c for line in grid.lines for c, cell in enumerate(line.cells) if cell.strip()}
    starts = [c for c in range(width) if c in filled and (c == 0 or c - 1 not in filled)]
    if len(starts) < _LEAST_HEADERS:
        return []
    for line in grid.lines[:_SEARCHED]:
        parts = {_names(line.cells[a:b]) for a, b in zip(starts, [*starts[1:], None], strict=True)}
        if len(parts) == 1 and sum(map(knows, parts.pop())) >= _LEAST_HEADERS:
            return starts
    return []


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(plain(cell) for cell in cells if cell.strip())


def _part(grid: Grid, rank: int, start: int, end: int | None) -> Grid:
    """Return one of the tables side by side, its lines numbered as in the sheet."""
    stop = 10**6 if end is None else end
    lines = tuple(replace(line, cells=line.cells[start:end]) for line in grid.lines)
    return Grid(
        f"{grid.name} ({rank})".strip(),
        tuple(line for line in lines if any(cell.strip() for cell in line.cells)),
        tuple(
            (first, left - start, last, right - start)
            for first, left, last, right in grid.merged
            if start <= left and right < stop
        ),
        frozenset((n, c - start) for n, c in grid.formulas if start <= c < stop),
        BESIDE,
    )


def _turn(grid: Grid) -> Grid | None:
    """Return a sheet with its columns as rows, None unless its headers are in its first column.

    Rows are then numbered as its columns: 2 for B.
    """
    down = [line.cells[0] if line.cells else "" for line in grid.lines]
    across = grid.lines[0].cells if grid.lines else ()
    fields = _fields(down)
    placed = any(place <= fields for place in _PLACES)
    if not ("name" in fields and placed) or len(_fields(across)) >= _LEAST_HEADERS:
        return None
    places = {line.number: rank for rank, line in enumerate(grid.lines)}
    columns = zip_longest(*(line.cells for line in grid.lines), fillvalue="")
    lines = tuple(Line(rank, cells) for rank, cells in enumerate(columns, start=1))
    formulas = frozenset((c + 1, places[n]) for n, c in grid.formulas if n in places)
    return Grid(grid.name, lines, (), formulas, TURNED)


def _fields(cells: Sequence[str]) -> set[str]:
    """Return the fields that cells name; one word alone may be a value."""
    words = {plain(cell) for cell in cells}
    return {name for name, headers in HEADERS.items() if words & set(headers)}

"""Sheets laid out otherwise than one table of rows: two side by side or below, rows in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

from animmap.core.importing.columns import knows, looks_like_data
from animmap.core.importing.grid import Grid, Line
from animmap.core.importing.words import HEADERS, plain

BESIDE, BELOW, TURNED = "beside", "below", "turned"
_SEARCHED = 40
_LEAST_HEADERS = 2
# A header of a table below says mostly words we know, one of them of a name or a place.
_MOSTLY = 0.6
_TELLING = frozenset({"name", "latitude", "longitude", "x", "y", "position", "geometry", "address"})
_PLACES = ({"latitude", "longitude"}, {"x", "y"}, {"position"}, {"geometry"}, {"address"})


def lay_out(grid: Grid) -> list[Grid]:
    """Return the tables of a sheet, each of rows under one header; most sheets are one already.

    Tables side by side are told apart by an empty column and the very same header; one below
    another by a header of its own, of other columns or in another order; a sheet is turned when
    its first column, and not a line of it, names a name and a place.
    """
    turned = _turn(grid)
    if turned is not None:
        return [turned]
    starts = _starts(grid)
    if not starts:
        return _lay_below(grid)
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


def _lay_below(grid: Grid) -> list[Grid]:
    """Return the tables of a sheet that follow one another, each with the title above it."""
    heads = [rank for rank, line in enumerate(grid.lines) if _is_head(line.cells)]
    cuts = []
    for before, rank in pairwise(heads):
        top = _with_title(grid.lines, rank)
        # Two lines of header follow one another; what repeats one is a new page of its table.
        known = {_names(grid.lines[head].cells) for head in heads if head < rank}
        if top - before > 1 and _names(grid.lines[rank].cells) not in known:
            cuts.append(top)
    if not cuts:
        return [grid]
    parts = []
    for rank, (start, end) in enumerate(zip([0, *cuts], [*cuts, None], strict=True), start=1):
        lines = grid.lines[start:end]
        numbers = {line.number for line in lines}
        merged = tuple(one for one in grid.merged if one[0] in numbers)
        formulas = frozenset(one for one in grid.formulas if one[0] in numbers)
        parts.append(Grid(f"{grid.name} ({rank})".strip(), lines, merged, formulas, BELOW))
    return [_without_left(part) for part in parts]


def _is_head(cells: Sequence[str]) -> bool:
    """Tell whether a line can be nothing but a header: it names fields, one of a name or place."""
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) < _LEAST_HEADERS or looks_like_data(filled):
        return False
    fields = _fields(filled)
    told = sum(map(knows, map(plain, filled)))
    telling = len(fields & _TELLING)
    return told >= _LEAST_HEADERS and telling > 0 and told >= _MOSTLY * len(filled)


def _with_title(lines: Sequence[Line], rank: int) -> int:
    """Return the rank of the first line of a title above a header: one cell, after a gap."""
    top = rank
    while top and sum(bool(cell.strip()) for cell in lines[top - 1].cells) == 1:
        top -= 1
    gap = top and lines[top].number - lines[top - 1].number > 1
    return top if gap else rank


def _without_left(grid: Grid) -> Grid:
    """Return a table that starts at its first filled column."""
    filled = [c for line in grid.lines for c, cell in enumerate(line.cells) if cell.strip()]
    start = min(filled, default=0)
    return replace(_part(grid, 0, start, None), name=grid.name, layout=BELOW) if start else grid


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

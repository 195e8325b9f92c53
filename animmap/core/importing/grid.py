"""From the lines of a sheet to a table: where the header is, which rows are data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from animmap.core.importing.angles import angle_unit
from animmap.core.importing.columns import knows, looks_like_data
from animmap.core.importing.words import plain

_SEARCHED = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a sheet as it was written; ``fault`` is what the reader could not settle."""

    number: int
    cells: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: its lines that hold something, and its merged cells (first to last line, column).

    Columns of ``merged`` count from 0, lines are numbers of ``Line``. ``layout``: how it was
    laid out in its sheet when it was not one table of rows (``layouts``).
    """

    name: str
    lines: tuple[Line, ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()
    layout: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A data row: its number as a person sees it, its cells, and the reader's faults by column."""

    number: int
    cells: tuple[str, ...]
    fault: str = ""
    filled: tuple[int, ...] = ()
    empty_formulas: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and data rows; a layer of shapes also has ``shapes``, in ``crs``.

    ``crs`` is "" when the file does not say. ``shape_faults`` and ``shape_mends`` are codes by
    position of the row. ``header`` is the number of the header's (last) line, 0 when none.
    ``passed`` are the lines that are no data: titles above the header, the header again.
    ``layout`` is that of its ``Grid``.
    """

    name: str
    columns: tuple[str, ...]
    records: tuple[Record, ...]
    header: int = 0
    passed: tuple[tuple[int, str], ...] = ()
    layout: str = ""
    shapes: tuple[BaseGeometry | None, ...] | None = None
    crs: str = ""
    shape_faults: Mapping[int, str] = field(default_factory=dict)
    shape_mends: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def read_grid(grid: Grid, header: int | None = None, named: Container[str] = ()) -> Table:
    """Find the header of a sheet and its data rows.

    Parameters
    ----------
    header
        Number of the header's line when the person says it.
    named
        Columns that the person named (a template): the line that holds them is the header.
    """
    lines = _fill_header_merges(grid)
    if not lines:
        return Table(grid.name, (), ())
    top, bottom = _find_header(lines, header, named)
    width = _width(grid.lines, bottom)
    if bottom < 0:
        columns = tuple(_letters(rank) for rank in range(width))
    else:
        names = _join(lines[top].cells, lines[bottom].cells) if top < bottom else lines[top].cells
        columns = _distinct(names, width)
    heads = {_key(lines[rank].cells) for rank in range(max(top, 0), bottom + 1)}
    heads |= {_key(columns)}
    starts = {head[0] for head in heads if head}
    passed = [(line.number, "title") for line in lines[: max(top, 0)]]
    data = []
    for line in grid.lines[bottom + 1 :]:
        if plain(_cell(line.cells, 0)) in starts and _key(line.cells) in heads:
            passed.append((line.number, "header_again"))
        else:
            data.append(line)
    number = lines[bottom].number if bottom >= 0 else 0
    records = _records(grid, data, len(columns))
    return Table(grid.name, columns, records, number, tuple(passed), grid.layout)


def _key(cells: Sequence[str]) -> tuple[str, ...]:
    found = [plain(cell) for cell in cells]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def _fill_header_merges(grid: Grid) -> list[Line]:
    """Repeat a merged title over the columns it covers, in the lines where headers are."""
    lines = list(grid.lines)
    place = {line.number: rank for rank, line in enumerate(lines[:_SEARCHED])}
    for first, left, last, right in grid.merged:
        if first not in place:
            continue
        value = _cell(lines[place[first]].cells, left)
        for rank in (place[n] for n in range(first, last + 1) if n in place):
            cells = list(lines[rank].cells) + [""] * (right + 1 - len(lines[rank].cells))
            cells[left : right + 1] = [value] * (right + 1 - left)
            lines[rank] = Line(lines[rank].number, tuple(cells), lines[rank].fault)
    return lines


def _cell(cells: Sequence[str], rank: int) -> str:
    return cells[rank] if rank < len(cells) else ""


def _width(lines: Sequence[Line], bottom: int) -> int:
    """Return how many columns most data rows have: a longer one was cut at a wrong place."""
    usual = Counter(len(line.cells) for line in lines[bottom + 1 :]).most_common(1)
    return usual[0][0] if usual else 0


def _find_header(
    lines: Sequence[Line], asked: int | None, named: Container[str]
) -> tuple[int, int]:
    """Return the first and last positions of the header; (-1, -1) when there is none."""
    if asked is not None:
        found = next((rank for rank, line in enumerate(lines) if line.number == asked), 0)
        return found, found
    searched = lines[:_SEARCHED]
    scores = [_score(line.cells, named) for line in searched]
    best = max(range(len(searched)), key=lambda rank: (scores[rank], -rank))
    first = _first_full(searched)
    # One known word alone, below, may be a value: "association" in a column of kinds.
    if not scores[best] or (scores[best] == 1 and best > first):
        best = first
        if not _stands_out(searched[first].cells, searched[first + 1 :]):
            return -1, -1
    if best + 1 < len(lines) and _is_second(lines[best].cells, lines[best + 1].cells):
        return best, best + 1
    if best and _is_group(lines[best - 1].cells, lines[best].cells):
        return best - 1, best
    return best, best


def _known(cells: Sequence[str]) -> int:
    """Count the cells that name a field of ours; long sentences name none."""
    words = {plain(cell) for cell in cells if len(cell) < 80}
    return sum(knows(word) for word in words if word)


def _stands_out(cells: Sequence[str], below: Sequence[Line]) -> bool:
    """Tell whether a line of unknown words heads columns of numbers, places or addresses."""
    if looks_like_data(cells):
        return False
    for rank in range(len(cells)):
        values = [cell for cell in (_cell(line.cells, rank) for line in below) if cell.strip()]
        if values and sum(looks_like_data([cell]) for cell in values) >= 0.6 * len(values):
            return True
    return False


def _score(cells: Sequence[str], named: Container[str]) -> int:
    """Tell how much a line is a header: the names a person gave count most, data never is."""
    given = sum(cell.strip() in named for cell in cells if cell.strip())
    return 100 * given + (0 if looks_like_data(cells) else _known(cells))


def _first_full(lines: Sequence[Line]) -> int:
    counts = [sum(bool(cell.strip()) for cell in line.cells) for line in lines]
    wanted = 0.6 * max(counts)
    return next(rank for rank, count in enumerate(counts) if count >= wanted)


def _is_second(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Tell whether a line completes the header above it: names under empty or merged cells."""
    filled = [cell for cell in lower if cell.strip()]
    if not filled or looks_like_data(lower) or _key(upper) == _key(lower):
        return False
    repeated = len({plain(cell) for cell in upper if cell.strip()}) < sum(
        bool(cell.strip()) for cell in upper
    )
    gaps = any(cell.strip() and not _cell(upper, rank).strip() for rank, cell in enumerate(lower))
    told = _known(lower) + sum(bool(angle_unit(cell)) for cell in filled)
    return (repeated or gaps) and told >= max(1, len(set(filled)) // 2)


def _is_group(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Tell whether a line names groups of columns, or names columns left empty below it."""
    filled = [cell for cell in upper if cell.strip()]
    holes = any(cell.strip() and not _cell(lower, rank).strip() for rank, cell in enumerate(upper))
    return len({plain(cell) for cell in filled}) >= 2 and holes and not looks_like_data(upper)


def _join(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """Return one header of two lines: the lower name, with its group when it says too little."""
    width = max(len(upper), len(lower))
    joined = []
    for rank in range(width):
        above, below = _cell(upper, rank).strip(), _cell(lower, rank).strip()
        clear = not above or plain(above) == plain(below) or knows(plain(below))
        joined.append((below if clear else f"{above} {below}".strip()) if below else above)
    return tuple(joined)


def _distinct(names: Sequence[str], width: int) -> tuple[str, ...]:
    """Return the columns' names, each once: "Tél", "Tél (2)"; letters where nothing is written."""
    seen: Counter[str] = Counter()
    columns = []
    for rank in range(max(width, len(names))):
        name = " ".join(_cell(names, rank).split())[:120] or _letters(rank)
        seen[name] += 1
        columns.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(columns)


def _letters(rank: int) -> str:
    """Return the name a spreadsheet gives to a column: A to Z, then AA."""
    letters = ""
    rank += 1
    while rank:
        rank, left = divmod(rank - 1, 26)
        letters = chr(65 + left) + letters
    return letters


def _records(grid: Grid, data: Sequence[Line], width: int) -> tuple[Record, ...]:
    """Return the data rows, merged cells filled downwards, short rows told."""
    covered = {
        (number, column): (first, column)
        for first, left, last, right in grid.merged
        if left == right
        for number in range(first + 1, last + 1)
        for column in (left,)
    }
    values = {line.number: line.cells for line in grid.lines} if covered else {}
    usual = Counter(len(line.cells) for line in data).most_common(1)
    records = []
    for line in data:
        cells = list(line.cells) + [""] * (width - len(line.cells))
        filled = [c for c in range(width) if not cells[c].strip() and (line.number, c) in covered]
        for column in filled:
            first, _ = covered[line.number, column]
            cells[column] = _cell(values.get(first, ()), column)
        fault = line.fault or ("cells_missing" if len(line.cells) < usual[0][0] else "")
        empty = tuple(c for c in range(width) if (line.number, c) in grid.formulas)
        records.append(Record(line.number, tuple(cells), fault, tuple(filled), empty))
    return tuple(records)

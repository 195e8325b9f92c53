"""The sheets and layers of a file: their columns as matched, and which are left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from animmap.core.importing.angle_columns import join_angles
from animmap.core.importing.choices import Choices
from animmap.core.importing.columns import Match, match_columns
from animmap.core.importing.corrections import correct_cells
from animmap.core.importing.grid import Grid, Table, read_grid
from animmap.core.importing.known_files import KnownFile, joined, recognise
from animmap.core.importing.layouts import lay_out
from animmap.core.model import Territory
from animmap.errors import AnimmapError
from animmap.services.import_places import bounds_of, region_of
from animmap.sources.import_file import ImportFile

PLACES = frozenset({"latitude", "longitude", "x", "y", "position", "geometry"})


@dataclass(slots=True)
class TableRead:
    """A sheet or layer: its columns as matched, and why it was left out ("" when it was not).

    ``known``: the make of file that it is, None for one of a person's own.
    """

    table: Table
    matches: tuple[Match, ...]
    left_out: str = ""
    known: KnownFile | None = None


def read_tables(
    file: ImportFile, choices: Choices, territory: Territory, layer: str, name: str
) -> list[TableRead]:
    """Return every sheet and layer; a sheet that names nothing beside one that does is left.

    ``layer``: what rows are to be; ``name``: of the file, which may tell of what make it is.
    """
    codes, bounds = {one.code for one in territory.communes}, bounds_of(region_of(territory))
    read = []
    grids = [part for grid in file.grids for part in lay_out(grid)]
    for table in (*(_read_grid(grid, choices) for grid in grids), *file.layers):
        known = recognise(table, name)
        whole = table if known is None else joined(known, table)
        # What a person wrote in a part of an angle counts, and in the whole of it more.
        angled = join_angles(correct_cells(whole, choices.cells))
        corrected = correct_cells(angled, choices.cells)
        cells = [record.cells for record in corrected.records]
        given = {} if known is None else known.columns_of(table, layer)
        wanted = {**given, **choices.columns}
        matches = match_columns(corrected.columns, cells, wanted, codes, bounds)
        read.append(TableRead(corrected, matches, known=known))
    useful = any(_is_useful(one) for one in read)
    for one in read:
        if not one.table.records:
            one.left_out = "empty"
        elif useful and not _is_useful(one) and len(read) > 1:
            one.left_out = "nothing_known"
    if not any(not one.left_out for one in read):
        raise AnimmapError("table_empty")
    return read


def _read_grid(grid: Grid, choices: Choices) -> Table:
    """Read a sheet below the header a person named, where it has that line."""
    named = any(line.number == choices.header for line in grid.lines)
    return read_grid(grid, choices.header if named else None, choices.columns)


def _is_useful(one: TableRead) -> bool:
    """Tell whether a table has shapes, or headers that name a name or a place."""
    known = {match.field for match in one.matches if match.why != "content"}
    named = bool(known & {"name", "last_name"})
    return one.table.shapes is not None or bool(known & PLACES) or (named and len(known) > 1)


def address_columns(tables: Sequence[TableRead]) -> dict[str, str]:
    """Return the column of addresses of each table that has one."""
    return {
        one.table.name: match.column
        for one in tables
        for match in one.matches
        if match.field == "address"
    }

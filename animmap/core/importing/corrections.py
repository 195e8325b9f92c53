"""What a person wrote instead of a cell, or a place pointed at on a map: never a guess of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import shapely

from animmap.core.crs import LONLAT
from animmap.core.importing.choices import row_key
from animmap.core.importing.draft import Draft
from animmap.core.importing.grid import Record, Table

# Among the cells of a row, the place given by hand: "longitude, latitude" in degrees.
BY_HAND = "@"

Cells = Mapping[str, Mapping[str, str]]


def correct_cells(table: Table, cells: Cells) -> Table:
    """Return a table with the cells a person rewrote (row's key → column → text).

    A row that was rewritten has no fault of reading any more: the person saw it cell by cell.
    """
    if not any(row_key(table.name, record.number) in cells for record in table.records):
        return table
    return replace(table, records=tuple(_corrected(one, table, cells) for one in table.records))


def _corrected(record: Record, table: Table, cells: Cells) -> Record:
    written = {
        name: text
        for name, text in cells.get(row_key(table.name, record.number), {}).items()
        if name in table.columns
    }
    if not written:
        return record
    width = len(table.columns)
    padded = (*record.cells, *[""] * width)[:width]
    changed = {table.columns.index(name) for name in written}
    return replace(
        record,
        cells=tuple(
            written.get(name, cell) for name, cell in zip(table.columns, padded, strict=True)
        ),
        fault="",
        filled=tuple(rank for rank in record.filled if rank not in changed),
        empty_formulas=tuple(rank for rank in record.empty_formulas if rank not in changed),
    )


def place_by_hand(drafts: Sequence[Draft], cells: Cells) -> None:
    """Give its place to each row that a person pointed at on the map."""
    for draft in drafts:
        told = cells.get(row_key(draft.table, draft.number), {}).get(BY_HAND, "")
        numbers = told.split(",")
        if len(numbers) == 2:
            draft.raw = shapely.Point(float(numbers[0]), float(numbers[1]))
            draft.crs, draft.method, draft.placed_by = LONLAT, "by_hand", ""

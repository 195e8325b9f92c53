"""Tables of numbers as CSV and XLSX. People's words in them are never read as formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell = str | float | int
# What a spreadsheet may take for the start of a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_NOT_IN_XML: Final = dict.fromkeys(set(range(32)) - {9, 10, 13})
_NAME_LENGTH: Final = 31
# Equal figures make equal files.
_NO_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name, the titles of its columns, its rows."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def write_csv(sheet: Sheet) -> bytes:
    """Return a table as CSV (UTF-8 with its mark, commas, decimal points)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([_safe(cell) for cell in row] for row in (sheet.head, *sheet.rows))
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Return tables as one workbook, a sheet each; words are text whatever they begin with."""
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = _NO_MOMENT
    for sheet in sheets:
        page = book.create_sheet(sheet.name[:_NAME_LENGTH])
        page.freeze_panes = "B2"
        page.append([_cell(page, title, bold=True) for title in sheet.head])
        for row in sheet.rows:
            page.append([_cell(page, value) for value in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _safe(cell: Cell) -> Cell:
    """Put an apostrophe before words that a spreadsheet would compute.

    Another before one that people put themselves: whoever reads takes one away.
    """
    if not isinstance(cell, str):
        return cell
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def _cell(page: WriteOnlyWorksheet, value: Cell, *, bold: bool = False) -> WriteOnlyCell:
    words = value.translate(_NOT_IN_XML) if isinstance(value, str) else value
    cell = WriteOnlyCell(page, value=words)
    if isinstance(words, str):
        cell.data_type = "s"  # a formula would begin with "="
    if bold:
        cell.font = Font(bold=True)
    return cell

"""XLSX and ODS: values only, never a formula, sizes checked before anything is unpacked."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from animmap.errors import AnimmapError, Fact
from animmap.sources.read_answer import MOST_COLUMNS, Reading, Sheet, as_text, check_size
from animmap.sources.safe_xml import check_xml

LARGEST_UNPACKED_MB = 150
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def check_unpacked(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse a workbook that unpacks into more than a person writes; ``file_too_large``."""
    if sum(member.file_size for member in archive.infolist()) > LARGEST_UNPACKED_MB * 1_000_000:
        raise AnimmapError("file_too_large", name=name, most_mb=LARGEST_UNPACKED_MB)


def read_xlsx(path: Path, name: str, wanted: str) -> Reading:
    """Read every sheet of an XLSX, or the one ``wanted``.

    Raises
    ------
    AnimmapError
        ``file_too_large``, ``file_damaged``, ``layer_unknown``, ``too_many_columns``,
        ``too_many_rows``.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    with zipfile.ZipFile(path) as archive:
        check_unpacked(archive, name)
        inside = [one for one in archive.namelist() if one.endswith((".xml", ".rels"))]
        contents = [archive.read(one) for one in inside]
    for part in contents:
        check_xml(part[:4096], name)
        check_size(name, 0, max(part.count(b"<row"), part.count(b"<c ") // MOST_COLUMNS))
    formulas = any(b"<f>" in part or b"<f " in part for part in contents)
    try:
        # Bytes, not a path: openpyxl would judge the file by its name.
        content = path.read_bytes()
        book = openpyxl.load_workbook(BytesIO(content), data_only=True)
        written = openpyxl.load_workbook(BytesIO(content)) if formulas else None
    except (InvalidFileException, KeyError, ValueError, TypeError, ElementTree.ParseError,
            AttributeError, IndexError) as error:  # fmt: skip
        raise AnimmapError("file_damaged", name=name) from error
    chosen = _choose([sheet.title for sheet in book.worksheets], wanted)
    reading = Reading("xlsx")
    for sheet in book.worksheets:
        if sheet.title in chosen:
            reading.sheets.append(_xlsx_sheet(sheet, written and written[sheet.title], name))
            _tell_hidden(reading, sheet)
    return reading


def _tell_hidden(reading: Reading, sheet: Any) -> None:  # noqa: ANN401 - of openpyxl
    """Tell what a spreadsheet hides from the eye and we read all the same."""
    if sheet.sheet_state != "visible":
        reading.notices.append(("hidden_sheet", {"name": sheet.title}))
    hidden = [number for number, row in sheet.row_dimensions.items() if row.hidden]
    if hidden:
        shown = ", ".join(map(str, hidden[:10]))
        facts: dict[str, Fact] = {"name": sheet.title, "rows": shown, "n": len(hidden)}
        reading.notices.append(("hidden_rows", facts))


def _choose(titles: list[str], wanted: str) -> list[str]:
    if wanted and wanted not in titles:
        raise AnimmapError("layer_unknown", layer=wanted, known=", ".join(titles))
    return [wanted] if wanted else titles


def _xlsx_sheet(sheet: Any, written: Any, name: str) -> Sheet:  # noqa: ANN401 - of openpyxl
    """Return the lines of a sheet that hold something, by the cells that exist."""
    check_size(name, sheet.max_column, sheet.max_row)
    found = Sheet(sheet.title)
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_text(value) for value in values]
        if any(cell.strip() for cell in cells):
            found.lines.append((number, cells, ""))
        if written is not None:
            formulas = written[number]
            found.formulas += [
                (number, rank)
                for rank, value in enumerate(values)
                if value is None and rank < len(formulas) and formulas[rank].data_type == "f"
            ]
    found.merged = [
        (one.min_row, one.min_col - 1, one.max_row, one.max_col - 1)
        for one in sheet.merged_cells.ranges
    ]
    return found


def _text(value: object) -> str:
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return as_text(value)


def read_ods(path: Path, name: str, wanted: str) -> Reading:
    """Read every sheet of an ODS, or the one ``wanted``; refusals are those of ``read_xlsx``."""
    with zipfile.ZipFile(path) as archive:
        check_unpacked(archive, name)
        content = archive.read("content.xml")
    check_xml(content[:4096], name)
    reading = Reading("ods")
    sheet = Sheet("")
    number = 0
    try:
        for event, element in ElementTree.iterparse(BytesIO(content), ("start", "end")):  # noqa: S314 - see check_xml
            if event == "start" and element.tag == f"{_TABLE}table":
                sheet, number = Sheet(element.get(f"{_TABLE}name") or ""), 0
                reading.sheets.append(sheet)
            elif event == "end" and element.tag == f"{_TABLE}table-row":
                number = _ods_row(sheet, element, number, name)
                element.clear()
    except ElementTree.ParseError as error:
        raise AnimmapError("file_damaged", name=name) from error
    chosen = _choose([one.name for one in reading.sheets], wanted)
    reading.sheets = [one for one in reading.sheets if one.name in chosen]
    return reading


def _ods_row(sheet: Sheet, row: ElementTree.Element, number: int, name: str) -> int:
    """Read a row, repeated as often as it says when it holds something; return the last number."""
    times = int(row.get(f"{_TABLE}number-rows-repeated") or 1)
    cells: list[str] = []
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        value = _ods_value(cell)
        _ods_merge(sheet, cell, number + 1, len(cells))
        repeated = int(cell.get(f"{_TABLE}number-columns-repeated") or 1)
        if value:
            check_size(name, len(cells) + repeated, 0)
        cells += [value] * min(repeated, 1000)
    while cells and not cells[-1]:
        cells.pop()
    if cells:
        check_size(name, len(cells), len(sheet.lines) + times)
        sheet.lines += [(number + 1 + rank, cells, "") for rank in range(times)]
    return number + times


def _ods_merge(sheet: Sheet, cell: ElementTree.Element, number: int, column: int) -> None:
    wide = int(cell.get(f"{_TABLE}number-columns-spanned") or 1)
    high = int(cell.get(f"{_TABLE}number-rows-spanned") or 1)
    if wide > 1 or high > 1:
        sheet.merged.append((number, column, number + high - 1, column + wide - 1))


def _ods_value(cell: ElementTree.Element) -> str:
    """Return a cell as text: numbers as stored, dates as ISO, paragraphs on lines of their own."""
    kind = cell.get(f"{_OFFICE}value-type")
    if kind in ("float", "percentage", "currency"):
        return as_text(float(cell.get(f"{_OFFICE}value") or "nan"))
    if kind == "date":
        return (cell.get(f"{_OFFICE}date-value") or "").removesuffix("T00:00:00")
    return "\n".join("".join(part.itertext()) for part in cell.findall(f"{_TEXT}p"))

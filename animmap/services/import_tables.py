"""Rows of an import as tables that a spreadsheet opens without harm, to correct and drop again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import shapely

from animmap.core.importing.draft import Draft

FAULT_COLUMNS = ("table", "row", "column", "value", "code", "message", "remedy")
PLACE_COLUMN = "WKT"
# A coordinate or a telephone number is no formula, and must be read again as it was.
_NUMBER = re.compile(r"[-+][\d\s.,]+")
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_EPSG = re.compile(r"EPSG:(\d+)")


def harmless(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula.

    Examples
    --------
    >>> harmless("=1+1"), harmless("-1,55"), harmless("+33 3 21")
    ("'=1+1", '-1,55', '+33 3 21')
    """
    text = str(value)
    risky = text.startswith(_RISKY) and not _NUMBER.fullmatch(text)
    return f"'{text}" if risky else text


def cells_of(draft: Draft) -> dict[str, str]:
    """Return the cells of a row; a shape that no column holds is written as one (EWKT)."""
    if draft.method != "geometry" or draft.raw is None:
        return draft.values
    code = _EPSG.fullmatch(draft.crs)
    written = shapely.to_wkt(draft.raw, rounding_precision=-1)
    return draft.values | {PLACE_COLUMN: f"SRID={code[1]};{written}" if code else written}


def faults_table(faults: Iterable[Mapping[str, Any]]) -> str:
    """Return the faults of a report as CSV."""
    return _write(FAULT_COLUMNS, ([fault[name] for name in FAULT_COLUMNS] for fault in faults))


def rows_table(rows: Sequence[Mapping[str, str]], mark: Callable[[object], str] = harmless) -> str:
    """Return rows (column → cell) as CSV, with every column that any of them has.

    ``mark`` writes a cell; ``str`` leaves it as it is, for what no spreadsheet opens.
    """
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return _write(columns, ([row.get(column, "") for column in columns] for row in rows), mark)


def _write(
    header: Sequence[str],
    rows: Iterable[Iterable[object]],
    mark: Callable[[object], str] = harmless,
) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    for cells in (header, *rows):
        writer.writerow([mark(cell) for cell in cells])
    return stream.getvalue()

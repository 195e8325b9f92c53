"""A Shapefile cut short by a copy that stopped: what is whole is kept, the rest becomes empty rows.

Works on copies of ours, before GDAL opens them, which refuses the whole of a file that ends early.
Layout: ESRI Shapefile Technical Description (1998); dBASE III header.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

_HEADER = 100
_RECORD_HEADER = 8
_DBF_HEADER = 32
_BLANK = b" "


@dataclass(frozen=True, slots=True)
class Cut:
    """What was whole of a cut Shapefile: its shapes, its rows of attributes, and of how many."""

    shapes: int
    rows: int
    of: int


def mend_cut(path: Path) -> Cut | None:
    """Make a cut .shp or .dbf readable again, in place; None when neither is cut.

    Rows whose shape is lost get a null shape, those whose attributes are lost get blanks: each
    stays a row, to be told. The index is removed: GDAL makes it again.
    """
    content = path.read_bytes()
    if len(content) < _HEADER:
        return None
    ends = _record_ends(content)
    said = 2 * int.from_bytes(content[24:28], "big")
    table = path.with_suffix(".dbf")
    attributes = table.read_bytes() if table.is_file() else b""
    whole_rows, said_rows = _rows_of(attributes)
    shapes_cut, rows_cut = said > len(content), whole_rows < said_rows
    if not shapes_cut and not rows_cut:
        return None
    index = path.with_suffix(".shx")
    indexed = max(0, (index.stat().st_size - _HEADER) // 8) if index.is_file() else 0
    total = max(len(ends), said_rows, indexed if shapes_cut else 0)
    _write_shapes(path, content, ends, total)
    if said_rows:
        _write_rows(table, attributes, whole_rows, total)
    index.unlink(missing_ok=True)
    return Cut(len(ends), whole_rows if said_rows else total, total)


def _record_ends(content: bytes) -> list[int]:
    """Return where each whole record of a .shp ends, in bytes."""
    ends: list[int] = []
    at = _HEADER
    while at + _RECORD_HEADER <= len(content):
        words = int.from_bytes(content[at + 4 : at + 8], "big")
        at += _RECORD_HEADER + 2 * words
        if at > len(content) or words < 2:
            break
        ends.append(at)
    return ends


def _write_shapes(path: Path, content: bytes, ends: list[int], total: int) -> None:
    body = content[_HEADER : ends[-1]] if ends else b""
    nulls = b"".join(
        struct.pack(">ii", number, 2) + struct.pack("<i", 0)
        for number in range(len(ends) + 1, total + 1)
    )
    words = (_HEADER + len(body) + len(nulls)) // 2
    header = content[:24] + struct.pack(">i", words) + content[28:_HEADER]
    path.write_bytes(header + body + nulls)


def _rows_of(attributes: bytes) -> tuple[int, int]:
    """Return how many rows of a .dbf are whole, and how many it says; zeros when it says none."""
    if len(attributes) < _DBF_HEADER:
        return 0, 0
    said, start, width = struct.unpack("<IHH", attributes[4:12])
    if not width or start > len(attributes):
        return 0, 0
    return min(said, (len(attributes) - start) // width), said


def _write_rows(path: Path, attributes: bytes, whole: int, total: int) -> None:
    _, start, width = struct.unpack("<IHH", attributes[4:12])
    kept = attributes[start : start + whole * width]
    blanks = _BLANK * (width * (total - whole))
    header = attributes[:4] + struct.pack("<I", total) + attributes[8:start]
    path.write_bytes(header + kept + blanks)

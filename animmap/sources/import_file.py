"""A file of places or people that nobody has checked, as sheets and layers of text cells.

Everything is read in a child process with limits (see ``import_child``); what it answers is
put here into the words of ``core.importing``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from animmap.core.importing.grid import Grid, Line, Record, Table
from animmap.errors import AnimmapError, Fact
from animmap.sources.child import ask_child

LONGEST_S = 60
NO_SHAPES = "none"


@dataclass(frozen=True, slots=True)
class ImportFile:
    """What a file holds: ``grids`` whose header is to be found, ``layers`` that have columns.

    ``kind``: what it is ("text", "xlsx", "ods", "geojson", "umap", "json", "kml", "gpx", "gpkg",
    "shapefile"); ``encoding``, ``separator``: of a text. ``notices``: codes of
    ``import.notice`` messages with their facts.
    """

    kind: str
    encoding: str
    separator: str
    grids: tuple[Grid, ...]
    layers: tuple[Table, ...]
    notices: tuple[tuple[str, dict[str, Fact]], ...]


def read_import_file(
    path: Path, *, layer: str = "", encoding: str = "", separator: str = ""
) -> ImportFile:
    """Read XLSX, ODS, CSV, TSV, GeoJSON, GeoPackage, Shapefile, KML, KMZ, GPX or a zip of them.

    Parameters
    ----------
    layer
        Sheet, layer or file of an archive; all of them when not given.
    encoding, separator
        Of a text; detected when not given.

    Raises
    ------
    AnimmapError
        ``file_missing``, ``file_unreadable``, ``file_empty``, ``file_too_large``,
        ``file_too_slow``, ``file_damaged``, ``file_encrypted``, ``file_unsafe``,
        ``format_unknown``, ``format_other``, ``encoding_unknown``, ``layer_unknown``,
        ``too_many_columns``, ``too_many_rows``.
    """
    if not path.is_file():
        raise AnimmapError("file_missing", name=path.name)
    options = {"layer": layer, "encoding": encoding, "separator": separator}
    arguments = [str(path.resolve()), path.name, json.dumps(options)]
    answer = ask_child("animmap.sources.import_child", arguments, path.name, LONGEST_S)
    return ImportFile(
        answer["kind"],
        answer["encoding"],
        answer["separator"],
        tuple(_grid(sheet) for sheet in answer["sheets"]),
        tuple(_table(one) for one in answer["layers"]),
        tuple((code, facts) for code, facts in answer["notices"]),
    )


def _grid(sheet: dict[str, Any]) -> Grid:
    lines = tuple(Line(number, tuple(cells), fault) for number, cells, fault in sheet["lines"])
    formulas = frozenset((number, column) for number, column in sheet["formulas"])
    return Grid(sheet["name"], lines, tuple(map(tuple, sheet["merged"])), formulas)


def _table(layer: dict[str, Any]) -> Table:
    records = tuple(
        Record(number, tuple(cells)) for number, cells in enumerate(layer["rows"], start=1)
    )
    columns = tuple(layer["columns"])
    if layer["crs"] == NO_SHAPES:
        return Table(layer["name"], columns, records)
    faults = {int(rank): code for rank, code in layer["faults"].items()}
    mends = {int(rank): tuple(codes) for rank, codes in layer["mends"].items()}
    raw = np.array(
        [None if one is None else bytes.fromhex(one) for one in layer["wkb"]], dtype=object
    )
    shapes = list(shapely.from_wkb(raw, on_invalid="ignore"))
    for rank, (wkb, shape) in enumerate(zip(raw, shapes, strict=True)):
        if wkb is not None and shape is None:
            shapes[rank] = shapely.from_wkb(wkb, on_invalid="fix")
            mends[rank] = ("unclosed",)
            if shapes[rank] is None:
                faults[rank] = "unreadable"
    return Table(
        layer["name"],
        columns,
        records,
        shapes=tuple(shapes),
        crs=layer["crs"],
        shape_faults=faults,
        shape_mends=mends,
    )

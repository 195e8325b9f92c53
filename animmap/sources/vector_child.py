"""GDAL in a child process: few drivers, no network, no secrets, bounded memory and time."""

from __future__ import annotations

import codecs
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from animmap.errors import AnimmapError
from animmap.sources.child import ask_child, limit_child
from animmap.sources.gdal_guard import check_gdal, guard_gdal

LONGEST_S = 120
LARGEST_MEMORY_BYTES = 6 * 1024**3
# Kinds of a layer that may hold any geometry.
_ANY_KIND = ("Unknown", "Geometry", "GeometryCollection", "MultiSurface")
_EMPTY = 4
_BYTES = "ISO-8859-1"
_WHOLE = ("OFTInteger64", "OFSTNone")

Rows = list[tuple[bytes | None, dict[str, object]]]


@dataclass(frozen=True, slots=True)
class Answer:
    """One layer: its CRS ("" when it does not say), rows of (WKB or None, attributes).

    ``layer``: its name; ``others``: the layers left aside that would have done as well.
    """

    crs: str
    layer: str
    others: tuple[str, ...]
    rows: Rows


def read_with_gdal(path: Path, name: str, layer: str | None, prefer: str) -> Answer:
    """Read a layer of a GeoPackage or Shapefile.

    Parameters
    ----------
    name
        What the person calls the file, for the refusals.
    layer, prefer
        The layer, or the kind of geometry ("Polygon", "Point") of the one to choose.

    Raises
    ------
    AnimmapError
        Whatever the child refuses; ``file_unreadable`` when it dies, ``file_too_slow`` when
        it takes too long.
    """
    arguments = [str(path.resolve()), layer or "", prefer]
    answer = ask_child("animmap.sources.vector_child", arguments, name, LONGEST_S)
    rows = [(None if wkb is None else bytes.fromhex(wkb), row) for wkb, row in answer["rows"]]
    return Answer(answer["crs"], answer["layer"], tuple(answer["others"]), rows)


def read_layer(target: str, layer: str, prefer: str) -> dict[str, Any]:
    """Read one layer, in the child itself; every fault becomes a coded answer."""
    import pyogrio

    check_gdal()
    # Shapefiles are copies of ours: a missing index is made again beside them.
    pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": "YES"})
    try:
        chosen, others = _choose(target, layer, prefer)
        fid_column = str(pyogrio.read_info(target, layer=chosen)["fid_column"])
        # Bytes of a Shapefile's table come as they are: what it says of them is often wrong.
        encoding = _BYTES if target.endswith(".shp") else None
        meta, fids, wkbs, columns = pyogrio.raw.read(
            target, layer=chosen, datetime_as_string=True, return_fids=True, encoding=encoding
        )
    except AnimmapError as error:
        return {"error": error.code, "facts": error.facts}
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        reason = str(error).replace(target, Path(target).name)[:120]
        return {"error": "file_unreadable", "facts": {"reason": reason}}
    if encoding:
        columns = _decode_columns(columns, _said_encoding(target))
    names = [str(name) for name in meta["fields"]]
    kinds = list(zip(meta["ogr_types"], meta["ogr_subtypes"], strict=True))
    if fid_column and fid_column not in names:
        names, columns, kinds = [*names, fid_column], [*columns, fids], [*kinds, _WHOLE]
    rows = [
        [None if wkb is None else bytes(wkb).hex(), _list_values(names, columns, kinds, rank)]
        for rank, wkb in enumerate([None] * len(fids) if wkbs is None else wkbs)
    ]
    return {"crs": str(meta["crs"] or ""), "layer": chosen, "others": others, "rows": rows}


def _said_encoding(target: str) -> str:
    """Return the encoding that the .cpg beside a Shapefile names, "" when Python knows none."""
    beside = Path(target).with_suffix(".cpg")
    said = beside.read_bytes()[:40].decode("ascii", "replace").strip() if beside.is_file() else ""
    said = f"cp{said}" if said.isdigit() else said.lower().replace("ansi ", "cp")
    try:
        return codecs.lookup(said).name if said else ""
    except LookupError:
        return ""


def _decode_columns(columns: list[Any], said: str) -> list[Any]:
    """Return the columns of a Shapefile with their texts decoded: UTF-8 if all can be, else said.

    Ten bytes of a table may cut a letter in two: what is left of it at an end is dropped.
    """
    texts = [value for column in columns for value in column if isinstance(value, str)]
    raw = [text.encode(_BYTES) for text in texts if not text.isascii()]
    page = "utf-8" if all(map(_is_utf8, raw)) else said
    if page in ("", "utf-8") and not all(map(_is_utf8, raw)):
        page = "cp1252"
    return [
        [_decoded(value, page) if isinstance(value, str) else value for value in column]
        for column in columns
    ]


def _is_utf8(raw: bytes) -> bool:
    """Tell whether bytes are UTF-8, but perhaps for a last letter cut in two."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return True


def _decoded(text: str, page: str) -> str:
    if text.isascii():
        return text
    try:
        return text.encode(_BYTES).decode(page, "ignore" if page == "utf-8" else "strict")
    except UnicodeDecodeError:
        return text


def _list_values(
    names: list[str], columns: list[Any], kinds: list[tuple[str, str]], rank: int
) -> dict[str, object]:
    return {
        name: _plain(column[rank], *kind)
        for name, column, kind in zip(names, columns, kinds, strict=True)
    }


def _choose(target: str, wanted: str, prefer: str) -> tuple[str, list[str]]:
    """Return the layer to read, and the others that would have done as well."""
    import pyogrio

    layers = {str(name): str(kind or "") for name, kind in pyogrio.list_layers(target)}
    if wanted:
        if wanted not in layers:
            raise AnimmapError("layer_unknown", layer=wanted, known=", ".join(layers))
        return wanted, []
    if not layers:
        raise AnimmapError("file_empty", name=Path(target).name)
    ranks = {name: _rank(kind, prefer) for name, kind in layers.items()}
    if len(layers) > 1:
        empty = [name for name in layers if not pyogrio.read_info(target, layer=name)["features"]]
        ranks |= dict.fromkeys(empty, _EMPTY)
    best = min(layers, key=ranks.__getitem__)
    return best, [name for name in layers if name != best and ranks[name] == ranks[best] < 2]


def _rank(kind: str, prefer: str) -> int:
    """How well a layer fits: 0 for the kind wanted, 1 when it may hold it, 2 or 3 otherwise."""
    if prefer in kind:
        return 0
    if kind.split(" ", maxsplit=1)[0] in _ANY_KIND:
        return 1
    return 2 if kind else 3


def _plain(value: object, kind: str, subkind: str) -> object:
    """Return a JSON value for what GDAL gave; missing numbers become None.

    A column of whole numbers with a hole comes as decimals, one of yes and no as 1 and 0.
    """
    item = value.item() if hasattr(value, "item") else value
    if isinstance(item, float) and item != item:  # noqa: PLR0124 - NaN is the missing number
        return None
    if isinstance(item, int | float) and kind in ("OFTInteger", "OFTInteger64"):
        return bool(item) if subkind == "OFSTBoolean" else int(item)
    return item if isinstance(item, str | int | float | bool | None) else str(item)


def main(arguments: list[str]) -> int:
    """Write one JSON answer on standard output for the parent to read."""
    guard_gdal()
    limit_child(LARGEST_MEMORY_BYTES)
    sys.stdout.write(json.dumps(read_layer(*arguments)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""The child process that opens what an animator brings, whatever its name says it is.

The content decides: text, workbook, GeoJSON, KML, GPX, GeoPackage, Shapefile, or an archive of
those. The answer is one JSON object on the standard output.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from animmap.errors import AnimmapError, reason_of
from animmap.sources.archive import copy_shapefile, open_members, take_out
from animmap.sources.child import limit_child
from animmap.sources.gdal_guard import check_gdal, guard_gdal
from animmap.sources.read_answer import Layer, Reading, Sheet

MEMORY_BYTES = 3 * 1024**3
PROCESSOR_S = 12
LARGEST_FILE_MB = 50

_SQLITE = b"SQLite format 3\x00"
_SHAPEFILE = b"\x00\x00\x27\x0a"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_OTHERS = (
    (b"MZ", "EXE"), (b"\x7fELF", "ELF"), (b"%PDF", "PDF"), (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"{\\rtf", "RTF"), (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf", "7Z"), (b"Rar!", "RAR"), (b"PAR1", "Parquet"), (b"fgb", "FlatGeobuf"),
)  # fmt: skip
_READABLE = (".shp", ".gpkg", ".geojson", ".json", ".umap", ".kml", ".gpx", ".csv", ".tsv", ".txt",
             ".xlsx", ".ods")  # fmt: skip


def read(path: Path, name: str, options: Mapping[str, str], folder: Path) -> Reading:
    """Read a file into plain lists.

    Parameters
    ----------
    name
        What the person calls the file, for the refusals.
    options
        ``layer``, ``encoding``, ``separator``, "" when not given.
    folder
        An empty folder of ours, where archives are unpacked.
    """
    size = path.stat().st_size
    if not size:
        raise AnimmapError("file_empty", name=name)
    if size > LARGEST_FILE_MB * 1_000_000:
        raise AnimmapError("file_too_large", name=name, most_mb=LARGEST_FILE_MB)
    with path.open("rb") as stream:
        head = stream.read(2048)
    if head.startswith(b"PK"):
        return _read_archive(path, name, options, folder)
    if head.startswith(_SHAPEFILE):
        return _read_layers(copy_shapefile(path, folder), name, options["layer"])
    return _read_plain(path, name, options, head)


def _read_plain(path: Path, name: str, options: Mapping[str, str], head: bytes) -> Reading:
    """Read a file that is no archive, by its first bytes."""
    from animmap.sources.map_layers import read_json
    from animmap.sources.text_table import read_text_table
    from animmap.sources.xml_places import read_xml

    if head.startswith(_SQLITE):
        return _read_layers(path, name, options["layer"])
    shown = _kind_shown(head)
    if shown:
        raise AnimmapError("format_other", name=name, kind=shown)
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\x1e \t\r\n")
    content = path.read_bytes()
    if start.startswith((b"{", b"[")):
        return read_json(content, name)
    if start.startswith(b"<"):
        return read_xml(content, name)
    return read_text_table(content, name, options["encoding"], options["separator"])


def _kind_shown(head: bytes) -> str:
    """Return what a file that we do not read really is, "" when it may be ours."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table")):
        return "HTML"
    if head.startswith(_OLD_EXCEL):
        return "XLS"
    if b"office:spreadsheet" in start and start.startswith(b"<?xml"):
        return "XML Excel 2003"
    return next((kind for mark, kind in _OTHERS if head.startswith(mark)), "")


def _read_layers(path: Path, name: str, wanted: str) -> Reading:
    from animmap.sources.map_layers import read_vector_layers

    check_gdal()
    return read_vector_layers(path, name, "" if path.suffix == ".shp" else wanted)


def _read_archive(path: Path, name: str, options: Mapping[str, str], folder: Path) -> Reading:
    """Read a workbook, or each file of an archive that we know."""
    from animmap.sources.workbook import read_ods, read_xlsx

    try:
        with zipfile.ZipFile(path) as archive:
            inside = set(archive.namelist())
    except zipfile.BadZipFile as error:
        raise AnimmapError("file_damaged", name=name) from error
    if "xl/workbook.xml" in inside:
        return read_xlsx(path, name, options["layer"])
    if "content.xml" in inside and "mimetype" in inside:
        return read_ods(path, name, options["layer"])
    return _read_members(path, name, options, folder)


def _read_members(path: Path, name: str, options: Mapping[str, str], folder: Path) -> Reading:
    members = open_members(path, name)
    readable = [one for one in members if one.lower().endswith(_READABLE)]
    wanted = options["layer"]
    if wanted:
        named = [one for one in readable if wanted in (one, PurePosixPath(one).stem)]
        readable = named or [one for one in readable if one.lower().endswith(".gpkg")]
    if not readable and any(one.lower().endswith((".dbf", ".shx")) for one in members):
        raise AnimmapError("shapefile_incomplete", name=name)
    if not readable:
        code = "layer_unknown" if wanted else "format_unknown"
        raise AnimmapError(code, name=name, layer=wanted, known=", ".join(members[:20]))
    whole = Reading("zip")
    refused: list[AnimmapError] = []
    for rank, member in enumerate(readable):
        place = folder / str(rank)
        place.mkdir()
        try:
            part = _read_member(path, member, options, place)
        except AnimmapError as error:
            # A note or a page beside the layers is no reason to refuse them.
            refused.append(error)
            whole.notices.append(("member_unread", {"name": PurePosixPath(member).name}))
        else:
            _add(whole, part, PurePosixPath(member).stem)
    if refused and not (whole.sheets or whole.layers):
        raise refused[0]
    return whole


def _read_member(path: Path, member: str, options: Mapping[str, str], place: Path) -> Reading:
    taken = take_out(path, place, member, "", readable=_READABLE).path
    if taken.suffix == ".shp":
        return _read_layers(taken, member, "")
    inside = {**options, "layer": options["layer"] if taken.suffix == ".gpkg" else ""}
    if taken.suffix in (".xlsx", ".ods"):
        return _read_archive(taken, member, inside, place)
    with taken.open("rb") as stream:
        head = stream.read(2048)
    return _read_plain(taken, member, inside, head)


def _add(whole: Reading, part: Reading, stem: str) -> None:
    """Join what a file of an archive holds, under the name of that file."""
    named: list[Sheet | Layer] = [*part.sheets, *part.layers]
    for one in named:
        one.name = f"{stem} / {one.name}" if one.name else stem
    whole.kind = part.kind if whole.kind == "zip" else whole.kind
    whole.encoding = whole.encoding or part.encoding
    whole.separator = whole.separator or part.separator
    whole.sheets += part.sheets
    whole.layers += part.layers
    whole.notices += part.notices


def main(arguments: list[str]) -> int:
    """Write one JSON answer on standard output for the parent to read."""
    guard_gdal()
    limit_child(MEMORY_BYTES, PROCESSOR_S)
    path, name, options = arguments
    answer: dict[str, Any]
    try:
        with TemporaryDirectory(prefix="animmap-") as folder:
            answer = asdict(read(Path(path), name, json.loads(options), Path(folder)))
    except AnimmapError as error:
        answer = {"error": error.code, "facts": error.facts}
    except (MemoryError, RecursionError) as error:
        answer = {"error": "file_too_large", "facts": {"most_mb": LARGEST_FILE_MB}}
        del error
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        answer = {"error": "file_unreadable", "facts": {"reason": reason_of(error)}}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""A Shapefile or another file of outlines taken out of a zip, into a folder of its own.

Nothing is written under a name of the archive: members take names of ours. Sizes are checked
on the directory of the archive, before anything is unpacked.
"""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from animmap.errors import AnimmapError

LARGEST_UNPACKED_MB = 800
MOST_MEMBERS = 500

READABLE = (".shp", ".gpkg", ".geojson")
_SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
# Shape types of the header of a .shp, without their Z and M variants.
_SHAPE_KINDS = {1: "Point", 8: "Point", 3: "LineString", 5: "Polygon"}


@dataclass(frozen=True, slots=True)
class Taken:
    """A file taken out: where it is, its name in the archive, the others that would do as well.

    ``layer`` is what remains to be chosen inside it (a GeoPackage).
    """

    path: Path
    name: str
    others: tuple[str, ...]
    layer: str | None


def open_members(path: Path, name: str) -> list[str]:
    """Return the names of the files worth reading in a zip; refusals are those of ``take_out``."""
    with zipfile.ZipFile(path) as archive:
        return [member.filename for member in _check_members(archive, name)]


def take_out(
    path: Path,
    folder: Path,
    layer: str | None,
    prefer: str,
    readable: tuple[str, ...] = READABLE,
) -> Taken:
    """Write into ``folder`` the Shapefile, GeoPackage or GeoJSON to read in a zip.

    Parameters
    ----------
    layer
        Name of the file without its suffix; the first that fits ``prefer`` when not given.
    prefer
        Kind of geometry wanted: "Polygon" or "Point".
    readable
        Suffixes of the files that may be taken.

    Raises
    ------
    AnimmapError
        ``file_damaged``, ``file_encrypted``, ``file_too_large``, ``format_unknown``,
        ``layer_unknown``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = _check_members(archive, path.name)
            fit = [one for one in members if one.filename.lower().endswith(readable)]
            chosen, others = _choose(archive, fit, path.name, layer, prefer)
            for part in _parts_of(chosen, members):
                suffix = PurePosixPath(part.filename).suffix.lower()
                with archive.open(part) as source, _our_file(folder, suffix) as target:
                    shutil.copyfileobj(source, target)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error) as error:
        raise AnimmapError("file_damaged", name=path.name) from error
    suffix = PurePosixPath(chosen.filename).suffix.lower()
    name = _stem(chosen)
    inside = layer if suffix == ".gpkg" and layer != name else None
    return Taken(folder / f"outlines{suffix}", name, others, inside)


def copy_shapefile(path: Path, folder: Path) -> Path:
    """Copy the files of a bare Shapefile into ``folder``: reading may complete them there."""
    for part in sorted(path.parent.iterdir()):
        if part.stem == path.stem and part.suffix.lower() in _SHAPEFILE:
            shutil.copyfile(part, folder / f"outlines{part.suffix.lower()}")
    shutil.copyfile(path, folder / "outlines.shp")
    return folder / "outlines.shp"


def _our_file(folder: Path, suffix: str) -> IO[bytes]:
    return (folder / f"outlines{suffix}").open("wb")


def _check_members(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    """Return the files worth reading, once the archive is known to be reasonable."""
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED_MB * 1_000_000:
        raise AnimmapError("file_too_large", name=name, most_mb=LARGEST_UNPACKED_MB)
    # "__MACOSX/._voix.shp" and the like are what a Mac adds, not outlines.
    kept = [
        member
        for member in members
        if not member.is_dir()
        and not PurePosixPath(member.filename).name.startswith(".")
        and "__MACOSX" not in PurePosixPath(member.filename).parts
    ]
    if any(member.flag_bits & 1 for member in kept):
        raise AnimmapError("file_encrypted", name=name)
    return kept


def _choose(
    archive: zipfile.ZipFile,
    readable: list[zipfile.ZipInfo],
    name: str,
    layer: str | None,
    prefer: str,
) -> tuple[zipfile.ZipInfo, tuple[str, ...]]:
    """Return the member to read and the names of those that would have done as well."""
    if not readable:
        raise AnimmapError("format_unknown", name=name)
    if layer is not None:
        return _named(readable, layer), ()
    fits = [
        one
        for one in readable
        if not one.filename.lower().endswith(".shp") or _shape_kind(archive, one) == prefer
    ]
    first, *others = fits or readable
    return first, tuple(
        one.filename if _stem(one) == _stem(first) else _stem(one) for one in others
    )


def _named(readable: list[zipfile.ZipInfo], layer: str) -> zipfile.ZipInfo:
    for one in readable:
        if layer.casefold() in (_stem(one).casefold(), one.filename.casefold()):
            return one
    packages = [one for one in readable if one.filename.lower().endswith(".gpkg")]
    if packages:
        return packages[0]
    known = ", ".join(_stem(one) for one in readable)
    raise AnimmapError("layer_unknown", layer=layer, known=known)


def _shape_kind(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> str:
    with archive.open(member) as stream:
        head = stream.read(36)
    return _SHAPE_KINDS.get(int.from_bytes(head[32:36], "little") % 10, "")


def _parts_of(chosen: zipfile.ZipInfo, members: Iterable[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Return the chosen file, with its companions when it is a Shapefile."""
    base, suffix = _split(chosen)
    if suffix != ".shp":
        return [chosen]
    return [one for one in members if _split(one)[0] == base and _split(one)[1] in _SHAPEFILE]


def _split(member: zipfile.ZipInfo) -> tuple[str, str]:
    inside = PurePosixPath(member.filename)
    return str(inside.with_suffix("")).casefold(), inside.suffix.lower()


def _stem(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(member.filename).stem

"""Geometries and their attributes from a file that nobody has checked.

The content decides the format, not the name. GeoJSON is read here, without GDAL; GeoPackage
and Shapefile go through a child process with limits (see ``vector_child``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.crs import LONLAT, is_horizontal
from animmap.errors import AnimmapError, reason_of
from animmap.sources.archive import copy_shapefile, take_out
from animmap.sources.geojson import read_geojson
from animmap.sources.vector_child import read_with_gdal
from animmap.sources.vector_file import VectorFile

LARGEST_FILE_MB = 200
MOST_VERTICES = 20_000_000

_BEFORE_JSON = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
_SHAPEFILE = b"\x00\x00\x27\x0a"
_SQLITE = b"SQLite format 3\x00"


def read_vector(
    path: Path, layer: str | None = None, *, prefer: str = "Polygon", fallback_crs: str = ""
) -> VectorFile:
    """Read a GeoJSON, GeoPackage, or (zipped) Shapefile.

    Parameters
    ----------
    path
        The file; its first bytes tell the format.
    layer
        Layer of a GeoPackage or name of a file in a zip; when not given, the first that holds
        rows of the kind ``prefer`` ("Polygon" or "Point").
    fallback_crs
        CRS of a file that does not say its own, when it is not in degrees.

    Raises
    ------
    AnimmapError
        ``file_missing``, ``file_unreadable``, ``file_empty``, ``file_too_large``,
        ``file_damaged``, ``file_encrypted``, ``format_unknown``, ``layer_unknown``,
        ``crs_unknown``, ``geometry_too_complex``.
    """
    try:
        # Coordinates that are no numbers are found later, row by row.
        with TemporaryDirectory(prefix="animmap-") as folder, np.errstate(invalid="ignore"):
            found = _read(path, Path(folder), layer or None, prefer)
    except FileNotFoundError as error:
        raise AnimmapError("file_missing", name=path.name) from error
    except OSError as error:
        raise AnimmapError("file_unreadable", name=path.name, reason=reason_of(error)) from error
    vertices = sum(int(shapely.get_num_coordinates(g)) for g in found.geometries if g is not None)
    if vertices > MOST_VERTICES:
        raise AnimmapError("geometry_too_complex", vertices=vertices, most=MOST_VERTICES)
    return replace(found, crs=_settle_crs(found, path.name, fallback_crs))


def _read(path: Path, folder: Path, layer: str | None, prefer: str) -> VectorFile:
    size = path.stat().st_size
    head = _first_bytes(path)
    if not size:
        raise AnimmapError("file_empty", name=path.name)
    if size > LARGEST_FILE_MB * 1_000_000:
        raise AnimmapError("file_too_large", name=path.name, most_mb=LARGEST_FILE_MB)
    if head.startswith(b"PK"):
        taken = take_out(path, folder, layer, prefer)
        found = _read_plain(taken.path, path.name, taken.layer, prefer)
        inside = found.layer if taken.path.suffix == ".gpkg" else taken.name
        return replace(found, layer=inside, others=found.others + taken.others)
    if head.startswith(_SHAPEFILE):
        return _read_plain(copy_shapefile(path, folder), path.name, None, prefer)
    return _read_plain(path, path.name, layer, prefer)


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(64)


def _read_plain(path: Path, name: str, layer: str | None, prefer: str) -> VectorFile:
    """Read a file that is no archive; ``name`` is what the person calls it."""
    head = _first_bytes(path)
    if head.lstrip(_BEFORE_JSON).startswith((b"{", b"[")):
        return read_geojson(path.read_bytes(), name)
    if head.startswith((_SQLITE, _SHAPEFILE)):
        return _from_gdal(path, name, layer, prefer)
    raise AnimmapError("format_unknown", name=name)


def _from_gdal(path: Path, name: str, layer: str | None, prefer: str) -> VectorFile:
    answer = read_with_gdal(path, name, layer, prefer)
    geometries: list[BaseGeometry | None] = []
    faults: dict[int, str] = {}
    mends: dict[int, tuple[str, ...]] = {}
    for rank, (wkb, _) in enumerate(answer.rows):
        geometry = None if wkb is None else shapely.from_wkb(wkb, on_invalid="ignore")
        if wkb is not None and geometry is None:
            geometry = shapely.from_wkb(wkb, on_invalid="fix")
            mends[rank] = ("unclosed",)
        geometries.append(geometry)
        if geometry is None:
            faults[rank] = "empty" if wkb is None else "unreadable"
    return VectorFile(
        answer.crs,
        tuple(geometries),
        tuple(row for _, row in answer.rows),
        faults,
        mends,
        answer.layer,
        answer.others,
    )


def _settle_crs(found: VectorFile, name: str, fallback: str) -> str:
    """Return the CRS of the coordinates: what the file says unless it can not be.

    A GeoJSON that says nothing is in degrees by its standard; metres betray that it is not.
    """
    shapes = [one for one in found.geometries if one is not None and not one.is_empty]
    if not shapes:
        return LONLAT
    if found.crs == LONLAT:
        return fallback if fallback and not _any_in_degrees(shapes) else LONLAT
    if is_horizontal(found.crs):
        return found.crs
    if not fallback:
        raise AnimmapError("crs_unknown", name=name, crs=found.crs[:120])
    return LONLAT if _any_in_degrees(shapes) else fallback


def _any_in_degrees(shapes: Sequence[BaseGeometry]) -> bool:
    points, owner = shapely.get_coordinates(np.asarray(shapes, dtype=object), return_index=True)
    astray = np.unique(owner[~(np.abs(points) <= (180.0, 90.0)).all(axis=1)])
    return len(astray) < len(shapes)

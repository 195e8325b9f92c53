"""The voices and the places of a file, one row each: what ``compare`` compares.

Repair is the rule; only a shape without any area is refused, and named.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from animmap.core.cleaning import clean_text
from animmap.core.comparison import VoiceShape
from animmap.core.crs import (
    LONLAT,
    areal_scale,
    check_crs,
    crs_for_places,
    looks_swapped,
    median_place,
    reach_too_far,
    reproject,
)
from animmap.core.model import Feature
from animmap.core.repair import Repaired, is_finite, name_defects, repair_polygon
from animmap.errors import AnimmapError, Fact
from animmap.sources.vector import read_vector
from animmap.sources.vector_file import Row, VectorFile

_M2_PER_KM2 = 1e6
NO_COLLEGE = "(none)"
_DIGITS = 12
_NAME_COLUMNS = ("nom", "name", "label", "libellé", "libelle", "titre", "title")
_AREAS = ("Polygon", "MultiPolygon")
_MOST_DEGREES = (180.0, 90.0)
# Off the Earth whatever the unit: half its girth is 66 million feet.
_FARTHEST = 1e8
# A projection fit for a territory keeps its areas better than this.
_DISTORTION = 0.02

Notice = tuple[str, dict[str, Fact]]


@dataclass(frozen=True, slots=True)
class Voices:
    """The voices of a file: ``shapes`` to compare, ``rows`` (from 1) and what was mended.

    ``notices``: what a person should check, as codes of ``cli.notice`` messages and facts.
    """

    crs: str
    shapes: tuple[VoiceShape, ...]
    rows: tuple[int, ...]
    repaired: tuple[dict[str, object], ...]
    rejected: tuple[dict[str, object], ...]
    read: int
    notices: tuple[Notice, ...]


def read_voices(
    path: Path,
    *,
    layer: str | None = None,
    college: str | None = None,
    identifier: str | None = None,
    crs: str | None = None,
) -> Voices:
    """Read polygons, one row a voice, in a metric CRS.

    Parameters
    ----------
    path, layer
        See ``sources.vector.read_vector``.
    college, identifier
        Columns of the college and of the identifier; one college, row numbers when not given.
    crs
        Metric CRS of the measures; chosen from the territory when not given. Also that of the
        coordinates when the file does not say theirs.

    Raises
    ------
    AnimmapError
        Those of reading; ``column_unknown``; ``file_empty`` when no row has an area;
        ``geometry_outside_world`` or ``crs_unknown`` when the coordinates are not on Earth;
        ``crs_missing`` when ``crs`` is not metric or can't place them.
    """
    asked = check_crs(crs) if crs else ""
    source = read_vector(path, layer, fallback_crs=asked)
    _check_columns(source, college, identifier)
    places = _on_earth(source)
    if not places:
        raise _nowhere(source, path.name)
    metric = asked or crs_for_places(list(places.values()))
    middle = median_place(list(places.values()))
    faults = _list_faults(source, places, metric, middle)
    mended = _mend(source, faults, metric)
    kept = {rank: one.geometry for rank, one in mended.items() if one.geometry is not None}
    if not kept:
        raise _nothing_left(mended, asked, path.name)
    shapes = tuple(
        _voice(rank, geometry, source.attributes[rank], college, identifier)
        for rank, geometry in kept.items()
    )
    return Voices(
        metric,
        shapes,
        tuple(rank + 1 for rank in kept),
        _list_repairs(mended, source),
        _list_rejections(mended, faults, len(source.geometries)),
        len(source.geometries),
        _notices(source, shapes, asked, middle),
    )


def _check_columns(source: VectorFile, *columns: str | None) -> None:
    for column in columns:
        if column is not None and column not in source.columns:
            known = ", ".join(source.columns) or "–"
            raise AnimmapError("column_unknown", column=column, known=known)


def _finite(source: VectorFile) -> dict[int, BaseGeometry]:
    return {
        rank: one
        for rank, one in enumerate(source.geometries)
        if one is not None and not one.is_empty and is_finite(one)
    }


def _on_earth(source: VectorFile) -> dict[int, BaseGeometry]:
    """Return the rows that lie on Earth, in longitude, latitude, by position.

    The others are metres declared as degrees, or a slip of the keyboard.
    """
    finite = _finite(source)
    degrees = reproject(list(finite.values()), source.crs, LONLAT)
    return {
        rank: place
        for (rank, drawn), place in zip(finite.items(), degrees, strict=True)
        if _within(drawn, (_FARTHEST, _FARTHEST)) and _within(place, _MOST_DEGREES)
    }


def _list_faults(
    source: VectorFile, places: dict[int, BaseGeometry], crs: str, middle: tuple[float, float]
) -> dict[int, str]:
    """Return why rows that hold something can't be measured, by position."""
    off = dict.fromkeys((rank for rank in _finite(source) if rank not in places), "outside_world")
    far = reach_too_far(crs, list(places.values()), middle)
    beyond = {rank: "too_far" for rank, one in zip(places, far, strict=True) if one}
    return source.faults | off | beyond


def _within(geometry: BaseGeometry, most: tuple[float, float]) -> bool:
    west, south, east, north = geometry.bounds
    return max(-west, east) <= most[0] and max(-south, north) <= most[1]


def _nowhere(source: VectorFile, name: str) -> AnimmapError:
    """Return the refusal of a file without any row on Earth."""
    finite = list(_finite(source).values())
    if not finite:
        return AnimmapError("file_empty", name=name)
    if source.crs == LONLAT and not any(_within(one, (360.0, 360.0)) for one in finite):
        return AnimmapError("crs_unknown", name=name, crs="")
    return AnimmapError("geometry_outside_world")


def _nothing_left(mended: dict[int, Repaired], asked: str, name: str) -> AnimmapError:
    """Return the refusal of a file of which no row has an area in the metric CRS."""
    if asked and any(one.codes == ("not_finite",) for one in mended.values()):
        return AnimmapError("crs_missing", crs=asked)
    return AnimmapError("file_empty", name=name)


def _mend(source: VectorFile, faults: dict[int, str], crs: str) -> dict[int, Repaired]:
    """Repair the rows without fault in the metric CRS, by position."""
    placed = {
        rank: one
        for rank, one in enumerate(source.geometries)
        if one is not None and rank not in faults
    }
    moved = reproject(list(placed.values()), source.crs, crs)
    return {rank: repair_polygon(one) for rank, one in zip(placed, moved, strict=True)}


def _voice(
    rank: int, geometry: BaseGeometry, row: Row, college: str | None, identifier: str | None
) -> VoiceShape:
    name = _label(row.get(identifier)) if identifier else ""
    group = _label(row.get(college)) if college else ""
    return VoiceShape(name or str(rank + 1), group or NO_COLLEGE, geometry)


def _label(value: object) -> str:
    """Return a value of a column as people write it; empty when there is none.

    Whole numbers have no decimals, whatever the type of their column; characters that no
    document may hold go; an accent is written in one way only.
    """
    if value is None or value != value:  # noqa: PLR0124 - NaN is the missing number
        return ""
    if isinstance(value, bool | dict | list):
        text = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, float) and value.is_integer():
        text = str(int(value))
    else:
        text = str(value)
    written = unicodedata.normalize("NFC", text)
    return clean_text(written, len(written))


def _list_repairs(mended: dict[int, Repaired], source: VectorFile) -> tuple[dict[str, object], ...]:
    found = []
    for rank, repair in mended.items():
        codes = _repairs_of(source, rank, repair) if repair.geometry is not None else ()
        if codes:
            found.append(
                {
                    "row": rank + 1,
                    "reason": ", ".join(codes),
                    "area_before_km2": round(repair.area_before_m2 / _M2_PER_KM2, _DIGITS),
                    "area_after_km2": round(repair.area_after_m2 / _M2_PER_KM2, _DIGITS),
                }
            )
    return tuple(found)


def _repairs_of(source: VectorFile, rank: int, repair: Repaired) -> tuple[str, ...]:
    """Return the codes of what was mended; what reprojection alone crosses is no repair."""
    drawn = source.geometries[rank]
    codes = list(source.mends.get(rank, ()))
    if drawn is not None and not (drawn.geom_type in _AREAS and drawn.is_valid):
        codes += repair.codes or name_defects(drawn)
    return tuple(dict.fromkeys(codes))


def _list_rejections(
    mended: dict[int, Repaired], faults: dict[int, str], rows: int
) -> tuple[dict[str, object], ...]:
    refused = faults | {rank: one.codes[0] for rank, one in mended.items() if one.geometry is None}
    return tuple(
        {"row": rank + 1, "code": refused[rank]} for rank in range(rows) if rank in refused
    )


def _notices(
    source: VectorFile, shapes: Sequence[VoiceShape], asked: str, middle: tuple[float, float]
) -> tuple[Notice, ...]:
    notices: list[Notice] = []
    if source.others:
        notices.append(("layer", {"layer": source.layer, "others": ", ".join(source.others)}))
    repeated = [name for name, n in Counter(shape.id for shape in shapes).items() if n > 1]
    if repeated:
        notices.append(("repeated", {"n": len(repeated), "ids": ", ".join(repeated[:5])}))
    scale = areal_scale(asked, *middle) if asked else 1.0
    if abs(scale - 1.0) > _DISTORTION:
        notices.append(("distorted", {"crs": asked, "percent": f"{(scale - 1) * 100:+.0f}"}))
    if looks_swapped(*middle):
        notices.append(("swapped", {}))
    return tuple(notices)


def read_places(path: Path, *, crs: str | None = None) -> tuple[list[Feature], int]:
    """Read the places of a portrait (points, lines or areas) with their names.

    Parameters
    ----------
    crs
        That of the coordinates when the file does not say theirs.

    Returns
    -------
    places, left_out
        In longitude, latitude; and how many rows have no place on Earth.
    """
    source = read_vector(path, prefer="Point", fallback_crs=check_crs(crs) if crs else "")
    places = _on_earth(source)
    column = _name_column(source.columns)
    found = [
        Feature(
            id=str(rank + 1), project_id="", layer="resource", kind="place",
            name=(_label(source.attributes[rank].get(column)) if column else "") or str(rank + 1),
            description="", college_id=None, themes=(), commune_code=None, geometry=place,
        )
        for rank, place in places.items()
    ]  # fmt: skip
    return found, len(source.geometries) - len(found)


def _name_column(columns: Sequence[str]) -> str | None:
    """Return the column of the names: the likeliest of those there are."""
    known = {name.lower(): name for name in reversed(columns)}
    return next((known[name] for name in _NAME_COLUMNS if name in known), None)

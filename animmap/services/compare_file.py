"""Comparing the polygons of a file, one row a voice: what ``compare`` writes.

Repair is the rule; only a shape without any area is refused, and named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.agreement import CLASS_NAMES
from animmap.core.comparison import TENTHS, Comparison, Threshold, VoiceShape, thresholds
from animmap.core.crs import LONLAT, check_crs, crs_for_bounds, reproject
from animmap.core.model import Feature
from animmap.core.portrait import Standing, stand_features
from animmap.core.repair import Repaired, is_finite, repair_polygon
from animmap.core.similarity import Pairwise
from animmap.errors import AnimmapError
from animmap.sources.vector import VectorFile, read_vector

M2_PER_KM2 = 1e6
NO_COLLEGE = "(none)"
_NAME_COLUMNS = ("name", "nom", "label", "libelle", "titre", "title")
_AREAS = ("Polygon", "MultiPolygon")
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Voices:
    """The voices of a file: ``shapes`` to compare, ``rows`` (from 1) and what was mended."""

    crs: str
    shapes: tuple[VoiceShape, ...]
    rows: tuple[int, ...]
    repaired: tuple[dict[str, object], ...]
    rejected: tuple[dict[str, object], ...]
    read: int


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
        Metric CRS of the measures; chosen from the territory when not given.

    Raises
    ------
    AnimmapError
        Those of reading; ``column_unknown``; ``file_empty`` when no row has an area;
        ``geometry_outside_world`` when the coordinates are not on Earth.
    """
    source = read_vector(path, layer)
    for column in (college, identifier):
        if column is not None and column not in source.columns:
            known = ", ".join(source.columns)
            raise AnimmapError("column_unknown", column=column, known=known)
    metric = check_crs(crs) if crs else _metric_crs(source, path.name)
    faults = source.faults | _outside_world(source)
    mended = [
        None if outline is None or rank in faults else repair_polygon(outline)
        for rank, outline in enumerate(_measured(source, metric))
    ]
    shapes, rows = [], []
    for rank, repair in enumerate(mended):
        if repair is not None and repair.geometry is not None:
            row = source.attributes[rank]
            name = row.get(identifier) if identifier else None
            group = row.get(college) if college else None
            shapes.append(
                VoiceShape(
                    str(rank + 1) if name is None else str(name),
                    NO_COLLEGE if group in (None, "") else str(group),
                    repair.geometry,
                )
            )
            rows.append(rank + 1)
    if not shapes:
        raise AnimmapError("file_empty", name=path.name)
    return Voices(
        metric, tuple(shapes), tuple(rows), _list_repairs(mended, source.geometries),
        _list_rejections(mended, faults), len(mended),
    )  # fmt: skip


def _metric_crs(source: VectorFile, name: str) -> str:
    found = [one for one in source.geometries if one is not None and not one.is_empty]
    finite = [one for one in found if is_finite(one)]
    if not finite:
        raise AnimmapError("file_empty", name=name)
    places = finite if source.crs == LONLAT else reproject(finite, source.crs, LONLAT)
    on_earth = [one for one in places if is_finite(one) and _on_earth(one)]
    if not on_earth:
        raise AnimmapError("geometry_outside_world")
    return crs_for_bounds(*shapely.total_bounds(on_earth))


def _measured(source: VectorFile, crs: str) -> list[BaseGeometry | None]:
    """Outlines in the metric CRS, in the order of the file; None where there is none."""
    placed = {rank: one for rank, one in enumerate(source.geometries) if one is not None}
    moved = reproject(list(placed.values()), source.crs, crs)
    measured = dict(zip(placed, moved, strict=True))
    return [measured.get(rank) for rank in range(len(source.geometries))]


def _outside_world(source: VectorFile) -> dict[int, str]:
    """Rows whose degrees are not on Earth: metres declared as degrees, a slip of the keyboard."""
    if source.crs != LONLAT:
        return {}
    return {
        rank: "outside_world"
        for rank, one in enumerate(source.geometries)
        if one is not None and is_finite(one) and not _on_earth(one)
    }


def _on_earth(geometry: BaseGeometry) -> bool:
    degrees = np.abs(shapely.get_coordinates(geometry))
    return bool((degrees <= (180.0, 90.0)).all())


def _list_repairs(
    mended: Sequence[Repaired | None], drawn: Sequence[BaseGeometry | None]
) -> tuple[dict[str, object], ...]:
    return tuple(
        {
            "row": rank + 1,
            "reason": ", ".join(repair.codes),
            "area_before_km2": _km2(repair.area_before_m2),
            "area_after_km2": _km2(repair.area_after_m2),
        }
        for rank, repair in enumerate(mended)
        if repair is not None
        and repair.geometry is not None
        and repair.codes
        and not _is_sound(drawn[rank])
    )


def _is_sound(drawn: BaseGeometry | None) -> bool:
    """Tell whether an outline is valid as drawn: what reprojection alone crosses is no repair."""
    return drawn is not None and drawn.geom_type in _AREAS and drawn.is_valid


def _list_rejections(
    mended: Sequence[Repaired | None], faults: dict[int, str]
) -> tuple[dict[str, object], ...]:
    refused = {
        rank: faults.get(rank, "empty") if repair is None else repair.codes[0]
        for rank, repair in enumerate(mended)
        if repair is None or repair.geometry is None
    }
    return tuple({"row": rank + 1, "code": code} for rank, code in refused.items())


def report(voices: Voices, comparison: Comparison, threshold: float) -> dict[str, object]:
    """Return the figures of a comparison as plain values, areas in km² (see docs/compare.md)."""
    steps = thresholds(comparison, [*TENTHS, threshold])
    return {
        "crs": comparison.crs,
        "row_numbering": "1 is the first row of the file",
        "voices": {
            "read": voices.read,
            "used": len(voices.shapes),
            "repaired": list(voices.repaired),
            "rejected": list(voices.rejected),
        },
        "colleges": comparison.colleges,
        "area_by_count_km2": _list(comparison.area_by_count_m2 / M2_PER_KM2),
        "threshold": threshold,
        "areas_km2": {
            "union": _km2(comparison.union_m2),
            "core": _km2(float(comparison.area_by_count_m2[-1])),
            "majority": _km2(steps[-1].raw_m2),
        },
        "thresholds": [_step(step) for step in steps[:-1]],
        "pairwise": _pairs(comparison.pairwise),
        "mean_iou": comparison.mean_iou,
        "generalised_conformity_index": comparison.conformity_index,
        "expected_disagreement_km2": _km2(comparison.expected_disagreement_m2),
        "between_colleges_share": comparison.between_colleges_share,
        "effective_voices": comparison.effective_voices,
        "medoid": comparison.medoid,
        "verdict": comparison.verdict,
    }


def _step(step: Threshold) -> dict[str, object]:
    return {
        "share": step.share,
        "raw_km2": _km2(step.raw_m2),
        "equal_voice_km2": _km2(step.equal_m2),
    }


def _pairs(pairs: Pairwise) -> dict[str, object]:
    return {
        "ids": list(pairs.ids),
        "intersection_km2": _list(pairs.intersection_m2 / M2_PER_KM2),
        "iou": _list(pairs.iou),
        "contained_in": _list(pairs.contained_in),
    }


def read_places(path: Path) -> list[Feature]:
    """Read the places of a portrait (points, lines or areas) with their names."""
    source = read_vector(path)
    found = [
        (rank, geometry)
        for rank, geometry in enumerate(source.geometries)
        if geometry is not None and not geometry.is_empty and is_finite(geometry)
    ]
    places = reproject([geometry for _, geometry in found], source.crs, LONLAT)
    column = next((name for name in source.columns if name.lower() in _NAME_COLUMNS), None)
    return [
        Feature(
            id=str(rank + 1), project_id="", layer="resource", kind="place",
            name=str(source.attributes[rank].get(column, rank + 1)) if column else str(rank + 1),
            description="", college_id=None, themes=(), commune_code=None, geometry=place,
        )
        for (rank, _), place in zip(found, places, strict=True)
    ]  # fmt: skip


def report_portrait(comparison: Comparison, places: Sequence[Feature]) -> dict[str, object]:
    """Return how many places stand in each class, and their names in the order of the file."""
    standings = stand_features(comparison, places)
    return {klass: _class_portrait(standings, klass) for klass in CLASS_NAMES}


def _class_portrait(standings: Sequence[Standing], klass: str) -> dict[str, object]:
    names = [standing.feature.name for standing in standings if standing.klass == klass]
    return {"n": len(names), "names": names}


def _km2(area_m2: float) -> float:
    return round(area_m2 / M2_PER_KM2, _DIGITS)


def _list(values: np.ndarray) -> list[object]:
    return list(np.round(values, _DIGITS).tolist())

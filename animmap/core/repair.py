"""From what a hand drew to an area that can be compared.

A crossing outline is not a mistake of the person: it is mended, shown, and kept as drawn.
The "structure" method keeps everything the hand enclosed; ``buffer(0)`` loses a lobe and the
"linework" method hollows an outline circled twice (both tried, see the tests).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Geometries = BaseGeometry | NDArray[np.object_]
# An open stroke becomes a ring when its ends are closer than this share of its length.
CLOSING_GAP = 0.10

# Less than a hand's breadth, or thinner than a millimetre on average, is no territory: only
# the rounding of a line.
SMALLEST_AREA_M2 = 0.01
SMALLEST_WIDTH_M = 1e-3

_SIDES_AT_ONCE = 64

REJECTIONS: frozenset[str] = frozenset({"empty", "not_finite", "not_an_area", "no_area"})


@dataclass(frozen=True, slots=True)
class Repaired:
    """A geometry made valid, or None, with what was mended.

    ``codes`` are messages ``repair.<code>``; when ``geometry`` is None the only code is the
    reason of the refusal (one of REJECTIONS). Areas are in the square unit of the input
    (m² for a metric CRS); ``area_before_m2`` is the plain shoelace area of what was drawn.
    """

    geometry: BaseGeometry | None
    codes: tuple[str, ...]
    area_before_m2: float
    area_after_m2: float


def is_finite(geometry: BaseGeometry) -> bool:
    """Tell whether every coordinate is a finite number."""
    return bool(np.isfinite(shapely.get_coordinates(geometry)).all())


def hold_ground(areas: Geometries) -> NDArray[np.bool_]:
    """Tell which valid areas hold a ground of their own, more than the rounding of a line."""
    least = np.maximum(SMALLEST_AREA_M2, SMALLEST_WIDTH_M * shapely.length(areas) / 2)
    return np.asarray(shapely.area(areas) >= least)


def repair_polygon(geometry: BaseGeometry | None) -> Repaired:
    """Return a valid polygon or multipolygon for whatever was drawn.

    Parameters
    ----------
    geometry
        Any shapely geometry in a planar metric CRS, valid or not; Z is ignored. Rings and
        lines whose ends nearly meet are closed; the areas of a mixed collection are kept.

    Returns
    -------
    repaired
        A valid (multi)polygon with a ground of its own, or None with the reason of the refusal.
        Deliberate holes and separate parts are kept.

    Notes
    -----
    Method: ``make_valid`` "structure" of GEOS 3.10+ (rings are areas, overlaps are merged),
    collapsed parts dropped.
    """
    if geometry is None or geometry.is_empty:
        return _refuse("empty")
    if not is_finite(geometry):
        return _refuse("not_finite")
    area, codes = _areas_of(shapely.force_2d(geometry))
    if area is None:
        return _refuse("not_an_area")
    before = float(area.area)
    codes += name_defects(area)
    if not area.is_valid:
        area = shapely.make_valid(area, method="structure", keep_collapsed=False)
    valid = _only_polygons(area)
    if valid is None or not hold_ground(valid):
        return _refuse("no_area")
    return Repaired(valid, tuple(dict.fromkeys(codes)), abs(before), float(valid.area))


def crosses_beyond(geometry: BaseGeometry, most: int) -> bool:
    """Tell whether the sides of an area cross one another more than ``most`` times.

    Mending takes a time, and leaves as many corners, that grow with the crossings: a scribble
    of a thousand strokes has a million. Going through the same corner again and again counts
    as well; twice, as neighbours do, does not. Counting stops once there are too many.
    """
    rings = shapely.get_rings(shapely.get_parts(geometry))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    follows = (ring[1:] == ring[:-1]) & (points[1:] != points[:-1]).any(axis=1)
    _, visits = np.unique(points[:-1][follows], axis=0, return_counts=True)
    met = int(((visits - 1) * (visits - 2)).sum())
    sides = shapely.linestrings(np.stack([points[:-1], points[1:]], axis=1)[follows])
    tree = shapely.STRtree(sides)
    for start in range(0, len(sides), _SIDES_AT_ONCE):
        if met > 2 * most:  # each crossing is met from both of its sides
            break
        some = sides[start : start + _SIDES_AT_ONCE]
        met += tree.query(some, predicate="crosses").shape[1]
    return met > 2 * most


def _refuse(code: str) -> Repaired:
    return Repaired(None, (code,), 0.0, 0.0)


def _areas_of(geometry: BaseGeometry) -> tuple[BaseGeometry | None, list[str]]:
    """Keep what encloses an area; tell what had to be closed or left aside."""
    if geometry.geom_type in {"Polygon", "MultiPolygon"}:
        return geometry, []
    parts = _flatten(geometry)
    areas = [part for part in parts if isinstance(part, shapely.Polygon)]
    rings = [_close(part) for part in parts if part.geom_type in {"LineString", "LinearRing"}]
    closed = [ring for ring in rings if ring is not None]
    kept = areas + closed
    if not kept:
        return None, []
    codes = ["unclosed"] if closed else []
    if len(kept) < len(parts):
        codes.append("mixed_types")
    return (kept[0] if len(kept) == 1 else shapely.MultiPolygon(kept)), codes


def _flatten(geometry: BaseGeometry) -> list[BaseGeometry]:
    if not hasattr(geometry, "geoms"):
        return [geometry]
    return [leaf for part in geometry.geoms for leaf in _flatten(part)]


def _close(line: BaseGeometry) -> shapely.Polygon | None:
    points = shapely.get_coordinates(line)
    if len(points) < 3 or line.length == 0.0:
        return None
    gap = float(np.hypot(*(points[0] - points[-1])))
    if gap > CLOSING_GAP * line.length:
        return None
    ring = points if gap == 0.0 else np.vstack([points, points[:1]])
    return shapely.Polygon(ring) if len(ring) >= 4 else None


def name_defects(geometry: BaseGeometry) -> list[str]:
    """Return the codes of what makes an area invalid, in the words of a person who draws."""
    if geometry.is_valid:
        return []
    parts = shapely.get_parts(geometry)
    if len(parts) > 1 and all(part.is_valid for part in parts):
        return ["overlapping_parts"]
    reason = shapely.is_valid_reason(geometry).lower()
    if "self-intersection" in reason:
        return ["self_crossing"]
    return ["collapsed_part"] if "too few points" in reason else ["overlapping_parts"]


def _only_polygons(geometry: BaseGeometry) -> BaseGeometry | None:
    leaves = _flatten(geometry)
    parts = [part for part in leaves if isinstance(part, shapely.Polygon) and not part.is_empty]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)

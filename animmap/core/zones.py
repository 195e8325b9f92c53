"""The zones a room can talk about: where colleges converge, where they differ, and who says so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.agreement import TIE, Floats, carries
from animmap.core.comparison import Comparison
from animmap.core.edges import GRID_M
from animmap.core.grounds import MOST_CAMPS, Ground, count_voices, cut_grounds
from animmap.core.overlay import inner_points
from animmap.core.pieces import common_areas
from animmap.core.readings import divergences
from animmap.core.sides import group_colleges

# Smaller zones are the noise of the hand, not a debate: 1 % of what anybody drew.
SMALLEST_ZONE_SHARE = 0.01
# A debated ground is cut by side when this part of it can still be told.
_TOLD_SHARE = 0.5
# Points that estimate the concern of a zone when there are no faces (to some percent).
_SAMPLE, _TILT = 4_000, 0.7


@dataclass(frozen=True, slots=True)
class Zone:
    """One connected piece of ground of a class.

    ``geometry``: metric CRS; ``concern_m2``: ∫ p(1−p) over it, equal voice, estimated to some
    percent in a round too large for faces; ``by_college``:
    mean share of each college's voices that include it; ``voices_for`` / ``voices_against``:
    positions of the voices that include half of it at least, or less; ``carriers``: positions
    of the groups, among those asked for, that carry every place of it.
    """

    klass: str
    geometry: BaseGeometry
    area_m2: float
    concern_m2: float
    by_college: dict[str, float]
    voices_for: tuple[int, ...]
    voices_against: tuple[int, ...]
    carriers: tuple[int, ...] = ()

    @property
    def colleges_for(self) -> tuple[str, ...]:
        """Colleges that include it by half or more."""
        return tuple(name for name, share in self.by_college.items() if carries(share))

    @property
    def colleges_against(self) -> tuple[str, ...]:
        """Colleges that include less than half of it."""
        return tuple(name for name, share in self.by_college.items() if not carries(share))


def list_zones(
    comparison: Comparison, klass: str, camps: Sequence[Collection[str]] = ()
) -> list[Zone]:
    """Return the connected zones of a class, the largest concern first, then the largest.

    Parameters
    ----------
    camps
        Groups of colleges. When given, each zone is also carried by the same groups: those of
        which half of the voices at least include every place of it.

    Notes
    -----
    Zones below SMALLEST_ZONE_SHARE of the union are left out.
    """
    colleges = [shape.college for shape in comparison.shapes]
    grounds = cut_grounds(
        comparison.walk,
        colleges,
        klass,
        camps=camps,
        smallest_m2=SMALLEST_ZONE_SHARE * comparison.union_m2,
    )
    concerns = _concerns(comparison, [ground.geometry for ground in grounds])
    return _by_concern(
        [
            _describe(comparison, klass, ground, concern)
            for ground, concern in zip(grounds, concerns, strict=True)
        ]
    )


def list_debates(comparison: Comparison, camps: Sequence[Collection[str]]) -> list[Zone]:
    """Return the debated zones split by who is on which side, the largest concern first.

    A debated ground whose sides are so intertwined that its pieces of a size to be talked about
    hold less than half of it stays whole: with many colleges there would be nothing to show.
    """
    whole = list_zones(comparison, "debated")
    if not 2 <= len(camps) <= MOST_CAMPS:
        return whole
    parts = list_zones(comparison, "debated", camps)
    tree = shapely.STRtree([zone.geometry for zone in whole])
    points = shapely.point_on_surface(np.array([zone.geometry for zone in parts], dtype=object))
    part, ground = tree.query(points, predicate="intersects")
    found: list[Zone] = []
    for rank, zone in enumerate(whole):
        held = [parts[one] for one in part[ground == rank]]
        told = sum(one.area_m2 for one in held) >= _TOLD_SHARE * zone.area_m2
        found += held if told else [zone]
    return _by_concern(found)


def _settle(common: Floats, ground: BaseGeometry) -> Floats:
    """Part of a ground that each area includes; what rounding alone keeps from a half goes.

    Outlines are rounded to a grid, the ground is assembled from them: an area that holds all of
    it, half or nothing does so to the dust along its boundary.
    """
    parts = common / ground.area
    dust = max(2 * GRID_M * ground.length / ground.area, TIE)
    halves = np.rint(2 * parts) / 2
    return np.asarray(np.where(np.abs(parts - halves) <= dust, halves, parts), dtype=np.float64)


def _by_concern(zones: Sequence[Zone]) -> list[Zone]:
    return sorted(zones, key=lambda zone: (-round(zone.concern_m2), -zone.area_m2))


def _describe(comparison: Comparison, klass: str, ground: Ground, concern_m2: float) -> Zone:
    shapes = np.asarray(comparison.walk.shapes, dtype=object)
    parts = _settle(common_areas(shapes, ground.geometry), ground.geometry)
    holds = np.array([carries(part) for part in parts.tolist()], dtype=bool)
    colleges = np.array([shape.college for shape in comparison.shapes])
    return Zone(
        klass=klass,
        geometry=ground.geometry,
        area_m2=float(ground.geometry.area),
        concern_m2=concern_m2,
        by_college={name: float(parts[colleges == name].mean()) for name in comparison.colleges},
        voices_for=tuple(np.flatnonzero(holds).tolist()),
        voices_against=tuple(np.flatnonzero(~holds).tolist()),
        carriers=ground.carriers,
    )


def _concerns(comparison: Comparison, grounds: Sequence[BaseGeometry]) -> list[float]:
    """∫ p(1−p) over grounds: from the faces, or from points spread over them without faces."""
    faces = comparison.faces
    if not len(faces):
        return [_estimate(comparison, ground) for ground in grounds]
    share, area = (faces[name].to_numpy() for name in ("equal_share", "area_m2"))
    ground, face = shapely.STRtree(inner_points(faces.geometry.to_numpy())).query(
        np.asarray(grounds, dtype=object), predicate="contains"
    )
    adds = (area * share * (1 - share))[face]
    return [float(sum_) for sum_ in np.bincount(ground, weights=adds, minlength=len(grounds))]


def _estimate(comparison: Comparison, ground: BaseGeometry) -> float:
    colleges = [shape.college for shape in comparison.shapes]
    counts = count_voices(comparison.walk.shapes, colleges, _spread(ground))
    _, _, sizes = group_colleges(colleges)
    return float(ground.area * divergences(counts / sizes).sum(axis=1).mean())


def _spread(ground: BaseGeometry) -> np.ndarray:
    """Some _SAMPLE points at even distances inside a ground, on rows that follow no outline."""
    step = np.sqrt(ground.area / _SAMPLE)
    west, south, east, north = ground.bounds
    reach = np.hypot(east - west, north - south) / 2
    offsets = np.arange(-reach, reach + step, step)
    columns, rows = (grid.ravel() for grid in np.meshgrid(offsets, offsets))
    x = (west + east) / 2 + columns * np.cos(_TILT) - rows * np.sin(_TILT)
    y = (south + north) / 2 + columns * np.sin(_TILT) + rows * np.cos(_TILT)
    shapely.prepare(ground)
    held = shapely.contains_xy(ground, x, y)
    points = shapely.points(x[held], y[held])
    return points if len(points) else np.array([shapely.point_on_surface(ground)])

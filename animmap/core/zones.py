"""The zones a room can talk about: where colleges converge, where they differ, and who says so."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from animmap.core.comparison import Comparison

# Smaller zones are the noise of the hand, not a debate: 1 % of what anybody drew.
SMALLEST_ZONE_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Zone:
    """One connected piece of ground of a class.

    ``geometry``: metric CRS; ``concern_m2``: ∫ p(1−p) over it, equal voice; ``by_college``:
    mean share of each college's voices that include it; ``voices_for`` / ``voices_against``:
    positions of the voices that include more, or at most, half of it.
    """

    klass: str
    geometry: BaseGeometry
    area_m2: float
    concern_m2: float
    by_college: dict[str, float]
    voices_for: tuple[int, ...]
    voices_against: tuple[int, ...]

    @property
    def colleges_for(self) -> tuple[str, ...]:
        """Colleges that include it by half or more."""
        return tuple(name for name, share in self.by_college.items() if share >= 0.5)

    @property
    def colleges_against(self) -> tuple[str, ...]:
        """Colleges that include less than half of it."""
        return tuple(name for name, share in self.by_college.items() if share < 0.5)


def list_zones(comparison: Comparison, klass: str) -> list[Zone]:
    """Return the connected zones of a class, the largest concern first (area for the core).

    Zones below SMALLEST_ZONE_SHARE of the union are left out. Empty when the comparison holds
    no faces.
    """
    faces = comparison.faces[comparison.faces["klass"] == klass]
    if faces.empty:
        return []
    geometries = faces.geometry.to_numpy()
    parts = shapely.get_parts(shapely.coverage_union_all(geometries))
    points = shapely.point_on_surface(geometries)
    face, part = shapely.STRtree(parts).query(points, predicate="intersects")
    smallest = SMALLEST_ZONE_SHARE * comparison.union_m2
    zones = [
        _describe(comparison, klass, parts[rank], face[part == rank], faces)
        for rank in range(len(parts))
        if parts[rank].area >= smallest
    ]
    return sorted(zones, key=lambda zone: (-zone.concern_m2, -zone.area_m2))


def _describe(
    comparison: Comparison,
    klass: str,
    geometry: BaseGeometry,
    rows: NDArray[np.int64],
    faces: gpd.GeoDataFrame,
) -> Zone:
    frame = faces.iloc[rows]
    areas = frame["area_m2"].to_numpy()
    covered = np.zeros(comparison.voices)
    for voices, area in zip(frame["voices"], areas, strict=True):
        covered[list(voices)] += area
    parts = covered / areas.sum()
    colleges = np.array([shape.college for shape in comparison.shapes])
    equal = frame["equal_share"].to_numpy()
    return Zone(
        klass,
        geometry,
        float(areas.sum()),
        float((areas * equal * (1 - equal)).sum()),
        {name: float(parts[colleges == name].mean()) for name in comparison.colleges},
        tuple(np.flatnonzero(parts > 0.5).tolist()),
        tuple(np.flatnonzero(parts <= 0.5).tolist()),
    )

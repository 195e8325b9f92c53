"""The zones a room can talk about: where colleges converge, where they differ, and who says so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.comparison import Comparison
from animmap.core.grounds import Ground, cut_grounds

# Smaller zones are the noise of the hand, not a debate: 1 % of what anybody drew.
SMALLEST_ZONE_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Zone:
    """One connected piece of ground of a class.

    ``geometry``: metric CRS; ``concern_m2``: ∫ p(1−p) over it, equal voice; ``by_college``:
    mean share of each college's voices that include it; ``voices_for`` / ``voices_against``:
    positions of the voices that include more, or at most, half of it; ``carriers``: positions
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
        return tuple(name for name, share in self.by_college.items() if share >= 0.5)

    @property
    def colleges_against(self) -> tuple[str, ...]:
        """Colleges that include less than half of it."""
        return tuple(name for name, share in self.by_college.items() if share < 0.5)


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
    zones = [_describe(comparison, klass, ground) for ground in grounds]
    return sorted(zones, key=lambda zone: (-round(zone.concern_m2), -zone.area_m2))


def _describe(comparison: Comparison, klass: str, ground: Ground) -> Zone:
    shapes = np.asarray(comparison.walk.shapes, dtype=object)
    common = shapely.area(shapely.intersection(shapes, ground.geometry))
    parts = common / ground.geometry.area
    colleges = np.array([shape.college for shape in comparison.shapes])
    return Zone(
        klass=klass,
        geometry=ground.geometry,
        area_m2=float(ground.geometry.area),
        concern_m2=ground.concern_m2,
        by_college={name: float(parts[colleges == name].mean()) for name in comparison.colleges},
        voices_for=tuple(np.flatnonzero(parts > 0.5).tolist()),
        voices_against=tuple(np.flatnonzero(parts <= 0.5).tolist()),
        carriers=ground.carriers,
    )

"""Where positions fall, and how else they could be read when they fall astray.

A position is never moved in silence: another reading that would bring it into the territory
is proposed, and the row waits until a person accepts it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from animmap.core.crs import LONLAT, METROPOLE

FAR, COUNTRY, NEAR = 0, 1, 2
# Around a territory: its size and half, at least a third of a degree.
_LEAST_MARGIN = 0.3
_ELSEWHERE = 5.0
_LEAST_METRES = 10_000.0
# What a file of metropolitan France may be in: Lambert-93, its nine conics, the former
# Lambert II, UTM, Web Mercator, and the four former zones.
_MAINLAND = (
    METROPOLE, "EPSG:3857", "EPSG:27572", *(f"EPSG:{code}" for code in range(3942, 3951)),
    "EPSG:25831", "EPSG:25830", "EPSG:25832",
    *(f"EPSG:{code}" for code in range(27561, 27565)),
)  # fmt: skip
_OVERSEAS = ("EPSG:5490", "EPSG:2972", "EPSG:2975", "EPSG:4471", "EPSG:4467", "EPSG:3163",
             "EPSG:3297", "EPSG:8903", "EPSG:4559", "EPSG:3727")  # fmt: skip
# A whole file is in another system, hardly ever a row or two of it.
_SHARE_OF_A_FILE = 0.5


@dataclass(frozen=True, slots=True)
class Region:
    """Where a démarche is: bounds (west, south, east, north) in degrees around it, and further."""

    near: tuple[float, float, float, float]
    country: tuple[float, float, float, float]
    crs: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How raw coordinates are read: a CRS, axes exchanged, the sign of the longitude changed."""

    crs: str
    swapped: bool = False
    mirrored: bool = False

    @property
    def geographic(self) -> bool:
        """Tell whether coordinates are degrees."""
        return self.crs == LONLAT or CRS.from_user_input(self.crs).is_geographic


@dataclass(frozen=True, slots=True)
class Assessment:
    """Zone of each position as it is read, and the better reading of those astray (or None)."""

    zones: np.ndarray
    better: tuple[Reading | None, ...]
    rivals: frozenset[Reading]


def region_around(west: float, south: float, east: float, north: float, crs: str) -> Region:
    """Return the region of a territory of these bounds (degrees), measured in ``crs``."""
    margin = max(_LEAST_MARGIN, 0.5 * max(east - west, north - south))
    near = (west - margin, south - margin, east + margin, north + margin)
    area = CRS.from_user_input(crs).area_of_use
    wide = _ELSEWHERE
    country = (west - wide, south - wide, east + wide, north + wide)
    return Region(near, area.bounds if area else country, crs)


def read_degrees(points: np.ndarray, reading: Reading) -> np.ndarray:
    """Return raw coordinates (n × 2) as longitude, latitude; not finite where impossible."""
    first, second = points[:, 0], points[:, 1]
    if reading.swapped:
        first, second = second, first
    if reading.mirrored:
        first = -first
    if reading.crs != LONLAT:
        try:
            transformer = Transformer.from_crs(reading.crs, LONLAT, always_xy=True)
            first, second = transformer.transform(first, second)
        except ProjError:
            first = np.full(len(points), np.inf)
    return np.column_stack([first, second])


def zones_of(corners: np.ndarray, reading: Reading, region: Region) -> np.ndarray:
    """Return the zone of each position given by two corners (n × 2 × 2): the farther counts."""
    with np.errstate(invalid="ignore", over="ignore"):
        low = _zones(read_degrees(corners[:, 0], reading), region)
        high = _zones(read_degrees(corners[:, 1], reading), region)
    zones: np.ndarray = np.minimum(low, high)
    if not reading.geographic:
        # Degrees are no metres: no territory of ours lies so near the origin of a projection.
        zones[np.abs(corners).max(axis=(1, 2)) < _LEAST_METRES] = FAR
    return zones


def _zones(places: np.ndarray, region: Region) -> np.ndarray:
    return np.where(
        _inside(places, region.near), NEAR, np.where(_inside(places, region.country), COUNTRY, FAR)
    )


def _inside(places: np.ndarray, bounds: tuple[float, float, float, float]) -> np.ndarray:
    west, south, east, north = bounds
    first, second = places[:, 0], places[:, 1]
    return (first >= west) & (first <= east) & (second >= south) & (second <= north)


def assess(corners: np.ndarray, reading: Reading, region: Region) -> Assessment:
    """Tell where positions fall, and look for a better reading of those not in the territory.

    Parameters
    ----------
    corners
        Raw coordinates, n × 2 × 2: two opposite corners, the same for a point.
    reading
        How the file says they are to be read.

    Notes
    -----
    A reading is better when it brings a position into the territory, or into the country when
    it was out of it. The reading that serves the most positions of the file is preferred.
    """
    zones = zones_of(corners, reading, region)
    astray = np.flatnonzero((zones < NEAR) & np.isfinite(corners).all(axis=(1, 2)))
    if not len(astray):
        return Assessment(zones, (None,) * len(corners), frozenset())
    others = _other_readings(reading, region)
    gains = np.array([zones_of(corners[astray], other, region) for other in others])
    useful = gains > zones[astray]
    many = _SHARE_OF_A_FILE * len(corners)
    for rank, other in enumerate(others):
        if other.crs != reading.crs and useful[rank].sum() < many:
            useful[rank] &= zones[astray] == FAR
    weights = np.where(useful, gains * (len(corners) + 1) + useful.sum(axis=1)[:, None], 0)
    best = weights.argmax(axis=0)
    better: list[Reading | None] = [None] * len(corners)
    for place, choice, weight in zip(astray, best, weights.max(axis=0), strict=True):
        better[place] = others[choice] if weight else None
    return Assessment(zones, tuple(better), _rivals(others, weights, better))


def _rivals(
    others: Sequence[Reading], weights: np.ndarray, better: Sequence[Reading | None]
) -> frozenset[Reading]:
    """Return the readings in other systems that would do exactly as well as those chosen."""
    chosen = {reading for reading in better if reading is not None}
    found: set[Reading] = set()
    for reading in chosen:
        mine = weights[others.index(reading)]
        found |= {
            other
            for rank, other in enumerate(others)
            if other not in chosen and mine.any() and np.array_equal(weights[rank], mine)
        }
    return frozenset(found)


def guess_reading(corners: np.ndarray, region: Region) -> tuple[Reading | None, frozenset[Reading]]:
    """Return the reading that best places coordinates whose CRS nobody told, and its rivals.

    None when no known system places most of them in the country.
    """
    readings = [Reading(LONLAT), *_other_readings(Reading(LONLAT), region)]
    finite = corners[np.isfinite(corners).all(axis=(1, 2))]
    if not len(finite):
        return None, frozenset()
    zones = [zones_of(finite, reading, region) for reading in readings]
    scores = [(int((one == NEAR).sum()), int((one >= COUNTRY).sum())) for one in zones]
    best = max(scores)
    if best[1] < _SHARE_OF_A_FILE * len(finite):
        return None, frozenset()
    equal = [reading for reading, score in zip(readings, scores, strict=True) if score == best]
    return equal[0], frozenset(equal[1:])


def _other_readings(reading: Reading, region: Region) -> list[Reading]:
    """Return what else coordinates may be, the commonest mistakes first."""
    others = [replace(reading, swapped=not reading.swapped)]
    if reading.geographic:
        others.append(replace(reading, mirrored=True))
    known = _MAINLAND if region.crs == METROPOLE else (region.crs, "EPSG:3857", *_OVERSEAS)
    systems = [system for system in (LONLAT, *known) if system != reading.crs]
    others += [Reading(system) for system in systems]
    others += [Reading(system, swapped=True) for system in systems]
    return others

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
from shapely.geometry.base import BaseGeometry

from animmap.core.crs import LONLAT, METROPOLE

FAR, COUNTRY, NEAR = 0, 1, 2
# Around a territory: its size and half, at least a third of a degree.
_LEAST_MARGIN = 0.3
_ELSEWHERE = 5.0
_LEAST_METRES = 10_000.0
_GRADES = "EPSG:4807"
# What a file of metropolitan France may be in: Lambert-93, its nine conics, the former
# Lambert II, UTM, Web Mercator, the former zones, Europe's own, and grades from Paris.
_MAINLAND = (
    METROPOLE, "EPSG:3857", "EPSG:27572", *(f"EPSG:{code}" for code in range(3942, 3951)),
    "EPSG:25831", "EPSG:25830", "EPSG:25832",
    *(f"EPSG:{code}" for code in range(27561, 27565)),
    "EPSG:27571", "EPSG:27573", "EPSG:27574", "EPSG:3035", _GRADES,
)  # fmt: skip
_OVERSEAS = ("EPSG:5490", "EPSG:2972", "EPSG:2975", "EPSG:4471", "EPSG:4467", "EPSG:3163",
             "EPSG:3297", "EPSG:8903", "EPSG:4559", "EPSG:3727")  # fmt: skip
# A whole file is in another system, hardly ever a row or two of it.
_SHARE_OF_A_FILE = 0.5
_KILOMETRES = 1000.0
# Whole numbers of them come out of telephones, cameras and lost decimal points.
_PARTS_OF_A_DEGREE = (1e-6, 1e-7, 1e-5)
# Systems that differ by less say the same place: UTM 20 N of two dates, ETRS89 and WGS84.
_SAME_PLACE_DEGREES = 5e-5


@dataclass(frozen=True, slots=True)
class Region:
    """Where a démarche is: bounds (west, south, east, north) in degrees around it, and further.

    ``inside``: its outline (EPSG:4326), None when only its bounds are known.
    """

    near: tuple[float, float, float, float]
    country: tuple[float, float, float, float]
    crs: str
    inside: BaseGeometry | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How raw coordinates are read: a CRS, axes exchanged, signs changed, in which unit.

    ``mirrored``: the sign of the longitude is changed; ``upturned``: that of the latitude.
    ``unit``: what a number is worth in the unit of the CRS (1000 for kilometres).
    """

    crs: str
    swapped: bool = False
    mirrored: bool = False
    upturned: bool = False
    unit: float = 1.0

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


def straighten(points: np.ndarray, reading: Reading) -> np.ndarray:
    """Return raw coordinates (n × 2) in the CRS of a reading: axes, signs and unit put right."""
    ordered = points[:, ::-1] if reading.swapped else points
    signs = (-1.0 if reading.mirrored else 1.0, -1.0 if reading.upturned else 1.0)
    return np.asarray(ordered * signs * reading.unit)


def read_degrees(points: np.ndarray, reading: Reading) -> np.ndarray:
    """Return raw coordinates (n × 2) as longitude, latitude; not finite where impossible."""
    first, second = straighten(points, reading).T
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
        zones[np.abs(corners).max(axis=(1, 2)) < _LEAST_METRES / reading.unit] = FAR
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
        few = useful[rank].sum() < many
        if few and (other.unit != reading.unit or other.crs == _GRADES):
            useful[rank] = False
        elif few and other.crs != reading.crs:
            useful[rank] &= zones[astray] == FAR
    weights = np.where(useful, gains * (len(corners) + 1) + useful.sum(axis=1)[:, None], 0)
    best = weights.argmax(axis=0)
    better: list[Reading | None] = [None] * len(corners)
    for place, choice, weight in zip(astray, best, weights.max(axis=0), strict=True):
        better[place] = others[choice] if weight else None
    return Assessment(zones, tuple(better), _rivals(others, weights, better, corners[astray]))


def _rivals(
    others: Sequence[Reading],
    weights: np.ndarray,
    better: Sequence[Reading | None],
    astray: np.ndarray,
) -> frozenset[Reading]:
    """Return the readings in other systems that would do exactly as well as those chosen."""
    chosen = {reading for reading in better if reading is not None}
    found: set[Reading] = set()
    for reading in chosen:
        mine = weights[others.index(reading)]
        found |= {
            other
            for rank, other in enumerate(others)
            if other not in chosen
            and mine.any()
            and np.array_equal(weights[rank], mine)
            and not _same_places(astray[mine > 0], reading, other)
        }
    return frozenset(found)


def _same_places(corners: np.ndarray, one: Reading, other: Reading) -> bool:
    """Tell whether two readings put positions at the same place, to a few metres."""
    apart = read_degrees(corners[:, 0], one) - read_degrees(corners[:, 0], other)
    return bool((np.abs(apart) < _SAME_PLACE_DEGREES).all())


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
    first, *equal = (one for one, score in zip(readings, scores, strict=True) if score == best)
    # In Guyane a northing may pass for an easting: X and Y are what their columns say they are.
    others = [one for one in equal if one.crs != first.crs]
    return first, frozenset(one for one in others if not _same_places(finite, first, one))


def _other_readings(reading: Reading, region: Region) -> list[Reading]:
    """Return what else coordinates may be, the commonest mistakes first."""
    others = [replace(reading, swapped=not reading.swapped)]
    if reading.geographic:
        others += _other_signs(reading)
    known = _MAINLAND if region.crs == METROPOLE else (region.crs, "EPSG:3857", *_OVERSEAS)
    systems = [system for system in dict.fromkeys((LONLAT, *known)) if system != reading.crs]
    others += [Reading(system) for system in systems]
    others += [Reading(system, swapped=True) for system in systems]
    units = [(system, _KILOMETRES) for system in known[:3]]
    units += [(LONLAT, part) for part in _PARTS_OF_A_DEGREE]
    others += [Reading(system, unit=unit) for system, unit in units]
    others += [Reading(system, swapped=True, unit=unit) for system, unit in units]
    return others


def _other_signs(reading: Reading) -> list[Reading]:
    """Return a reading with the sign of its longitude, latitude or both changed, then swapped."""
    signs = [(True, False), (False, True), (True, True)]
    changed = [replace(reading, mirrored=east, upturned=north) for east, north in signs]
    return changed + [replace(one, swapped=not reading.swapped) for one in changed]

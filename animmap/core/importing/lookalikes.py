"""Readings that look right and may not be: an older datum, a sign lost beside Greenwich."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from animmap.core.importing.positions import NEAR, Reading, Region, read_degrees, zones_of

# What also fits where one of the former does: an older datum or a sister projection.
_COUSINS = ("EPSG:23030", "EPSG:23031", "EPSG:23032", "EPSG:3034", "EPSG:2192", "EPSG:2970",
            "EPSG:2973", "EPSG:2971", "EPSG:2980")  # fmt: skip
# A list of fewer may well lie on one side of Greenwich.
_FEWEST = 5
_COUSINS_APART_M = 5_000.0
_EARTH = Geod(ellps="GRS80")


def find_cousins(
    corners: np.ndarray, reading: Reading, region: Region
) -> tuple[tuple[str, float], ...]:
    """Return the systems that place coordinates as well as a reading does, and how far from it.

    Nothing in the file tells them apart (ED50 from ETRS89, some 220 m in France): metres between
    the two, the nearest first.
    """
    if reading.geographic:
        return ()
    wanted = zones_of(corners, reading, region)
    places = read_degrees(corners[:, 0], reading)
    found = []
    for crs in _COUSINS:
        other = replace(reading, crs=crs)
        if crs == reading.crs or (zones_of(corners, other, region) < wanted).any():
            continue
        apart = _EARTH.inv(*places.T, *read_degrees(corners[:, 0], other).T)[2]
        metres = float(np.median(apart))
        if metres <= _COUSINS_APART_M:
            found.append((crs, metres))
    return tuple(sorted(found, key=lambda one: one[1]))


def find_lost_signs(
    corners: np.ndarray, reading: Reading, region: Region
) -> tuple[np.ndarray, np.ndarray]:
    """Tell which positions are in the territory once a sign is changed, and only then.

    On either side of Greenwich a lost sign stays near: only the outline tells. The second array
    tells those that are in it both ways, when no longitude of the list has a sign.
    """
    if region.inside is None or not reading.geographic:
        none = np.zeros(len(corners), dtype=bool)
        return none, none
    near = zones_of(corners, reading, region) == NEAR
    read = _within(corners, reading, region.inside)
    other = _within(corners, replace(reading, mirrored=not reading.mirrored), region.inside)
    unsigned = len(corners) >= _FEWEST and (read_degrees(corners[:, 0], reading)[:, 0] > 0).all()
    return near & ~read & other, read & other & unsigned


def _within(corners: np.ndarray, reading: Reading, outline: BaseGeometry) -> np.ndarray:
    middles = read_degrees(corners.mean(axis=1), reading)
    return np.asarray(shapely.contains_xy(outline, middles[:, 0], middles[:, 1]))

"""The readings of a round beyond voices and classes, as maps and figures, masked by role.

A partner never sees a small college apart: there, colleges under three voices (and the
smallest others, see ``core.privacy``) count together as one, in every reading that looks
inside colleges. What numbers hid is the difference of two maps that everybody sees, so it
counts each college.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from shapely.geometry.base import BaseGeometry

from animmap.core.bands import Band
from animmap.core.crs import to_lonlat
from animmap.core.fields import FIELDS, SHARED_FIELDS, field_bands, field_zone
from animmap.core.geojson import collection
from animmap.core.reading_curves import ReadingCurves, read_curves
from animmap.core.readings import Readings
from animmap.core.robustness import (
    WithoutCollege,
    leave_one_college_out,
    leave_one_voice_out,
)
from animmap.services import compare
from animmap.services.compare import RoundReading
from animmap.services.memory import Beside

_KEPT = 48


@dataclass(frozen=True, slots=True)
class Told:
    """The figures of a round at a share, and how many colleges they tell apart."""

    readings: Readings
    colleges: int


@dataclass(frozen=True, slots=True)
class Dependence:
    """The colleges whose absence changes the ground most first; what one voice changes (1 − IoU).

    A college named TOGETHER holds those that the visitor may not see apart.
    """

    without: tuple[WithoutCollege, ...]
    most_by_voice: float
    usual_by_voice: float


_layers: Beside[dict[str, object]] = Beside(_KEPT)
_dependences: Beside[Dependence] = Beside(_KEPT)
_curves: Beside[ReadingCurves] = Beside(_KEPT)
_bands: Beside[list[Band]] = Beside(_KEPT)
_grounds: Beside[BaseGeometry] = Beside(_KEPT)


def read_fields(reading: RoundReading, share: float) -> Told:
    """Return everyone-in, consensus, the weight of numbers and the disagreement at a share."""
    comparison, colleges = reading.comparison, _colleges(reading)
    curves = _curves.get([comparison], (colleges,), lambda: read_curves(comparison.walk, colleges))
    return Told(curves.at(share), len(set(colleges)))


def field_geojson(reading: RoundReading, name: str, at_least: float = 0.0) -> dict[str, object]:
    """Return a reading of FIELDS as areas of one colour each (EPSG:4326)."""
    comparison, colleges = reading.comparison, _colleges(reading)

    def draw() -> dict[str, object]:
        bands = bands_of(reading, name, at_least)
        places = to_lonlat([band.geometry for band in bands], comparison.crs) if bands else []
        return collection(list(places), [band.facts for band in bands])

    return _layers.get([comparison], (colleges, name, at_least), draw)


def bands_of(reading: RoundReading, name: str, at_least: float = 0.0) -> list[Band]:
    """Return a reading of FIELDS as areas of one colour each (metric CRS)."""
    comparison, colleges = reading.comparison, _colleges(reading)

    def cut() -> list[Band]:
        return field_bands(comparison, name, colleges, at_least)

    return _bands.get([comparison], (colleges, name, at_least), cut)


def holds_layer(reading: RoundReading, name: str, at_least: float) -> bool:
    """Tell whether :func:`field_geojson` is kept: asking for it takes no time."""
    return _layers.holds([reading.comparison], (_colleges(reading), name, at_least))


def read_map(reading: RoundReading, name: str, share: float, at_least: float) -> None:
    """Read all that a map shows of a reading at a share, so that drawing it takes no time.

    ``at_least``: share under which its layer shows nothing.
    """
    if name in compare.RULES:
        compare.zone_of(reading.comparison, name, share)
    elif name in SHARED_FIELDS:
        ground_reaching(reading, name, share)
    if name in FIELDS:
        read_fields(reading, share)
        field_geojson(reading, name, at_least)
    else:
        compare.agreement_geojson(reading, name, at_least)


def read_dependence(reading: RoundReading, share: float) -> Dependence:
    """Return what the ground at a share owes to each college (equal voice) and to one voice."""
    comparison, colleges = reading.comparison, _colleges(reading)

    def compute() -> Dependence:
        changed = 1.0 - leave_one_voice_out(comparison.walk, share)
        without = leave_one_college_out(comparison.walk, colleges, share)
        by_influence = tuple(sorted(without, key=lambda one: -one.influence))
        return Dependence(by_influence, float(changed.max()), float(np.median(changed)))

    return _dependences.get([comparison], (colleges, share), compute)


def ground_reaching(reading: RoundReading, name: str, share: float) -> BaseGeometry:
    """Return the ground where everyone-in or the consensus reaches a share (metric CRS)."""
    comparison, colleges = reading.comparison, _colleges(reading)

    def trace() -> BaseGeometry:
        return field_zone(comparison, name, colleges, share)

    return _grounds.get([comparison], (colleges, name, share), trace)


def _colleges(reading: RoundReading) -> tuple[str, ...]:
    return tuple(shape.college for shape in reading.comparison.shapes)

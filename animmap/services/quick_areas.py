"""The areas of a round read from a grid, each with two that the exact one lies between.

Masked for the visitor as ``compare_quick`` is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from shapely.geometry.base import BaseGeometry

from animmap.core.agreement import reach_verdict
from animmap.core.cell_bands import share_ground
from animmap.core.cells import (
    RISING,
    Cells,
    Levels,
    class_areas,
    differing_area,
    list_levels,
    share_reached,
    spread_areas,
    weighed_areas,
)
from animmap.core.curve import Curve, expectation, list_plateaus
from animmap.core.readings import MAPPED_CLASSES
from animmap.core.surface import Bounded
from animmap.errors import AnimmapError
from animmap.services import compare
from animmap.services.compare_curve import RULES, RuleCurve, holds_a_choice
from animmap.services.compare_quick import QuickReading
from animmap.services.compare_readings import HUNDREDTHS
from animmap.services.memory import Beside

_KEPT: Final = 24


@dataclass(frozen=True, slots=True)
class Area:
    """An area (m²) read from a grid, and two that the exact one lies between."""

    about_m2: float
    least_m2: float
    most_m2: float


_levels: Beside[Levels] = Beside(8)
_halves: Beside[tuple[BaseGeometry, Area]] = Beside(_KEPT)
_bounds: Beside[Bounded] = Beside(_KEPT)
_curves: Beside[tuple[RuleCurve, ...]] = Beside(_KEPT)


def area_reached(reading: QuickReading, name: str, share: float) -> Area:
    """Return the area where a reading that a share is asked of reaches it."""
    return _one(areas_reached(reading, name, [share]))


def areas_reached(reading: QuickReading, name: str, shares: Sequence[float]) -> Bounded:
    """Return the areas where a reading that a share is asked of reaches each of some shares."""
    return _levels_of(reading.cells, name).reached(shares)


def _levels_of(cells: Cells, name: str) -> Levels:
    return _levels.get([cells], (name,), lambda: list_levels(cells, name))


def college_half(reading: QuickReading, college_id: str, share: float) -> tuple[BaseGeometry, Area]:
    """Return where a college by itself reaches a share, and its area.

    Raises
    ------
    AnimmapError
        ``access_denied`` for a college that the visitor never sees apart.
    """
    shown = {reading.sketches[rank].voice.college_id for rank in compare.shown_ranks(reading)}
    if college_id not in shown:
        raise AnimmapError("access_denied")

    def read() -> tuple[BaseGeometry, Area]:
        own = reading.cells.only(college_id)
        return share_ground(own, "raw", share), _one(share_reached(own, "raw", [share]))

    return _halves.get([reading.cells], (college_id, share), read)


def areas_by_class(reading: QuickReading) -> dict[str, Area]:
    """Return the area of each class of agreement but the blind spots."""
    cells = reading.cells
    found = _bounds.get([cells], ("class",), lambda: class_areas(cells))
    return {name: _one(found, rank) for rank, name in enumerate(MAPPED_CLASSES)}


def areas_weighed(reading: QuickReading, share: float) -> tuple[Area, Area]:
    """Return what weighing each college alike adds to the ground of a share, and takes away."""
    cells = reading.cells
    found = _bounds.get([cells], ("weighed", share), lambda: weighed_areas(cells, share))
    return _one(found, 0), _one(found, 1)


def disagreement(reading: QuickReading) -> tuple[Area, Area]:
    """Return where two voices differ on average, each college weighing one: within, between."""
    found = _bounds.get([reading.cells], ("spread",), lambda: spread_areas(reading.cells))
    doubled = Bounded(2 * found.areas_m2, 2 * found.least_m2, 2 * found.most_m2)
    return _one(doubled, 0), _one(doubled, 1)


def area_differing(reading: QuickReading) -> Area:
    """Return the area on which two voices drawn at random differ, each voice weighing one."""
    cells = reading.cells
    return _one(_bounds.get([cells], ("differing",), lambda: differing_area(cells)))


def area_by_count(reading: QuickReading) -> Bounded:
    """Return the areas included by at least 1, 2, … n voices."""
    shares = [count / reading.voices for count in range(1, reading.voices + 1)]
    return areas_reached(reading, "raw", shares)


def largest_error_m2(reading: QuickReading) -> float:
    """Return how far at most the area reached by any count of voices is from the exact one."""
    found = area_by_count(reading)
    return float(np.maximum(found.most_m2 - found.areas_m2, found.areas_m2 - found.least_m2).max())


def verdict(reading: QuickReading) -> str:
    """Return what the room agrees on, when the bounds leave no doubt of it; else ""."""
    areas = np.array([shape.geometry.area for shape in reading.shapes])
    found = area_by_count(reading)
    told = {
        reach_verdict(at_least - np.append(at_least[1:], 0.0), areas)
        for at_least in (found.least_m2, found.most_m2)
    }
    return told.pop() if len(told) == 1 else ""


def read_curves(reading: QuickReading) -> tuple[RuleCurve, ...]:
    """Return the curves of a round as the grid tells them, raw then equal voice."""

    def read() -> tuple[RuleCurve, ...]:
        return tuple(_curve(reading, rule) for rule in RULES)

    return _curves.get([reading.cells], (), read)


def _curve(reading: QuickReading, rule: str) -> RuleCurve:
    cells = reading.cells
    shares, counts = np.unique(
        np.round(RISING[rule](cells.counts, cells.sizes), 9), return_counts=True
    )
    drawn = shares > 0
    exact = counts[drawn] * cells.cell_m2
    reached = np.cumsum(exact[::-1])[::-1]
    curve = Curve(shares[drawn], reached, float(exact @ shares[drawn]))
    found = list_plateaus(HUNDREDTHS, curve.at(HUNDREDTHS))
    plateaus = tuple(one for one in found if holds_a_choice(one, reading.voices))
    return RuleCurve(rule, curve, plateaus, expectation(curve))


def _one(found: Bounded, rank: int = 0) -> Area:
    return Area(
        float(found.areas_m2[rank]), float(found.least_m2[rank]), float(found.most_m2[rank])
    )

"""A round too large to be compared at once, read from a grid: every area comes with its bounds.

Who includes a place is exact, and so are the counts: only areas and what is drawn are read
from the grid. Masked as the exact readings are: colleges that partners never see apart count
together in every figure that looks inside colleges.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np
from shapely.geometry.base import BaseGeometry

from animmap.core.agreement import reach_verdict
from animmap.core.bands import Band
from animmap.core.cell_bands import cell_bands, share_ground
from animmap.core.cells import (
    RISING,
    Cells,
    class_areas,
    differing_area,
    draw_cells,
    share_reached,
    spread_areas,
    weighed_areas,
)
from animmap.core.comparison import VoiceShape
from animmap.core.crs import to_lonlat
from animmap.core.curve import Curve, expectation, list_plateaus
from animmap.core.fields import FIELDS
from animmap.core.geojson import collection
from animmap.core.model import College, Project, Role, Round, Sketch, Territory
from animmap.core.readings import MAPPED_CLASSES
from animmap.core.surface import Bounded
from animmap.errors import AnimmapError
from animmap.services import compare, projects
from animmap.services.compare_curve import RULES, RuleCurve, holds_a_choice
from animmap.services.compare_drawn import Drawn
from animmap.services.compare_fields import told_apart
from animmap.services.compare_readings import HUNDREDTHS
from animmap.services.desk import Desk
from animmap.services.memory import Beside, Memory
from animmap.settings import read_settings

READINGS: Final = (*compare.RULES, "class", *FIELDS)
# A grid holds some tens of megabytes.
_GRIDS_KEPT: Final = 4
_LAYERS_KEPT: Final = 24


@dataclass(frozen=True, slots=True)
class QuickReading:
    """A round read from a grid; ``sketches`` in the order of ``outlines``, masked for ``role``.

    ``cells`` tell every college apart; ``told`` only those that the visitor may tell.
    """

    drawn: Drawn
    territory: Territory
    colleges: tuple[College, ...]
    shapes: tuple[VoiceShape, ...]
    cells: Cells
    told: Cells

    @property
    def role(self) -> Role:
        """Role of the visitor."""
        return self.drawn.role

    @property
    def project(self) -> Project:
        """The démarche."""
        return self.drawn.project

    @property
    def round(self) -> Round:
        """The question."""
        return self.drawn.round

    @property
    def sketches(self) -> tuple[Sketch, ...]:
        """Who drew, masked for the role."""
        return self.drawn.sketches

    @property
    def outlines(self) -> tuple[BaseGeometry, ...]:
        """The outline of each voice, in the metric CRS of the démarche."""
        return tuple(shape.geometry for shape in self.shapes)

    @property
    def voices(self) -> int:
        """Number of voices."""
        return len(self.shapes)


@dataclass(frozen=True, slots=True)
class Area:
    """An area (m²) read from a grid, and two that the exact one lies between."""

    about_m2: float
    least_m2: float
    most_m2: float


_grids: Memory[tuple[object, ...], tuple[tuple[VoiceShape, ...], Cells]] = Memory(_GRIDS_KEPT)
_joined: Beside[Cells] = Beside(_GRIDS_KEPT)
_counts: Beside[Bounded] = Beside(_GRIDS_KEPT)
_classes: Beside[Bounded] = Beside(_GRIDS_KEPT)
_curves: Beside[tuple[RuleCurve, ...]] = Beside(_GRIDS_KEPT)
_layers: Beside[dict[str, object]] = Beside(_LAYERS_KEPT)


def is_large(drawn: Drawn) -> bool:
    """Tell whether so many voices are first read from a grid."""
    return len(drawn.sketches) > read_settings().exact_voices


def read_quick(desk: Desk, drawn: Drawn) -> QuickReading:
    """Read from a grid what was drawn in a round."""

    def draw() -> tuple[tuple[VoiceShape, ...], Cells]:
        shapes = tuple(drawn.shapes())
        cells = draw_cells(
            [shape.geometry for shape in shapes], [shape.college for shape in shapes]
        )
        return shapes, cells

    shapes, cells = _grids.get(drawn.digest, draw)
    return QuickReading(
        drawn,
        projects.get_territory(desk, drawn.project.id),
        tuple(projects.list_colleges(desk, drawn.project.id)),
        shapes,
        cells,
        _tell(drawn, cells),
    )


def _tell(drawn: Drawn, cells: Cells) -> Cells:
    """Return the cells with the colleges that the visitor may not tell apart told together."""
    apart = told_apart(drawn.role, Counter(each.voice.college_id for each in drawn.sketches))
    told = tuple(apart[name] for name in cells.names)
    if len(set(told)) == len(told):
        return cells
    return _joined.get([cells], (told,), lambda: cells.together(told))


def _cells_of(reading: QuickReading, name: str) -> Cells:
    """Return the cells that a reading counts: see ``compare_fields``."""
    return reading.cells if name in (*compare.RULES, "class", "difference") else reading.told


def area_reached(reading: QuickReading, name: str, share: float) -> Area:
    """Return the area where a reading that a share is asked of reaches it."""
    return _one(share_reached(_cells_of(reading, name), name, [share]))


def ground_reached(reading: QuickReading, name: str, share: float) -> BaseGeometry | None:
    """Return the ground where a reading reaches a share (metric); None where none is asked."""
    if name not in RISING:
        return None
    return share_ground(_cells_of(reading, name), name, share)


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
    own = reading.cells.only(college_id)
    return share_ground(own, "raw", share), _one(share_reached(own, "raw", [share]))


def areas_by_class(reading: QuickReading) -> dict[str, Area]:
    """Return the area of each class of agreement but the blind spots."""
    cells = reading.cells
    found = _classes.get([cells], (), lambda: class_areas(cells))
    return {name: _one(found, rank) for rank, name in enumerate(MAPPED_CLASSES)}


def areas_weighed(reading: QuickReading, share: float) -> tuple[Area, Area]:
    """Return what weighing each college alike adds to the ground of a share, and takes away."""
    found = weighed_areas(reading.cells, share)
    return _one(found, 0), _one(found, 1)


def disagreement(reading: QuickReading) -> tuple[Area, Area]:
    """Return where two voices differ on average, each college weighing one: within, between."""
    found = spread_areas(reading.told)
    doubled = Bounded(2 * found.areas_m2, 2 * found.least_m2, 2 * found.most_m2)
    return _one(doubled, 0), _one(doubled, 1)


def area_differing(reading: QuickReading) -> Area:
    """Return the area on which two voices drawn at random differ, each voice weighing one."""
    return _one(differing_area(reading.cells))


def area_by_count(reading: QuickReading) -> Bounded:
    """Return the areas included by at least 1, 2, … n voices."""
    cells, voices = reading.cells, reading.voices

    def count() -> Bounded:
        shares = [count / voices for count in range(1, voices + 1)]
        return share_reached(cells, "raw", shares)

    return _counts.get([cells], (), count)


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


def bands_of(reading: QuickReading, name: str) -> list[Band]:
    """Return the ground of each colour of a reading (metric)."""
    return cell_bands(_cells_of(reading, name), name)


def layer_geojson(reading: QuickReading, name: str, at_least: float = 0.0) -> dict[str, object]:
    """Return a reading as areas of one colour each, from the grid (EPSG:4326)."""
    cells = _cells_of(reading, name)

    def draw() -> dict[str, object]:
        bands = cell_bands(cells, name, at_least)
        grounds = [band.geometry for band in bands]
        places = to_lonlat(grounds, reading.project.crs) if bands else []
        return collection(list(places), [band.facts for band in bands])

    return _layers.get([cells], (name, at_least), draw)


def _one(found: Bounded, rank: int = 0) -> Area:
    return Area(
        float(found.areas_m2[rank]), float(found.least_m2[rank]), float(found.most_m2[rank])
    )

"""A round too large to be compared at once, read from a grid: every area comes with its bounds.

Who includes a place is exact, and so are the counts: only areas and what is drawn are read
from the grid. Masked as the exact readings are: colleges that partners never see apart count
together, as one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from shapely.geometry.base import BaseGeometry

from animmap.core.bands import Band
from animmap.core.cell_bands import cell_bands, share_ground
from animmap.core.cells import RISING, Cells, draw_cells
from animmap.core.comparison import VoiceShape
from animmap.core.crs import to_lonlat
from animmap.core.fields import FIELDS
from animmap.core.geojson import collection
from animmap.core.model import College, Project, Role, Round, Sketch, Territory
from animmap.services import compare, projects
from animmap.services.compare_drawn import Drawn, Sketched, select
from animmap.services.desk import Desk
from animmap.services.memory import Beside, Memory
from animmap.settings import read_settings

READINGS: Final = (*compare.RULES, "class", *FIELDS)
# A grid holds some tens of megabytes.
_GRIDS_KEPT: Final = 4
_LAYERS_KEPT: Final = 24
_GROUNDS_KEPT: Final = 64


@dataclass(frozen=True, slots=True)
class QuickReading:
    """A round read from a grid; ``sketches`` in the order of ``outlines``, masked for ``role``.

    ``cells`` tell apart the colleges that the visitor may tell.
    """

    drawn: Drawn
    territory: Territory
    colleges: tuple[College, ...]
    shapes: tuple[VoiceShape, ...]
    cells: Cells

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


_grids: Memory[tuple[object, ...], tuple[tuple[VoiceShape, ...], Cells]] = Memory(_GRIDS_KEPT)
_grounds: Beside[BaseGeometry] = Beside(_GROUNDS_KEPT)
_layers: Beside[dict[str, object]] = Beside(_LAYERS_KEPT)


def is_large(sketched: Drawn | Sketched) -> bool:
    """Tell whether so many voices are first read from a grid."""
    return len(sketched.sketches) > read_settings().exact_voices


def read_quick(desk: Desk, drawn: Drawn) -> QuickReading:
    """Read from a grid what was drawn in a round; some colleges, from the grid of the whole."""

    def draw() -> tuple[tuple[VoiceShape, ...], Cells]:
        whole = select(desk, drawn.round.id, with_maybe=drawn.with_maybe)
        if _holds_colleges_of(whole, drawn):
            every, cells = _grids.get(whole.digest, lambda: _draw(whole))
            chosen = {sketch.id for sketch in drawn.sketches}
            shapes = tuple(shape for shape in every if shape.id in chosen)
            return shapes, cells.only(*drawn.told)
        return _draw(drawn)

    shapes, cells = _grids.get(drawn.digest, draw)
    return QuickReading(
        drawn,
        projects.get_territory(desk, drawn.project.id),
        tuple(projects.list_colleges(desk, drawn.project.id)),
        shapes,
        cells,
    )


def _draw(drawn: Drawn) -> tuple[tuple[VoiceShape, ...], Cells]:
    shapes = tuple(drawn.shapes())
    cells = draw_cells([shape.geometry for shape in shapes], [shape.college for shape in shapes])
    return shapes, cells


def _holds_colleges_of(whole: Drawn, part: Drawn) -> bool:
    """Tell whether a part of a round is some of its colleges, each under the same name."""
    told = {sketch.id: college for sketch, college in zip(whole.sketches, whole.told, strict=True)}
    named = [told.get(sketch.id) for sketch in part.sketches]
    sizes, whole_sizes = Counter(named), Counter(whole.told)
    return (
        len(part.sketches) < len(whole.sketches)
        and named == list(part.told)
        and all(whole_sizes[college] == size for college, size in sizes.items() if college)
    )


def ground_reached(reading: QuickReading, name: str, share: float) -> BaseGeometry | None:
    """Return the ground where a reading reaches a share (metric); None where none is asked."""
    if name not in RISING:
        return None
    cells = reading.cells
    return _grounds.get([cells], (name, share), lambda: share_ground(cells, name, share))


def bands_of(reading: QuickReading, name: str) -> list[Band]:
    """Return the ground of each colour of a reading (metric)."""
    return cell_bands(reading.cells, name)


def layer_geojson(reading: QuickReading, name: str, at_least: float = 0.0) -> dict[str, object]:
    """Return a reading as areas of one colour each, from the grid (EPSG:4326)."""
    cells = reading.cells

    def draw() -> dict[str, object]:
        bands = cell_bands(cells, name, at_least)
        grounds = [band.geometry for band in bands]
        places = to_lonlat(grounds, reading.project.crs) if bands else []
        return collection(list(places), [band.facts for band in bands])

    return _layers.get([cells], (name, at_least), draw)

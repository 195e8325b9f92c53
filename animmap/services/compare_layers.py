"""The layer of a reading as it is known now: exact when it takes no time, else from the grid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from animmap.core.fields import FIELDS
from animmap.services import compare, compare_fields, compare_quick, quick_areas
from animmap.services.compare_drawn import Drawn
from animmap.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer ready to be drawn (EPSG:4326), and whether it is read from a grid."""

    draw: Callable[[], Mapping[str, object]]
    approximate: bool


def find_layer(desk: Desk, drawn: Drawn, name: str, at_least: float) -> Layer:
    """Return the layer of a reading; of a large round the exact one only if it is kept.

    Raises ``no_sketch_yet`` while nobody has drawn.
    """
    module, draw = (
        (compare_fields, compare_fields.field_geojson)
        if name in FIELDS
        else (compare, compare.agreement_geojson)
    )
    if waits(drawn):
        return grid_layer(desk, drawn, name, at_least)
    reading = compare.read_drawn(desk, drawn)
    if compare_quick.is_large(drawn) and not module.holds_layer(reading, name, at_least):
        return grid_layer(desk, drawn, name, at_least)
    return Layer(partial(draw, reading, name, at_least), approximate=False)


def waits(drawn: Drawn) -> bool:
    """Tell whether what was drawn is too much to be compared at once, and is not compared yet."""
    return compare_quick.is_large(drawn) and not compare.is_compared(drawn)


def grid_layer(desk: Desk, drawn: Drawn, name: str, at_least: float) -> Layer:
    """Return the layer of a reading from the grid.

    ``approximate`` in what it draws: side of a cell (m), and how far at most (m²) the area
    that a number of voices include is from the exact one.
    """

    def draw() -> Mapping[str, object]:
        reading = compare_quick.read_quick(desk, drawn)
        bounds = {
            "cell_m": reading.cells.cell_m,
            "error_m2": quick_areas.largest_error_m2(reading),
        }
        return {**compare_quick.layer_geojson(reading, name, at_least), "approximate": bounds}

    return Layer(draw, approximate=True)

"""A territory of one's own contours: a file of outlines, for places that do not ship.

A coordinate system is never guessed in silence: one that the file does not say, or that cannot
be, is asked of the person, with the likely ones proposed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.cleaning import clean_line
from animmap.core.crs import LONLAT, crs_for_places, is_horizontal, median_place, to_lonlat
from animmap.core.importing.grid import Table
from animmap.core.model import Commune
from animmap.core.repair import is_finite
from animmap.errors import AnimmapError
from animmap.services.outlines import check_place
from animmap.sources.import_file import read_import_file

MOST_PARTS: Final = 2_000
_NAMES: Final = ("name", "nom", "libelle", "label")


@dataclass(frozen=True, slots=True)
class Contours:
    """The areas of a file: ``shapes`` in ``crs`` ("" when nobody said it), cells by column."""

    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    shapes: tuple[BaseGeometry, ...]
    crs: str
    left_out: int

    @property
    def likely_name(self) -> str:
        """Return the column that most looks like names, "" when there is no column."""
        named = [each for each in self.columns if each.casefold() in _NAMES]
        return (named or [*self.columns, ""])[0]

    def in_degrees(self) -> bool:
        """Tell whether the coordinates could be degrees."""
        points = shapely.get_coordinates(np.array(self.shapes, dtype=object))
        return bool((np.abs(points) <= (180.0, 90.0)).all())


def read_contours(path: Path) -> Contours:
    """Read the areas of a GeoJSON, GeoPackage, zipped Shapefile or KML; the rest is counted.

    Raises
    ------
    AnimmapError
        Those of ``read_import_file``; ``territory_empty`` when it holds no area,
        ``too_many_communes``.
    """
    found = [each for each in map(_areas, read_import_file(path).layers) if each.shapes]
    if not found:
        raise AnimmapError("territory_empty")
    largest = max(found, key=lambda each: len(each.shapes))
    if len(largest.shapes) > MOST_PARTS:
        raise AnimmapError("too_many_communes", n=len(largest.shapes), most=MOST_PARTS)
    return largest


def _areas(table: Table) -> Contours:
    kept = [
        (record.cells, shape)
        for record, shape in zip(table.records, table.shapes or (), strict=False)
        if shape is not None and shape.geom_type in ("Polygon", "MultiPolygon") and shape.area
    ]
    crs = table.crs if table.crs and is_horizontal(table.crs) else ""
    cells = tuple(tuple(each) for each, _ in kept)
    shapes = tuple(shapely.force_2d(shape) for _, shape in kept)
    contours = Contours(table.columns, cells, shapes, crs, len(table.records) - len(kept))
    doubted = crs == LONLAT and kept and not contours.in_degrees()
    return Contours(table.columns, cells, shapes, "" if doubted else crs, contours.left_out)


def make_communes(
    contours: Contours, crs: str, column: str
) -> tuple[tuple[Commune, ...], str, tuple[float, float]]:
    """Return the parts of a territory (EPSG:4326), its metric CRS, and its middle in degrees.

    Raises
    ------
    AnimmapError
        ``crs_unknown`` when ``crs`` is none, ``geometry_outside_world`` when it cannot be theirs,
        ``geometry_too_complex``.
    """
    if not is_horizontal(crs):
        raise AnimmapError("crs_unknown", name="", crs=crs)
    placed = to_lonlat(list(contours.shapes), crs)
    communes = []
    for rank, shape in enumerate(placed, start=1):
        if not is_finite(shape):
            raise AnimmapError("geometry_outside_world")
        valid = shapely.make_valid(shape, method="structure", keep_collapsed=False)
        check_place(valid)
        name = _name(contours, column, rank)
        communes.append(Commune(f"P{rank:04d}", name, 0, "", "", valid))
    geometries = [each.geometry for each in communes]
    return tuple(communes), crs_for_places(geometries), median_place(geometries)


def _name(contours: Contours, column: str, rank: int) -> str:
    cells = dict(zip(contours.columns, contours.cells[rank - 1], strict=False))
    written = cells.get(column, "")
    return clean_line(written, len(written))[:80] or str(rank)

"""Features as layers of a GeoPackage: one a kind of geometry, which is what GIS users expect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from animmap.errors import AnimmapError, reason_of
from animmap.report import geopackage, qgis
from animmap.report.tables import Cell

_FAMILIES: Mapping[str, str] = {
    "Point": "points",
    "MultiPoint": "points",
    "LineString": "lines",
    "MultiLineString": "lines",
    "Polygon": "areas",
    "MultiPolygon": "areas",
}
_SHAPES: Mapping[str, str] = {"points": "marker", "lines": "line", "areas": "fill"}


def write(
    path: Path,
    layer: str,
    shapes: Sequence[BaseGeometry | None],
    facts: Sequence[Mapping[str, Cell]],
    *,
    column: str = "",
    colors: Mapping[str, str] | None = None,
) -> None:
    """Write features (EPSG:4326) as layers ``<layer>_points``, ``_lines``, ``_areas``.

    One without place goes to ``<layer>_unplaced``, a table without geometry column values. An
    empty list writes one empty layer of points. QGIS shows each value of ``column`` in its
    colour of ``colors``.

    Raises
    ------
    AnimmapError
        ``file_unwritable``.
    """
    groups: dict[str, list[int]] = {}
    for rank, shape in enumerate(shapes):
        name = "unplaced" if shape is None else _FAMILIES.get(shape.geom_type, "others")
        groups.setdefault(name, []).append(rank)
    try:
        for name, ranks in (groups or {"points": []}).items():
            rows = [dict(facts[rank]) for rank in ranks]
            frame = gpd.GeoDataFrame(
                rows or {"name": []}, geometry=[shapes[rank] for rank in ranks], crs="EPSG:4326"
            )
            kinds = {shape.geom_type for shape in frame.geometry if shape is not None}
            frame.to_file(
                path, layer=f"{layer}_{name}", driver="GPKG", engine="pyogrio",
                geometry_type=kinds.pop() if len(kinds) == 1 else "Unknown",
            )  # fmt: skip
        styles = {
            f"{layer}_{name}": qgis.category_style(column, colors, alpha=60, shape=_SHAPES[name])
            for name in groups
            if colors and name in _SHAPES
        }
        if styles:
            geopackage.write_styles(path, styles)
    except (OSError, RuntimeError) as error:
        raise AnimmapError("file_unwritable", name=path.name, reason=reason_of(error)) from error

"""What moved between two questions as a GeoPackage, styled as on the screens."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import geopandas as gpd

from animmap.core import palette
from animmap.report import geopackage, qgis

FATES: Final = {
    "kept": palette.CLASSES["edge"],
    "gained": palette.SHIFT[-1],
    "lost": palette.SHIFT[0],
}


def write(path: Path, layers: Mapping[str, gpd.GeoDataFrame]) -> None:
    """Write layers ``shift_*`` (steps of change, by ``least``) and ``ground_*`` (by ``fate``).

    Raises
    ------
    AnimmapError
        ``file_unwritable``.
    """
    styles = {
        name: _shift_style(frame)
        if name.startswith("shift")
        else qgis.category_style("fate", FATES)
        for name, frame in layers.items()
    }
    geopackage.write_styled(path, layers, styles)


def _shift_style(frame: gpd.GeoDataFrame) -> str:
    bounds = [(float(row.least), float(row.most)) for row in frame.itertuples()]
    return qgis.steps_style("least", bounds, [str(color) for color in frame["color"]])

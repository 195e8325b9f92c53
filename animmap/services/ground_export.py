"""A ground of a comparison as a file for a GIS; apart, because writing one loads GDAL."""

from __future__ import annotations

import tempfile
from pathlib import Path

import geopandas as gpd

from animmap.core.model import Role
from animmap.errors import AnimmapError
from animmap.report import geopackage
from animmap.services.compare import RoundReading
from animmap.services.desk import Desk, require
from animmap.services.grounds import read_ground


def export_ground(desk: Desk, reading: RoundReading, code: str, share: float) -> bytes:
    """Return a ground as a GeoPackage in the metric CRS, styled for QGIS."""
    require(desk, Role.PARTNER, project_id=reading.project.id)
    ground = read_ground(desk, reading, code, share)
    if ground.geometry.is_empty:
        raise AnimmapError("geometry_empty")
    layer = gpd.GeoDataFrame(
        {"zone": [ground.code], "share": [ground.share], "area_m2": [ground.geometry.area]},
        geometry=gpd.GeoSeries([ground.geometry], crs=reading.comparison.crs),
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "zone.gpkg"
        geopackage.write_zone(path, layer)
        return path.read_bytes()

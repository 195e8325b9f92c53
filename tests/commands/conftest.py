"""Squares of a kilometre written to files, and the command run on them."""

import json

import geopandas as gpd
import pytest
import shapely

from animmap.__main__ import main

EAST, NORTH = 670_000.0, 7_040_000.0


def here(geometry):
    scaled = shapely.affinity.scale(geometry, 1000, 1000, origin=(0, 0))
    return shapely.affinity.translate(scaled, EAST, NORTH)


@pytest.fixture
def voices(tmp_path):
    """Write outlines given by (college, geometry), one row a voice."""

    def write(*rows, name="voix.geojson", **columns):
        frame = gpd.GeoDataFrame(
            {"college": [college for college, _ in rows], **columns},
            geometry=[None if shape is None else here(shape) for _, shape in rows],
            crs="EPSG:2154",
        )
        path = tmp_path / name
        (frame.to_crs("EPSG:4326") if name.endswith("json") else frame).to_file(path)
        return path

    return write


@pytest.fixture
def compare(tmp_path, capsys):
    """Run the command; return its exit code, its figures and its last error line."""

    def run(path, *options):
        out = tmp_path / "out.json"
        code = main(["compare", str(path), "--json", str(out), *map(str, options)])
        figures = json.loads(out.read_text("utf-8")) if code == 0 else None
        return code, figures, capsys.readouterr().err

    return run

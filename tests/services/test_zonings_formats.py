"""Zones are read from every usual format of file."""

from __future__ import annotations

import zipfile

import geopandas as gpd
import pytest
from shapely.geometry import box

from animmap.core.importing.choices import Choices
from animmap.services.zoning_plan import plan_zoning
from tests.services.zones import BASIN, PARK, in_metres, names_of


@pytest.mark.parametrize("kind", ["gpkg", "zip", "kml", "geojson"])
def test_every_usual_format_gives_the_same_zones(desk, project, tmp_path, kind):
    frame = gpd.GeoDataFrame({"nom": ["Parc", "Bassin"]}, geometry=[PARK, BASIN], crs="EPSG:4326")
    path = tmp_path / f"zones.{kind}"
    if kind == "zip":
        folder = tmp_path / "shp"
        folder.mkdir()
        frame.to_file(folder / "zones.shp")
        with zipfile.ZipFile(path, "w") as archive:
            for part in folder.iterdir():
                archive.write(part, part.name)
    elif kind == "kml":
        path.write_text(_kml(frame), "utf-8")
    else:
        frame.to_file(path)
    found = plan_zoning(desk, project.id, path)
    assert names_of(found) == ["Parc", "Bassin"]
    for draft, truth in zip(found.kept, (PARK, BASIN), strict=True):
        assert draft.shapes[0].symmetric_difference(truth).area < 1e-9


def _kml(frame) -> str:
    marks = "".join(
        f"<Placemark><name>{row.nom}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        + " ".join(f"{x},{y},0" for x, y in row.geometry.exterior.coords)
        + "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        for row in frame.itertuples()
    )
    return f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>'


def test_a_shapefile_without_prj_waits_for_its_system(desk, project, tmp_path):
    frame = gpd.GeoDataFrame({"nom": ["Parc"]}, geometry=[in_metres(PARK)], crs="EPSG:2154")
    frame.to_file(tmp_path / "zones.shp")
    path = tmp_path / "zones.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in tmp_path.glob("zones.*"):
            if part.suffix not in (".prj", ".zip"):
                archive.write(part, part.name)
    found = plan_zoning(desk, project.id, path)
    assert (found.kept, found.proposals[0].code) == ([], "crs_missing")
    chosen = plan_zoning(desk, project.id, path, Choices(crs="EPSG:2154"))
    assert names_of(chosen) == ["Parc"]


def test_a_layer_of_several_is_read_by_its_name(desk, project, tmp_path):
    path = tmp_path / "deux.gpkg"
    for name, zones in (("grands", [PARK, BASIN]), ("petits", [box(2.5, 50.4, 2.52, 50.42)])):
        frame = gpd.GeoDataFrame({"nom": [name] * len(zones)}, geometry=zones, crs="EPSG:4326")
        frame.to_file(path, layer=name)
    assert len(plan_zoning(desk, project.id, path).kept) == 2
    chosen = plan_zoning(desk, project.id, path, Choices(table="petits"))
    assert (names_of(chosen), chosen.tables) == (["petits"], ("grands", "petits"))

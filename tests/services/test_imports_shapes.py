"""Shapes of every make, and the archives they come in: one bad one costs itself only."""

from __future__ import annotations

import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from animmap.services import explore
from animmap.services.explore import Filters

sys.path.insert(0, str(Path(__file__).parent))
import messy
from messy import PLACES, as_geojson, as_shapefile, assert_all_in_place, features, point_at


def test_one_bad_feature_among_a_thousand_is_the_only_one_that_waits(bring):
    made = [
        {
            "type": "Feature",
            "properties": {"nom": f"Lieu {rank}"},
            "geometry": point_at((2.51 + rank % 100 / 600, 50.41 + rank // 100 / 60)),
        }
        for rank in range(1000)
    ]
    made[412]["geometry"] = {"type": "Polygon", "coordinates": [[[2.5, 50.4], [2.6]]]}
    report = bring("thousand.geojson", as_geojson(made))
    assert report["imported"] == 999
    (waiting,) = report["quarantined"]
    assert (waiting["row"], waiting["name"]) == (413, "Lieu 412")


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (point_at((float("inf"), 50.4)), "geometry_not_finite"),
        (point_at((1e308, 50.4)), "outside_world"),
        (point_at(("2.5", "cinquante")), "geometry_unreadable"),
        ({"type": "Polygon", "coordinates": [[[2.5, 50.4], [2.6, 50.5]]]}, "geometry_no_area"),
        ({"type": "Circle", "coordinates": [2.5, 50.4]}, "geometry_unreadable"),
        ({"type": "Polygon", "coordinates": [[[2.5, 50.4], [2.6, 50.5], [2.7, 50.6], [2.5, 50.4]]]},
         "geometry_no_area"),
    ],
)  # fmt: skip
def test_a_geometry_that_is_none_waits_with_its_reason(bring, geometry, code):
    extra = {"type": "Feature", "properties": {"nom": "Raté"}, "geometry": geometry}
    report = bring("bad.geojson", as_geojson([*features(), extra]))
    (waiting,) = report["quarantined"]
    assert (waiting["row"], waiting["code"], waiting["name"]) == (13, code, "Raté")
    assert report["imported"] == len(PLACES)


@pytest.mark.parametrize(
    "geometry",
    [None, {"type": "Point", "coordinates": []}, {"type": "GeometryCollection", "geometries": []}],
)
def test_a_geometry_that_is_empty_leaves_a_row_without_a_place(bring, geometry):
    extra = {"type": "Feature", "properties": {"nom": "Sans lieu"}, "geometry": geometry}
    report = bring("empty.geojson", as_geojson([*features(), extra]))
    assert report["imported"] == len(PLACES) + 1
    assert report["found"]["Sans lieu"].geometry is None
    assert report["located"] == {"geometry": len(PLACES), "none": 1}
    assert [one["code"] for one in report["faults"]] == ["geometry_missing"]


def test_an_open_ring_is_closed_a_crossing_one_mended_and_both_told(bring):
    opened = [[2.51, 50.41], [2.53, 50.41], [2.53, 50.43], [2.51, 50.43]]
    crossed = [[2.61, 50.41], [2.63, 50.43], [2.63, 50.41], [2.61, 50.43], [2.61, 50.41]]
    made = [
        {"type": "Feature", "properties": {"nom": name},
         "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for name, ring in (("Ouvert", opened), ("Croisé", crossed))
    ]  # fmt: skip
    report = bring("rings.geojson", as_geojson(made), layer="resource")
    assert report["imported"] == 2
    assert [one["code"] for one in report["repairs"]] == ["unclosed", "geometry_repaired"]
    assert all(item.geometry.is_valid for item in report["found"].values())


def test_a_mixed_collection_is_split_by_kind_and_counts_as_one_row(bring, desk):
    line = {"type": "LineString", "coordinates": [[2.51, 50.41], [2.52, 50.42]]}
    both = {"type": "GeometryCollection", "geometries": [point_at((2.51, 50.41)), line]}
    made = [{"type": "Feature", "properties": {"nom": "Sentier et borne"}, "geometry": both}]
    report = bring("mixed.geojson", as_geojson(made))
    assert report["imported"] == 1
    found = explore.find_features(desk, bring.project.id, Filters())
    assert sorted(item.geometry.geom_type for item in found) == ["LineString", "Point"]


@pytest.mark.parametrize("without", [(), (".shx",), (".cpg",)])
def test_a_zipped_shapefile_without_a_companion_is_read(bring, tmp_path, without):
    report = bring("shape.zip", messy.as_shapefile(tmp_path, without=without))
    assert report["imported"] == len(PLACES)
    assert_all_in_place(report)


def test_a_shapefile_without_its_table_waits_for_names(bring, tmp_path):
    content = messy.as_shapefile(tmp_path, without=(".dbf",))
    report = bring("shape.zip", content)
    assert {one["code"] for one in report["quarantined"]} == {"name_missing"}
    assert bring("shape.zip", content, accept=["names"])["imported"] == len(PLACES)


def test_every_layer_of_an_archive_is_read(bring, tmp_path):
    content = messy.as_shapefile(tmp_path, layers=("lieux", "clubs", "ateliers"))
    report = bring("layers.zip", content)
    assert [table["name"] for table in report["tables"]] == ["lieux", "clubs", "ateliers"] or {
        table["name"] for table in report["tables"]
    } == {"lieux", "clubs", "ateliers"}
    assert report["imported"] == len(PLACES)
    assert_all_in_place(report)
    other = bring("layers.zip", content, table="clubs", accept=["again"], duplicates="skip")
    assert (other["read"], other["skipped"]) == (4, 4)


def test_a_note_beside_the_layers_of_an_archive_is_left_aside_and_said(bring, tmp_path):
    content = BytesIO(messy.as_shapefile(tmp_path))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("métadonnées.json", '{"titre": "Lieux"}')
        archive.writestr("LISEZMOI.txt", "Bonjour,\nvoici les lieux.\n")
    report = bring("notes.zip", content.getvalue())
    assert report["imported"] == len(PLACES)
    assert [one["code"] for one in report["notices"]] == ["member_unread"]
    assert_all_in_place(report)


def test_every_layer_of_a_geopackage_is_read(bring, tmp_path):
    path = tmp_path / "two.gpkg"
    frame = messy.frame("EPSG:2154")
    frame.iloc[:6].to_file(path, layer="un", driver="GPKG")
    frame.iloc[6:].to_crs("EPSG:3857").to_file(path, layer="deux", driver="GPKG")
    report = bring("copy.gpkg", path.read_bytes())
    assert report["imported"] == len(PLACES)
    assert_all_in_place(report)


def cut_zip(folder, *, shp=None, dbf=None, without=()) -> bytes:
    """Return a zipped Shapefile whose .shp or .dbf ends after so many bytes."""
    whole = zipfile.ZipFile(BytesIO(as_shapefile(folder, crs="EPSG:4326")))
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in whole.namelist():
            if not name.endswith(without or "\0"):
                end = shp if name.endswith(".shp") else dbf if name.endswith(".dbf") else None
                archive.writestr(name, whole.read(name)[:end])
    return stream.getvalue()


# A point of a .shp takes 28 bytes after a header of 100.
@pytest.mark.parametrize("more", [0, 5, 13])
@pytest.mark.parametrize("without", [(), (".shx",)])
def test_points_before_the_cut_of_a_shapefile_are_imported_and_the_rest_wait(
    bring, tmp_path, more, without
):
    report = bring("cut.zip", cut_zip(tmp_path, shp=100 + 28 * 7 + more, without=without))
    assert (report["read"], report["imported"]) == (12, 7)
    assert_all_in_place(report, [str(one["nom"]) for one in PLACES[:7]])
    assert [(one["row"], one["code"]) for one in report["quarantined"]] == [
        (number, "geometry_cut") for number in range(8, 13)
    ]
    assert [one["code"] for one in report["notices"]] == ["shapefile_cut"]


def test_rows_after_the_cut_of_a_table_keep_their_shape_and_wait_for_a_name(bring, tmp_path):
    whole = zipfile.ZipFile(BytesIO(as_shapefile(tmp_path)))
    table = next(whole.read(name) for name in whole.namelist() if name.endswith(".dbf"))
    start, width = (int.from_bytes(table[at : at + 2], "little") for at in (8, 10))
    report = bring("cut.zip", cut_zip(tmp_path, dbf=start + 4 * width + 3))
    assert (report["read"], report["imported"]) == (12, 4)
    assert {one["code"] for one in report["quarantined"]} == {"name_missing"}
    (notice,) = report["notices"]
    assert (notice["shapes"], notice["rows"], notice["of"]) == (12, 4, 12)

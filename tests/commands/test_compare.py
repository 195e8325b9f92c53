"""``compare`` from end to end, on files of kilometre squares whose figures are worked by hand."""

import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely import Point, Polygon, box

from tests.commands.conftest import here

A, B, C = box(0, 0, 4, 4), box(2, 0, 6, 4), box(2, 2, 6, 6)
HOSTILE = "{{7*191}} `${x}` </script> <img src=x onerror=alert(1)>"


def test_three_squares_give_the_worked_figures(voices, compare):
    path = voices(("x", A), ("x", B), ("x", C), id=["A", "B", "C"])
    code, found, _ = compare(path, "--id", "id")
    assert code == 0
    assert found["crs"] == "EPSG:2154"
    assert found["area_by_count_km2"] == pytest.approx([20, 8, 4], rel=1e-6)
    assert found["areas_km2"] == pytest.approx({"union": 32, "core": 4, "majority": 12}, rel=1e-6)
    assert found["pairwise"]["ids"] == ["A", "B", "C"]
    assert found["pairwise"]["iou"][0] == pytest.approx([1, 1 / 3, 1 / 7], rel=1e-6)
    assert found["mean_iou"] == pytest.approx(17 / 63, rel=1e-6)
    assert found["generalised_conformity_index"] == pytest.approx(5 / 19, rel=1e-6)
    assert found["expected_disagreement_km2"] == pytest.approx(112 / 9, rel=1e-6)
    assert found["medoid"] == "B"


def test_colleges_weigh_the_same(voices, compare):
    path = voices(*[("élus", A)] * 4, ("assos", B), ("assos", B), ("assos", A), ("habitants", C))
    _, found, _ = compare(path, "--college", "college")
    half = found["thresholds"][4]
    assert found["colleges"] == {"élus": 4, "assos": 3, "habitants": 1}
    assert (half["raw_km2"], half["equal_voice_km2"]) == pytest.approx((16, 12), rel=1e-6)
    assert found["between_colleges_share"] == pytest.approx(0.8125, abs=1e-6)


def test_every_crossing_outline_is_repaired_and_every_empty_one_named(voices, compare):
    bow_tie = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    flat = Polygon([(0, 0), (1, 1), (2, 2)])
    rows = [("x", A), ("x", bow_tie), ("x", None), ("x", flat), ("x", Point(1, 1))]
    path = voices(*rows, name="voix.gpkg")
    _, found, _ = compare(path)
    counts = found["voices"]
    assert (counts["read"], counts["used"]) == (5, 2)
    (repair,) = counts["repaired"]
    assert (repair["row"], repair["reason"]) == (2, "self_crossing")
    assert repair["area_after_km2"] == pytest.approx(2, rel=1e-5)
    assert [(r["row"], r["code"]) for r in counts["rejected"]] == [
        (3, "empty"), (4, "no_area"), (5, "not_an_area"),
    ]  # fmt: skip
    assert all(refused["message"] for refused in counts["rejected"])


def test_the_threshold_moves_the_majority(voices, compare):
    path = voices(("x", A), ("x", B), ("x", C))
    _, found, _ = compare(path, "--threshold", 1)
    assert found["areas_km2"]["majority"] == pytest.approx(4, rel=1e-6)


def test_a_portrait_names_the_places_of_each_class(voices, compare, tmp_path):
    places = gpd.GeoDataFrame(
        {"nom": ["la source", HOSTILE, "loin"]},
        geometry=[here(Point(3, 3)), here(Point(1, 1)), here(Point(90, 90))],
        crs="EPSG:2154",
    )
    places.to_file(tmp_path / "lieux.gpkg")
    path = voices(("x", A), ("x", A), ("x", B), ("x", C), ("x", C), ("x", C))
    _, found, _ = compare(path, "--points", tmp_path / "lieux.gpkg")
    portrait = found["portrait"]
    assert portrait["core"] == {"n": 1, "names": ["la source"]}
    assert portrait["debated"] == {"n": 1, "names": [HOSTILE]}
    assert portrait["blind_spot"] == {"n": 1, "names": ["loin"]}
    assert sum(part["n"] for part in portrait.values()) == 3


def test_the_geopackage_holds_faces_zones_and_sketches(voices, compare, tmp_path):
    out = tmp_path / "out.gpkg"
    compare(voices(("x", A), ("y", B), ("y", C)), "--college", "college", "--gpkg", out)
    faces = gpd.read_file(out, layer="faces")
    assert (faces["count"] * faces.area).sum() == pytest.approx(48e6, rel=1e-6)
    by_voices = {row.voices: row for row in faces.itertuples()}
    assert by_voices['["1", "2", "3"]'].count == 3
    assert by_voices['["1"]'].equal_share == pytest.approx(0.5)
    assert by_voices['["1"]'].share == pytest.approx(1 / 3)
    assert gpd.read_file(out, layer="core").area.sum() == pytest.approx(4e6, rel=1e-6)
    assert gpd.read_file(out, layer="majority").area.sum() == pytest.approx(12e6, rel=1e-6)
    assert gpd.read_file(out, layer="sketches")["college"].tolist() == ["x", "y", "y"]


@pytest.mark.parametrize("name", ["voix.geojson", "voix.gpkg", "voix.shp"])
def test_the_figures_do_not_depend_on_the_format(voices, compare, name):
    _, found, _ = compare(voices(("x", A), ("x", B), name=name))
    assert found["area_by_count_km2"] == pytest.approx([16, 8], rel=1e-6)


def test_the_figures_hardly_depend_on_the_crs(voices, compare):
    path = voices(("x", A), ("x", B), ("x", C))
    _, legal, _ = compare(path)
    _, other, _ = compare(path, "--crs", "EPSG:32631")
    assert other["crs"] == "EPSG:32631"
    assert other["mean_iou"] == pytest.approx(legal["mean_iou"], rel=1e-4)


def test_hostile_college_names_are_plain_text(voices, compare):
    _, found, _ = compare(voices((HOSTILE, A), ("x", B)), "--college", "college")
    assert found["colleges"] == {HOSTILE: 1, "x": 1}


def test_whole_numbers_of_a_column_with_holes_have_no_decimals(voices, compare):
    numbers = pd.array([3, None, 3], dtype="Int64")
    path = voices(("x", A), ("x", B), ("x", C), name="voix.gpkg", groupe=numbers)
    _, found, _ = compare(path, "--college", "groupe")
    assert found["colleges"] == {"3": 2, "(none)": 1}


def test_an_identifier_that_returns_is_told_with_the_rows_of_each_voice(voices, compare):
    _, found, line = compare(voices(("x", A), ("x", B), id=["A", "A"]), "--id", "id")
    assert (found["pairwise"]["ids"], found["pairwise"]["rows"]) == (["A", "A"], [1, 2])
    assert [notice["code"] for notice in found["notices"]] == ["repeated"]
    assert "(A)" in line


def test_a_line_thinner_than_a_millimetre_has_no_area(voices, compare):
    thread = Polygon([(0, 0), (100, 0), (100, 2e-8), (0, 1e-8)])
    _, found, _ = compare(voices(("x", A), ("x", thread), name="voix.gpkg"))
    assert [(r["row"], r["code"]) for r in found["voices"]["rejected"]] == [(2, "no_area")]


def test_very_small_sketches_keep_their_figures(tmp_path, compare):
    path = tmp_path / "x.geojson"
    squares = [box(2.6, 50.5, 2.6 + size, 50.5 + size) for size in (1e-5, 2e-5)]
    frame = gpd.GeoDataFrame(geometry=squares, crs="EPSG:4326")
    frame.to_file(path)
    _, found, _ = compare(path)
    assert found["pairwise"]["iou"][0][1] == pytest.approx(0.25, abs=1e-3)
    total = found["area_by_count_km2"][0] + 2 * found["area_by_count_km2"][1]
    assert total == pytest.approx(frame.to_crs(found["crs"]).area.sum() / 1e6, rel=1e-3)


def test_metres_without_a_crs_are_measured_in_the_one_given(tmp_path, compare):
    path = tmp_path / "x.geojson"
    document = {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(here(A))}
    path.write_text(json.dumps(document))
    code, _, line = compare(path)
    assert code == 2
    assert "--crs" in line
    _, found, _ = compare(path, "--crs", "2154")
    assert found["crs"] == "EPSG:2154"
    assert found["areas_km2"]["union"] == pytest.approx(16)


def test_a_crs_that_swells_areas_is_told(voices, compare):
    _, found, line = compare(voices(("x", A)), "--crs", "EPSG:3857")
    assert found["areas_km2"]["union"] == pytest.approx(16 * 2.47, rel=0.02)
    assert "EPSG:3857" in line


def test_latitude_before_longitude_is_told(tmp_path, compare):
    path = tmp_path / "x.geojson"
    gpd.GeoDataFrame(geometry=[box(50.5, 2.6, 50.6, 2.7)], crs="EPSG:4326").to_file(path)
    _, found, _ = compare(path)
    assert [notice["code"] for notice in found["notices"]] == ["swapped"]

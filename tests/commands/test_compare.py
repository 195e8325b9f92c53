"""``compare`` from end to end, on files of kilometre squares whose figures are worked by hand."""

import json

import geopandas as gpd
import pytest
import shapely
from shapely import Point, Polygon, box

from animmap.__main__ import main

EAST, NORTH = 670_000.0, 7_040_000.0
A, B, C = box(0, 0, 4, 4), box(2, 0, 6, 4), box(2, 2, 6, 6)
HOSTILE = "{{7*191}} `${x}` </script> <img src=x onerror=alert(1)>"


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


def test_what_can_not_be_read_exits_with_two_and_one_line(compare, tmp_path):
    path = tmp_path / "lettre.geojson"
    path.write_text("Chère Madame,")
    code, _, line = compare(path)
    assert code == 2
    assert line.startswith("lettre.geojson")
    assert line.count("\n") == 1


def test_an_unknown_column_is_refused_with_those_that_exist(voices, compare):
    code, _, line = compare(voices(("x", A)), "--college", "groupe")
    assert code == 2
    assert "groupe" in line
    assert "college" in line


def test_metres_declared_as_degrees_are_refused(tmp_path, compare):
    path = tmp_path / "lambert.geojson"
    document = {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(here(A))}
    path.write_text(json.dumps(document))
    code, _, line = compare(path)
    assert code == 2
    assert line.count("\n") == 1


def test_a_row_off_the_earth_is_named_and_the_rest_compared(tmp_path, compare):
    good, bad = box(2.6, 50.5, 2.7, 50.6), box(200, 50, 201, 51)
    features = [
        {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(shape)}
        for shape in (good, bad)
    ]
    path = tmp_path / "x.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    _, found, _ = compare(path)
    assert [(r["row"], r["code"]) for r in found["voices"]["rejected"]] == [(2, "outside_world")]


def test_a_folder_that_does_not_exist_is_said(voices, tmp_path, capsys):
    code = main(["compare", str(voices(("x", A))), "--json", str(tmp_path / "no" / "out.json")])
    assert code == 2
    assert "out.json" in capsys.readouterr().err

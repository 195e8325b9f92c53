"""``compare`` from end to end, on files of kilometre squares whose figures are worked by hand."""

import json
import os
import subprocess
import sys

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely import Point, Polygon, box

from animmap.__main__ import main
from animmap.settings import ROOT

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


def test_characters_that_no_document_holds_do_not_stop_the_figures(tmp_path, compare):
    path = tmp_path / "x.geojson"
    square = shapely.geometry.mapping(box(2.6, 50.5, 2.7, 50.6))
    facts = {"college": "a\ud800b\x00", "id": {"nom": "é"}}
    path.write_text(json.dumps({"type": "Feature", "geometry": square, "properties": facts}))
    code, found, _ = compare(path, "--college", "college", "--id", "id")
    assert code == 0
    assert found["colleges"] == {"ab": 1}
    assert found["medoid"] == '{"nom": "é"}'


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


def test_odd_places_never_stop_a_portrait(voices, compare, tmp_path):
    bow_tie = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    stub = shapely.LineString([(1, 1), (1, 1)])
    shapes = [here(Point(1, 1)), None, here(bow_tie), here(stub)]
    places = gpd.GeoDataFrame(
        {"label": ["no", "no", "no", "no"], "Nom": [None, "nulle part", "pré", ""]},
        geometry=shapes, crs="EPSG:2154",
    )  # fmt: skip
    places.to_file(tmp_path / "lieux.gpkg")
    code, found, line = compare(voices(("x", A)), "--points", tmp_path / "lieux.gpkg")
    assert code == 0
    assert found["portrait"]["core"]["names"] == ["1", "pré", "4"]
    assert "portrait" in line


def test_places_all_far_from_the_sketches_are_told(voices, compare, tmp_path):
    gpd.GeoDataFrame(geometry=[Point(50.5, 2.6)], crs="EPSG:4326").to_file(tmp_path / "p.geojson")
    _, found, line = compare(voices(("x", A)), "--points", tmp_path / "p.geojson")
    assert found["portrait"]["blind_spot"]["n"] == 1
    assert line.count("\n") == 1


@pytest.mark.parametrize("option", ["--json", "--gpkg"])
def test_what_is_read_is_never_written_over(voices, option, tmp_path, capsys):
    path = voices(("x", A), name="voix.gpkg")
    before = path.read_bytes()
    code = main(["compare", str(path), "--json", str(tmp_path / "out.json"), option, str(path)])
    assert code == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert path.read_bytes() == before


def test_layers_without_ground_are_empty_yet_readable(voices, compare, tmp_path):
    out = tmp_path / "out.gpkg"
    far = box(50, 50, 52, 52)
    code, _, line = compare(voices(("x", A), ("x", far)), "--threshold", 1, "--gpkg", out)
    assert (code, line) == (0, "")
    assert len(gpd.read_file(out, layer="core")) == 0
    assert len(gpd.read_file(out, layer="majority")) == 0
    assert len(gpd.read_file(out, layer="faces")) == 2


def test_a_threshold_may_have_a_comma(voices, compare):
    assert compare(voices(("x", A)), "--threshold", "0,5")[1]["threshold"] == 0.5


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ([], "COMMAND"),
        (["compare"], "--json"),
        (["compare", "x", "--json"], "--json"),
        (["compare", "x", "--json", "y", "--threshold", "abc"], "abc"),
        (["compare", "x", "--json", "y", "--colour"], "--colour"),
        (["dance"], "dance"),
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_misused_command_exits_with_two_and_one_line(
    arguments, word, language, capsys, monkeypatch
):
    monkeypatch.setenv("ANIMMAP_LANG", language)
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    line = capsys.readouterr().err
    assert stopped.value.code == 2
    assert word in line
    assert line.count("\n") == 1


def test_the_command_works_from_any_folder(voices, tmp_path):
    path = voices(("x", A), ("x", B), name="voix.gpkg")
    done = subprocess.run(
        [sys.executable, "-m", "animmap", "compare", path.name, "--json", "out.json"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["voices"]["used"] == 2


def test_a_folder_that_does_not_exist_is_said(voices, tmp_path, capsys):
    code = main(["compare", str(voices(("x", A))), "--json", str(tmp_path / "no" / "out.json")])
    assert code == 2
    assert "out.json" in capsys.readouterr().err

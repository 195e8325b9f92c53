"""``compare`` on files that can not be read, or not as they stand: refused in one line, or told."""

import json
import os
import subprocess
import sys

import geopandas as gpd
import pytest
import shapely
from shapely import Point, Polygon, box

from animmap.__main__ import main
from animmap.settings import ROOT
from tests.commands.conftest import here
from tests.commands.test_compare import A, B


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


def test_a_row_that_the_metric_system_can_not_measure_is_named(tmp_path, compare):
    """In Lambert-93 the whole Earth would have the area of three."""
    places = [box(2.6, 50.5, 2.7, 50.6), box(2.6, 50.5, 2.8, 50.6), box(-179, -89, 179, 89)]
    path = tmp_path / "x.geojson"
    gpd.GeoDataFrame(geometry=[*places, box(-4, 43, 9, 52)], crs="EPSG:4326").to_file(path)
    _, found, _ = compare(path)
    assert [(r["row"], r["code"]) for r in found["voices"]["rejected"]] == [(3, "too_far")]
    assert found["pairwise"]["rows"] == [1, 2, 4]


def test_an_accent_written_in_two_ways_makes_one_college(tmp_path, compare):
    path = tmp_path / "x.geojson"
    places = [box(2.6, 50.5, 2.7, 50.6)] * 2
    names = ["\u00e9lus", "e\u0301lus"]
    gpd.GeoDataFrame({"college": names}, geometry=places, crs="EPSG:4326").to_file(path)
    _, found, _ = compare(path, "--college", "college")
    assert found["colleges"] == {"élus": 2}


def test_characters_that_no_document_holds_do_not_stop_the_figures(tmp_path, compare):
    path = tmp_path / "x.geojson"
    square = shapely.geometry.mapping(box(2.6, 50.5, 2.7, 50.6))
    facts = {"college": "a\ud800b\x00", "id": {"nom": "é"}}
    path.write_text(json.dumps({"type": "Feature", "geometry": square, "properties": facts}))
    code, found, _ = compare(path, "--college", "college", "--id", "id")
    assert code == 0
    assert found["colleges"] == {"ab": 1}
    assert found["medoid"] == '{"nom": "é"}'


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

"""``compare`` for very many voices: a grid with bounds, or the exact levels with their progress."""

import json

import geopandas as gpd
import pytest

from animmap.__main__ import main
from animmap.services import compare_levels
from bench.sketches import draw_sketches

KEPT = ("areas_km2", "area_by_count_km2", "colleges", "verdict", "voices", "crs", "threshold")


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """A file of 40 voices in four colleges."""
    sketches, colleges = draw_sketches(40)
    path = tmp_path_factory.mktemp("room") / "voices.gpkg"
    gpd.GeoDataFrame({"college": colleges}, geometry=sketches, crs="EPSG:2154").to_file(path)
    return path


@pytest.fixture
def compare(room, tmp_path, capsys):
    def run(*options):
        out = tmp_path / "out.json"
        asked = ["compare", str(room), "--college", "college", "--json", str(out), *options]
        assert main(asked) == 0
        return json.loads(out.read_text("utf-8")), capsys.readouterr().err

    return run


@pytest.fixture
def few(monkeypatch):
    """As if forty voices were very many."""
    monkeypatch.setattr(compare_levels, "MOST_VOICES", 39)


def codes(figures):
    return [notice["code"] for notice in figures["notices"]]


def test_a_grid_bounds_every_area_of_the_exact_comparison(compare):
    exact, _ = compare()
    found, said = compare("--approximate")
    bounds = found["approximate"]
    for name, (least, most) in bounds["areas_between_km2"].items():
        assert least <= exact["areas_km2"][name] <= most
        assert (
            abs(exact["areas_km2"][name] - found["areas_km2"][name])
            <= (bounds["largest_error_km2"])
        )
    for truth, between in zip(exact["thresholds"], bounds["thresholds"], strict=True):
        assert truth["share"] == between["share"]
        least, most = between["raw_between_km2"]
        assert least <= truth["raw_km2"] <= most
        least, most = between["equal_voice_between_km2"]
        assert least <= truth["equal_voice_km2"] <= most
    assert codes(found) == ["levels_only", "approximate"]
    assert all(notice["message"] in said for notice in found["notices"])


def test_above_the_limit_a_grid_is_read_and_said(compare, few):
    found, _ = compare()
    assert codes(found) == ["levels_only", "approximate"]
    assert "pairwise" not in found


def test_up_to_the_limit_everything_is_exact_even_when_asked(compare):
    found, _ = compare("--exact")
    assert "approximate" not in found
    assert "pairwise" in found
    assert codes(found) == []


def test_exact_levels_above_the_limit_are_those_of_the_whole_comparison(compare, monkeypatch):
    exact, _ = compare()
    monkeypatch.setattr(compare_levels, "MOST_VOICES", 39)
    found, said = compare("--exact")
    assert found["area_by_count_km2"] == pytest.approx(exact["area_by_count_km2"], abs=1e-9)
    assert found["areas_km2"] == pytest.approx(exact["areas_km2"], abs=1e-9)
    for one, two in zip(found["thresholds"], exact["thresholds"], strict=True):
        assert one == pytest.approx({name: two[name] for name in one}, abs=1e-9)
    assert {name: found[name] for name in KEPT[2:]} == {name: exact[name] for name in KEPT[2:]}
    assert codes(found) == ["levels_only"]
    assert "100" in said


def test_approximate_and_exact_are_not_asked_together(room, tmp_path):
    with pytest.raises(SystemExit) as refused:
        main(["compare", str(room), "--json", str(tmp_path / "o.json"), "--exact", "--approximate"])
    assert refused.value.code == 2


def test_options_that_areas_by_level_do_not_answer_are_named(compare, room, tmp_path):
    layers = tmp_path / "out.gpkg"
    asked = ("--approximate", "--before", str(room), "--zones", str(room), "--gpkg", str(layers))
    figures, said = compare(*asked)
    (notice,) = [each for each in figures["notices"] if each["code"] == "levels_ignored"]
    assert "--before, --zones, --gpkg" in notice["message"]
    assert notice["message"] in said
    assert not layers.exists()
    assert not {"evolution", "zones"} & set(figures)


def test_above_the_limit_a_single_option_without_effect_is_named_too(compare, few, room):
    figures, said = compare("--exact", "--zones", str(room))
    (notice,) = [each for each in figures["notices"] if each["code"] == "levels_ignored"]
    assert "--zones" in notice["message"]
    assert notice["message"] in said


def test_nothing_is_said_of_options_that_were_not_given(compare):
    assert "levels_ignored" not in codes(compare("--approximate")[0])

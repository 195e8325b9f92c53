"""The demo file is what its script makes, what the screens need, and openly invented."""

import importlib.util
import json
import re
from collections import Counter

import pytest
import shapely
from shapely.geometry import shape

from animmap.core.model import LAYERS
from animmap.core.taxonomy import DEFAULTS, THEMES
from animmap.settings import ROOT
from animmap.sources.communes import get_epci, load_communes

DEMO = ROOT / "data" / "demo" / "demo.json"
KINDS = {layer: DEFAULTS[layer] for layer in LAYERS}
PHONE = re.compile(r"(?<![\w.])(?:\+33 ?|0)[1-9](?:[ .-]?\d\d){4}(?!\w)")


@pytest.fixture(scope="module")
def demo() -> dict:
    return json.loads(DEMO.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def outlines() -> dict:
    return {c.code: c.geometry for c in load_communes(get_epci("200072460").commune_codes)}


@pytest.fixture(scope="module")
def sketches(demo) -> list[dict]:
    return [sketch for workshop in demo["workshops"] for sketch in workshop["round"]["sketches"]]


def test_the_script_makes_the_very_same_file():
    path = ROOT / "data" / "build_demo.py"
    spec = importlib.util.spec_from_file_location("build_demo", path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.build() == DEMO.read_text(encoding="utf-8")


def test_the_demo_holds_what_the_screens_need(demo, sketches):
    layers = Counter(feature["layer"] for feature in demo["features"])
    assert layers["actor"] + layers["structure"] == 150
    assert (layers["resource"], layers["living_asset"], layers["need"]) == (60, 40, 20)
    assert [college["less_heard"] for college in demo["colleges"]].count(True) == 2
    assert len(demo["colleges"]) == 6
    assert [len(w["round"]["sketches"]) for w in demo["workshops"]] == [32, 20]
    assert [w["round"]["state"] for w in demo["workshops"]] == ["revealed", "open"]
    assert demo["workshops"][1]["round"]["blind"] is False


def test_every_kind_and_every_theme_is_there(demo):
    for layer, kinds in KINDS.items():
        assert {f["kind"] for f in demo["features"] if f["layer"] == layer} == set(kinds)
    assert {theme for f in demo["features"] for theme in f["themes"]} == set(THEMES)


def test_the_demo_says_that_it_is_fictional(demo):
    assert "fictive" in demo["name"]
    assert "inventés" in demo["notice"]
    for feature in demo["features"]:
        assert feature["credit"].startswith(("Fiction", "Lieu public réel"))


def test_names_of_features_are_all_different(demo):
    assert Counter(f["name"] for f in demo["features"]).most_common(1)[0][1] == 1


def test_every_point_lies_inside_its_commune(demo, outlines):
    for feature in demo["features"]:
        place = shape(feature["geometry"])
        assert place.is_valid
        if place.geom_type == "Point":
            assert outlines[feature["commune"]].contains(place), feature["name"]
        else:
            assert outlines[feature["commune"]].intersects(place), feature["name"]


def test_telephones_and_addresses_reach_nobody(demo):
    text = DEMO.read_text(encoding="utf-8")
    phones = PHONE.findall(text)
    assert phones
    assert all(phone.startswith("01 99 00 ") for phone in phones)
    assert all(mail.endswith("@example.org") for mail in re.findall(r"\S+@[\w.]+", text))
    known = {f["id"] for f in demo["features"] if f["layer"] in ("actor", "structure")}
    assert {contact["feature"] for contact in demo["contacts"]} <= known


def test_one_outline_crosses_itself_and_all_others_are_valid(sketches):
    drawn = {s["id"]: shape(s["geometry"]) for s in sketches if s["geometry"]}
    crossed = [outline for outline in drawn.values() if not outline.is_valid]
    assert len(crossed) == 1
    assert "Self-intersection" in shapely.is_valid_reason(crossed[0])
    assert all(shape(s["maybe"]).is_valid for s in sketches if s["maybe"])


def test_one_sketch_has_two_parts_three_were_picked_ten_hesitate(sketches):
    assert [s["geometry"]["type"] for s in sketches if s["geometry"]].count("MultiPolygon") == 1
    picked = [s for s in sketches if s["method"] == "communes"]
    assert len(picked) == 3
    assert all(s["communes"] and s["geometry"] is None for s in picked)
    assert len([s for s in sketches if s["maybe"]]) == 10


def test_drawn_outlines_have_as_many_points_as_a_hand_gives(sketches):
    for sketch in sketches:
        if sketch["method"] == "freehand":
            assert 30 <= shapely.get_num_coordinates(shape(sketch["geometry"])) <= 80
        elif sketch["method"] == "points":
            assert 20 <= shapely.get_num_coordinates(shape(sketch["geometry"])) <= 80


def test_colleges_are_unequal_and_one_has_two_voices(demo):
    voices = Counter(s["college"] for s in demo["workshops"][0]["round"]["sketches"])
    assert set(voices) == {college["key"] for college in demo["colleges"]}
    assert min(voices.values()) == 2
    assert max(voices.values()) >= 4 * min(voices.values())


def test_each_voice_gives_a_reason_of_its_own(sketches):
    reasons = [sketch["reason"] for sketch in sketches]
    assert all(len(reason) > 20 for reason in reasons)
    assert len(set(reasons)) == len(reasons)


def test_most_hold_the_heart_and_colleges_part_elsewhere(demo):
    voices = [s for s in demo["workshops"][0]["round"]["sketches"] if s["geometry"]]
    held = {
        name: [s["college"] for s in voices if shape(s["geometry"]).buffer(0).contains(place)]
        for name, place in {
            "heart": shapely.Point(2.60, 50.51),
            "plain": shapely.Point(2.70, 50.58),
            "pits": shapely.Point(2.50, 50.49),
        }.items()
    }
    assert len(held["heart"]) > 0.8 * len(voices)
    assert held["plain"].count("agr") == 2
    assert "agr" not in held["pits"]
    assert held["pits"].count("hab") > held["plain"].count("hab")


def test_what_was_said_lies_inside_the_territory_and_comes_from_every_college(demo, outlines):
    territory = shapely.union_all(list(outlines.values()))
    for asked in demo["workshops"][1]["asked_before"]:
        assert {answer["college"] for answer in asked["answers"]} == {
            college["key"] for college in demo["colleges"]
        }
        for answer in asked["answers"]:
            assert answer["words"]
            placed = answer["place"] is not None
            assert placed == (asked["kind"] == "places")
            assert not placed or territory.contains(shape(answer["place"]))

"""What a page asks of a map and what it gets back, without a browser."""

from __future__ import annotations

import base64
import json
import re

import pytest
from shapely.geometry import Polygon

from animmap.core.model import Territory
from animmap.texts import LANGUAGES, load_catalog
from animmap.views import maps
from animmap.views.maps import MapAnswer, Overlay, read_answer, show_map


@pytest.fixture
def territory(make_project, desk):
    from animmap.services.projects import get_territory

    return get_territory(desk, make_project().id)


@pytest.fixture
def shown(monkeypatch):
    """Return what was asked of the component, call after call."""
    calls = []

    def component(sheet, **options):
        script = "".join(element.render() for element in sheet.get_root().script._children.values())
        sheet.render()
        calls.append({"sheet": sheet, "script": script} | options)
        return {"last_clicked": None, "bounds": {"_southWest": {}, "_northEast": {}}}

    monkeypatch.setattr(maps, "st_folium", component)
    return calls


def payload_of(element) -> dict:
    calls = [each for each in element._children.values() if isinstance(each, maps.Call)]
    return json.loads(base64.b64decode(calls[0].payload))


def ask(territory: Territory, **changes) -> MapAnswer:
    values = {"key": "carte", "overlays": [], "height": 500, "language": "fr"} | changes
    return show_map(territory, **values)


def test_base_is_the_same_whatever_is_laid_on_it(territory, shown):
    overlays = [
        Overlay("features", "/api/x?layers=actor"),
        Overlay("shape", data={"type": "Point"}),
    ]
    ask(territory)
    ask(territory, overlays=overlays, draw=True, clear_token="sent-1", height=700)
    bases = [payload_of(call["sheet"]) for call in shown]
    assert bases[0] == bases[1]
    assert shown[0]["key"] == shown[1]["key"]


def test_two_territories_never_share_a_base(territory, shown):
    fewer = Territory(territory.project_id, territory.name, territory.crs, territory.communes[:2])
    ask(territory)
    ask(fewer)
    ask(territory, language="en")
    assert len({call["key"] for call in shown}) == 3


def test_overlays_are_told_apart_by_kind_and_rank(territory, shown):
    ask(territory, overlays=[Overlay("shape"), Overlay("zone"), Overlay("shape")])
    wanted = payload_of(shown[0]["feature_group_to_add"])
    assert [each["id"] for each in wanted["overlays"]] == ["shape-0", "zone-0", "shape-1"]


def test_agreement_by_class_says_its_classes_and_equal_voice_is_named(territory, shown):
    def options(url):
        ask(territory, overlays=[Overlay("agreement", url)])
        return payload_of(shown[-1]["feature_group_to_add"])["overlays"][0]["options"]

    assert options("/a?weighting=class") == {"classes": True, "equal": False}
    assert options("/a?weighting=equal") == {"classes": False, "equal": True}


def test_map_that_nobody_listens_to_never_reruns_its_page(territory, shown):
    ask(territory, listen=frozenset())
    assert shown[0]["returned_objects"] == []
    ask(territory, listen=frozenset({"bounds", "drawings"}))
    assert shown[1]["returned_objects"] == ["bounds", "zoom", "all_drawings"]


@pytest.mark.parametrize("online", ["0", "1"])
def test_tiles_are_offered_only_when_the_server_allows_them(territory, shown, monkeypatch, online):
    monkeypatch.setenv("ANIMMAP_ONLINE_TILES", online)
    ask(territory)
    ground = payload_of(shown[0]["sheet"])["ground"]
    assert ground["pack"] is None
    assert bool(ground["online"]) is (online == "1")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_catalogue_reaches_the_map(language):
    words = json.dumps(maps.map_words(language), ensure_ascii=False)
    spoken_elsewhere = {"map.breakdown"}
    for identifier, sentence in load_catalog(language).items():
        if identifier.startswith("map.") and identifier not in spoken_elsewhere:
            assert json.dumps(sentence, ensure_ascii=False) in words, identifier


def test_labels_asked_by_the_scripts_are_the_labels_given():
    from animmap.settings import ROOT

    given = maps.map_words("fr")
    folder = ROOT / "animmap" / "static" / "map"
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.js"))
    for name in re.findall(r"config\.labels\.(\w+)", source):
        assert name in given, name
    drawing = (folder / "draw.js").read_text(encoding="utf-8")
    for name in re.findall(r'button\("(\w+)"', drawing):
        assert name in given["draw"], name


def test_answer_of_a_silent_map_is_empty():
    nothing = {"_southWest": {"lat": None, "lng": None}, "_northEast": {"lat": None, "lng": None}}
    for found in (
        {},
        {"last_clicked": None, "bounds": None, "all_drawings": None},
        {"bounds": nothing},
    ):
        assert read_answer(found) == MapAnswer()


def test_answer_reads_view_click_and_drawings_as_longitude_latitude():
    ring = [[2.5, 50.4], [2.6, 50.4], [2.6, 50.5], [2.5, 50.4]]
    found = {
        "bounds": {
            "_southWest": {"lat": 50.4, "lng": 2.5},
            "_northEast": {"lat": 50.6, "lng": 2.7},
        },
        "zoom": 10.5,
        "last_clicked": {"lat": 50.45, "lng": 2.55},
        "last_object_clicked_tooltip": "one,two 1764323280",
        "all_drawings": [
            {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}}
        ],
    }
    answer = read_answer(found)
    assert answer.bounds == (2.5, 50.4, 2.7, 50.6)
    assert answer.clicked == (2.55, 50.45)
    assert answer.picked == "one,two 1764323280"
    assert answer.drawings == (Polygon(ring),)


def test_crossed_outline_comes_back_as_it_was_drawn():
    ring = [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]
    drawing = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}}
    (drawn,) = read_answer({"all_drawings": [drawing]}).drawings
    assert not drawn.is_valid
    assert [list(point) for point in drawn.exterior.coords] == ring


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {},
        {"type": "Polygon", "coordinates": [[["a", "b"]]]},
        {"type": "Sphere", "coordinates": 3},
    ],
)
def test_a_drawing_that_is_no_shape_counts_as_not_drawn(geometry):
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    drawn = [{"geometry": geometry}, {"geometry": square}]
    assert len(read_answer({"all_drawings": drawn}).drawings) == 1

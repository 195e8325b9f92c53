"""What is drawn on a telephone: outlines, communes and places, put, pulled, undone and kept."""

from __future__ import annotations

import json
import math

import pytest
from shapely.geometry import shape

from animmap.core import palette
from tests.browser.sheets import PHONE, ellipse, is_inside

pytestmark = pytest.mark.browser

# How many pixels of what is drawn have each opacity.
INKS = """() => {
    const canvas = map.getPane("draw-ink").querySelector("canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const seen = {};
    data.filter((_, rank) => rank % 4 === 3).forEach((alpha) => {
        seen[alpha] = (seen[alpha] || 0) + 1;
    });
    return seen;
}"""


def test_an_outline_is_undone_in_one_tap_and_the_tool_is_back_in_hand(lay):
    sheet = lay()
    sheet.stroke(ellipse((195, 420), (90, 90), 40))
    drawn = sheet.state()
    assert sheet.in_hand() == "move"
    assert sheet.page.evaluate("ticks") > 0
    sheet.press("undo")
    assert sheet.state()["geometry"] is None
    assert sheet.in_hand() == "freehand"
    sheet.press("redo")
    assert sheet.state() == drawn
    sheet.press("erase")
    assert sheet.page.evaluate("engine.isEmpty()")
    sheet.press("undo")
    assert sheet.state() == drawn


def test_once_an_outline_is_closed_one_finger_moves_the_map(lay):
    sheet = lay()
    sheet.stroke(ellipse((195, 420), (90, 90), 40))
    drawn, before = sheet.state(), sheet.view()
    sheet.stroke([(200, 400 + 8 * step) for step in range(15)])
    assert sheet.state() == drawn
    assert sheet.view()[2] > before[2]


def test_points_are_put_pulled_undone_and_closed_by_the_first(lay):
    sheet = lay()
    sheet.press("points")
    for corner in ((120, 300), (280, 310), (270, 500), (60, 600)):
        sheet.tap(*corner)
    assert sheet.said() == "point 4"
    sheet.press("undo")
    assert len(sheet.state()["unfinished"]) == 3
    sheet.stroke([(270, 500), (275, 520), (290, 540), (300, 560)])
    moved = [(round(x), round(y)) for x, y in sheet.on_screen(sheet.state()["unfinished"])]
    assert moved == [(120, 300), (280, 310), (300, 560)]
    sheet.tap(125, 306)
    state = sheet.state()
    assert state["unfinished"] == []
    assert state["method"] == "points"
    assert len(state["geometry"]["coordinates"][0]) == 4


def test_sure_and_perhaps_are_two_outlines_and_a_tap_says_which_to_erase(lay):
    sheet = lay("sure_maybe")
    sheet.stroke(ellipse((195, 420), (60, 60), 40))
    sheet.press("maybe")
    sheet.stroke(ellipse((195, 420), (140, 140), 60))
    state = sheet.state()
    assert shape(state["maybe"]).contains(shape(state["geometry"]))
    sheet.press("erase")
    assert sheet.said() == "hint_erase"
    sheet.tap(85, 420)
    after = sheet.state()
    assert after["maybe"] is None
    assert after["geometry"] == state["geometry"]


@pytest.mark.parametrize("level", ["sure", "maybe"])
def test_what_was_drawn_can_be_put_down_as_json_and_taken_up_again(lay, level):
    sheet = lay("sure_maybe")
    sheet.stroke(ellipse((195, 420), (60, 60), 40))
    sheet.press(level)
    sheet.press("points")
    for corner in ((60, 250), (300, 260), (320, 560)):
        sheet.tap(*corner)
    kept = json.loads(json.dumps(sheet.state()))
    told = sheet.page.evaluate("told")
    assert json.loads(told[-1]) == kept
    sheet.page.evaluate("engine.load(null)")
    assert sheet.page.evaluate("engine.isEmpty()")
    sheet.page.evaluate("(kept) => { engine.load(kept); engine.fit(); }", kept)
    assert sheet.state() == kept
    assert sheet.page.evaluate("told.length") == len(told)
    sheet.press("finish")
    finished = sheet.state()
    assert finished["unfinished"] == []
    name = "geometry" if level == "sure" else "maybe"
    assert finished[name]["type"] == ("MultiPolygon" if level == "sure" else "Polygon")


# In the middle, at each edge and corner, beside the buttons.
SPOTS = [(195, 420), (195, 30), (8, 12), (382, 12), (4, 400), (386, 400), (195, 700), (60, 640)]
AIMED = """(loupe) => Array.from(
    loupe.getContext("2d").getImageData(loupe.width / 2, loupe.height * 0.7, 1, 1).data
).slice(0, 3)"""


def test_the_magnifier_stands_beside_the_finger_and_shows_what_is_under_it(lay):
    sheet = lay()
    loupe = sheet.page.locator(".draw-loupe")
    pen = [int(palette.PRIMARY[rank : rank + 2], 16) for rank in (1, 3, 5)]
    for x, y in SPOTS:
        sheet.stroke([(x, y + 60), (x, y + 30), (x, y)], lift=False)
        seen = loupe.bounding_box()
        middle = (seen["x"] + seen["width"] / 2, seen["y"] + seen["height"] / 2)
        assert math.dist(middle, (x, y)) > seen["width"] / 2 + 20
        assert is_inside(seen, PHONE)
        # Just below the aim is the line that has just been drawn.
        assert loupe.evaluate(AIMED) == pytest.approx(pen, abs=3)
        sheet.touch("touchEnd")
        assert loupe.count() == 0


def test_communes_are_picked_by_a_tap_or_from_a_list_and_a_drag_picks_none(lay):
    sheet = lay("communes")
    code, label = "62119", sheet.page.evaluate("engine.communes.get('62119').properties.label")
    [(x, y)] = sheet.on_screen([label])
    before = sheet.view()
    sheet.stroke([(x + 4 * step, y) for step in range(15)])
    assert sheet.state()["commune_codes"] == []
    assert sheet.view() != before
    [(x, y)] = sheet.on_screen([label])
    sheet.tap(x, y)
    assert sheet.said() == "+Béthune"
    state = sheet.state()
    assert (state["commune_codes"], state["method"]) == ([code], "communes")
    sheet.page.evaluate("engine.choose('62516', true); engine.choose('62516', true)")
    assert sheet.state()["commune_codes"] == [code, "62516"]
    sheet.tap(x, y)
    assert sheet.said() == "-Béthune"
    assert sheet.state()["commune_codes"] == ["62516"]
    sheet.press("undo")
    sheet.press("erase")
    assert sheet.state()["commune_codes"] == []


def test_a_picked_commune_carries_a_pattern_besides_its_colour(lay):
    sheet = lay("communes")
    sheet.page.evaluate("engine.choose('62119', true); engine.fit()")
    sheet.page.wait_for_function(f"Object.keys(({INKS})()).length > 3")
    inks = {int(alpha): count for alpha, count in sheet.page.evaluate(INKS).items() if alpha != "0"}
    inside = sum(inks.values())
    colour = sum(count for alpha, count in inks.items() if alpha < 80)
    strokes = sum(count for alpha, count in inks.items() if alpha > 200)
    assert colour > inside / 4
    assert strokes > inside / 20


def test_a_place_is_put_by_a_tap_pulled_under_the_magnifier_and_a_drag_moves_the_map(lay):
    sheet = lay("place")
    before = sheet.view()
    sheet.stroke([(200, 400 + 6 * step) for step in range(15)])
    assert sheet.state()["place"] is None
    assert sheet.view() != before
    sheet.tap(180, 350)
    assert sheet.said() == "hint_place_done"
    [(x, y)] = sheet.on_screen([sheet.state()["place"]])
    assert (round(x), round(y)) == (180, 350)
    sheet.stroke([(180 + 5 * step, 330 + 10 * step) for step in range(12)], lift=False)
    assert sheet.page.locator(".draw-loupe").count() == 1
    sheet.touch("touchEnd")
    [(x, y)] = sheet.on_screen([sheet.state()["place"]])
    assert math.dist((x, y), (235, 460)) < 5
    sheet.press("undo")
    [(x, y)] = sheet.on_screen([sheet.state()["place"]])
    assert (round(x), round(y)) == (180, 350)

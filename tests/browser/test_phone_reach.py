"""The drawing engine of telephones in everybody's reach: keyboard, targets, old telephones."""

from __future__ import annotations

import re

import pytest
from shapely import Polygon, box

from animmap.vendored import DRAWING, STATIC_DIR
from tests.browser.sheets import PHONE, SMALL, is_inside

pytestmark = pytest.mark.browser


def press_keys(sheet, *keys):
    for key in keys:
        sheet.page.keyboard.press(key)


def test_an_outline_is_drawn_undone_and_closed_with_the_keyboard_alone(lay):
    sheet = lay(device={})
    sheet.page.keyboard.press("Tab")
    assert sheet.page.evaluate("document.activeElement.id") == "map"
    press_keys(
        sheet, "Enter", *["ArrowRight"] * 4, "Enter", *["ArrowDown"] * 3, " ", "ArrowLeft", "Enter"
    )
    press_keys(sheet, "Backspace")
    assert sheet.said() in ("point 3", "hint_points_more")
    press_keys(sheet, "Enter", "Enter")
    outline = Polygon(sheet.on_screen(sheet.state()["geometry"]["coordinates"][0]))
    assert outline.is_valid
    assert outline.bounds[2] - outline.bounds[0] == pytest.approx(4 * 24, abs=1)
    assert outline.bounds[3] - outline.bounds[1] == pytest.approx(3 * 24, abs=1)
    press_keys(sheet, "Control+z")
    assert sheet.state()["geometry"] is None
    press_keys(sheet, "Control+y")
    assert sheet.state()["geometry"] is not None


def test_communes_and_places_are_chosen_with_the_keyboard_alone(lay):
    sheet = lay("communes", device={})
    press_keys(sheet, "Tab", "ArrowUp", "Enter")
    [code] = sheet.state()["commune_codes"]
    press_keys(sheet, "Enter")
    assert sheet.state()["commune_codes"] == []
    other = lay("place", device={})
    press_keys(other, "Tab", "ArrowUp", "ArrowUp", "Shift+ArrowLeft", "Enter")
    [(x, y)] = other.on_screen([other.state()["place"]])
    size = other.page.evaluate("[map.getSize().x, map.getSize().y]")
    assert (x, y) == pytest.approx((size[0] / 2, size[1] / 2), abs=1)
    assert code


# It has a name, and its words are not cut.
READABLE = """(each) => Boolean(each.getAttribute("aria-label") || each.textContent)
    && each.scrollWidth <= each.clientWidth"""


@pytest.mark.parametrize("letters", [16, 24])
@pytest.mark.parametrize("device", [PHONE, SMALL], ids=["phone", "small"])
def test_every_target_is_large_named_apart_and_in_sight(lay, device, letters):
    sheet = lay("sure_maybe", device)
    sheet.page.add_style_tag(content=f"html {{ font-size: {letters}px }}")
    sheet.press("points")
    for corner in ((100, 250), (200, 250), (200, 330)):
        sheet.tap(*corner)
    buttons = sheet.page.locator("button[data-draw]:visible")
    boxes = {each.get_attribute("data-draw"): each.bounding_box() for each in buttons.all()}
    assert set(boxes) == {
        *("freehand", "points", "move", "undo", "redo", "erase", "finish"),
        *("sure", "maybe", "zoom_in", "zoom_out"),
    }
    areas = {}
    for name, each in boxes.items():
        assert min(each["width"], each["height"]) >= 44, name
        assert is_inside(each, device), name
        assert sheet.page.locator(f"[data-draw={name}]").evaluate(READABLE), name
        left, top = each["x"], each["y"]
        areas[name] = box(left, top, left + each["width"], top + each["height"])
    for name, area in areas.items():
        others = [each for other, each in areas.items() if other != name]
        assert all(area.intersection(other).area < 1 for other in others), name


@pytest.mark.parametrize(
    "path", sorted(STATIC_DIR.glob("phone/draw/*.js")), ids=lambda path: path.name
)
def test_scripts_use_no_syntax_that_telephones_of_2019_do_not_know(path):
    newer = re.compile(
        r"\?\.[A-Za-z_(\[]|\?\?|replaceAll|replaceChildren|\.at\(-|^\s*static |#\w+\("
    )
    code = path.read_text(encoding="utf-8")
    assert newer.findall(code) == []
    assert len(code.splitlines()) <= 300
    assert f"phone/draw/{path.name}" in DRAWING

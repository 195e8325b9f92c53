"""What the map keeps: an unsent drawing and the view, whatever changes on top of it."""

from __future__ import annotations

import math
from uuid import uuid4

import pytest
from shapely.geometry import box

from animmap.core.model import RoundState
from animmap.services import contribute, projects, workshops
from tests.browser.maps import on_map, wait_on_map

pytestmark = pytest.mark.browser


def speak(visit):
    """Choose a college on the drawing screen, and wait for its map."""
    visit.page.get_by_role("button", name="Habitant·es des quartiers miniers").click()
    visit.page.locator("iframe[title*='folium']").first.wait_for()
    return visit.settle()


@pytest.fixture
def pen(visit):
    """Return the map of the drawing screen, once a college is chosen."""
    return speak(visit.open("/dessiner?demarche=demo"))


def place(visit, x, y):
    """Return page coordinates of a place given as shares of the map."""
    area = visit.page.locator("iframe[title*='folium']").first.bounding_box()
    return area["x"] + x * area["width"], area["y"] + y * area["height"]


def draw_square(visit):
    visit.map().locator("[data-tool=points]").click()
    for x, y in [(0.4, 0.4), (0.6, 0.4), (0.6, 0.7), (0.4, 0.7), (0.4, 0.4)]:
        visit.page.mouse.click(*place(visit, x, y))
    visit.map().locator("[data-tool=edit]").wait_for()


VIEW = "[map.getCenter().lat, map.getCenter().lng, map.getZoom()]"
RING = """drawnItems.getLayers()[0].getLatLngs()[0]
    .map(({lat, lng}) => [+lat.toFixed(6), +lng.toFixed(6)])"""
# Counts the areas on the map at each frame until the layers have been swapped.
WATCH = """(() => {
    const areas = () => Object.values(map._layers).filter(l => l.feature?.properties.share_min);
    const first = new Set(areas());
    window.fewest = first.size;
    window.swapped = false;
    const look = () => {
        const now = areas();
        window.fewest = Math.min(window.fewest, now.length);
        window.swapped = now.length > 0 && !now.some(each => first.has(each));
        if (!window.swapped) requestAnimationFrame(look);
    };
    look();
})()"""
# Says once an animation of the map has ended; the listener is set before it is begun.
END_OF = "(window.ended = false, map.once('{}', () => {{ window.ended = true; }}), 0)"
COUNT = "drawnItems.getLayers().length"


def test_unsent_drawing_and_view_survive_a_change_of_layers(pen):
    draw_square(pen)
    on_map(pen, END_OF.format("zoomend"))
    pen.map().locator(".leaflet-control-zoom-in").click()
    wait_on_map(pen, "window.ended", True)
    before = on_map(pen, VIEW)
    pen.page.get_by_role("button", name="Voir aussi").click()
    pen.page.get_by_role("button", name="Ressources").click()
    pen.map().locator("#map_div[data-features]:not([data-features='0'])").wait_for()
    pen.settle()
    assert on_map(pen, COUNT) == 1
    assert on_map(pen, VIEW) == pytest.approx(before)


def test_freehand_loop_closes_by_itself_and_undo_takes_it_back(pen):
    pen.map().locator("[data-tool=freehand]").click()
    pen.page.mouse.move(*place(pen, 0.6, 0.5))
    pen.page.mouse.down()
    for step in range(40):
        angle = step / 40 * 5.8
        pen.page.mouse.move(*place(pen, 0.5 + 0.1 * math.cos(angle), 0.5 + 0.15 * math.sin(angle)))
    pen.page.mouse.up()
    pen.map().locator("[data-tool=edit]").wait_for()
    assert on_map(pen, COUNT) == 1
    pen.map().locator("[data-tool=undo]").click()
    assert on_map(pen, COUNT) == 0


def test_too_short_a_stroke_is_refused_with_a_word(pen):
    pen.map().locator("[data-tool=freehand]").click()
    pen.page.mouse.move(*place(pen, 0.5, 0.5))
    pen.page.mouse.down()
    pen.page.mouse.move(*place(pen, 0.505, 0.5))
    pen.page.mouse.up()
    pen.map().get_by_text("Geste trop court").wait_for()
    assert on_map(pen, COUNT) == 0


def test_outline_is_drawn_with_the_keyboard_alone(pen):
    pen.map().locator("[data-tool=points]").press("Enter")
    sheet = pen.map().locator("#map_div")
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft"):
        on_map(pen, END_OF.format("moveend"))
        sheet.press(key)
        wait_on_map(pen, "window.ended", True)
        sheet.press(" ")
    sheet.press("Enter")
    assert on_map(pen, COUNT) == 1


def test_point_is_moved_added_and_removed(pen):
    draw_square(pen)
    corners = "drawnItems.getLayers()[0].getLatLngs()[0].length"
    pen.map().locator("[data-tool=edit]").click()
    assert on_map(pen, corners) == 4
    pen.map().locator(".am-middle").first.drag_to(
        pen.map().locator("#map_div"), target_position={"x": 200, "y": 150}
    )
    assert on_map(pen, corners) == 5
    pen.map().locator(".am-handle:not(.am-middle)").first.click()
    pen.map().locator("[data-tool=remove_point]").click()
    assert on_map(pen, corners) == 4
    pen.map().locator("[data-tool=done]").click()
    assert pen.map().locator(".am-handle").count() == 0


def test_unsent_drawing_comes_back_after_a_reload(pen):
    draw_square(pen)
    pen.settle()
    drawn = on_map(pen, RING)
    pen.page.reload()
    speak(pen.settle())
    pen.map().locator("[data-tool=edit]").wait_for()
    assert on_map(pen, RING) == drawn


def test_map_that_receives_a_sketch_swaps_layers_without_a_blank_and_keeps_its_view(
    visit, server_desk
):
    desk = server_desk()
    asked = next(
        each for each in workshops.list_rounds(desk, "demo") if each.state is RoundState.REVEALED
    )
    visit.open(f"/comparer?demarche=demo&question={asked.id}")
    on_map(visit, END_OF.format("zoomend"))
    visit.map().locator(".leaflet-control-zoom-in").click()
    wait_on_map(visit, "window.ended", True)
    visit.settle()
    before = on_map(visit, VIEW)
    on_map(visit, WATCH)
    college = projects.list_colleges(desk, "demo")[0]
    draft = contribute.SketchDraft(
        id=str(uuid4()),
        round_id=asked.id,
        college_id=college.id,
        label="Table 9",
        geometry=box(2.5, 50.5, 2.7, 50.6),
    )
    contribute.import_sketches(desk, asked.id, [draft])  # a round opened again would hide its map
    wait_on_map(visit, "window.swapped", True)
    assert on_map(visit, "window.fewest") > 0
    assert on_map(visit, VIEW) == pytest.approx(before)

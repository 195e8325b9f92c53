"""Fiches in a real browser: many changed at once and back, by keyboard alone, by a shared link."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import expect
from shapely.geometry import LineString, Polygon

from animmap.services import curate
from tests.browser.fiches import TICK_AT, cell, on_map, project

__all__ = ["on_map", "project"]
pytestmark = pytest.mark.browser


def test_many_get_one_kind_at_once_and_one_press_takes_it_back(visit, project, on_map):
    page = visit.open(f"/fiches?demarche={project.id}").page
    page.get_by_role("button", name="Tout cocher").click()
    page.get_by_test_id("stPopoverButton").filter(has_text="Modifier les 3 fiches cochées").click()
    page.get_by_role("combobox", name="Nature").click()
    page.get_by_role("option", name="Réseau").click()
    page.get_by_role("button", name="Appliquer aux 3 fiches").click()
    page.get_by_text("3 fiches modifiées").wait_for()
    assert {item.kind for item in on_map()} == {"network"}
    page.get_by_role("button", name="Annuler la dernière modification").click()
    page.get_by_role("button", name="Rétablir ce qui vient d’être annulé").wait_for()
    assert {item.kind for item in on_map()} == {"person"}
    page.get_by_role("button", name="Rétablir ce qui vient d’être annulé").click()
    page.get_by_role("button", name="Annuler la dernière modification").wait_for()
    assert {item.kind for item in on_map()} == {"network"}
    assert visit.complaints == []


def test_a_cell_is_reached_ticked_and_written_by_keyboard_alone(visit, project, on_map):
    page = visit.open(f"/fiches?demarche={project.id}").page
    table = page.get_by_test_id("stDataFrame").locator("canvas").first
    page.get_by_role("searchbox").or_(page.get_by_placeholder("Chercher")).first.focus()
    for _ in range(30):
        page.keyboard.press("Tab")
        if table.evaluate("one => one === document.activeElement"):
            break
    expect(table).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    page.get_by_text("1 cochée").wait_for()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator("#portal textarea").fill("Écrit au clavier")
    page.keyboard.press("Enter")
    page.get_by_text("enregistré").wait_for()
    assert "Écrit au clavier" in {item.name for item in on_map()}


def test_the_order_and_the_open_part_are_in_the_address_and_back_leaves_them(
    visit, project, new_visit
):
    page = visit.open(f"/fiches?demarche={project.id}").page
    page.get_by_role("combobox", name="Ordre").click()
    page.get_by_role("option", name="Sans lieu d’abord").click()
    page.wait_for_url("**ordre=unplaced**")
    page.get_by_role("tab", name="Mots de la démarche").click()
    page.wait_for_url("**partie=words**")
    visit.settle()
    other = new_visit().open(page.url.removeprefix(visit.server.address)).page
    expect(other.get_by_role("tab", name="Mots de la démarche")).to_have_attribute(
        "aria-selected", "true"
    )
    page.go_back()
    expect(page.get_by_role("tab", name="Tableaux")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("combobox", name="Ordre")).to_have_value("Sans lieu d’abord")


@pytest.fixture
def redrawing(visit, project, on_map, server_desk):
    """Return ``redrawing(shape)``: give the first record a shape, and open its redrawing."""

    def make(shape):
        first = on_map()[0]
        curate.amend(server_desk(), first, replace(first, geometry=shape))
        page = visit.open(f"/fiches?demarche={project.id}").page
        page.mouse.click(*cell(page, 0, TICK_AT))
        page.get_by_role("button", name="Placer", exact=True).click()
        window = page.get_by_role("dialog")
        window.get_by_text("Redessiner").click()
        window.get_by_text("est en pointillé").wait_for()
        visit.settle()
        return window

    return make


def kept(visit, window, on_map):
    window.get_by_role("button", name="Garder ce lieu").click()
    visit.page.get_by_text("est sur la carte").wait_for()
    return on_map()[0].geometry


def test_an_area_is_drawn_again_with_the_pencil(visit, redrawing, on_map):
    x, y = on_map()[0].geometry.coords[0]
    old = Polygon([(x, y), (x + 0.02, y), (x, y + 0.02)])
    window = redrawing(old)
    visit.map().locator("[data-tool=points]").click()
    sheet = visit.map().locator("#map_div")
    for corner in ((200, 90), (330, 90), (330, 200), (200, 200), (200, 90)):
        sheet.click(position=dict(zip("xy", corner, strict=True)))
    made = kept(visit, window, on_map)
    assert made.geom_type == "Polygon"
    assert len(made.exterior.coords) == 5
    assert not made.equals(old)


def test_a_line_is_drawn_again_point_by_point_and_the_last_one_is_taken_back(
    visit, redrawing, on_map
):
    x, y = on_map()[0].geometry.coords[0]
    window = redrawing(LineString([(x, y), (x + 0.05, y + 0.02)]))
    for told, corner in zip(
        ("1 point posé", "2 points posés", "3 points posés"),
        ((200, 90), (330, 90), (330, 200)),
        strict=True,
    ):
        sheet = visit.map().locator("#map_div")
        sheet.click(position=dict(zip("xy", corner, strict=True)))
        window.get_by_text(told, exact=True).wait_for()
        visit.settle()
    window.get_by_role("button", name="Retirer le dernier point").click()
    window.get_by_text("2 points posés", exact=True).wait_for()
    made = kept(visit, window, on_map)
    assert made.geom_type == "LineString"
    assert len(made.coords) == 2

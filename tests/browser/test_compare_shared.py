"""What one browser shows on Comparer, its address shows in another, and the wall to the hall."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from animmap.services import wall
from animmap.services.demo import DEMO_PROJECT_ID
from tests.browser.maps import on_map
from tests.browser.test_compare import BETHUNE, POINT, busiest_round, fr

pytestmark = pytest.mark.browser
VIEW = "[map.getCenter().lat, map.getCenter().lng, map.getZoom()]"


@pytest.fixture
def wall_as_it_was(server_desk):
    """Return the question shown; what the hall sees of it is put back for other tests."""
    desk = server_desk()
    asked = busiest_round(desk)
    before = wall.read_wall(desk, asked.workshop_id)
    yield asked
    kept = {
        name: getattr(before, name) for name in ("screen", "round_id", "readings", "by_college")
    }
    wall.show(desk, asked.workshop_id, **kept)


def test_an_address_brings_back_view_place_and_part_and_the_wall_shows_its_readings(
    visit, new_visit, server_desk, wall_as_it_was
):
    desk, asked = server_desk(), wall_as_it_was
    visit.open(f"/comparer?demarche={DEMO_PROJECT_ID}&question={asked.id}&lecture=raw,difference")
    page = visit.page
    sheet = page.locator("iframe[title*='folium']").first.bounding_box()
    x, y = on_map(visit, POINT, argument=[BETHUNE[1], BETHUNE[0]])
    page.mouse.move(sheet["x"] + x, sheet["y"] + y)
    page.mouse.wheel(0, -400)
    page.wait_for_url(re.compile("vue="))
    page.mouse.click(sheet["x"] + x, sheet["y"] + y)
    page.locator(".am-place").wait_for()
    page.get_by_role("tab", name=fr("compare.part.colleges")).click()
    page.wait_for_url(re.compile("partie=colleges"))
    page.wait_for_url(re.compile("lieu=.*vue=|vue=.*lieu="))
    copy = page.frame_locator("iframe[title*='copy']").get_by_role("button")
    copy.click()
    copy.get_by_text(fr("sharing.copied")).wait_for()

    other = new_visit()
    other.page.goto(page.url)
    other.settle()
    tab = other.page.get_by_role("tab", name=fr("compare.part.colleges"))
    expect(tab).to_have_attribute("aria-selected", "true")
    told = page.locator(".am-place").inner_text()
    expect(other.page.locator(".am-place")).to_have_text(told, use_inner_text=True)
    assert on_map(other, VIEW) == pytest.approx(on_map(visit, VIEW), abs=1e-4)

    other.page.get_by_role("button", name=fr("sharing.wall")).click()
    other.page.get_by_text(fr("sharing.on_wall")).wait_for()
    shown = wall.read_wall(desk, asked.workshop_id)
    assert (shown.readings, shown.by_college) == (("raw", "difference"), True)

    page.go_back()
    page.wait_for_url(lambda address: "partie=" not in address)
    page.get_by_role("tab", name=fr("compare.part.figures"), selected=True).wait_for()
    assert visit.complaints == []
    assert other.complaints == []

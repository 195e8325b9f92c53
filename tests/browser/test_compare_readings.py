"""Comparer played with: the curve sets the threshold, a family shows on the maps."""

from __future__ import annotations

import re

import pytest

from animmap.services import compare
from animmap.services.compare_families import read_families
from animmap.services.demo import DEMO_PROJECT_ID
from animmap.texts import tr
from tests.browser.maps import wait_on_map
from tests.browser.test_compare import busiest_round, fr

pytestmark = pytest.mark.browser
OUTLINED = """
() => Object.values(map._layers).filter(({ feature, options }) =>
    feature && options.dashArray !== undefined && options.weight === 3.5).length
"""


@pytest.fixture
def reading(server_desk):
    desk = server_desk()
    return compare.read_round(desk, busiest_round(desk).id)


def address(reading, **choices: str) -> str:
    more = "".join(f"&{name}={value}" for name, value in choices.items())
    return f"/comparer?demarche={DEMO_PROJECT_ID}&question={reading.round.id}{more}"


def curve(visit):
    return visit.page.frame_locator("iframe[title*='curve']")


def test_arrow_keys_on_the_curve_set_the_threshold_of_the_maps(visit, reading):
    visit.open(address(reading, seuil="50"))
    slider = curve(visit).get_by_role("slider", name=fr("compare.at_least"))
    voices = reading.comparison.voices
    before = int(slider.input_value())
    slider.press("ArrowRight")
    share = 100 * (before + 1) / voices
    visit.page.wait_for_url(re.compile(rf"seuil={share:.1f}"))
    visit.page.get_by_text(
        re.compile(rf"^Au moins {before + 1} voix sur {voices}")
    ).first.wait_for()
    assert visit.complaints == []


def test_a_click_on_the_curve_sets_the_threshold_there(visit, reading):
    visit.open(address(reading, seuil="50"))
    slider = curve(visit).get_by_role("slider")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    slider.click(position={"x": box["width"] * 0.25, "y": box["height"] / 2})
    count = round(reading.comparison.voices * 0.25)
    visit.page.wait_for_url(re.compile(rf"seuil={100 * count / reading.comparison.voices:.1f}"))


def test_a_family_chosen_is_drawn_on_every_map_and_kept_in_the_address(visit, reading):
    members = read_families(reading).members(1)
    visit.open(address(reading, lecture="raw,equal"))
    visit.page.get_by_role("tab", name=fr("compare.part.overlap")).click()
    label = tr("compare.families.one", "fr", number=1, n=len(members))
    visit.page.locator("button", has_text=label).click()
    visit.page.wait_for_url(re.compile("famille=1"))
    for rank in (0, 1):
        wait_on_map(visit, OUTLINED, len(members), rank)
    assert "famille=1" in visit.page.url
    assert visit.complaints == []

"""A large round in a real browser: at once from a grid, then exact once it was asked."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from animmap.core.model import Access, Role
from animmap.services import compare
from animmap.services.demo import DEMO_PROJECT_ID
from animmap.services.desk import Desk
from animmap.texts import tr
from tests.browser.maps import on_map
from tests.browser.test_compare import busiest_round, fr

pytestmark = pytest.mark.browser
# Areas of one colour on a map: more than none.
AREAS = """
() => { let n = 0; map.eachLayer((layer) => { if (layer.feature) n += 1; }); return n; }
"""


def spaced(text: str) -> re.Pattern:
    return re.compile(re.sub(r"\s", r"\\s", re.escape(text).replace("\\ ", " ")))


@pytest.fixture(scope="module")
def crowded(start_server):
    """Return a server for which the rounds of the demo are large."""
    return start_server(ANIMMAP_EXACT_VOICES="3")


def test_a_large_round_is_shown_at_once_then_exactly_once_it_is_asked(new_visit, crowded):
    visit = new_visit(crowded)
    visit.open("/")
    store = crowded.open_store()
    desk = Desk(store, Access(Role.ANIMATOR, DEMO_PROJECT_ID), _no_clock)
    asked = busiest_round(desk)
    voices = len(compare.select(desk, asked.id).sketches)
    store.close()
    visit.open(f"/comparer?demarche={DEMO_PROJECT_ID}&question={asked.id}&lecture=raw&seuil=50")
    page = visit.page
    page.get_by_text(spaced(fr("quick.title"))).wait_for()
    page.get_by_text(re.compile(r"environ.*km².*entre.*km²")).first.wait_for()
    assert any("/quick.geojson" in address for address in visit.requests)
    assert not any("/agreement.geojson" in address for address in visit.requests)
    assert on_map(visit, AREAS) > 0
    page.get_by_role("button", name=fr("quick.compute")).click()
    page.get_by_text(spaced(tr("quick.exact_shown", "fr", n=voices))).wait_for()
    expect(page.get_by_text(re.compile("environ.*km²"))).to_have_count(0)
    visit.settle()
    assert any("/agreement.geojson" in address for address in visit.requests)
    page.get_by_role("button", name=fr("quick.come_back")).click()
    page.get_by_text(spaced(fr("quick.title"))).wait_for()
    assert visit.complaints == []


def _no_clock():
    raise AssertionError("reading asks no time")

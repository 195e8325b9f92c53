"""Comparer in a real browser: a click names people, and what the group adopts is kept."""

from __future__ import annotations

import pytest

from animmap.services import adopt, compare, contribute, workshops
from animmap.services.demo import DEMO_PROJECT_ID
from animmap.texts import tr
from tests.browser.maps import on_map, wait_on_map

pytestmark = pytest.mark.browser

ZOOM = "map.getZoom()"
VIEW = "[map.getCenter().lat, map.getCenter().lng, map.getZoom()]"
BETHUNE = (2.6389, 50.5303)
# Where a place is on its map, in pixels.
POINT = "place => { const { x, y } = map.latLngToContainerPoint(place); return [x, y]; }"


def fr(identifier: str, **values: object) -> str:
    return tr(identifier, "fr", **values)


def busiest_round(desk):
    """Return the question of the demo that gathered most voices."""
    rounds = workshops.list_rounds(desk, DEMO_PROJECT_ID)
    return max(rounds, key=lambda one: sum(contribute.voices_by_college(desk, one.id).values()))


def click_place(visit, longitude: float, latitude: float) -> None:
    """Click a place of the first map, wherever it stands on the screen."""
    where = visit.map().locator("#map_div")
    where.scroll_into_view_if_needed()
    x, y = on_map(visit, POINT, argument=[latitude, longitude])
    where.click(position={"x": x, "y": y})


def test_a_click_on_the_map_names_who_includes_the_place(visit, server_desk):
    desk = server_desk()
    reading = compare.read_round(desk, busiest_round(desk).id)
    visit.open(f"/comparer?demarche={DEMO_PROJECT_ID}&question={reading.round.id}")
    click_place(visit, *BETHUNE)
    here = fr("compare.place_commune", commune="Béthune")
    visit.page.get_by_role("heading", name=here).wait_for()
    visit.settle()
    text = visit.page.locator("[data-testid=stMainBlockContainer]").inner_text()
    found = compare.who_at(reading, *BETHUNE)
    assert f"{len(found.included)} voix sur {len(reading.sketches)}" in text
    for sketch in found.included:
        assert sketch.voice.label in text
        assert sketch.reason in text
    assert visit.complaints == []


def test_maps_side_by_side_move_together(visit):
    visit.open(f"/comparer?demarche={DEMO_PROJECT_ID}&lecture=raw,class")
    before = on_map(visit, ZOOM, rank=1)
    visit.map().locator(".leaflet-control-zoom-in").click()
    wait_on_map(visit, "before => map.getZoom() > before", True, rank=1, argument=before)
    assert on_map(visit, VIEW, rank=1) == pytest.approx(on_map(visit, VIEW, rank=0))


def test_the_perimeter_adopted_on_screen_is_in_the_store(visit, server_desk):
    desk = server_desk()
    reading = compare.read_round(desk, busiest_round(desk).id)
    visit.open(f"/comparer?demarche={DEMO_PROJECT_ID}&seuil=50&question={reading.round.id}")
    visit.page.get_by_role("tab", name=fr("compare.part.adopt")).click()
    visit.page.get_by_label(fr("adopt.by"), exact=True).fill("L’assemblée du 12 mars")
    visit.page.get_by_label(fr("adopt.reasons")).fill("L’eau nous relie.")
    visit.page.get_by_label(fr("adopt.minority")).fill("La plaine voit plus au nord.")
    visit.page.get_by_role("button", name=fr("adopt.adopt"), exact=True).click()
    visit.page.get_by_role("heading", name=fr("adopt.current")).wait_for()
    kept = adopt.current(desk, DEMO_PROJECT_ID)
    assert (kept.rule, kept.threshold) == ("raw", 0.5)
    assert kept.decided_by == "L’assemblée du 12 mars"
    assert kept.reasons == "L’eau nous relie."
    assert kept.minority_views == "La plaine voit plus au nord."
    assert kept.geometry.equals(adopt.propose(reading, "raw", 0.5, snap=False).geometry)
    adopt.withdraw_adoption(desk, kept.id)

"""The wall in a real browser: sketches come in without a reload, a flicker or a lost view."""

from __future__ import annotations

from uuid import uuid4

import pytest
from shapely.geometry import box

from animmap.core.model import Role, RoundState, SketchMethod
from animmap.services import access, contribute, projects, workshops
from animmap.services.contribute import SketchDraft
from animmap.services.demo import DEMO_PROJECT_ID
from animmap.texts import tr

pytestmark = pytest.mark.browser

# Far from every sketch of the demo, so that its arrival adds an area of its own.
ALONE = box(2.95, 50.62, 3.0, 50.65)

VIEW = "[map.getCenter().lat, map.getCenter().lng, map.getZoom()]"


@pytest.fixture
def new_round(server_desk):
    """Return ``new_round(blind)``: an open question of the demo, closed when the test ends."""
    desk, made = server_desk(), []
    workshop = workshops.list_workshops(desk, DEMO_PROJECT_ID)[0]

    def make(*, blind: bool):
        made.append(workshops.create_round(
            desk, workshop.id, workshops.RoundDraft("Et maintenant ?", blind=blind)
        ))
        workshops.set_round_state(desk, made[-1].id, RoundState.OPEN)
        return made[-1]

    yield make
    for asked in made:
        workshops.set_round_state(desk, asked.id, RoundState.CLOSED)


def send_from_elsewhere(server_desk, asked, outline) -> None:
    """Send a sketch as a participant of another session would."""
    desk = server_desk(Role.PARTICIPANT, DEMO_PROJECT_ID)
    college = projects.list_colleges(desk, DEMO_PROJECT_ID)[0]
    contribute.send(
        desk,
        SketchDraft(
            id=str(uuid4()),
            round_id=asked.id,
            college_id=college.id,
            label="Une table",
            geometry=outline,
            maybe=None,
            method=SketchMethod.POINTS,
            commune_codes=(),
            reason="",
        ),
    )


def on_map(visit, expression: str):
    """Evaluate an expression in the frame of the map."""
    handle = visit.page.locator("iframe").first.element_handle()
    return handle.content_frame().evaluate(expression)


def total(visit) -> str:
    return visit.page.locator(".wall-total b").inner_text()


def test_a_sketch_sent_elsewhere_appears_without_reload_and_the_view_stays(
    visit, server_desk, new_round
):
    asked = new_round(blind=False)
    visit.open(f"/projeter?demarche={DEMO_PROJECT_ID}&question={asked.id}")
    assert total(visit) == "0"
    visit.map().locator(".leaflet-control-zoom-in").click()
    on_map(visit, "() => { window.notReloaded = true; }")
    view = on_map(visit, VIEW)
    send_from_elsewhere(server_desk, asked, ALONE)
    visit.page.locator(".wall-total b", has_text="1").wait_for()
    visit.map().locator("#map_div[data-features='1']").wait_for()
    assert on_map(visit, "window.notReloaded") is True
    assert on_map(visit, VIEW) == view
    assert visit.complaints == []


def test_a_sketch_sent_elsewhere_counts_in_comparer_by_itself(visit, server_desk, new_round):
    asked = new_round(blind=False)
    send_from_elsewhere(server_desk, asked, ALONE)
    visit.open(f"/comparer?demarche={DEMO_PROJECT_ID}&question={asked.id}")
    before = visit.page.locator(".am-caption p").first.inner_text()
    send_from_elsewhere(server_desk, asked, ALONE.buffer(0.01))
    visit.page.locator(".am-caption p", has_not_text=before).first.wait_for()
    visit.settle()
    assert visit.complaints == []


def test_a_blind_round_reaches_the_wall_as_counts_until_the_reveal(visit, server_desk, new_round):
    asked = new_round(blind=True)
    send_from_elsewhere(server_desk, asked, ALONE)
    visit.open(f"/projeter?demarche={DEMO_PROJECT_ID}&question={asked.id}")
    assert total(visit) == "1"
    assert visit.page.locator("iframe").count() == 0
    assert not any("agreement" in address for address in visit.requests)
    workshops.set_round_state(server_desk(), asked.id, RoundState.CLOSED)
    workshops.set_round_state(server_desk(), asked.id, RoundState.REVEALED)
    visit.map().locator("#map_div[data-features='1']").wait_for()


def test_the_wall_shows_no_menu_and_its_words_are_large(new_visit):
    visit = new_visit(viewport={"width": 1920, "height": 1080})
    visit.open(f"/projeter?demarche={DEMO_PROJECT_ID}")
    assert not visit.page.locator("[data-testid=stSidebar]").is_visible()
    sizes = visit.page.locator(".wall-text *:not(:has(*))").evaluate_all(
        "all => all.filter(each => each.textContent.trim())"
        ".map(each => parseFloat(getComputedStyle(each).fontSize))"
    )
    assert min(sizes) >= 28


def test_keys_turn_the_wall_dark_and_change_its_reading(visit):
    visit.open(f"/projeter?demarche={DEMO_PROJECT_ID}")
    visit.page.keyboard.press("d")
    visit.page.wait_for_url("**theme=sombre**")
    visit.page.keyboard.press("3")
    visit.page.wait_for_url("**lecture=raw*class**")
    visit.page.locator(".wall-classes").wait_for()


def test_a_wall_whose_link_is_revoked_empties_by_itself(visit, server_desk, new_round):
    asked = new_round(blind=False)
    send_from_elsewhere(server_desk, asked, ALONE)
    info, token = access.create_link(server_desk(), DEMO_PROJECT_ID, Role.PROJECTOR, "Le mur")
    visit.open(f"/j/{token}")
    visit.open(f"/projeter?demarche={DEMO_PROJECT_ID}&question={asked.id}")
    assert total(visit) == "1"
    access.revoke_link(server_desk(), info.id)
    visit.page.get_by_text(tr("error.link_invalid", "fr")).wait_for()
    visit.page.locator("iframe").first.wait_for(state="detached")
    assert token not in visit.page.content()

"""A debated zone from end to end: chosen, put to the room, shown on the wall, decided."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from animmap.core.model import RoundState
from animmap.services import compare, contribute, debates, notes, workshops
from animmap.services.demo import DEMO_PROJECT_ID
from animmap.texts import tr

pytestmark = pytest.mark.browser


def fr(identifier: str, **values: object) -> str:
    return tr(identifier, "fr", **values)


@pytest.fixture
def reading(server_desk):
    """Return the question of the demo that gathered most voices, and leave nothing behind."""
    desk = server_desk()
    rounds = workshops.list_rounds(desk, DEMO_PROJECT_ID)
    known = {each.id for each in rounds}
    asked = max(rounds, key=lambda one: sum(contribute.voices_by_college(desk, one.id).values()))
    yield compare.read_round(desk, asked.id)
    for each in notes.list_decisions(desk, asked.workshop_id):
        notes.delete_note(desk, each.id)
    for each in workshops.list_rounds(desk, DEMO_PROJECT_ID):
        if each.id not in known:
            workshops.delete_round(desk, each.id)


def test_a_debated_zone_is_put_to_the_room_shown_on_the_wall_and_decided(
    visit, new_visit, server_desk, reading
):
    desk, page = server_desk(), visit.page
    second = debates.list_debated(desk, reading)[1]
    asked = {"demarche": DEMO_PROJECT_ID, "question": reading.round.id, "debat": "2"}
    visit.open(f"/comparer?{urlencode(asked)}")
    page.get_by_role("heading", name=second.name).wait_for()
    numbers = page.frame_locator("iframe[title*='folium']").last.locator(".am-number")
    expect(numbers).to_have_text(
        [str(each.told.number) for each in debates.list_debated(desk, reading)]
    )

    page.get_by_role("button", name=fr("debates.ask")).click()
    page.get_by_role("button", name=fr("debates.prepare")).click()
    page.get_by_role("button", name=fr("debates.ask_again")).wait_for()
    made = workshops.list_rounds(desk, DEMO_PROJECT_ID)[-1]
    assert second.name in made.question

    workshops.set_round_state(desk, made.id, RoundState.OPEN)
    hall = new_visit().page
    hall.goto(
        f"{visit.server.address}/mur?demarche={DEMO_PROJECT_ID}&atelier={reading.round.workshop_id}"
    )
    hall.get_by_text(made.question).wait_for()
    hall.wait_for_function("() => document.querySelector('.stage canvas')")

    page.get_by_role("button", name=fr("debates.decide")).click()
    page.get_by_label(fr("debates.decision_text")).fill("On l’inclut pour deux ans.")
    page.get_by_role("button", name=fr("debates.keep")).click()
    page.get_by_role("button", name=fr("debates.decide_again")).wait_for()
    found = debates.list_debated(desk, compare.read_round(desk, reading.round.id))[1]
    assert found.decision.text == "On l’inclut pour deux ans."
    assert visit.complaints == []

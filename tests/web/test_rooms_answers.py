"""Places and words that phones give: kept once, told back to their owner only."""

from __future__ import annotations

import pytest

from animmap.core.model import RoundState
from animmap.core.room import RoundKind
from animmap.services.projects import list_colleges
from animmap.services.workshops import RoundDraft, create_round, list_rounds
from tests.web.rooms import answer_body


@pytest.fixture
def phone(new_phone, desk, meeting):
    """Return a phone that joined in the first college."""
    made = new_phone()
    made.join(list_colleges(desk, meeting.project_id)[0].id)
    return made


@pytest.fixture
def places(desk, meeting):
    draft = RoundDraft("Que manque-t-il ?", RoundKind.PLACES, "need")
    return create_round(desk, meeting.id, draft, RoundState.OPEN)


def test_a_place_is_kept_once_amended_and_withdrawn(places, phone):
    body = answer_body(places, place=[2.55, 50.45])
    first, again = phone.ask("POST", "/answers", body), phone.ask("POST", "/answers", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["place"] == [2.55, 50.45]
    address = f"/answers/{body['id']}"
    change = body | {"words": "Le four banal", "version": 1}
    assert phone.ask("PUT", address, change).json()["words"] == "Le four banal"
    stale = phone.ask("PUT", address, change | {"words": "Autre"})
    assert (stale.status_code, stale.json()["current"]["words"]) == (409, "Le four banal")
    (mine,) = phone.ask("GET", "/mine").json()["answers"]
    assert (mine["words"], mine["version"]) == ("Le four banal", 2)
    gone = [phone.ask("DELETE", address) for _ in range(2)]
    assert [(each.status_code, each.json()["state"]) for each in gone] == [(200, "withdrawn")] * 2


@pytest.mark.parametrize("place", [[2.55], ["2", "50"], [200, 50.4], {"x": 1}])
def test_a_place_that_is_none_is_refused(places, phone, place):
    answer = phone.say(places, place=place)
    assert (answer.status_code, answer.json()["code"]) in (
        (400, "request_invalid"),
        (400, "geometry_outside_world"),
    )


def test_words_are_not_taken_where_an_outline_is_asked_nor_the_contrary(
    desk, meeting, phone, places
):
    question = list_rounds(desk, meeting.project_id)[0]
    assert phone.say(question).json()["code"] == "request_invalid"
    assert phone.send(places).json()["code"] == "request_invalid"

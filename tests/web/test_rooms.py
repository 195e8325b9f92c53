"""What a phone reads of its room, and how it joins."""

from __future__ import annotations

import pytest

from animmap.core.model import RoundState
from animmap.services import room
from animmap.services.workshops import (
    RoundDraft,
    create_round,
    set_round_state,
)
from animmap.web.room_access import ROOM_TRIES_A_MINUTE
from tests.web.rooms_asked import colleges, phone, question

__all__ = ["colleges", "phone", "question"]


def test_a_room_tells_its_questions_and_colleges_and_nothing_that_was_given(
    desk, meeting, question, new_phone, make_sketch
):
    create_round(desk, meeting.id, RoundDraft("Une question qui se prépare"))
    told = new_phone().ask("GET").json()
    assert told["code"] == meeting.join_code
    assert told["workshop"]["id"] == meeting.id
    assert told["project"]["territory"] == "Quatre communes"
    assert [each["id"] for each in told["rounds"]] == [question.id]
    assert told["rounds"][0]["state"] == "open"
    assert told["current"] == question.id
    assert [each["name"] for each in told["colleges"]] == ["Habitants", "ESS", "Communes"]
    assert told["colleges"][0]["less_heard"] is True
    assert told["bounds"] == pytest.approx([2.5, 50.4, 2.7, 50.6])
    assert told["server_time"].endswith("+00:00")


def test_a_room_is_sent_again_only_once_something_changed(desk, meeting, question, new_phone):
    phone = new_phone()
    tag = phone.ask("GET").headers["etag"]
    assert phone.ask("GET", if_none_match=tag).status_code == 304
    set_round_state(desk, question.id, RoundState.PAUSED)
    again = phone.ask("GET", if_none_match=tag)
    assert again.status_code == 200
    assert again.json()["current"] is None


def test_a_code_is_understood_however_it_is_typed(meeting, new_phone):
    typed = new_phone(code=f" {meeting.join_code.lower()}")
    assert typed.ask("GET").json()["code"] == meeting.join_code


def test_a_room_that_is_shut_or_never_was_does_not_exist(desk, meeting, new_phone):
    answer = new_phone(code="ZZZZZZ").ask("GET")
    assert (answer.status_code, answer.json()["code"]) == (404, "room_unknown")
    room.shut_room(desk, meeting.id)
    assert new_phone().ask("GET").status_code == 404
    assert new_phone().join(None).status_code == 404


def test_guessing_rooms_is_slowed_down_but_a_phone_that_joined_never_is(phone, new_phone):
    guesses = [new_phone(code=f"ZZZ{n:03d}") for n in range(200, 202 + ROOM_TRIES_A_MINUTE)]
    statuses = [guess.ask("GET").status_code for guess in guesses]
    assert statuses == [404] * ROOM_TRIES_A_MINUTE + [429] * 2
    slowed = new_phone().ask("GET")
    assert (slowed.status_code, slowed.json()["code"]) == (429, "too_many_tries")
    assert 1 <= int(slowed.headers["retry-after"]) <= 60
    assert phone.ask("GET").status_code == 200


def test_the_map_of_a_room_is_the_one_of_its_project(client, meeting, phone, make_features, desk):
    from animmap.services.projects import get_project

    make_features(get_project(desk, meeting.project_id))
    for name in ("communes.geojson", "features.geojson?layers=resource"):
        theirs = client.get(f"/api/projects/{meeting.project_id}/{name}").json()
        assert phone.ask("GET", f"/{name}").json() == theirs


def test_the_qr_code_opens_the_room_at_the_address_for_phones(meeting, new_phone, monkeypatch):
    monkeypatch.setenv("ANIMMAP_ROOM_ADDRESS", "http://192.168.1.20:8501")
    drawn = []
    monkeypatch.setattr("animmap.web.rooms.qr_svg", lambda text: drawn.append(text) or b"<svg/>")
    answer = new_phone().ask("GET", "/qr.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert drawn == [f"http://192.168.1.20:8501/r/{meeting.join_code}"]


def test_a_device_joins_once_and_keeps_its_code(desk, meeting, colleges, new_phone):
    phone = new_phone()
    first = phone.join(colleges[0].id)
    again = phone.join(colleges[1].id, "Lune")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json() | {"college_id": colleges[1].id, "label": "Lune"}
    assert len(first.json()["my_code"]) == 6
    assert room.joined_by_college(desk, meeting.id) == {colleges[1].id: 1}


@pytest.mark.parametrize("device", [None, "", "short", "a" * 44, "a" * 42 + "/"])
def test_a_device_without_a_proper_secret_does_not_join(new_phone, device):
    answer = new_phone().ask("POST", "/join", {}, x_animmap_device=device)
    assert (answer.status_code, answer.json()["code"]) == (400, "request_invalid")


def test_a_college_of_nowhere_is_not_joined(new_phone):
    answer = new_phone().join("ailleurs")
    assert (answer.status_code, answer.json()["code"]) == (400, "college_unknown")


def test_a_renewed_code_lets_nobody_in_before_they_join_again(desk, meeting, phone, colleges):
    renewed = room.renew_code(desk, meeting.id)
    assert phone.ask("GET", "/mine").json()["code"] == "link_invalid"
    phone.code = renewed.join_code
    assert phone.ask("GET", "/mine").json()["code"] == "link_invalid"
    assert phone.join(colleges[0].id).status_code == 200
    assert phone.ask("GET", "/mine").status_code == 200


# -- sketches -------------------------------------------------------------------------

"""What a phone sends: kept once, told back to its owner only."""

from __future__ import annotations

import json

import pytest
from shapely.geometry import Polygon, box, shape

from animmap.core.model import RoundState, SketchState
from animmap.core.room import RoundKind
from animmap.services import contribute
from animmap.services.workshops import (
    set_round_state,
)
from animmap.web.room_access import OWN_TRIES_A_MINUTE
from tests.web.rooms import OUTLINE, sketch_body
from tests.web.rooms_asked import ask_round, colleges, phone, question

__all__ = ["colleges", "phone", "question"]
BOW = Polygon([(2.5, 50.4), (2.6, 50.5), (2.6, 50.4), (2.5, 50.5)])


def test_a_sketch_is_kept_once_under_the_college_of_its_device(desk, question, phone, colleges):
    body = sketch_body(question)
    first = phone.ask("POST", "/sketches", body)
    again = phone.ask("POST", "/sketches", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.json()["status"], again.json()["status"]) == ("stored", "already_stored")
    assert first.json() | {"status": ""} == again.json() | {"status": ""}
    assert shape(first.json()["geometry"]).equals(OUTLINE)
    assert first.json()["area_km2"] == pytest.approx(79, rel=0.02)
    (kept,) = contribute.list_sketches(desk, question.id)
    assert (kept.id, kept.voice.college_id, kept.voice.label) == (
        body["id"],
        colleges[0].id,
        "Hérisson bleu",
    )


def test_changing_college_between_two_sends_of_a_sketch_stores_nothing_more(
    desk, question, phone, colleges
):
    body = sketch_body(question)
    phone.ask("POST", "/sketches", body)
    phone.join(colleges[1].id)
    assert phone.ask("POST", "/sketches", body).status_code == 200
    assert len(contribute.list_sketches(desk, question.id)) == 1


def test_what_was_mended_is_said_and_shown(question, phone):
    told = phone.send(question, BOW).json()
    assert told["repairs"] == ["self_crossing"]
    assert shape(told["geometry"]).is_valid


def test_communes_are_sent_by_their_codes_alone(desk, meeting, phone):
    asked = ask_round(desk, meeting, kind=RoundKind.COMMUNES)
    sent = {"method": "communes", "commune_codes": ["62001", "62002"]}
    told = phone.send(asked, None, **sent).json()
    assert shape(told["geometry"]).equals(box(2.5, 50.5, 2.7, 50.6))
    (kept,) = contribute.list_sketches(desk, asked.id)
    assert kept.commune_codes == ("62001", "62002")


# Two hundred strokes over two hundred others: 4 kB, and minutes to mend.
SCRIBBLE = {
    "type": "Polygon",
    "coordinates": [
        [[2.5 + stroke % 2 * 0.1, 50.5 + stroke / 2_000] for stroke in range(200)]
        + [[2.5 + stroke / 2_000, 50.5 + stroke % 2 * 0.1] for stroke in range(200)]
    ],
}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"geometry": None}, "geometry_empty"),
        ({"geometry": {"type": "Polygon", "coordinates": []}}, "geometry_empty"),
        ({"geometry": {"type": "Point", "coordinates": [2, 50]}}, "request_invalid"),
        ({"method": "communes", "commune_codes": ["75056"]}, "communes_unknown"),
        ({"method": "imported"}, "request_invalid"),
        ({"method": "telepathy"}, "request_invalid"),
        ({"id": "a b"}, "request_invalid"),
        ({"id": 3}, "request_invalid"),
        ({"geometry": SCRIBBLE}, "geometry_entangled"),
        ({"maybe": SCRIBBLE}, "geometry_entangled"),
        ({"round_id": "ailleurs"}, "not_found"),
        ({"reason": "x" * 2_001}, "text_too_long"),
    ],
)
def test_a_sketch_that_says_nothing_sound_is_refused(desk, question, phone, changes, code):
    answer = phone.ask("POST", "/sketches", sketch_body(question) | changes)
    assert answer.json()["code"] == code
    assert contribute.list_sketches(desk, question.id) == []


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"id": "\ud83d"}, 400),
        ({"round_id": "\ud83d"}, 404),
        ({"method": "communes", "commune_codes": ["\ud83d"]}, 400),
        ({"reason": "\ud83d"}, 201),
    ],
)
def test_half_an_emoji_breaks_nothing_wherever_it_stands(question, phone, changes, status):
    body = json.dumps(sketch_body(question) | changes).encode()
    headers = {"x-animmap-device": phone.device, "content-type": "application/json"}
    path = f"/api/rooms/{phone.code}/sketches"
    assert phone.client.post(path, content=body, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (RoundState.PAUSED, "round_paused"),
        (RoundState.CLOSED, "round_closed"),
        (RoundState.REVEALED, "round_closed"),
    ],
)
def test_a_question_that_takes_nothing_says_so(desk, question, phone, state, code):
    set_round_state(desk, question.id, state)
    answer = phone.send(question)
    assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_a_sketch_kept_before_the_question_closed_is_still_acknowledged(desk, question, phone):
    body = sketch_body(question)
    phone.ask("POST", "/sketches", body)
    set_round_state(desk, question.id, RoundState.CLOSED)
    assert phone.ask("POST", "/sketches", body).json()["status"] == "already_stored"


def test_a_device_gives_one_sketch_a_question_and_another_once_withdrawn(question, phone):
    first = phone.send(question).json()
    second = phone.send(question)
    assert (second.status_code, second.json()["code"]) == (409, "already_contributed")
    phone.ask("DELETE", f"/sketches/{first['id']}")
    assert phone.send(question).status_code == 201


def test_a_number_already_taken_by_another_drawing_is_refused(question, phone, new_phone, colleges):
    body = sketch_body(question)
    phone.ask("POST", "/sketches", body)
    other = new_phone()
    other.join(colleges[1].id)
    answer = other.ask("POST", "/sketches", body | {"reason": "Autre"})
    assert (answer.status_code, answer.json()["code"]) == (409, "sketch_conflict")


def test_a_college_that_is_not_invited_gives_nothing(desk, meeting, phone, colleges):
    asked = ask_round(desk, meeting, college_ids=(colleges[1].id,))
    answer = phone.send(asked)
    assert (answer.status_code, answer.json()["code"]) == (403, "college_not_invited")


def test_a_device_that_did_not_join_or_chose_no_college_gives_nothing(question, new_phone):
    phone = new_phone()
    assert phone.send(question).json()["code"] == "link_invalid"
    phone.join(None)
    assert phone.send(question).json()["code"] == "college_unknown"


def test_one_finds_ones_own_with_the_device_or_the_code_from_elsewhere(
    question, phone, new_phone, colleges
):
    my_code = phone.join(colleges[0].id).json()["my_code"]
    sent = phone.send(question).json()
    (mine,) = phone.ask("GET", "/mine").json()["sketches"]
    assert (mine["id"], mine["version"], mine["state"]) == (sent["id"], 1, "sent")
    assert mine["reason"] == "Parce que l’eau nous relie."
    elsewhere = new_phone()
    found = elsewhere.ask("GET", "/mine", x_animmap_device=None, x_animmap_code=my_code.lower())
    assert found.json()["sketches"] == [mine]


def test_a_wrong_code_opens_nothing_and_few_are_tried(phone, question, new_phone):
    phone.send(question)
    guess = new_phone()
    codes = [
        guess.ask("GET", "/mine", x_animmap_code=f"ABC{n:03d}").json()["code"]
        for n in range(200, 202 + OWN_TRIES_A_MINUTE)
    ]
    assert codes == ["code_wrong"] * OWN_TRIES_A_MINUTE + ["too_many_tries"] * 2
    assert phone.ask("GET", "/mine").status_code == 200


def test_one_amends_ones_own_and_a_lost_answer_is_asked_again_safely(desk, question, phone):
    sent = phone.send(question).json()
    change = sketch_body(question, box(2.5, 50.4, 2.6, 50.5), reason="Autrement.", version=1)
    first = phone.ask("PUT", f"/sketches/{sent['id']}", change)
    again = phone.ask("PUT", f"/sketches/{sent['id']}", change)
    assert (first.status_code, first.json()["version"]) == (200, 2)
    assert again.status_code == 200
    (kept,) = contribute.list_sketches(desk, question.id)
    assert (kept.reason, kept.id) == ("Autrement.", sent["id"])


def test_a_stale_change_is_refused_with_what_is_kept(question, phone):
    sent = phone.send(question).json()
    address = f"/sketches/{sent['id']}"
    phone.ask("PUT", address, sketch_body(question, reason="Une.", version=1))
    stale = phone.ask("PUT", address, sketch_body(question, reason="Deux.", version=1))
    assert (stale.status_code, stale.json()["code"]) == (409, "edit_conflict")
    assert stale.json()["current"]["reason"] == "Une."
    assert stale.json()["current"]["version"] == 2


def test_one_withdraws_ones_own_as_often_as_asked(desk, question, phone):
    sent = phone.send(question).json()
    first = phone.ask("DELETE", f"/sketches/{sent['id']}")
    again = phone.ask("DELETE", f"/sketches/{sent['id']}")
    assert (first.status_code, first.json()["state"]) == (200, "withdrawn")
    assert again.json() == first.json()
    assert contribute.list_sketches(desk, question.id) == []
    kept = contribute.list_sketches(desk, question.id, states=tuple(SketchState))
    assert [each.state for each in kept] == [SketchState.WITHDRAWN]


def test_with_ones_code_one_amends_and_withdraws_from_another_phone(
    desk, question, phone, new_phone, colleges
):
    my_code = phone.join(colleges[0].id).json()["my_code"]
    sent = phone.send(question).json()
    other = new_phone()
    body = sketch_body(question, reason="D’ailleurs.", version=1)
    amended = other.ask("PUT", f"/sketches/{sent['id']}", body, x_animmap_code=my_code)
    assert amended.status_code == 200
    (kept,) = contribute.list_sketches(desk, question.id)
    assert (kept.reason, kept.voice.college_id) == ("D’ailleurs.", colleges[0].id)
    gone = other.ask("DELETE", f"/sketches/{sent['id']}", x_animmap_code=my_code)
    assert gone.json()["state"] == "withdrawn"


def test_nobody_touches_what_another_device_gave(desk, question, phone, new_phone, colleges):
    sent = phone.send(question).json()
    other = new_phone()
    other_code = other.join(colleges[1].id).json()["my_code"]
    address = f"/sketches/{sent['id']}"
    body = sketch_body(question, reason="Volé.", version=1)
    for headers in ({}, {"x_animmap_code": other_code}, {"x_animmap_code": "ABC234"}):
        assert other.ask("PUT", address, body, **headers).status_code in (400, 404)
        assert other.ask("DELETE", address, **headers).status_code in (400, 404)
    (kept,) = contribute.list_sketches(desk, question.id)
    assert kept.version == 1

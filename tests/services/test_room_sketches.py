"""What a device of a room gives: one sketch a question, its own to change, opened by its code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from animmap.core.model import Role, RoundState, SketchState
from animmap.core.room import RoundKind
from animmap.errors import AnimmapError
from animmap.services import (
    contribute,
    room,
    workshops,
)
from animmap.services.workshops import RoundDraft
from tests.services.rooms import OTHER_PHONE, PHONE, draft, elsewhere, enter, join, reach

__all__ = ["draft", "elsewhere", "enter", "join", "reach"]


def test_a_device_sends_one_sketch_a_question_and_needs_no_other_code(desk, enter, draft):
    phone = enter(PHONE)
    receipt = contribute.send(phone, draft)
    assert (receipt.status, receipt.code) == ("stored", None)
    assert receipt.sketch.voice.participant_id == phone.access.participant_id
    with pytest.raises(AnimmapError, match="already_contributed"):
        contribute.send(phone, replace(draft, id=str(uuid4())))
    contribute.send(enter(OTHER_PHONE), replace(draft, id=str(uuid4())))
    assert contribute.voices_by_college(desk, draft.round_id) == {draft.college_id: 2}


def test_a_device_may_change_its_college_between_two_sends_of_one_sketch(enter, draft, colleges):
    phone = enter(PHONE)
    first = contribute.send(phone, draft)
    again = contribute.send(phone, replace(draft, college_id=colleges[1], label="Autre"))
    assert (again.status, again.sketch) == ("already_stored", first.sketch)
    with pytest.raises(AnimmapError, match="sketch_conflict"):
        contribute.send(enter(OTHER_PHONE), draft)


def test_what_was_withdrawn_may_be_given_anew_but_not_what_was_hidden(desk, enter, draft):
    phone = enter(PHONE)
    contribute.send(phone, draft)
    contribute.withdraw(phone, draft.id, "")
    second = replace(draft, id=str(uuid4()))
    assert contribute.send(phone, second).status == "stored"
    contribute.hide(desk, second.id)
    with pytest.raises(AnimmapError, match="already_contributed"):
        contribute.send(phone, replace(draft, id=str(uuid4())))


def test_a_device_amends_and_withdraws_its_own_sketch_only(enter, draft):
    phone, other = enter(PHONE), enter(OTHER_PHONE)
    contribute.send(phone, draft)
    amended = contribute.amend(phone, draft.id, "", replace(draft, reason="Mieux dit."))
    assert (amended.reason, amended.voice.participant_id) == (
        "Mieux dit.",
        phone.access.participant_id,
    )
    for attempt in (
        lambda: contribute.amend(other, draft.id, "", draft),
        lambda: contribute.withdraw(other, draft.id, ""),
    ):
        with pytest.raises(AnimmapError, match="code_wrong"):
            attempt()
    for _ in range(2):
        assert contribute.withdraw(phone, draft.id, "").state is SketchState.WITHDRAWN


def test_an_amendment_of_what_changed_meanwhile_is_refused_unless_it_says_the_same(enter, draft):
    phone = enter(PHONE)
    contribute.send(phone, draft)
    second = replace(draft, reason="Deux.")
    kept = contribute.amend(phone, draft.id, "", second, version=1)
    assert kept.version == 2
    with pytest.raises(AnimmapError, match="edit_conflict"):
        contribute.amend(phone, draft.id, "", replace(draft, reason="Trois."), version=1)
    assert contribute.amend(phone, draft.id, "", second, version=1) == kept


def test_mon_code_opens_all_that_a_device_gave_from_another_phone(elsewhere, join, enter, draft):
    contribute.send(enter(PHONE), draft)
    joined = join(PHONE)
    mine, workshop_id = joined.code, joined.participant.workshop_id
    found = contribute.find_all_mine(elsewhere, workshop_id, mine.lower())
    assert [each.id for each in found.sketches] == [draft.id]
    assert contribute.find_mine(elsewhere, draft.round_id, mine).id == draft.id
    amended = contribute.amend(elsewhere, draft.id, mine, replace(draft, reason="Ailleurs."))
    assert amended.reason == "Ailleurs."
    with pytest.raises(AnimmapError, match="code_wrong"):
        contribute.find_all_mine(elsewhere, workshop_id, "222222")
    with pytest.raises(AnimmapError, match="code_wrong"):
        contribute.find_all_mine(elsewhere, workshop_id)


def test_the_code_of_one_sketch_opens_it_in_its_workshop(elsewhere, meeting, draft):
    receipt = contribute.send(elsewhere, draft)
    assert contribute.find_all_mine(elsewhere, meeting.id, receipt.code).sketches == (
        receipt.sketch,
    )


def test_what_was_given_stays_in_reach_of_its_code_once_the_room_is_shut(
    desk, elsewhere, join, enter, draft
):
    contribute.send(enter(PHONE), draft)
    joined = join(PHONE)
    mine = joined.code
    room.shut_room(desk, joined.participant.workshop_id)
    assert contribute.withdraw(elsewhere, draft.id, mine).state is SketchState.WITHDRAWN


def test_a_device_gives_nothing_to_another_workshop(desk, project, enter, draft):
    phone = enter(PHONE)
    elsewhere = workshops.create_workshop(desk, project.id, "Autre", date(2027, 1, 10))
    asked = workshops.create_round(desk, elsewhere.id, RoundDraft("Où ?"), RoundState.OPEN)
    with pytest.raises(AnimmapError, match="not_found"):
        contribute.send(phone, replace(draft, round_id=asked.id))


def test_a_paused_question_says_so(desk, enter, draft):
    phone = enter(PHONE)
    workshops.set_round_state(desk, draft.round_id, RoundState.PAUSED)
    with pytest.raises(AnimmapError, match="round_paused"):
        contribute.send(phone, draft)


def test_only_the_colleges_invited_answer(desk, enter, meeting, draft, colleges):
    asked = workshops.create_round(
        desk, meeting.id, RoundDraft("Où ?", college_ids=(colleges[1],)), RoundState.OPEN
    )
    with pytest.raises(AnimmapError, match="college_not_invited"):
        contribute.send(enter(PHONE), replace(draft, round_id=asked.id))
    invited = replace(draft, round_id=asked.id, college_id=colleges[1])
    assert contribute.send(enter(OTHER_PHONE, college=1), invited).status == "stored"


def test_a_question_that_asks_for_words_takes_no_outline(desk, enter, meeting, draft):
    asked = workshops.create_round(
        desk, meeting.id, RoundDraft("Pourquoi ?", kind=RoundKind.WORDS), RoundState.OPEN
    )
    with pytest.raises(AnimmapError, match="request_invalid"):
        contribute.send(enter(PHONE), replace(draft, round_id=asked.id))


def test_a_question_without_pseudonyms_keeps_none(desk, enter, meeting, draft):
    asked = workshops.create_round(
        desk, meeting.id, RoundDraft("Où ?", pseudonyms=False), RoundState.OPEN
    )
    sent = contribute.send(enter(PHONE, label="Loutre"), replace(draft, round_id=asked.id))
    assert sent.sketch.voice.label == ""


@pytest.mark.parametrize("role", [Role.PROJECTOR, Role.PARTICIPANT, Role.PARTNER])
def test_only_staff_can_tell_which_device_sent_what(desk, desk_as, enter, draft, role):
    sent = contribute.send(enter(PHONE), draft).sketch
    assert contribute.list_sketches(desk, draft.round_id) == [sent]
    [seen] = contribute.list_sketches(desk_as(role), draft.round_id)
    assert (seen.voice.participant_id, seen.voice.label) == (None, "")

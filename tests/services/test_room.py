"""The room: a code lets devices in, each is one participant, a new code keeps them out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from shapely.geometry import box

from animmap.core.model import Access, Role, RoundState, SketchState
from animmap.core.room import RoundKind
from animmap.errors import AnimmapError
from animmap.services import (
    answers,
    codes,
    contribute,
    feed,
    history,
    notes,
    projects,
    rehearse,
    room,
    wall,
    workshops,
)
from animmap.services.answers import AnswerDraft
from animmap.services.contribute import SketchDraft
from animmap.services.desk import Desk
from animmap.services.workshops import RoundDraft
from animmap.storage import schema

PHONE, OTHER_PHONE = "p" * 43, "q" * 43
SQUARE = box(2.5, 50.4, 2.6, 50.5)


@pytest.fixture
def meeting(desk, project):
    [first] = workshops.list_workshops(desk, project.id)
    return room.open_room(desk, first.id)


@pytest.fixture
def colleges(desk, project):
    return [each.id for each in projects.list_colleges(desk, project.id)]


@pytest.fixture
def join(store, clock, meeting):
    """Return ``join(device, college_id=None, label="", code=the first)``: what a phone asks."""

    def make(device, college_id=None, label="", code=meeting.join_code):
        return room.join(store, clock(), code, device, college_id, label)

    return make


@pytest.fixture
def reach(store, clock, meeting):
    """Return ``reach(device, code=the first)``: what a device that joined may do."""
    return lambda device, code=meeting.join_code: room.access_of_device(
        store, code, device, clock()
    )


@pytest.fixture
def enter(store, clock, colleges, join, reach):
    """Return ``enter(device, college=0, label="")``: a device joins, and its desk."""

    def make(device: str, college: int = 0, label: str = "") -> Desk:
        join(device, colleges[college], label)
        return Desk(store, reach(device), clock)

    return make


@pytest.fixture
def elsewhere(desk_as, meeting):
    """Return the desk of a phone that did not join."""
    return desk_as(Role.PARTICIPANT, meeting.project_id)


@pytest.fixture
def draft(desk, project, colleges):
    [asked] = workshops.list_rounds(desk, project.id)
    return SketchDraft(str(uuid4()), asked.id, colleges[0], "Loutre", SQUARE)


def test_a_room_opens_once_under_a_code_copied_by_hand(desk, meeting):
    assert len(meeting.join_code) == codes.CODE_LENGTH
    assert set(meeting.join_code) <= set(codes.CODE_ALPHABET)
    assert room.open_room(desk, meeting.id) == meeting
    assert workshops.list_workshops(desk, meeting.project_id) == [meeting]


def test_a_code_finds_its_room_however_it_is_typed(store, meeting):
    code = meeting.join_code
    for typed in (code, code.lower(), f" {code[:3]}-{code[3:]} "):
        assert room.find_room(store, typed) == meeting


@pytest.mark.parametrize("typed", ["", "222222", "000000", "é", "x" * 10_000])
def test_an_unknown_code_opens_no_room(store, meeting, typed):
    with pytest.raises(AnimmapError, match="room_unknown"):
        room.find_room(store, typed)


def test_joining_again_is_the_same_participant_with_the_same_code(join, colleges):
    first = join(PHONE, None, "")
    again = join(PHONE, colleges[1], "  Hérisson   bleu ")
    assert (first.created, again.created) == (True, False)
    assert (again.participant.id, again.code) == (first.participant.id, first.code)
    assert (again.participant.college_id, again.participant.label) == (
        colleges[1],
        "Hérisson bleu",
    )
    other = join(OTHER_PHONE, None, "")
    assert other.participant.id != first.participant.id
    assert other.code != first.code


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (("short",), "request_invalid"),
        (("é" * 43,), "request_invalid"),
        ((PHONE, "unknown"), "college_unknown"),
        ((PHONE, None, "x" * 61), "text_too_long"),
    ],
)
def test_a_join_that_cannot_be_kept_is_refused(desk, meeting, join, asked, refusal):
    with pytest.raises(AnimmapError, match=refusal):
        join(*asked)
    assert room.joined_by_college(desk, meeting.id) == {}


def test_only_hashes_of_the_secrets_are_kept(store, join):
    mine = join(PHONE, None, "").code
    with store.read() as connection:
        [kept] = connection.execute(schema.participant.select()).all()
    assert PHONE not in str(tuple(kept))
    assert mine not in str(tuple(kept))


def test_those_who_joined_are_counted_by_college_and_never_named(desk_as, enter, meeting, colleges):
    enter(PHONE)
    enter(OTHER_PHONE, college=1)
    enter("r" * 43, college=1)
    guest = desk_as(Role.PROJECTOR, meeting.project_id)
    assert room.joined_by_college(guest, meeting.id) == {colleges[0]: 1, colleges[1]: 2}


def test_joining_being_seen_and_changing_the_code_push_no_revision(
    desk, store, clock, meeting, enter
):
    before = store.revision(meeting.project_id)
    told = len(history.recent(desk, meeting.project_id, 1000))
    enter(PHONE)
    clock.advance(minutes=5)
    enter(PHONE, college=1)
    room.renew_code(desk, meeting.id)
    room.shut_room(desk, meeting.id)
    assert store.revision(meeting.project_id) == before
    assert len(history.recent(desk, meeting.project_id, 1000)) == told


def test_a_device_is_seen_once_a_minute_at_most(store, clock, enter, reach):
    enter(PHONE)

    def seen():
        with store.read() as connection:
            return connection.execute(schema.participant.select()).one().seen_at

    joined = seen()
    clock.advance(seconds=59)
    reach(PHONE)
    assert seen() == joined
    clock.advance(seconds=1)
    reach(PHONE)
    assert seen() == clock()


def test_a_device_is_a_participant_of_its_demarche_only(meeting, enter, reach):
    access = enter(PHONE).access
    assert access == Access(
        Role.PARTICIPANT, meeting.project_id, participant_id=access.participant_id
    )
    with pytest.raises(AnimmapError, match="link_invalid"):
        reach(OTHER_PHONE)


@pytest.mark.parametrize("change", [room.shut_room, room.renew_code])
def test_a_room_that_shuts_or_changes_its_code_keeps_its_devices_out(
    desk, meeting, enter, reach, change
):
    enter(PHONE)
    code = change(desk, meeting.id).join_code
    for tried in {meeting.join_code, code or meeting.join_code}:
        with pytest.raises(AnimmapError, match="link_invalid"):
            reach(PHONE, tried)
    with pytest.raises(AnimmapError, match="room_unknown"):
        room.find_room(desk.store, meeting.join_code)


def test_joining_under_the_new_code_is_the_same_participant(desk, meeting, enter, join, reach):
    before = enter(PHONE).access.participant_id
    renewed = room.renew_code(desk, meeting.id)
    assert room.joined_by_college(desk, meeting.id) == {}
    join(PHONE, code=renewed.join_code)
    access = reach(PHONE, renewed.join_code)
    assert access.participant_id == before
    assert room.joined_by_college(desk, meeting.id) == {"": 1}


def test_the_room_of_a_deleted_demarche_is_shut(desk, store, meeting, enter, reach):
    enter(PHONE)
    projects.delete_project(desk, meeting.project_id)
    with pytest.raises(AnimmapError, match="room_unknown"):
        room.find_room(desk.store, meeting.join_code)
    with pytest.raises(AnimmapError, match="link_invalid"):
        reach(PHONE)


def test_a_room_is_told_its_questions_but_no_draft(desk, enter, meeting):
    prepared = workshops.create_round(desk, meeting.id, RoundDraft("Plus tard ?"))
    view = room.read_room(enter(PHONE), meeting.id)
    assert prepared.id not in {each.id for each in view.rounds}
    assert [each.state for each in view.rounds] == [RoundState.OPEN]
    assert view.territory_name == "Quatre communes"
    assert len(view.colleges) == 3


def test_a_participant_knows_itself_and_nobody_else_is_one(desk, enter):
    assert room.get_participant(enter(PHONE, label="Loutre")).label == "Loutre"
    with pytest.raises(AnimmapError, match="link_invalid"):
        room.get_participant(desk)


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


def test_erasing_a_demarche_erases_its_room_with_all_it_received(
    desk, store, meeting, enter, draft
):
    asked = RoundDraft("Où ?", RoundKind.PLACES, "resource")
    places = workshops.create_round(desk, meeting.id, asked, RoundState.OPEN)
    phone = enter(PHONE)
    contribute.send(phone, draft)
    for name in ("first", "second"):
        given = AnswerDraft(name, places.id, draft.college_id, "", "Un four.")
        answers.send_answer(phone, given)
    feed.merge(desk, "answer", "first", "second")
    answers.add_to_map(desk, "first", "place")
    notes.add_note(desk, meeting.id, "decision", "Revenir.", places.id)
    rehearse.simulate(desk, draft.round_id, voices=2)
    wall.go_next(desk, meeting.id)
    projects.purge_project(desk, meeting.project_id)
    with store.read() as connection:
        left = {
            table.name
            for table in schema.metadata.sorted_tables
            if connection.execute(table.select()).first() is not None
        }
    assert left == set()

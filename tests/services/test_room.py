"""The room: a code lets devices in, each is one participant, a new code keeps them out."""

from __future__ import annotations

import pytest

from animmap.core.model import Access, Role, RoundState
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
from animmap.services.workshops import RoundDraft
from animmap.storage import schema
from tests.services.rooms import OTHER_PHONE, PHONE, draft, elsewhere, enter, join, reach

__all__ = ["draft", "elsewhere", "enter", "join", "reach"]


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

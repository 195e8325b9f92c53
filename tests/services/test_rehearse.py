"""A rehearsal: said to be one, spread over who is invited, wiped without a trace of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely.geometry import Point

from animmap.core.model import RoundState
from animmap.core.room import RoundKind
from animmap.errors import AnimmapError
from animmap.services import (
    answers,
    compare,
    contribute,
    feed,
    history,
    projects,
    rehearse,
    room,
    workshops,
)
from animmap.services.answers import AnswerDraft
from animmap.services.workshops import RoundDraft


@pytest.fixture
def meeting(desk, make_project):
    [first] = workshops.list_workshops(desk, make_project().id)
    return first


@pytest.fixture
def ask(desk, meeting):
    """Return ``ask(kind, subject="", **more)``: an open question that is not blind."""

    def make(kind, subject="", **more):
        draft = replace(RoundDraft("Où ?", kind, subject, blind=False), **more)
        return workshops.create_round(desk, meeting.id, draft, RoundState.OPEN)

    return make


def received(desk, asked):
    return feed.arrivals(desk, asked.id)


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (RoundKind.PERIMETER, ""),
        (RoundKind.SURE_MAYBE, ""),
        (RoundKind.COMMUNES, ""),
        (RoundKind.PLACES, "need"),
        (RoundKind.WORDS, ""),
    ],
)
def test_a_question_of_any_kind_is_rehearsed_then_wiped(desk, meeting, ask, kind, subject):
    asked = ask(kind, subject)
    assert rehearse.simulate(desk, asked.id, voices=7) == 7
    came = received(desk, asked)
    assert len({each.id for each in came}) == 7
    assert all(each.simulated and each.words and each.label for each in came)
    assert rehearse.count_simulated(desk, meeting.id) == 7
    assert sum(contribute.voices_by_college(desk, asked.id).values()) == 7
    assert sum(room.joined_by_college(desk, meeting.id).values()) == 7
    assert rehearse.wipe(desk, meeting.id) == 7
    assert received(desk, asked) == []
    assert rehearse.count_simulated(desk, meeting.id) == 0
    assert room.joined_by_college(desk, meeting.id) == {}
    assert rehearse.wipe(desk, meeting.id) == 0


def test_what_was_simulated_can_be_compared(desk, ask):
    asked = ask(RoundKind.PERIMETER)
    rehearse.simulate(desk, asked.id, voices=12)
    assert compare.read_round(desk, asked.id).comparison.voices == 12


def test_communes_are_picked_whole(desk, meeting, ask):
    asked = ask(RoundKind.COMMUNES)
    rehearse.simulate(desk, asked.id, voices=5)
    known = {each.code for each in projects.get_territory(desk, meeting.project_id).communes}
    for drawn in contribute.list_sketches(desk, asked.id):
        assert drawn.commune_codes
        assert set(drawn.commune_codes) <= known


def test_only_the_colleges_invited_speak_in_a_rehearsal(desk, meeting, ask):
    invited = tuple(each.id for each in projects.list_colleges(desk, meeting.project_id))[:2]
    asked = ask(RoundKind.WORDS, college_ids=invited)
    rehearse.simulate(desk, asked.id, voices=5)
    assert contribute.voices_by_college(desk, asked.id) == {invited[0]: 3, invited[1]: 2}


def test_a_second_rehearsal_draws_other_voices_and_nobody_joins_twice(desk, meeting, ask):
    asked = ask(RoundKind.PERIMETER)
    for _ in range(2):
        rehearse.simulate(desk, asked.id, voices=4)
    outlines = {each.geometry.wkb for each in received(desk, asked)}
    assert len(outlines) == 8
    assert sum(room.joined_by_college(desk, meeting.id).values()) == 4


def test_a_wipe_keeps_what_people_gave_and_frees_what_was_merged(desk, meeting, ask):
    asked = ask(RoundKind.PLACES, "need")
    college = projects.list_colleges(desk, meeting.project_id)[0].id
    true = AnswerDraft("true", asked.id, college, "T3", "Une halle.", Point(2.55, 50.45))
    answers.send_answer(desk, true)
    rehearse.simulate(desk, asked.id, voices=3)
    simulated = next(each.id for each in received(desk, asked) if each.simulated)
    feed.merge(desk, "answer", simulated, "true")
    rehearse.wipe(desk, meeting.id)
    assert [each.id for each in answers.list_answers(desk, asked.id)] == ["true"]


def test_a_rehearsal_and_its_wipe_are_each_taken_back_with_one_key(desk, meeting, ask):
    asked = ask(RoundKind.PERIMETER)
    rehearse.simulate(desk, asked.id, voices=3)
    rehearse.wipe(desk, meeting.id)
    history.undo_last(desk, meeting.project_id)
    assert len(received(desk, asked)) == 3
    history.undo_last(desk, meeting.project_id)
    assert received(desk, asked) == []


@pytest.mark.parametrize(("voices", "seed"), [(0, 0), (501, 0), (3, -1)])
def test_a_rehearsal_of_nobody_or_of_a_crowd_is_refused(desk, ask, voices, seed):
    with pytest.raises(AnimmapError, match="request_invalid"):
        rehearse.simulate(desk, ask(RoundKind.WORDS).id, voices=voices, seed=seed)

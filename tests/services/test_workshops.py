"""Workshops and rounds: in order, prepared as drafts, opened, closed, revealed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from animmap.core.model import LAYERS, RoundState
from animmap.core.room import PLACE_SUBJECTS, RoundKind
from animmap.errors import AnimmapError
from animmap.services import contribute, history, projects, workshops
from animmap.services.workshops import RoundDraft


def test_workshops_come_in_the_order_of_their_days(desk, project):
    later = workshops.create_workshop(desk, project.id, "Suite", date(2027, 1, 10), "Mairie")
    sooner = workshops.create_workshop(desk, project.id, "Avant", date(2026, 1, 10))
    days = [each.held_on for each in workshops.list_workshops(desk, project.id)]
    assert days == sorted(days)
    assert {later.id, sooner.id} < {each.id for each in workshops.list_workshops(desk, project.id)}


def test_rounds_come_in_the_order_they_were_made_and_begin_as_drafts(desk, project):
    [meeting] = workshops.list_workshops(desk, project.id)
    made = [
        workshops.create_round(desk, meeting.id, RoundDraft(f"Question {n} ?")) for n in range(3)
    ]
    assert workshops.list_rounds(desk, project.id)[1:] == made
    assert {each.state for each in made} == {RoundState.DRAFT}
    assert [each.position for each in made] == [1, 2, 3]


@pytest.mark.parametrize("state", list(RoundState))
def test_a_round_takes_any_state_and_the_journal_tells_it(desk, project, state):
    [asked] = workshops.list_rounds(desk, project.id)
    assert workshops.set_round_state(desk, asked.id, state).state is state
    told = [entry.action for entry in history.recent(desk, project.id)]
    assert (f"round.{state.value}" in told) == (state is not RoundState.OPEN)


def test_a_round_needs_a_question_and_a_workshop(desk, project):
    [meeting] = workshops.list_workshops(desk, project.id)
    with pytest.raises(AnimmapError, match="name_missing"):
        workshops.create_round(desk, meeting.id, RoundDraft(" "))
    with pytest.raises(AnimmapError, match="not_found"):
        workshops.create_round(desk, "unknown", RoundDraft("Où ?"))


def test_the_rounds_of_a_workshop_taken_back_are_gone_with_it(desk, project):
    meeting = workshops.create_workshop(desk, project.id, "Erreur", date(2027, 1, 10))
    entry = history.recent(desk, project.id)[0]
    asked = workshops.create_round(desk, meeting.id, RoundDraft("Où ?"))
    history.undo(desk, project.id, entry.id)
    assert asked not in workshops.list_rounds(desk, project.id)
    with pytest.raises(AnimmapError, match="not_found"):
        workshops.get_round(desk, asked.id)


@pytest.fixture
def timed(desk, project):
    """Return a question of two minutes, being prepared."""
    [meeting] = workshops.list_workshops(desk, project.id)
    return workshops.create_round(desk, meeting.id, RoundDraft("Où ?", minutes=2))


def put(desk, asked, state):
    return workshops.set_round_state(desk, asked.id, state)


def test_a_question_is_kept_as_it_was_prepared(desk, project):
    [meeting] = workshops.list_workshops(desk, project.id)
    colleges = [each.id for each in projects.list_colleges(desk, project.id)]
    draft = RoundDraft(
        "  Où   manque-t-on ? ",
        kind=RoundKind.PLACES,
        subject="need",
        blind=False,
        college_ids=(colleges[2], colleges[0]),
        shown_layers=(LAYERS[3], LAYERS[1]),
        pseudonyms=False,
        minutes=5,
    )
    made = workshops.create_round(desk, meeting.id, draft)
    assert workshops.get_round(desk, made.id) == made
    assert made.question == "Où manque-t-on ?"
    assert (made.kind, made.subject, made.blind) == (RoundKind.PLACES, "need", False)
    assert made.college_ids == (colleges[0], colleges[2])
    assert made.shown_layers == (LAYERS[1], LAYERS[3])
    assert (made.pseudonyms, made.minutes, made.deadline) == (False, 5, None)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"kind": RoundKind.PLACES}, "request_invalid"),
        ({"kind": RoundKind.PLACES, "subject": "ghost"}, "request_invalid"),
        ({"subject": PLACE_SUBJECTS[0]}, "request_invalid"),
        ({"minutes": 0}, "request_invalid"),
        ({"minutes": workshops.MOST_MINUTES + 1}, "request_invalid"),
        ({"college_ids": ("unknown",)}, "college_unknown"),
        ({"shown_layers": ("sky",)}, "layer_unknown"),
        ({"question": "x" * 2001}, "text_too_long"),
    ],
)
def test_a_question_that_makes_no_sense_is_neither_made_nor_changed(desk, timed, change, refusal):
    draft = RoundDraft(**({"question": "Où ?"} | change))
    with pytest.raises(AnimmapError, match=refusal):
        workshops.create_round(desk, timed.workshop_id, draft)
    with pytest.raises(AnimmapError, match=refusal):
        workshops.update_round(desk, timed.id, draft)
    assert workshops.get_round(desk, timed.id) == timed


def test_a_question_changes_its_words_but_not_its_kind_once_it_received_something(
    desk, project, make_sketch
):
    [asked] = workshops.list_rounds(desk, project.id)
    words = RoundDraft("Pourquoi ?", kind=RoundKind.WORDS)
    assert workshops.update_round(desk, asked.id, words).kind is RoundKind.WORDS
    workshops.update_round(desk, asked.id, RoundDraft("Où ?"))
    contribute.withdraw(desk, make_sketch(project).id, "")
    with pytest.raises(AnimmapError, match="round_has_voices"):
        workshops.update_round(desk, asked.id, words)
    assert workshops.update_round(desk, asked.id, RoundDraft("D’où ?")).question == "D’où ?"


@pytest.mark.parametrize(
    ("moved", "by", "order"),
    [(0, 1, "bac"), (2, -2, "cab"), (0, 9, "bca"), (2, -9, "cab"), (1, 0, "abc")],
)
def test_questions_move_among_those_of_their_workshop(desk, project, moved, by, order):
    elsewhere = workshops.create_workshop(desk, project.id, "Suite", date(2027, 1, 10))
    [first] = workshops.list_workshops(desk, project.id)[:1]
    [asked] = workshops.list_rounds(desk, project.id)
    apart = workshops.create_round(desk, elsewhere.id, RoundDraft("Ailleurs ?"))
    more = [workshops.create_round(desk, first.id, RoundDraft(f"{n} ?")) for n in range(2)]
    names = dict(zip([asked.id, *(each.id for each in more)], "abc", strict=True))
    after = workshops.move_round(desk, list(names)[moved], by)
    assert "".join(names[each.id] for each in after) == order
    assert workshops.get_round(desk, apart.id).position == apart.position


def test_an_erased_question_is_gone_with_what_it_received_until_it_is_undone(
    desk, project, make_sketch
):
    drawn = make_sketch(project)
    workshops.delete_round(desk, drawn.round_id)
    assert workshops.list_rounds(desk, project.id) == []
    with pytest.raises(AnimmapError, match="not_found"):
        contribute.list_sketches(desk, drawn.round_id)
    history.undo_last(desk, project.id)
    assert contribute.list_sketches(desk, drawn.round_id) == [drawn]


def test_time_runs_while_open_stops_in_a_pause_and_is_forgotten_at_the_end(desk, timed, clock):
    opened = put(desk, timed, RoundState.OPEN)
    assert opened.deadline == clock() + timedelta(minutes=2)
    clock.advance(seconds=50)
    paused = put(desk, timed, RoundState.PAUSED)
    assert (paused.deadline, paused.seconds_left) == (None, 70)
    clock.advance(hours=1)
    again = put(desk, timed, RoundState.OPEN)
    assert (again.deadline, again.seconds_left) == (clock() + timedelta(seconds=70), None)
    for state in (RoundState.CLOSED, RoundState.REVEALED):
        ended = put(desk, timed, state)
        assert (ended.deadline, ended.seconds_left) == (None, None)
    assert put(desk, timed, RoundState.OPEN).deadline == clock() + timedelta(minutes=2)


def test_opening_what_is_open_does_not_start_its_time_again(desk, timed, clock):
    opened = put(desk, timed, RoundState.OPEN)
    clock.advance(seconds=50)
    assert put(desk, timed, RoundState.OPEN) == opened


def test_time_that_ran_out_is_given_again_after_a_pause(desk, timed, clock):
    put(desk, timed, RoundState.OPEN)
    clock.advance(minutes=5)
    assert put(desk, timed, RoundState.PAUSED).seconds_left == 0
    assert put(desk, timed, RoundState.OPEN).deadline == clock() + timedelta(minutes=2)


def test_a_question_without_time_has_no_timer(desk, project):
    [asked] = workshops.list_rounds(desk, project.id)
    for state in (RoundState.PAUSED, RoundState.OPEN):
        changed = put(desk, asked, state)
        assert (changed.deadline, changed.seconds_left) == (None, None)


def test_minutes_are_added_wherever_the_time_is_kept(desk, timed, clock):
    assert workshops.add_minutes(desk, timed.id, 1).minutes == 3
    put(desk, timed, RoundState.OPEN)
    clock.advance(minutes=10)
    late = workshops.add_minutes(desk, timed.id, 1)
    assert late.deadline == clock() + timedelta(minutes=1)
    assert workshops.add_minutes(desk, timed.id, -9).deadline == clock()
    workshops.add_minutes(desk, timed.id, 2)
    assert put(desk, timed, RoundState.PAUSED).seconds_left == 120
    assert workshops.add_minutes(desk, timed.id, 1).seconds_left == 180
    put(desk, timed, RoundState.CLOSED)
    with pytest.raises(AnimmapError, match="round_closed"):
        workshops.add_minutes(desk, timed.id, 1)
    with pytest.raises(AnimmapError, match="request_invalid"):
        workshops.add_minutes(desk, timed.id, 10**9)


def test_undoing_the_end_of_a_question_gives_its_time_back(desk, project, timed):
    opened = put(desk, timed, RoundState.OPEN)
    put(desk, timed, RoundState.CLOSED)
    history.undo_last(desk, project.id)
    assert workshops.get_round(desk, timed.id) == opened

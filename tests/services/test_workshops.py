"""Workshops and rounds: in order, prepared as drafts, opened, closed, revealed."""

from __future__ import annotations

from datetime import date

import pytest

from animmap.core.model import RoundState
from animmap.errors import AnimmapError
from animmap.services import history, workshops
from animmap.services.workshops import RoundDraft


@pytest.fixture
def project(make_project):
    return make_project()


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

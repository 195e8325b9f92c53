"""The course of a workshop: each question in turn, always forward, never showing too early."""

from __future__ import annotations

import pytest

from animmap.core.model import Round, RoundState
from animmap.core.room import RoundKind, WallScreen
from animmap.core.steps import is_behind, plan, rank_of, shown_screen


def asked(name: str, kind: RoundKind = RoundKind.PERIMETER, **more: object) -> Round:
    values = {"state": RoundState.DRAFT, "blind": True, "position": 0, "kind": kind} | more
    return Round(name, "project", "workshop", "Où ?", **values)


OUTLINE, WORDS = asked("a"), asked("b", RoundKind.WORDS)


def test_people_join_at_the_first_question_only_and_words_have_no_zone_to_explore():
    steps = [(step.screen.value, step.round_id) for step in plan([OUTLINE, WORDS])]
    assert steps == [
        ("join", "a"),
        ("progress", "a"),
        ("reveal", "a"),
        ("explore", "a"),
        ("portrait", "a"),
        ("decision", "a"),
        ("progress", "b"),
        ("reveal", "b"),
        ("decision", "b"),
    ]
    assert plan([]) == ()


@pytest.mark.parametrize("kind", list(RoundKind))
def test_what_comes_before_the_reveal_wants_an_open_question_and_the_rest_a_revealed_one(kind):
    steps = plan([asked("a", kind)])
    first_shown = [step.screen for step in steps].index(WallScreen.REVEAL)
    assert {step.state for step in steps[:first_shown]} == {RoundState.OPEN}
    assert {step.state for step in steps[first_shown:]} == {RoundState.REVEALED}


def test_each_step_stands_at_its_own_rank():
    steps = plan([OUTLINE, WORDS])
    ranks = [rank_of(steps, step.screen, step.round_id) for step in steps]
    assert ranks == list(range(len(steps)))


@pytest.mark.parametrize(
    ("screen", "round_id", "rank"),
    [
        (WallScreen.JOIN, None, -1),
        (WallScreen.EXPLORE, "erased", -1),
        (WallScreen.JOIN, "b", 5),
        (WallScreen.PORTRAIT, "b", 7),
    ],
)
def test_a_screen_that_is_no_step_stands_at_the_step_before_it(screen, round_id, rank):
    assert rank_of(plan([OUTLINE, WORDS]), screen, round_id) == rank


@pytest.mark.parametrize("state", list(RoundState))
@pytest.mark.parametrize("wanted", [RoundState.OPEN, RoundState.REVEALED])
def test_a_question_goes_forward_only(state, wanted):
    order = [RoundState.DRAFT, RoundState.OPEN, RoundState.CLOSED, RoundState.REVEALED]
    reached = RoundState.OPEN if state is RoundState.PAUSED else state
    assert is_behind(asked("a", state=state), wanted) == (
        order.index(reached) < order.index(wanted)
    )


@pytest.mark.parametrize("screen", list(WallScreen))
@pytest.mark.parametrize("state", list(RoundState))
def test_a_blind_question_shows_nothing_but_its_progress_before_its_reveal(screen, state):
    shown = shown_screen(screen, asked("a", state=state))
    if screen is not WallScreen.JOIN and state is not RoundState.REVEALED:
        assert shown is WallScreen.PROGRESS
    else:
        assert shown is screen
    assert shown_screen(screen, asked("a", state=state, blind=False)) is screen
    assert shown_screen(screen, None) is WallScreen.JOIN

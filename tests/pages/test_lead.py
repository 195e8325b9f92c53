"""Animer: one key leads on, who is missing is named, a mistake is undone in two taps."""

from __future__ import annotations

from datetime import timedelta

from animmap.core.model import RoundState, SketchState
from animmap.core.room import WallScreen
from animmap.services import contribute, wall, workshops
from animmap.texts import tr
from animmap.views.lead_people import seconds_left
from tests.pages.conftest import tags_of, text_of
from tests.pages.console import (
    HOSTILE,
    asked,
    colleges,
    joined,
    meeting,
    press_next,
    project,
    state_of,
)

__all__ = ["asked", "colleges", "joined", "meeting", "project"]


def test_only_those_who_lead_open_the_console(open_page, project):
    for role in ("participant", "projector", "partner"):
        assert text_of(open_page("lead", role=role)) == tr("error.access_denied", "fr")


def test_the_next_key_walks_from_the_welcome_to_the_decision(open_page, desk, project, meeting):
    page = open_page("lead")
    seen = []
    for _ in wall.steps_of(desk, meeting.id):
        press_next(page)
        seen.append(wall.read_wall(desk, meeting.id).screen)
    assert seen[0] is WallScreen.JOIN
    assert seen[-1] is WallScreen.DECISION
    assert len(set(seen)) == len(WallScreen)
    assert page.button(key="lead_next_none").disabled


def test_the_button_says_what_the_next_step_does(open_page, project):
    page = open_page("lead")
    shown = tr("lead.next_join", "fr")
    assert shown in [each.label for each in page.button]


def test_revealing_by_mistake_is_taken_back_by_one_key_and_leaves_the_wall(
    open_page, desk, meeting, asked
):
    page = open_page("lead")
    while wall.read_wall(desk, meeting.id).screen is not WallScreen.REVEAL:
        press_next(page)
    assert state_of(desk, asked) is RoundState.REVEALED
    page.button(key="lead_undo").click().run()
    assert state_of(desk, asked) is not RoundState.REVEALED
    assert wall.read_wall(desk, meeting.id).screen is WallScreen.PROGRESS


def test_back_never_reopens_nor_hides_again(open_page, desk, meeting, asked):
    page = open_page("lead")
    while wall.read_wall(desk, meeting.id).screen is not WallScreen.REVEAL:
        press_next(page)
    page.button(key="lead_back").click().run()
    assert state_of(desk, asked) is RoundState.REVEALED


def test_a_college_that_neither_joined_nor_answered_is_named_missing(
    open_page, project, joined, make_sketch
):
    make_sketch(project, college=1)
    shown = text_of(open_page("lead"))
    assert tr("lead.missing", "fr", names="Communes") in shown


def test_what_arrives_is_shown_as_it_was_written_and_never_as_markup(
    open_page, project, make_sketch
):
    make_sketch(project, label=HOSTILE, reason=HOSTILE)
    page = open_page("lead")
    assert text_of(page).count(HOSTILE) == 2
    assert "img" not in tags_of(page)


def test_hiding_takes_one_tap_and_bringing_back_another(open_page, desk, project, make_sketch):
    sketch = make_sketch(project)
    page = open_page("lead")
    page.button(key=f"lead_hide_{sketch.id}").click().run()
    assert stored_state(desk, sketch) is SketchState.HIDDEN
    page.button(key=f"lead_unhide_{sketch.id}").click().run()
    assert stored_state(desk, sketch) is SketchState.SENT


def test_a_hidden_sketch_comes_back_by_undo_too(open_page, desk, project, make_sketch):
    sketch = make_sketch(project)
    page = open_page("lead")
    page.button(key=f"lead_hide_{sketch.id}").click().run()
    page.button(key="lead_undo").click().run()
    assert stored_state(desk, sketch) is SketchState.SENT


def stored_state(desk, sketch) -> SketchState:
    found = contribute.list_sketches(desk, sketch.round_id, states=tuple(SketchState))
    return next(each.state for each in found if each.id == sketch.id)


def test_an_arrival_is_given_to_another_college(open_page, desk, project, colleges, make_sketch):
    sketch = make_sketch(project, college=0)
    page = open_page("lead")
    page.button(key=f"lead_mend_{sketch.id}").click().run()
    page.selectbox(key=f"lead_attribute_{sketch.id}").set_value(colleges[2].id).run()
    page.button(key=f"go_lead_attribute_{sketch.id}").click().run()
    assert contribute.voices_by_college(desk, sketch.round_id) == {colleges[2].id: 1}


def test_two_arrivals_that_say_the_same_become_one_and_undo_parts_them(
    open_page, desk, project, make_sketch
):
    kept, other = make_sketch(project), make_sketch(project, label="Table 4")
    page = open_page("lead")
    page.button(key=f"lead_mend_{kept.id}").click().run()
    page.selectbox(key=f"lead_merge_{kept.id}").set_value(other.id).run()
    page.button(key=f"go_lead_merge_{kept.id}").click().run()
    assert [each.id for each in contribute.list_sketches(desk, kept.round_id)] == [kept.id]
    page.button(key="lead_undo").click().run()
    assert len(contribute.list_sketches(desk, kept.round_id)) == 2


def test_a_pause_keeps_the_time_that_was_left(open_page, desk, clock, asked):
    page = open_page("lead")
    page.button(key="lead_more_time").click().run()
    page.button(key="lead_to_paused").click().run()
    paused = workshops.get_round(desk, asked.id)
    assert paused.state is RoundState.PAUSED
    assert 0 < (paused.seconds_left or 0) <= 60
    page.button(key="lead_to_open").click().run()
    assert state_of(desk, asked) is RoundState.OPEN


def test_the_time_left_runs_down_to_nothing_and_no_further(asked, clock):
    from dataclasses import replace

    timed = replace(asked, deadline=clock() + timedelta(seconds=90))
    assert seconds_left(timed, clock()) == 90
    assert seconds_left(timed, clock() + timedelta(minutes=5)) == 0
    assert seconds_left(replace(asked, deadline=None), clock()) is None

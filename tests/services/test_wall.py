"""The wall: led step by step, told to the journal only for what it does to a question."""

from __future__ import annotations

import pytest

from animmap.core.model import Role, RoundState
from animmap.core.room import RoundKind, WallScreen
from animmap.errors import AnimmapError
from animmap.services import history, wall, workshops
from animmap.services.desk import as_projector
from animmap.services.workshops import RoundDraft


@pytest.fixture
def meeting(desk, make_project):
    """Return a workshop of two questions being prepared: a blind outline, then words."""
    project = make_project(blind=True)
    [first] = workshops.list_workshops(desk, project.id)
    [asked] = workshops.list_rounds(desk, project.id)
    workshops.set_round_state(desk, asked.id, RoundState.DRAFT)
    workshops.create_round(desk, first.id, RoundDraft("Pourquoi ?", kind=RoundKind.WORDS))
    return first


@pytest.fixture
def rounds(desk, meeting):
    return [each.id for each in workshops.list_rounds(desk, meeting.project_id)]


def states(desk, meeting):
    return [each.state.value for each in workshops.list_rounds(desk, meeting.project_id)]


def test_a_wall_begins_by_letting_people_join(desk, meeting):
    shown = wall.read_wall(desk, meeting.id)
    assert (shown.screen, shown.round_id, shown.version) == (WallScreen.JOIN, None, 0)


def test_next_leads_through_the_whole_workshop_and_stops_at_its_end(desk, meeting, rounds):
    seen = []
    while True:
        before = wall.read_wall(desk, meeting.id)
        shown = wall.go_next(desk, meeting.id)
        if shown == before:
            break
        assert shown.version == before.version + 1
        seen.append((shown.screen.value, rounds.index(shown.round_id), *states(desk, meeting)))
    assert seen == [
        ("join", 0, "open", "draft"),
        ("progress", 0, "open", "draft"),
        ("reveal", 0, "revealed", "draft"),
        ("explore", 0, "revealed", "draft"),
        ("portrait", 0, "revealed", "draft"),
        ("decision", 0, "revealed", "draft"),
        ("progress", 1, "revealed", "open"),
        ("reveal", 1, "revealed", "revealed"),
        ("decision", 1, "revealed", "revealed"),
    ]


def test_back_shows_what_was_shown_and_hides_nothing_again(desk, meeting):
    for _ in range(4):
        wall.go_next(desk, meeting.id)
    assert wall.go_back(desk, meeting.id).screen is WallScreen.REVEAL
    assert wall.go_back(desk, meeting.id).screen is WallScreen.PROGRESS
    assert states(desk, meeting) == ["revealed", "draft"]
    assert wall.go_next(desk, meeting.id).screen is WallScreen.REVEAL
    for _ in range(9):
        wall.go_back(desk, meeting.id)
    assert wall.read_wall(desk, meeting.id).screen is WallScreen.JOIN
    assert states(desk, meeting) == ["revealed", "draft"]


def test_next_does_not_reopen_what_was_closed_nor_end_a_pause(desk, meeting, rounds):
    wall.go_next(desk, meeting.id)
    workshops.set_round_state(desk, rounds[0], RoundState.PAUSED)
    wall.go_next(desk, meeting.id)
    assert states(desk, meeting)[0] == "paused"


def test_opening_by_a_step_starts_the_time_given(desk, meeting, rounds, clock):
    workshops.update_round(desk, rounds[0], RoundDraft("Où ?", minutes=3))
    wall.go_next(desk, meeting.id)
    asked = workshops.get_round(desk, rounds[0])
    assert (asked.deadline - clock()).total_seconds() == 180


def test_leading_the_wall_pushes_no_revision_but_a_step_that_opens_a_question_does(
    desk, store, meeting
):
    wall.go_next(desk, meeting.id)
    opened = store.revision(meeting.project_id)
    wall.go_next(desk, meeting.id)
    wall.show(desk, meeting.id, dark=True, share=0.5)
    wall.go_back(desk, meeting.id)
    assert store.revision(meeting.project_id) == opened
    assert history.recent(desk, meeting.project_id)[0].action == "round.open"


def test_undoing_a_reveal_takes_the_others_outlines_off_the_wall(desk, desk_as, meeting):
    for _ in range(4):
        wall.go_next(desk, meeting.id)
    history.undo_last(desk, meeting.project_id)
    assert states(desk, meeting)[0] == "open"
    for visitor in (desk, desk_as(Role.PROJECTOR, meeting.project_id)):
        assert wall.read_wall(visitor, meeting.id).screen is WallScreen.PROGRESS


@pytest.mark.parametrize("leave", ["erased", "draft"])
def test_a_question_that_leaves_the_room_leaves_the_wall(desk, meeting, rounds, leave):
    wall.go_next(desk, meeting.id)
    if leave == "erased":
        workshops.delete_round(desk, rounds[0])
    else:
        workshops.set_round_state(desk, rounds[0], RoundState.DRAFT)
    shown = wall.read_wall(desk, meeting.id)
    assert (shown.screen, shown.round_id) == (WallScreen.JOIN, None)


def test_a_wall_keeps_its_light_and_threshold_but_no_zone_from_a_step_to_the_next(desk, meeting):
    for _ in range(4):
        wall.go_next(desk, meeting.id)
    shown = wall.show(
        desk, meeting.id, readings=["class", "raw"], share=0.6, by_college=True, debate=2, dark=True
    )
    assert shown.readings == ("raw", "class")
    after = wall.go_next(desk, meeting.id)
    assert (after.share, after.dark, after.readings) == (0.6, True, ("raw", "class"))
    assert (after.by_college, after.debate) == (False, 0)


def test_showing_what_is_shown_counts_no_version(desk, meeting):
    first = wall.show(desk, meeting.id, dark=True)
    assert wall.show(desk, meeting.id, dark=True) == first


@pytest.mark.parametrize(
    "changes",
    [
        {"screen": "cinema"},
        {"screen": None},
        {"round_id": 3},
        {"readings": []},
        {"readings": ["mean"]},
        {"readings": "raw"},
        {"readings": [["raw"]]},
        {"share": 1.2},
        {"share": float("nan")},
        {"share": True},
        {"by_college": 1},
        {"debate": -1},
        {"debate": 1.5},
        {"dark": None},
        {"version": 9},
        {"workshop_id": "other"},
    ],
)
def test_a_wall_shows_nothing_it_does_not_know(desk, meeting, changes):
    with pytest.raises(AnimmapError, match="request_invalid"):
        wall.show(desk, meeting.id, **changes)
    assert wall.read_wall(desk, meeting.id).version == 0


def test_a_wall_shows_no_question_of_elsewhere_nor_one_being_prepared(
    desk, meeting, rounds, make_project
):
    [foreign] = workshops.list_rounds(desk, make_project().id)
    for round_id in (foreign.id, rounds[1], "unknown"):
        with pytest.raises(AnimmapError, match="not_found"):
            wall.show(desk, meeting.id, round_id=round_id)


def test_a_projector_desk_sees_as_the_room_does_and_only_its_demarche(desk, desk_as, meeting):
    seen = as_projector(desk, meeting.project_id)
    assert (seen.role, seen.access.project_id) == (Role.PROJECTOR, meeting.project_id)
    with pytest.raises(AnimmapError, match="not_found"):
        as_projector(desk_as(Role.ANIMATOR, "another"), meeting.project_id)

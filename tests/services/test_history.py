"""Undo: one mechanism for all, that never overwrites what came later."""

from __future__ import annotations

import pytest

from animmap.core.model import Role, RoundState, SketchState
from animmap.errors import AnimmapError
from animmap.services import access, contribute, explore, history, projects, workshops
from animmap.services.explore import Filters


def last(desk, project):
    return history.recent(desk, project.id)[0]


def test_recent_changes_come_latest_first_and_no_more_than_asked(desk, make_project, make_sketch):
    project = make_project()
    for _ in range(3):
        make_sketch(project)
    entries = history.recent(desk, project.id, limit=2)
    assert [entry.action for entry in entries] == ["sketch.sent", "sketch.sent"]
    assert entries[0].id > entries[1].id


def test_undoing_a_creation_puts_it_in_the_trash_and_undoing_that_brings_it_back(
    desk, make_project, make_sketch
):
    project = make_project()
    drawn = make_sketch(project)
    undone = history.undo(desk, project.id, last(desk, project).id)
    assert contribute.list_sketches(desk, drawn.round_id) == []
    history.undo(desk, project.id, undone.id)
    [back] = contribute.list_sketches(desk, drawn.round_id)
    assert back.sure == drawn.sure


def test_undoing_a_change_brings_the_row_back_and_never_its_version(
    desk, make_project, make_sketch
):
    project = make_project()
    drawn = make_sketch(project)
    contribute.hide(desk, drawn.id)
    history.undo(desk, project.id, last(desk, project).id)
    [back] = contribute.list_sketches(desk, drawn.round_id)
    assert (back.state, back.version) == (SketchState.SENT, 3)


def test_changes_are_taken_back_one_after_the_other(desk, make_project):
    project = make_project()
    [asked] = workshops.list_rounds(desk, project.id)
    for state in (RoundState.CLOSED, RoundState.REVEALED):
        workshops.set_round_state(desk, asked.id, state)
    revealed, closed = history.recent(desk, project.id, limit=2)
    history.undo(desk, project.id, revealed.id)
    history.undo(desk, project.id, closed.id)
    assert workshops.get_round(desk, asked.id) == asked


def test_what_changed_since_is_not_overwritten(desk, make_project):
    project = make_project()
    [asked] = workshops.list_rounds(desk, project.id)
    workshops.set_round_state(desk, asked.id, RoundState.CLOSED)
    closed = last(desk, project)
    workshops.set_round_state(desk, asked.id, RoundState.REVEALED)
    revision = desk.store.revision(project.id)
    with pytest.raises(AnimmapError, match="undo_conflict"):
        history.undo(desk, project.id, closed.id)
    assert workshops.get_round(desk, asked.id).state is RoundState.REVEALED
    assert desk.store.revision(project.id) == revision


def test_a_change_is_taken_back_once(desk, make_project, make_sketch):
    project = make_project()
    make_sketch(project)
    entry = last(desk, project)
    history.undo(desk, project.id, entry.id)
    with pytest.raises(AnimmapError, match="undo_conflict"):
        history.undo(desk, project.id, entry.id)


def test_a_thousand_wrong_rows_are_taken_back_at_once_and_brought_back_the_same(
    desk, make_project, make_features
):
    project = make_project()
    make_features(project, 1001)
    before = explore.find_features(desk, project.id, Filters())
    undone = history.undo(desk, project.id, last(desk, project).id)
    assert explore.find_features(desk, project.id, Filters()) == []
    history.undo(desk, project.id, undone.id)
    assert explore.find_features(desk, project.id, Filters()) == before


def test_a_lot_of_which_one_changed_since_is_left_alone(desk, make_project, make_sketch):
    project = make_project()
    drawn = make_sketch(project)
    drafts = [
        contribute.SketchDraft(f"s{rank}", drawn.round_id, drawn.voice.college_id, "", drawn.raw)
        for rank in range(3)
    ]
    contribute.import_sketches(desk, drawn.round_id, drafts)
    imported = last(desk, project)
    contribute.hide(desk, "s1")
    with pytest.raises(AnimmapError, match="undo_conflict"):
        history.undo(desk, project.id, imported.id)
    assert len(contribute.list_sketches(desk, drawn.round_id)) == 3


def test_a_revoked_link_stays_revoked(desk, store, clock, make_project):
    project = make_project()
    info, token = access.create_link(desk, project.id, Role.PARTNER, "Région")
    access.revoke_link(desk, info.id)
    with pytest.raises(AnimmapError, match="nothing_to_undo"):
        history.undo(desk, project.id, last(desk, project).id)
    with pytest.raises(AnimmapError, match="link_invalid"):
        access.access_of_token(store, token, clock())


def test_an_unknown_line_is_nothing_to_undo(desk, make_project):
    with pytest.raises(AnimmapError, match="nothing_to_undo"):
        history.undo(desk, make_project().id, 10**9)


def test_undoing_the_creation_of_a_demarche_puts_it_in_the_trash(desk, make_project):
    project = make_project()
    history.undo(desk, project.id, last(desk, project).id)
    assert [card.project.id for card in projects.list_trash(desk)] == [project.id]


def test_the_last_change_of_an_animator_is_taken_back_then_the_one_before(
    desk, make_project, make_sketch
):
    project = make_project()
    first, second = make_sketch(project), make_sketch(project)
    contribute.hide(desk, first.id)
    contribute.hide(desk, second.id)
    assert history.undo_last(desk, project.id).entity_id == second.id
    assert history.undo_last(desk, project.id).entity_id == first.id
    assert len(contribute.list_sketches(desk, first.round_id)) == 2


def test_a_change_made_and_unmade_twice_is_taken_back_in_its_order(desk, make_project, make_sketch):
    project = make_project()
    drawn = make_sketch(project)
    contribute.hide(desk, drawn.id)
    contribute.unhide(desk, drawn.id)
    for expected in (0, 1):
        history.undo_last(desk, project.id)
        assert len(contribute.list_sketches(desk, drawn.round_id)) == expected
    with pytest.raises(AnimmapError, match="nothing_to_undo"):
        history.undo_last(desk, project.id)


def test_what_was_brought_back_can_be_taken_back_again(desk, make_project, make_sketch):
    project = make_project()
    drawn = make_sketch(project)
    contribute.hide(desk, drawn.id)
    undone = history.undo_last(desk, project.id)
    history.undo(desk, project.id, undone.id)
    assert contribute.list_sketches(desk, drawn.round_id) == []
    history.undo_last(desk, project.id)
    assert len(contribute.list_sketches(desk, drawn.round_id)) == 1


def test_what_groups_gave_and_the_demarche_itself_are_passed_over(desk, make_project, make_sketch):
    project = make_project()
    [asked] = workshops.list_rounds(desk, project.id)
    workshops.set_round_state(desk, asked.id, RoundState.PAUSED)
    workshops.set_round_state(desk, asked.id, RoundState.OPEN)
    drawn = make_sketch(project)
    assert history.undo_last(desk, project.id).entity_id == asked.id
    assert history.undo_last(desk, project.id).entity_id == asked.id
    with pytest.raises(AnimmapError, match="nothing_to_undo"):
        history.undo_last(desk, project.id)
    assert contribute.list_sketches(desk, asked.id) == [drawn]


def test_what_changed_since_stops_the_last_undo_and_nothing_older_is_touched(
    desk, desk_as, make_project, make_sketch
):
    project = make_project()
    other, drawn = make_sketch(project), make_sketch(project)
    contribute.hide(desk, other.id)
    contribute.hide(desk, drawn.id)
    contribute.withdraw(desk, drawn.id, "")
    before = contribute.list_sketches(desk, drawn.round_id, states=list(SketchState))
    with pytest.raises(AnimmapError, match="undo_conflict"):
        history.undo_last(desk, project.id)
    after = contribute.list_sketches(desk, drawn.round_id, states=list(SketchState))
    assert after == before


def test_a_change_of_several_rows_is_taken_back_whole_by_any_of_its_lines(desk, make_project):
    project = make_project()
    [meeting] = workshops.list_workshops(desk, project.id)
    for name in ("Deux ?", "Trois ?"):
        workshops.create_round(desk, meeting.id, workshops.RoundDraft(name))
    before = workshops.list_rounds(desk, project.id)
    for take_back in (
        lambda: history.undo_last(desk, project.id),
        lambda: history.undo(desk, project.id, history.recent(desk, project.id)[1].id),
    ):
        moved = workshops.move_round(desk, before[0].id, 2)
        assert [each.id for each in moved] != [each.id for each in before]
        take_back()
        assert workshops.list_rounds(desk, project.id) == before

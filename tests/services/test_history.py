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

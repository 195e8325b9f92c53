"""The trash, emptied by date and by hand: what goes is gone, and the rest keeps what it tells."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from animmap.core.model import Role
from animmap.errors import AnimmapError
from animmap.services import curate, explore, history, projects
from animmap.services.desk import TRASH_DAYS, empty_once_a_day, empty_trash, use_store
from animmap.services.explore import Filters
from tests.services.people import files_of


@pytest.mark.parametrize(("days", "left"), [(TRASH_DAYS - 1, 1), (TRASH_DAYS + 1, 0)])
def test_features_leave_the_trash_after_thirty_days(desk, clock, project, made, days, left):
    curate.remove(desk, project.id, [made[0].id])
    empty_trash(desk.store, clock() + timedelta(days=days))
    assert len(curate.list_trash(desk, project.id)) == left
    assert explore.find_features(desk, project.id, Filters()) == made[1:]


def test_a_purge_is_told_without_what_was_purged(desk, clock, project, known_everywhere):
    curate.remove(desk, project.id, known_everywhere)
    empty_trash(desk.store, clock() + timedelta(days=TRASH_DAYS, seconds=1))
    entry = history.recent(desk, project.id, 1)[0]
    assert (entry.action, entry.role, entry.after) == (
        "features.purged", Role.HOST, {"n": len(known_everywhere)},
    )  # fmt: skip
    told = json.dumps(
        [
            [e.before, e.after]
            for e in history.recent(desk, project.id, 50)
            if e.entity_id in known_everywhere
        ]
    )
    assert not [word for word in ("Atelier", "Zo", "exemple", "Forge") if word in told]
    with pytest.raises(AnimmapError, match="nothing_to_undo"):
        history.undo(desk, project.id, entry.id)


def test_the_trash_of_a_demarche_that_is_in_the_trash_waits_with_it(desk, clock, project, made):
    curate.remove(desk, project.id, [made[0].id])
    clock.advance(days=20)
    projects.delete_project(desk, project.id)
    empty_trash(desk.store, clock() + timedelta(days=20))
    projects.restore_project(desk, project.id)
    assert len(curate.list_trash(desk, project.id)) == 1


def test_the_trash_is_emptied_once_a_day(desk, clock, project, made):
    use_store(desk.store)
    curate.remove(desk, project.id, [made[0].id])
    late = clock() + timedelta(days=TRASH_DAYS + 2)
    empty_once_a_day(desk.store, late)
    assert curate.list_trash(desk, project.id) == []
    clock.moment = late - timedelta(days=TRASH_DAYS + 1)
    curate.remove(desk, project.id, [made[1].id])
    empty_once_a_day(desk.store, late)
    assert len(curate.list_trash(desk, project.id)) == 1
    empty_once_a_day(desk.store, late + timedelta(days=1))
    assert curate.list_trash(desk, project.id) == []


def test_only_what_is_in_the_trash_is_purged_by_hand(desk, project, made):
    curate.remove(desk, project.id, [made[0].id])
    assert curate.purge(desk, project.id, [made[0].id, made[1].id]) == 1
    assert explore.find_features(desk, project.id, Filters()) == made[1:]
    assert curate.list_trash(desk, project.id) == []
    assert curate.purge(desk, project.id, [made[0].id]) == 0
    assert [trace for trace in ("Lefèvre", "ada@") if trace.encode() in files_bytes(desk)] == []


def files_bytes(desk) -> bytes:
    return b"".join(path.read_bytes() for path in files_of(desk.store))


def test_lines_about_others_keep_what_they_tell(desk, clock, project, made):
    curate.remove(desk, project.id, [made[0].id, made[1].id])
    before = history.recent(desk, project.id, 1)[0]
    curate.restore(desk, project.id, [made[1].id])
    curate.purge(desk, project.id, [made[0].id])
    kept = [e for e in history.recent(desk, project.id, 50) if e.id == before.id]
    assert kept == [before]

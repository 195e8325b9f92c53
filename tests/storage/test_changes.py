"""A change: whole or not at all, told in the journal, one revision each."""

from __future__ import annotations

import json

import pytest
import shapely
import sqlalchemy as sa

from animmap.core.model import Role
from animmap.services import access, contribute, history, projects
from animmap.storage import schema
from animmap.storage.store import Store


def test_a_change_moves_the_revision_by_one_however_many_rows_it_writes(
    store: Store, desk, make_project
):
    project = make_project()
    ids = [each.id for each in projects.list_colleges(desk, project.id)]
    with store.write(project.id, Role.ANIMATOR, desk.now()) as change:
        for college_id in ids:
            change.update(schema.college, college_id, {"less_heard": True}, "college.changed")
    assert store.revision(project.id) == project.revision + 1
    told = [entry for entry in history.recent(desk, project.id) if entry.entity == "college"]
    # One of the three already was "less heard": nothing to tell about it.
    assert [entry.revision for entry in told] == [project.revision + 1] * 2


def test_a_change_that_writes_nothing_does_not_move_the_revision(store: Store, desk, make_project):
    project = make_project()
    with store.write(project.id, Role.ANIMATOR, desk.now()):
        pass
    assert store.revision(project.id) == project.revision


def test_a_change_that_fails_halfway_leaves_nothing(store: Store, desk, make_project):
    project = make_project()

    def fail_halfway():
        with store.write(project.id, Role.ANIMATOR, desk.now()) as change:
            change.update(schema.project, project.id, {"name": "Autre"}, "project.renamed")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_halfway()
    assert projects.get_project(desk, project.id) == project
    assert len(history.recent(desk, project.id)) == 1


def test_the_journal_tells_who_when_before_and_after_with_outlines(
    desk, desk_as, clock, make_project, make_sketch
):
    project = make_project()
    drawn = make_sketch(project)
    clock.advance(minutes=3)
    contribute.hide(desk_as(Role.HOST), drawn.id)
    hidden, sent = history.recent(desk, project.id, limit=2)
    assert (hidden.action, hidden.role, hidden.at) == ("sketch.hidden", Role.HOST, clock())
    assert (hidden.before["state"], hidden.after["state"]) == ("sent", "hidden")
    assert sent.before == {}
    assert shapely.from_wkb(str(sent.after["raw"])).equals(drawn.raw)


def test_no_secret_is_told_in_the_journal(store: Store, desk, make_project, make_sketch):
    project = make_project()
    make_sketch(project)
    access.create_link(desk, project.id, Role.PARTNER, "Région")
    with store.read() as reader:
        secrets = list(reader.scalars(sa.select(schema.voice.c.code_hash)))
        secrets += list(reader.scalars(sa.select(schema.link.c.token_hash)))
        told = json.dumps([list(row) for row in reader.execute(sa.select(schema.journal.c.after))])
    assert len(secrets) == 2
    assert all(secret not in told for secret in secrets)


def test_a_demarche_made_again_under_its_identifier_never_shows_an_old_revision(
    store: Store, desk, make_project, make_sketch
):
    seen = set()
    for _ in range(3):
        project = make_project(id="demo")
        assert store.revision("demo") not in seen
        make_sketch(project)
        make_sketch(project)
        seen |= set(range(project.revision, store.revision("demo") + 1))
        projects.purge_project(desk, "demo")
    assert store.revision("demo") == 0


def test_purging_a_demarche_leaves_no_row_of_it_and_the_others_whole(
    store: Store, desk, make_project, make_sketch, make_features
):
    kept, erased = make_project(), make_project()
    for project in (kept, erased):
        make_sketch(project)
        make_features(project, 3)
        access.create_link(desk, project.id, Role.PARTNER, "")
    with store.read() as reader:
        tables = schema.metadata.sorted_tables
        before = {
            table.name: reader.scalar(sa.select(sa.func.count(1)).select_from(table))
            for table in tables
        }
    projects.purge_project(desk, erased.id)
    with store.read() as reader:
        for table in tables:
            left = reader.scalar(sa.select(sa.func.count(1)).select_from(table))
            assert left * 2 == before[table.name], table.name

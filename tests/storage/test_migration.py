"""From the tables of the first version to those of live workshops: nothing is lost or stuck."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from animmap.core.model import Role, RoundState
from animmap.core.room import RoundKind
from animmap.errors import AnimmapError
from animmap.services import access, contribute, curate, explore, history, projects, workshops
from animmap.services.desk import Desk
from animmap.services.explore import Filters
from animmap.storage import schema
from animmap.storage.changes import batch
from animmap.storage.engine import open_engines
from animmap.storage.migrate import upgrade
from animmap.storage.store import Store

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def lived_in(desk, make_project, make_sketch, make_features):
    """Return a démarche with some of everything the first version knew."""
    project = make_project()
    make_features(project, 4)
    make_features(project, 4)
    for college in (0, 1, 1, 2):
        make_sketch(project, college=college)
    contribute.hide(desk, make_sketch(project).id)
    access.create_link(desk, project.id, Role.PARTNER, "Région")
    [asked] = workshops.list_rounds(desk, project.id)
    workshops.set_round_state(desk, asked.id, RoundState.CLOSED)
    return project


@pytest.fixture
def first_version(store: Store, lived_in, tmp_path: Path) -> Path:
    """Return a database as the first version left it, with the same rows."""
    path = tmp_path / "first.sqlite"
    writer, readers = open_engines(f"sqlite:///{path}")
    upgrade(writer, "0001")
    with store.read() as source, writer.begin() as target:
        old = sa.MetaData()
        old.reflect(target)
        for table in old.sorted_tables:
            if table.name != "alembic_version":
                copy_rows(source, target, table)
        tell_many_as_then(source, target, old.tables["feature"].columns.keys())
    writer.dispose()
    readers.dispose()
    return path


def copy_rows(source: sa.Connection, target: sa.Connection, table: sa.Table) -> None:
    names = [column.name for column in table.columns]
    listed = ", ".join(f'"{name}"' for name in names)
    rows = source.exec_driver_sql(f'SELECT {listed} FROM "{table.name}"').all()
    marks = ", ".join("?" for _ in names)
    for row in rows:
        values = tuple(row)
        if table.name == "journal":
            values = tuple(without_what_came_later(name, row) for name in names)
        target.exec_driver_sql(f'INSERT INTO "{table.name}" ({listed}) VALUES ({marks})', values)


def without_what_came_later(name: str, row: sa.Row[Any]) -> object:
    """Lines of the journal tell a row with the columns that it had then."""

    value = row._mapping[name]
    if name not in {"before", "after"} or row.entity != "round":
        return value
    told = json.loads(value)
    then = {"id", "project_id", "workshop_id", "question", "state", "blind", "position"}
    then |= {"created_at", "deleted_at"}
    return json.dumps({key: each for key, each in told.items() if key in then})


def tell_many_as_then(source: sa.Connection, target: sa.Connection, columns: list[str]) -> None:
    """Lines about many features had a digest of the columns there were, which they did not name."""
    lines = target.exec_driver_sql("SELECT id, after FROM journal WHERE entity = 'feature'").all()
    for line, after in lines:
        told = batch(source, schema.feature, json.loads(after)["ids"], columns)
        del told["columns"]
        target.exec_driver_sql(
            "UPDATE journal SET after = ? WHERE id = ?", (json.dumps(told), line)
        )


def read_all(path: Path) -> Rows:
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        found = sa.MetaData()
        found.reflect(connection)
        rows = {
            table.name: [
                dict(row._mapping)
                for row in connection.exec_driver_sql(f'SELECT * FROM "{table.name}"')
            ]
            for table in found.sorted_tables
            if table.name != "alembic_version"
        }
    engine.dispose()
    return rows


@pytest.fixture
def upgraded(first_version: Path, tmp_path: Path, clock, desk):
    """Return the desk of an animator on that database, brought to this version."""
    path = tmp_path / "upgraded.sqlite"
    shutil.copy(first_version, path)
    opened = Store.open(f"sqlite:///{path}")
    yield Desk(store=opened, access=desk.access, now=clock)
    opened.close()


def test_every_row_is_kept_as_it_was(first_version: Path, upgraded):
    before = read_all(first_version)
    after = read_all(Path(sa.make_url(upgraded.store.url).database))
    assert set(before) < set(after)
    filled = [name for name, rows in before.items() if rows]
    assert {"sketch", "voice", "round", "workshop", "journal", "feature", "link"} <= set(filled)
    for name, rows in before.items():
        kept = [{key: row[key] for key in rows[0]} for row in after[name]] if rows else after[name]
        assert kept == rows, name


def test_every_row_points_at_a_row_and_keys_are_watched_again(upgraded):
    with upgraded.store.read() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    with (
        pytest.raises(AnimmapError, match="database_unusable"),
        upgraded.store.write_unseen() as writer,
    ):
        writer.execute(sa.update(schema.voice).values(participant_id="unknown"))


def test_what_was_there_reads_the_same(desk, upgraded, lived_in):
    for read in (
        lambda d: projects.get_project(d, lived_in.id),
        lambda d: projects.get_territory(d, lived_in.id),
        lambda d: explore.find_features(d, lived_in.id, Filters()),
        lambda d: workshops.list_workshops(d, lived_in.id),
        lambda d: workshops.list_rounds(d, lived_in.id),
        lambda d: contribute.list_sketches(d, workshops.list_rounds(d, lived_in.id)[0].id),
        lambda d: access.list_links(d, lived_in.id),
    ):
        assert read(upgraded) == read(desk)
    [asked] = workshops.list_rounds(upgraded, lived_in.id)
    assert (asked.kind, asked.pseudonyms, asked.minutes) == (RoundKind.PERIMETER, True, None)


def test_what_was_done_before_can_still_be_taken_back(upgraded, lived_in):
    closed = history.recent(upgraded, lived_in.id)[0]
    assert "kind" not in closed.after
    history.undo_last(upgraded, lived_in.id)
    [asked] = workshops.list_rounds(upgraded, lived_in.id)
    assert asked.state is RoundState.OPEN
    assert workshops.set_round_state(upgraded, asked.id, RoundState.PAUSED).state == "paused"


def test_features_added_before_are_taken_back_whole_and_one_that_changed_since_stops_it(
    upgraded, lived_in
):
    second, first = (
        entry for entry in history.recent(upgraded, lived_in.id) if entry.action == "features.added"
    )
    history.undo(upgraded, lived_in.id, second.id)
    left = explore.find_features(upgraded, lived_in.id, Filters())
    assert [item.id for item in left] == first.after["ids"]
    assert [(item.siret, item.skills, item.sources) for item in left] == [("", (), ())] * 4
    curate.amend(upgraded, left[0], replace(left[0], name="Changé depuis"))
    with pytest.raises(AnimmapError, match="undo_conflict"):
        history.undo(upgraded, lived_in.id, first.id)


def test_an_upgrade_that_would_leave_a_row_pointing_at_nothing_changes_nothing(
    first_version: Path,
):
    engine = sa.create_engine(f"sqlite:///{first_version}")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE voice SET college_id = 'unknown'")
    engine.dispose()
    before = read_all(first_version)
    with pytest.raises(AnimmapError, match="database_unusable"):
        Store.open(f"sqlite:///{first_version}")
    assert read_all(first_version) == before

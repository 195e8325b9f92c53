"""Connections: what SQLite is asked, who may write, how failures are told."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from animmap.core.model import Role
from animmap.errors import AnimmapError
from animmap.storage import engine
from animmap.storage.store import Store

BOTH = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


def path_of(store: Store) -> Path:
    return Path(store.url.removeprefix("sqlite:///"))


@pytest.mark.parametrize("pragma", BOTH)
def test_every_connection_is_durable_and_patient(store: Store, pragma):
    with store.read() as reader, store.write_unseen() as writer:
        for connection in (reader, writer):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == BOTH[pragma]


def test_a_pragma_that_sqlite_ignores_stops_the_opening(tmp_path: Path, monkeypatch):
    monkeypatch.setitem(engine.PRAGMAS, "synchronous", 7)
    with pytest.raises(AnimmapError, match="database_unusable"):
        Store.open(f"sqlite:///{tmp_path / 'animmap.sqlite'}")


def test_a_reader_cannot_write(store: Store, make_project):
    make_project()
    with pytest.raises(AnimmapError, match="database_unusable"), store.read() as reader:
        reader.exec_driver_sql("DELETE FROM journal")


def test_a_reader_sees_one_state_while_others_write(store: Store, make_project):
    first = make_project()
    with store.read() as reader:
        before = reader.exec_driver_sql("SELECT count(*) FROM project").scalar()
        make_project()
        assert reader.exec_driver_sql("SELECT count(*) FROM project").scalar() == before
    assert store.revision(first.id) > 0


def test_a_database_held_by_another_program_is_busy(store: Store, clock, monkeypatch):
    store.close()
    monkeypatch.setitem(engine.PRAGMAS, "busy_timeout", 50)
    with closing(sqlite3.connect(path_of(store))) as other:
        other.execute("BEGIN IMMEDIATE")
        with (
            pytest.raises(AnimmapError, match="database_busy"),
            store.write("any", Role.ANIMATOR, clock()),
        ):
            pass


@pytest.mark.parametrize(
    "content", [b"not a database" * 100, b"SQLite format 3\x00" + b"\x01" * 900]
)
def test_a_damaged_file_is_unusable_and_left_as_it_is(tmp_path: Path, content):
    path = tmp_path / "animmap.sqlite"
    path.write_bytes(content)
    with pytest.raises(AnimmapError, match="database_unusable"):
        Store.open(f"sqlite:///{path}")
    assert path.read_bytes() == content


def test_a_database_of_a_later_version_is_unusable_and_left_as_it_is(store: Store):
    with store.write_unseen() as writer:
        writer.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    with pytest.raises(AnimmapError, match="later version"):
        Store.open(store.url)
    with closing(sqlite3.connect(path_of(store))) as kept:
        assert kept.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "nonsense", "nosuch://x/y"])
def test_an_address_that_keeps_nothing_is_unusable(url):
    with pytest.raises(AnimmapError, match="database_unusable"):
        Store.open(url)

"""A state that changes with any commit, and with nothing else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from animmap.services.projects import get_project, list_projects
from animmap.services.workshops import list_rounds
from animmap.storage.store import Store


def test_reading_leaves_the_state_as_it_is(store, desk, make_project):
    project = make_project()
    before = store.state()
    list_projects(desk)
    list_rounds(desk, project.id)
    assert store.state() == before


def test_each_write_changes_the_state_whoever_makes_it(store, desk, make_project, make_sketch):
    states = [store.state()]
    project = make_project()
    states.append(store.state())
    make_sketch(project)
    states.append(store.state())
    other = Store.open(store.url)  # as another process would
    with other.write_unseen() as connection:
        connection.exec_driver_sql("UPDATE project SET summary = 'Autre'")
    other.close()
    states.append(store.state())
    assert len(set(states)) == len(states)
    assert get_project(desk, project.id).summary == "Autre"


def test_a_write_that_fails_changes_nothing(store, make_project):
    make_project()
    before = store.state()

    def fail():
        with store.write_unseen() as connection:
            connection.exec_driver_sql("UPDATE project SET summary = 'Perdu'")
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    assert store.state() == before


def test_two_openings_of_a_database_never_share_a_state(store):
    other = Store.open(store.url)
    assert store.state() != other.state()
    other.close()


def test_many_threads_ask_at_once(store):
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: store.state(), range(64)))) == 1

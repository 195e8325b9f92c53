"""How far erasing a person reaches: names given elsewhere, the cache, a busy file, backups."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from animmap.core.model import Access, Contact, Role
from animmap.services import backups, contacts, curate, erasing, explore, history, notes, workshops
from animmap.services.desk import Desk, empty_trash
from animmap.services.explore import Filters
from animmap.settings import read_settings
from animmap.sources.online.asking import Answer
from animmap.sources.online.cache import Cache
from animmap.storage.backup import back_up, check_backup
from animmap.storage.store import Store
from tests.services.people import EMAIL, PERSON, PHONE, found_in, left_of

CITED = f"Accueil par {PERSON.upper()}, le mardi"


@pytest.fixture
def host(desk):
    return replace(desk, access=Access(Role.HOST))


@pytest.fixture
def person(desk, project, made):
    """Return the feature whose contact is known by that name, cited in three other places."""
    contacts.save_contact(desk, explore.get_contact(desk, made[0].id),
                          Contact(made[0].id, PERSON, PHONE, EMAIL, None))  # fmt: skip
    curate.amend(desk, made[1], replace(made[1], description=CITED))
    curate.amend(desk, made[2], replace(made[2], name=CITED))
    curate.remove(desk, project.id, [made[2].id])
    [meeting] = workshops.list_workshops(desk, project.id)
    notes.add_note(desk, meeting.id, "note", CITED)
    return made[0].id


def test_every_place_that_gives_the_name_is_listed_the_trash_included(desk, project, made, person):
    cited = erasing.plan_erasing(desk, project.id, [person]).citing
    assert sorted(one.entity for one in cited) == ["feature", "feature", "note"]
    assert {one.id for one in cited} >= {made[1].id, made[2].id}
    assert all(CITED in one.text for one in cited)


def test_the_name_goes_where_it_was_chosen_to_with_its_past_and_the_journal_does_not_say_it(
    desk, project, made, person
):
    cited = [one.id for one in erasing.plan_erasing(desk, project.id, [person]).citing]
    assert erasing.erase(desk, project.id, [person], masked=cited)
    assert left_of(desk.store) == []
    found = {item.id: item for item in explore.find_features(desk, project.id, Filters())}
    assert found[made[1].id].description == "Accueil par […], le mardi"
    entry = history.recent(desk, project.id, 1)[0]
    assert entry.after["masked"] == sorted(cited)


def test_a_name_is_left_where_it_was_not_chosen(desk, project, made, person):
    kept = erasing.plan_erasing(desk, project.id, [person]).citing[0]
    others = [one.id for one in erasing.plan_erasing(desk, project.id, [person]).citing[1:]]
    erasing.erase(desk, project.id, [person], masked=others)
    again = contacts.save_contact(desk, None, Contact(made[3].id, PERSON, "", "", None))
    assert again == ()
    [left] = erasing.plan_erasing(desk, project.id, [made[3].id]).citing
    assert left == kept


def test_only_what_gives_the_name_can_be_masked(desk, project, made, person):
    erasing.erase(desk, project.id, [person], masked=[made[3].id, "nothing"])
    assert history.recent(desk, project.id, 1)[0].after["masked"] == []


@pytest.mark.parametrize("written", [PERSON, "Zo\\u00e9 Kerou\\u00e9dan", EMAIL, "+33698765432"])
def test_what_services_answered_about_the_person_is_forgotten_and_the_rest_stays(
    desk, project, person, written
):
    cache = Cache(read_settings().var_dir / "online")
    long = "x" * 199_990 + " "  # astride two pieces
    for key, text in (("theirs", f'{{"a": "{long}{written} "}}'), ("other", '{"a": "Zoé K."}')):
        answer = Answer(text.encode(), "application/json", desk.now())
        cache.keep("gogocarto", key, answer, timedelta(days=7))
    erasing.erase(desk, project.id, [person])
    assert cache.find("gogocarto", "theirs") is None
    assert cache.find("gogocarto", "other") is not None


@pytest.fixture
def impatient(monkeypatch, desk):
    """Return a desk on the same file that does not wait for others."""
    monkeypatch.setitem(_pragmas(), "busy_timeout", 10)
    with closing(Store.open(desk.store.url)) as store:
        yield replace(desk, store=store)


def _pragmas():
    from animmap.storage import engine

    return engine.PRAGMAS


def test_somebody_who_reads_delays_the_cleaning_of_the_file_which_is_done_once_they_left(
    impatient: Desk, clock, project, person, tmp_path
):
    path = tmp_path / "animmap.sqlite"
    with closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM feature").fetchall()
        cited = [one.id for one in erasing.plan_erasing(impatient, project.id, [person]).citing]
        assert not erasing.erase(impatient, project.id, [person], masked=cited)
        assert contacts.list_contacts(impatient, project.id) == []
        assert left_of(impatient.store) != []
        empty_trash(impatient.store, clock())
        assert impatient.store.unclean
    empty_trash(impatient.store, clock())
    assert not impatient.store.unclean
    assert left_of(impatient.store) == []


class TestBackups:
    """Backups made before still hold people; they are named, and erased there too."""

    @pytest.fixture
    def before(self, desk, project, known_everywhere, tmp_path):
        return back_up(desk.store.url, tmp_path / "before.sqlite")

    def test_those_that_hold_the_person_are_named_before_erasing(
        self, desk, project, known_everywhere, before, tmp_path
    ):
        (tmp_path / "notes.sqlite").write_bytes(b"SQLite format 3\0 and nothing of ours")
        assert backups.names_holding(desk, project.id, known_everywhere[:1]) == ["before.sqlite"]
        assert backups.names_holding(desk, project.id, ["unknown"]) == []

    def test_a_cleaned_backup_holds_no_byte_of_the_person_and_all_the_rest(
        self, desk, host, project, made, known_everywhere, before
    ):
        erasing.erase(desk, project.id, known_everywhere[:1])
        later = back_up(desk.store.url, before.with_name("later.sqlite"))
        told = {one.path: one.pending for one in backups.list_backups(host)}
        assert [len(told[path]) for path in (before, later)] == [1, 0]
        assert found_in(before) != []
        for one in backups.list_backups(host):
            backups.clean_backup(host, one)
        assert found_in(before) == []
        assert not [one for one in backups.list_backups(host) if one.pending]
        check_backup(before)
        with closing(Store.open(f"sqlite:///{before}")) as store:
            there = Desk(store, desk.access, desk.now)
            assert explore.find_features(there, project.id, Filters()) == (
                explore.find_features(desk, project.id, Filters())
            )
        assert [*before.parent.glob("*cleaning*")] == []

    def test_records_erased_with_their_contact_leave_backups_too(
        self, desk, host, project, made, known_everywhere, before
    ):
        erasing.erase(desk, project.id, known_everywhere[:1], records=True)
        [one] = backups.list_backups(host, [before])
        backups.clean_backup(host, one)
        with closing(Store.open(f"sqlite:///{before}")) as store:
            there = Desk(store, desk.access, desk.now)
            left = explore.find_features(there, project.id, Filters())
        assert [item.id for item in left] == [made[2].id, made[3].id]

    def test_a_contact_written_after_the_erasing_is_not_erased_from_backups(
        self, desk, host, project, made, known_everywhere, tmp_path
    ):
        erasing.erase(desk, project.id, known_everywhere[:1])
        contacts.save_contact(desk, None, Contact(made[0].id, "Léa", "", "", None))
        back_up(desk.store.url, tmp_path / "after.sqlite")
        [one] = backups.list_backups(host)
        assert one.pending == ()

    def test_one_that_cannot_be_cleaned_stays_as_it_was(
        self, desk, host, project, known_everywhere, before, monkeypatch
    ):
        erasing.erase(desk, project.id, known_everywhere[:1])
        [one] = backups.list_backups(host)
        body = before.read_bytes()

        def fail(*_: object) -> None:
            raise OSError("disk")

        monkeypatch.setattr("os.replace", fail)
        with pytest.raises(Exception, match=r"database_unusable|disk"):
            backups.clean_backup(host, one)
        assert before.read_bytes() == body

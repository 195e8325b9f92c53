"""Erasing for good: the trash by date and by hand, and a person who asks to be forgotten.

Bytes are sought in the files of the database themselves, not through it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from animmap.core.importing.choices import Choices
from animmap.core.model import Contact, Role
from animmap.errors import AnimmapError
from animmap.services import contacts, curate, explore, features_export, history, imports, projects
from animmap.services.desk import TRASH_DAYS, empty_once_a_day, empty_trash, use_store
from animmap.services.explore import Filters
from animmap.services.import_plan import plan_import
from animmap.storage import erasing
from animmap.storage.backup import back_up
from animmap.storage.schema_imports import import_row

PERSON, PHONE, EMAIL = "Zoé Kerouédan", "06 98 76 54 32", "zoe.kerouedan@exemple.test"
# As text, as JSON writes it, as searches fold it, as a phone is typed elsewhere.
TRACES = ("Zoé", "Kerouédan", "Zo\\u00e9", "Kerou\\u00e9dan", "zoe", "kerouedan", "Kerouedan",
          "98 76 54 32", "0698765432", "+33698765432")  # fmt: skip


@pytest.fixture
def project(make_project):
    return make_project()


@pytest.fixture
def made(project, make_features):
    return make_features(project, 4)


COLUMNS = {"Nom": "name", "Prénom": "", "Famille": "", "Contact": "person"}


def files_of(store) -> list[Path]:
    path = Path(sa.make_url(store.url).database)
    return sorted(path.parent.glob(f"{path.name}*"))


def found_in(path: Path) -> list[str]:
    body = path.read_bytes()
    return [trace for trace in TRACES if trace.encode() in body]


def left_of(store) -> list[str]:
    return [trace for path in files_of(store) for trace in found_in(path)]


def one(desk, project, name):
    return next(i for i in explore.find_features(desk, project.id, Filters()) if i.name == name)


@pytest.fixture
def known_everywhere(desk, project, made, tmp_path_factory):
    """Write the person wherever a démarche may hold them; return the features of theirs."""
    actor, structure, other, _ = made
    contacts.save_contact(desk, explore.get_contact(desk, actor.id),
                          Contact(actor.id, PERSON, PHONE, EMAIL, None))  # fmt: skip
    contacts.save_contact(desk, None, Contact(structure.id, PERSON, "", EMAIL.upper(), None))
    told = f"Voir Zoe KEROUEDAN, {PERSON}, 0698765432, +33698765432 ou {EMAIL}."
    named = replace(actor, name=f"Atelier de {PERSON}", description=told, spoken_for_by=PERSON)
    curate.amend(desk, actor, named)
    curate.amend(desk, named, replace(named, description="Un atelier."))
    curate.amend(desk, other, replace(other, description=f"Réserver : {EMAIL}, 06.98.76.54.32"))
    read = (
        "Nom;Prénom;Famille;Contact;Courriel;Téléphone;latitude;longitude\n"
        f"Forge;Zoé;Kerouédan;{PERSON};{EMAIL};{PHONE};50.45;2.55\n"
        f"Ailleurs;Zoé;Kerouédan;{PERSON};{EMAIL};{PHONE};12;pas ici\n"
    )
    path = tmp_path_factory.mktemp("dropped") / "contacts.csv"
    path.write_text(read, encoding="utf-8")
    imports.run_import(desk, plan_import(desk, project.id, path, "actor", Choices(columns=COLUMNS)))
    return [actor.id, structure.id, one(desk, project, "Forge").id]


def test_no_byte_of_a_person_is_left_in_the_files_once_they_are_erased(
    desk, project, known_everywhere, tmp_path
):
    assert {"Zoé", "kerouedan", "0698765432"} <= set(left_of(desk.store))
    assert contacts.erase(desk, project.id, known_everywhere[:1])
    assert left_of(desk.store) == []
    assert found_in(back_up(desk.store.url, tmp_path / "later.sqlite")) == []
    assert contacts.list_contacts(desk, project.id) == []


def test_the_record_stays_without_its_person_and_other_records_keep_their_words(
    desk, project, made, known_everywhere
):
    before = {item.id: item for item in explore.find_features(desk, project.id, Filters())}
    contacts.erase(desk, project.id, known_everywhere[:1])
    after = {item.id: item for item in explore.find_features(desk, project.id, Filters())}
    assert after.keys() == before.keys()
    assert after[made[0].id] == replace(
        before[made[0].id], name="Atelier de […]", description="Un atelier.", spoken_for_by="[…]"
    )
    assert after[made[2].id].description == "Réserver : […], […]"
    assert after[made[3].id] == before[made[3].id]


@pytest.mark.parametrize("extension", features_export.FORMATS)
def test_what_is_taken_away_later_does_not_name_them(desk, project, known_everywhere, extension):
    contacts.erase(desk, project.id, known_everywhere[:1])
    for layer in ("actor", "structure", "resource"):
        body = features_export.export_features(desk, project.id, layer, extension, "fr")
        assert not [trace for trace in TRACES if trace.encode() in body]
    assert "erou" not in contacts.export_contacts(desk, project.id, "fr").decode("utf-8-sig")


def test_the_person_of_a_contact_in_the_trash_is_forgotten_too(desk, project, known_everywhere):
    curate.remove(desk, project.id, known_everywhere)
    contacts.erase(desk, project.id, known_everywhere[1:2])
    assert left_of(desk.store) == []
    assert {item.id for item, _ in curate.list_trash(desk, project.id)} == set(known_everywhere)


def test_their_records_go_with_them_if_asked(desk, project, made, known_everywhere):
    contacts.erase(desk, project.id, known_everywhere[:1], records=True)
    left = explore.find_features(desk, project.id, Filters())
    assert [item.id for item in left] == [made[2].id, made[3].id]
    assert curate.list_trash(desk, project.id) == []
    assert left_of(desk.store) == []


def test_the_history_says_that_a_contact_was_erased_by_whom_and_when(
    desk_as, clock, project, known_everywhere
):
    leader = desk_as(Role.ANIMATOR)
    leader = replace(leader, access=replace(leader.access, label="Poste de Nour"))
    clock.advance(hours=1)
    contacts.erase(leader, project.id, known_everywhere[:1])
    entry = history.recent(leader, project.id, 1)[0]
    told = (entry.action, entry.role, entry.at, entry.after)
    # The actor, the structure, and the contact that the import wrote for the same e-mail.
    assert told == ("contact.erased", Role.ANIMATOR, clock(), {"n": 3, "label": "Poste de Nour"})


def test_nothing_takes_an_erasing_back_and_what_came_before_still_can_be(
    desk, project, made, known_everywhere
):
    curate.remove(desk, project.id, [made[3].id])
    contacts.erase(desk, project.id, known_everywhere[:1])
    with pytest.raises(AnimmapError, match="nothing_to_undo"):
        history.undo(desk, project.id, history.recent(desk, project.id, 1)[0].id)
    history.undo_last(desk, project.id)
    assert made[3] in explore.find_features(desk, project.id, Filters())
    assert left_of(desk.store) == []


def test_others_who_bear_the_name_are_told_and_left_alone(desk, project, made):
    known = Contact(made[0].id, "Jean Moulin", "", "jm@exemple.test", None)
    contacts.save_contact(desk, explore.get_contact(desk, made[0].id), known)
    street = replace(made[2], description="12 rue Jean-Moulin")
    curate.amend(desk, made[2], street)
    plan = contacts.plan_erasing(desk, project.id, [made[0].id])
    assert [item.id for item in plan.citing] == [made[2].id]
    contacts.erase(desk, project.id, [made[0].id])
    assert one(desk, project, made[2].name) == street


def test_cells_that_were_imported_keep_what_is_not_of_the_person(desk, project, known_everywhere):
    contacts.erase(desk, project.id, known_everywhere[:1])
    with desk.store.read() as connection:
        cells = [row.cells for row in connection.execute(sa.select(import_row))]
    assert sorted(cell["Nom"] for cell in cells) == ["Ailleurs", "Forge"]
    assert {cell["Courriel"] + cell["Prénom"] + cell["Famille"] for cell in cells} == {""}


@pytest.mark.parametrize("role", [Role.PARTNER, Role.PARTICIPANT, Role.PROJECTOR])
def test_nobody_else_erases_or_purges(desk, desk_as, project, made, role):
    visitor = desk_as(role)
    curate.remove(desk, project.id, [made[1].id])
    for deed in (
        lambda: contacts.erase(visitor, project.id, [made[0].id]),
        lambda: contacts.plan_erasing(visitor, project.id, [made[0].id]),
        lambda: curate.purge(visitor, project.id, [made[1].id]),
    ):
        with pytest.raises(AnimmapError, match="access_denied"):
            deed()
    assert len(contacts.list_contacts(desk, project.id)) == 1
    assert len(curate.list_trash(desk, project.id)) == 1


def test_contacts_of_another_demarche_are_out_of_reach(desk, desk_as, project, made, make_project):
    other = make_project(name="Ailleurs")
    with pytest.raises(AnimmapError, match="not_found"):
        contacts.erase(desk_as(Role.ANIMATOR, other.id), project.id, [made[0].id])
    assert contacts.erase(desk, other.id, [made[0].id])
    assert len(contacts.list_contacts(desk, project.id)) == 1


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


def test_people_are_the_same_when_their_e_mail_is(desk, project, made):
    day = date(2026, 1, 2)
    for item, email in zip(made, ("a@x.test", "A@x.test ", "", "b@x.test"), strict=True):
        seen = explore.get_contact(desk, item.id)
        contacts.save_contact(desk, seen, Contact(item.id, "X", "", email, day))
    with desk.store.read() as connection:
        found = erasing.find_people(connection, project.id, [made[1].id])
    assert {each.feature_id for each in found} == {made[0].id, made[1].id}

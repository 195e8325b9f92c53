"""A person who asks to be forgotten: nothing of them is left, and others keep their words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from animmap.core.model import Contact, Role
from animmap.errors import AnimmapError
from animmap.services import (
    contacts,
    curate,
    erasing,
    explore,
    features_export,
    history,
)
from animmap.services.explore import Filters
from animmap.storage.backup import back_up
from animmap.storage.erasing import find_people
from animmap.storage.schema_imports import import_row
from tests.services.people import TRACES, found_in, left_of, one


def test_no_byte_of_a_person_is_left_in_the_files_once_they_are_erased(
    desk, project, known_everywhere, tmp_path
):
    assert {"Zoé", "kerouedan", "0698765432"} <= set(left_of(desk.store))
    assert erasing.erase(desk, project.id, known_everywhere[:1])
    assert left_of(desk.store) == []
    assert found_in(back_up(desk.store.url, tmp_path / "later.sqlite")) == []
    assert contacts.list_contacts(desk, project.id) == []


def test_the_record_stays_without_its_person_and_other_records_keep_their_words(
    desk, project, made, known_everywhere
):
    before = {item.id: item for item in explore.find_features(desk, project.id, Filters())}
    erasing.erase(desk, project.id, known_everywhere[:1])
    after = {item.id: item for item in explore.find_features(desk, project.id, Filters())}
    assert after.keys() == before.keys()
    assert after[made[0].id] == replace(
        before[made[0].id], name="Atelier de […]", description="Un atelier.", spoken_for_by="[…]"
    )
    assert after[made[2].id].description == "Réserver : […], […]"
    assert after[made[3].id] == before[made[3].id]


@pytest.mark.parametrize("extension", features_export.FORMATS)
def test_what_is_taken_away_later_does_not_name_them(desk, project, known_everywhere, extension):
    erasing.erase(desk, project.id, known_everywhere[:1])
    for layer in ("actor", "structure", "resource"):
        body = features_export.export_features(desk, project.id, layer, extension, "fr")
        assert not [trace for trace in TRACES if trace.encode() in body]
    assert "erou" not in contacts.export_contacts(desk, project.id, "fr").decode("utf-8-sig")


def test_the_person_of_a_contact_in_the_trash_is_forgotten_too(desk, project, known_everywhere):
    curate.remove(desk, project.id, known_everywhere)
    erasing.erase(desk, project.id, known_everywhere[1:2])
    assert left_of(desk.store) == []
    assert {item.id for item, _ in curate.list_trash(desk, project.id)} == set(known_everywhere)


def test_their_records_go_with_them_if_asked(desk, project, made, known_everywhere):
    erasing.erase(desk, project.id, known_everywhere[:1], records=True)
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
    erasing.erase(leader, project.id, known_everywhere[:1])
    entry = history.recent(leader, project.id, 1)[0]
    assert (entry.action, entry.role, entry.at) == ("contact.erased", Role.ANIMATOR, clock())
    # The actor, the structure, and the contact that the import wrote for the same e-mail.
    assert sorted(entry.after.pop("features")) == sorted(known_everywhere)
    assert entry.after == {"n": 3, "label": "Poste de Nour", "masked": [], "records": False}


def test_nothing_takes_an_erasing_back_and_what_came_before_still_can_be(
    desk, project, made, known_everywhere
):
    curate.remove(desk, project.id, [made[3].id])
    erasing.erase(desk, project.id, known_everywhere[:1])
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
    plan = erasing.plan_erasing(desk, project.id, [made[0].id])
    assert [item.id for item in plan.citing] == [made[2].id]
    erasing.erase(desk, project.id, [made[0].id])
    assert one(desk, project, made[2].name) == street


def test_cells_that_were_imported_keep_what_is_not_of_the_person(desk, project, known_everywhere):
    erasing.erase(desk, project.id, known_everywhere[:1])
    with desk.store.read() as connection:
        cells = [row.cells for row in connection.execute(sa.select(import_row))]
    assert sorted(cell["Nom"] for cell in cells) == ["Ailleurs", "Forge"]
    assert {cell["Courriel"] + cell["Prénom"] + cell["Famille"] for cell in cells} == {""}


@pytest.mark.parametrize("role", [Role.PARTNER, Role.PARTICIPANT, Role.PROJECTOR])
def test_nobody_else_erases_or_purges(desk, desk_as, project, made, role):
    visitor = desk_as(role)
    curate.remove(desk, project.id, [made[1].id])
    for deed in (
        lambda: erasing.erase(visitor, project.id, [made[0].id]),
        lambda: erasing.plan_erasing(visitor, project.id, [made[0].id]),
        lambda: curate.purge(visitor, project.id, [made[1].id]),
    ):
        with pytest.raises(AnimmapError, match="access_denied"):
            deed()
    assert len(contacts.list_contacts(desk, project.id)) == 1
    assert len(curate.list_trash(desk, project.id)) == 1


def test_contacts_of_another_demarche_are_out_of_reach(desk, desk_as, project, made, make_project):
    other = make_project(name="Ailleurs")
    with pytest.raises(AnimmapError, match="not_found"):
        erasing.erase(desk_as(Role.ANIMATOR, other.id), project.id, [made[0].id])
    assert erasing.erase(desk, other.id, [made[0].id])
    assert len(contacts.list_contacts(desk, project.id)) == 1


def test_people_are_the_same_when_their_e_mail_is(desk, project, made):
    day = date(2026, 1, 2)
    for item, email in zip(made, ("a@x.test", "A@x.test ", "", "b@x.test"), strict=True):
        seen = explore.get_contact(desk, item.id)
        contacts.save_contact(desk, seen, Contact(item.id, "X", "", email, day))
    with desk.store.read() as connection:
        found = find_people(connection, project.id, [made[1].id])
    assert {each.feature_id for each in found} == {made[0].id, made[1].id}

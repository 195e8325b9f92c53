"""Contacts: for those who animate alone, out of the journal, informed, taken away with a trace."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest

from animmap.core.model import Contact, Role
from animmap.errors import AnimmapError
from animmap.services import contacts, explore, history
from animmap.services.explore import Filters

PRIVATE = ("Lefèvre", "03 21", "ada@")
DAY = date(2026, 11, 20)


def one(desk, project):
    [known] = contacts.list_contacts(desk, project.id)
    return known.contact


def test_two_people_put_a_contact_right_and_neither_overwrites_the_other(desk, project, made):
    seen = one(desk, project)
    assert contacts.save_contact(desk, seen, replace(seen, phone="01 99 00 00 00")) == ()
    assert contacts.save_contact(desk, seen, replace(seen, email="a@exemple.test")) == ()
    assert contacts.save_contact(desk, seen, replace(seen, phone="0")) == ("phone",)
    kept = one(desk, project)
    assert (kept.person, kept.phone, kept.email) == (
        "Ada Lefèvre",
        "01 99 00 00 00",
        "a@exemple.test",
    )


def test_a_contact_is_written_where_there_was_none(desk, project, made):
    wanted = Contact(made[1].id, "Léa", "", "", None)
    contacts.save_contact(desk, None, wanted)
    assert explore.get_contact(desk, made[1].id) == wanted


def test_the_words_of_a_contact_are_never_in_the_journal(desk, project, made):
    seen = one(desk, project)
    contacts.save_contact(desk, seen, replace(seen, person="Grace Hopper", informed_on=DAY))
    contacts.save_contact(
        desk, None, Contact(made[1].id, "Grace Hopper", "", "g@exemple.test", None)
    )
    contacts.set_informed(desk, project.id, [made[1].id], DAY)
    contacts.export_contacts(desk, project.id, "fr")
    told = json.dumps([[e.before, e.after] for e in history.recent(desk, project.id, 50)])
    assert not [word for word in (*PRIVATE, "Grace", "g@exemple") if word in told]
    assert "informed_on" in told


def test_many_are_informed_at_once_and_one_undo_takes_it_back(desk, project, made):
    contacts.save_contact(desk, None, Contact(made[1].id, "Léa", "", "", date(2026, 1, 2)))
    before = contacts.list_contacts(desk, project.id)
    assert contacts.set_informed(desk, project.id, [item.id for item in made], DAY) == 2
    assert contacts.list_contacts(desk, project.id, uninformed=True) == []
    history.undo(desk, project.id, history.recent(desk, project.id, 1)[0].id)
    assert contacts.list_contacts(desk, project.id) == before
    [left] = contacts.list_contacts(desk, project.id, uninformed=True)
    assert left.feature == made[0]


def test_the_key_that_takes_back_passes_over_what_the_journal_does_not_hold(desk, project, made):
    explore.remove_feature(desk, made[2].id)
    contacts.export_contacts(desk, project.id, "fr")
    seen = one(desk, project)
    contacts.save_contact(desk, seen, replace(seen, person="Ida"))
    history.undo_last(desk, project.id)
    assert explore.find_features(desk, project.id, Filters()) == made
    assert one(desk, project).person == "Ida"


def test_the_list_taken_away_has_no_formula_and_the_journal_says_who_took_it(desk, project, made):
    seen = one(desk, project)
    contacts.save_contact(desk, seen, replace(seen, person="=1+1", informed_on=DAY))
    body = contacts.export_contacts(desk, project.id, "fr").decode("utf-8-sig")
    [head, row] = list(csv.reader(io.StringIO(body)))
    assert head == ["Nom", "Contact", "Téléphone", "Courriel", "Informé le"]
    assert row == [made[0].name, "'=1+1", "03 21 00 00 00", "ada@exemple.test", "2026-11-20"]
    entry = history.recent(desk, project.id, 1)[0]
    assert (entry.action, entry.role, entry.after["n"]) == ("contacts.exported", desk.role, 1)


def test_an_address_that_is_none_is_refused_and_the_contact_stays(desk, project, made):
    seen = one(desk, project)
    with pytest.raises(AnimmapError, match="email_invalid"):
        contacts.save_contact(desk, seen, replace(seen, email="ada(at)exemple"))
    assert one(desk, project) == seen


@pytest.mark.parametrize("role", [Role.PARTNER, Role.PARTICIPANT, Role.PROJECTOR])
def test_nobody_else_reads_writes_or_takes_contacts(desk, desk_as, project, made, role):
    visitor, seen = desk_as(role), one(desk, project)
    for deed in (
        lambda: contacts.list_contacts(visitor, project.id),
        lambda: contacts.save_contact(visitor, seen, replace(seen, phone="0")),
        lambda: contacts.set_informed(visitor, project.id, [made[0].id], DAY),
        lambda: contacts.export_contacts(visitor, project.id, "fr"),
        lambda: explore.get_contact(visitor, made[0].id),
    ):
        with pytest.raises(AnimmapError, match="access_denied"):
            deed()
    assert one(desk, project) == seen


def test_the_contact_of_what_is_in_the_trash_is_not_listed(desk, project, made):
    explore.remove_feature(desk, made[0].id)
    assert contacts.list_contacts(desk, project.id) == []

"""Contacts: the private half of actors and structures, for those who animate alone.

Their words are never in the journal, which says which fields changed, when and by which role,
and who took the list away; the day when a person was informed can be taken back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from animmap.core.importing.cells import is_email
from animmap.core.model import Contact, Feature
from animmap.errors import AnimmapError
from animmap.report import tables
from animmap.report.tables import Sheet
from animmap.services.desk import Desk, require
from animmap.services.explore import Filters, find_features
from animmap.services.feature_checks import cleaned_contact
from animmap.services.projects import get_project
from animmap.storage import contacts as rows
from animmap.storage import features, schema
from animmap.texts import tr

HEADS = ("name", "person", "phone", "email", "informed_on")


@dataclass(frozen=True, slots=True)
class Known:
    """A contact and whose it is."""

    feature: Feature
    contact: Contact


def list_contacts(desk: Desk, project_id: str, *, uninformed: bool = False) -> list[Known]:
    """Return the contacts of a démarche in the order of names, those not yet informed if asked.

    Staff only, whatever the role may see of the features.
    """
    require(desk, project_id=project_id)
    named = {item.id: item for item in find_features(desk, project_id, Filters())}
    with desk.store.read() as connection:
        found = rows.list_of(connection, project_id)
    known = {one.feature_id: one for one in found if not (uninformed and one.informed_on)}
    return [Known(item, known[each]) for each, item in named.items() if each in known]


def save_contact(desk: Desk, seen: Contact | None, wanted: Contact) -> tuple[str, ...]:
    """Give a feature the contact wanted; return the fields left alone, changed by another.

    Parameters
    ----------
    seen
        The contact as it was shown, None when the feature had none.

    Raises
    ------
    AnimmapError
        ``email_invalid``, ``text_too_long``, ``not_found``.
    """
    project_id = _reach(desk, wanted.feature_id)
    ready = cleaned_contact(wanted)
    if ready.email and not is_email(ready.email):
        raise AnimmapError("email_invalid", email=ready.email[:80])
    blank = Contact(wanted.feature_id, "", "", "", None)
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        standing = features.find_contact(change.connection, wanted.feature_id)
        here, before = standing or blank, seen or blank
        asked = [
            name for name in Contact.__slots__ if getattr(ready, name) != getattr(before, name)
        ]
        clashing = tuple(
            name
            for name in asked
            if getattr(here, name) not in (getattr(before, name), getattr(ready, name))
        )
        values = {name: getattr(ready, name) for name in asked if name not in clashing}
        if values:
            rows.write(change, replace(here, **values), sorted(values), exists=standing is not None)
    return clashing


def set_informed(desk: Desk, project_id: str, feature_ids: Sequence[str], on: date | None) -> int:
    """Say of many contacts when they were informed (None: not yet); return how many changed.

    One undo takes it back.
    """
    together: dict[date | None, list[str]] = defaultdict(list)
    wanted = set(feature_ids)
    for known in list_contacts(desk, project_id):
        if known.feature.id in wanted and known.contact.informed_on != on:
            together[known.contact.informed_on].append(known.feature.id)
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        for ids in together.values():
            change.update_many(schema.contact, ids, {"informed_on": on}, "contacts.informed")
    return sum(map(len, together.values()))


def export_contacts(
    desk: Desk, project_id: str, language: str, *, uninformed: bool = False
) -> bytes:
    """Return the contacts as CSV, never a formula; the journal says that they were taken away."""
    found = list_contacts(desk, project_id, uninformed=uninformed)
    get_project(desk, project_id)
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        told = {"n": len(found), "label": desk.access.label}
        change.write_entry("contacts.exported", schema.contact, project_id, {}, told)
    heads = tuple(tr(f"export.{name}", language) for name in HEADS)
    return tables.write_csv(Sheet("contacts", heads, tuple(_row(known) for known in found)))


def _row(known: Known) -> tuple[str, ...]:
    contact = known.contact
    day = contact.informed_on.isoformat() if contact.informed_on else ""
    return (known.feature.name, contact.person, contact.phone, contact.email, day)


def _reach(desk: Desk, feature_id: str) -> str:
    with desk.store.read() as connection:
        project_id = features.project_of(connection, feature_id)
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    return project_id

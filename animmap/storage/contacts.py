"""Rows of contacts. Their words never reach the journal."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from animmap.core.model import Contact
from animmap.storage.changes import Change
from animmap.storage.features import contact_values
from animmap.storage.rows import tell
from animmap.storage.schema import contact, feature


def list_of(connection: sa.Connection, project_id: str) -> list[Contact]:
    """Return the contacts of the features on the map of a démarche, unsorted."""
    query = (
        sa.select(contact)
        .join(feature, feature.c.id == contact.c.feature_id)
        .where(feature.c.project_id == project_id, feature.c.deleted_at.is_(None))
    )
    return [Contact(**row._mapping) for row in connection.execute(query)]


def write(change: Change, wanted: Contact, changed: Sequence[str], *, exists: bool) -> None:
    """Keep a contact; the journal tells which fields changed, not what they say."""
    [values] = contact_values([wanted])
    if exists:
        own = contact.c.feature_id == wanted.feature_id
        change.connection.execute(sa.update(contact).where(own).values(values))
    else:
        change.add_part(contact, [values])
    told = {"fields": list(changed), **tell({"informed_on": wanted.informed_on})}
    change.write_entry("contact.amended", contact, wanted.feature_id, {}, told)

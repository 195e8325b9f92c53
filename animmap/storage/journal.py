"""Lines of the journal: read them, take one back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from animmap.core.model import JournalEntry, Role
from animmap.errors import AnimmapError
from animmap.storage import schema
from animmap.storage.changes import Change, batch
from animmap.storage.rows import Values, untell
from animmap.storage.schema import journal

# A revoked link stays revoked: its token may be in wrong hands.
UNDOABLE: dict[str, sa.Table] = {
    table.name: table
    for table in (
        schema.project,
        schema.feature,
        schema.workshop,
        schema.round_,
        schema.voice,
        schema.sketch,
        schema.adoption,
    )
}


def list_recent(connection: sa.Connection, project_id: str, limit: int) -> list[JournalEntry]:
    """Return the last lines of a démarche, latest first."""
    query = (
        sa.select(journal)
        .where(journal.c.project_id == project_id)
        .order_by(journal.c.id.desc())
        .limit(limit)
    )
    return [_noun(row) for row in connection.execute(query)]


def find(connection: sa.Connection, project_id: str, entry_id: int) -> JournalEntry:
    """Return one line of a démarche; ``nothing_to_undo`` when there is none."""
    query = sa.select(journal).where(journal.c.id == entry_id, journal.c.project_id == project_id)
    row = connection.execute(query).first()
    if row is None:
        raise AnimmapError("nothing_to_undo")
    return _noun(row)


def take_back(change: Change, entry: JournalEntry) -> None:
    """Put rows back as they were before ``entry``; what it created goes to the trash.

    Raises
    ------
    AnimmapError
        ``nothing_to_undo`` for what cannot be taken back, ``undo_conflict`` when the rows are
        no longer as ``entry`` left them: nothing is overwritten.
    """
    table = UNDOABLE.get(entry.entity)
    if table is None or (not entry.before and "deleted_at" not in table.c):
        raise AnimmapError("nothing_to_undo")
    if "ids" in entry.after:
        _take_back_many(change, table, entry)
        return
    if change.row(table, entry.entity_id) != entry.after:
        raise AnimmapError("undo_conflict")
    change.update(table, entry.entity_id, _values_before(change, table, entry.before), "undone")


def _take_back_many(change: Change, table: sa.Table, entry: JournalEntry) -> None:
    after: dict[str, Any] = dict(entry.after)
    ids: list[str] = after["ids"]
    if batch(change.connection, table, ids)["digest"] != after["digest"]:
        raise AnimmapError("undo_conflict")
    before: dict[str, Any] = dict(entry.before)
    values = _values_before(change, table, before.get("values", {}))
    change.update_many(table, ids, values, "undone")


def _values_before(change: Change, table: sa.Table, told: dict[str, Any]) -> Values:
    return untell(table, told) if told else {"deleted_at": change.at}


def _noun(row: sa.Row[Any]) -> JournalEntry:
    return JournalEntry(
        id=row.id,
        project_id=row.project_id,
        revision=row.revision,
        at=row.at,
        role=Role(row.role),
        action=row.action,
        entity=row.entity,
        entity_id=row.entity_id,
        before=row.before,
        after=row.after,
    )

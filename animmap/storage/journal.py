"""Lines of the journal: read them, take one back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from animmap.core.model import JournalEntry, Role
from animmap.errors import AnimmapError
from animmap.storage import colleges, schema
from animmap.storage.changes import Change, batch
from animmap.storage.rows import Values, untell
from animmap.storage.schema import journal
from animmap.storage.schema_debates import debate
from animmap.storage.schema_imports import import_template
from animmap.storage.schema_outlines import outline_set
from animmap.storage.schema_taxonomy import taxonomy_term
from animmap.storage.schema_zonings import zoning

# A revoked link stays revoked: its token may be in wrong hands.
UNDOABLE: dict[str, sa.Table] = {
    table.name: table
    for table in (
        schema.project,
        schema.college,
        schema.contact,
        schema.feature,
        schema.workshop,
        schema.round_,
        schema.voice,
        schema.sketch,
        schema.adoption,
        schema.answer,
        schema.note,
        debate,
        import_template,
        outline_set,
        taxonomy_term,
        zoning,
    )
}
# What was erased for good stays so.
FINAL = ("contact.erased", "features.purged")
_LATER: dict[str, frozenset[str]] = {"feature": frozenset({"siret", "skills", "sources"})}


def list_recent(connection: sa.Connection, project_id: str, limit: int) -> list[JournalEntry]:
    """Return the last lines of a démarche, latest first."""
    query = (
        sa.select(journal)
        .where(journal.c.project_id == project_id)
        .order_by(journal.c.id.desc())
        .limit(limit)
    )
    return [_noun(row) for row in connection.execute(query)]


def list_about(connection: sa.Connection, table: sa.Table, row_id: str) -> list[JournalEntry]:
    """Return the lines about one row, alone or among others, latest first."""
    columns = journal.c
    among = sa.cast(columns.after, sa.Text).contains(f'"{row_id}"', autoescape=True)
    query = (
        sa.select(journal)
        .where(columns.entity == table.name, sa.or_(columns.entity_id == row_id, among))
        .order_by(columns.id.desc())
    )
    return [_noun(row) for row in connection.execute(query)]


def find(connection: sa.Connection, project_id: str, entry_id: int) -> JournalEntry:
    """Return one line of a démarche; ``nothing_to_undo`` when there is none."""
    query = sa.select(journal).where(journal.c.id == entry_id, journal.c.project_id == project_id)
    row = connection.execute(query).first()
    if row is None:
        raise AnimmapError("nothing_to_undo")
    return _noun(row)


def list_of_revision(
    connection: sa.Connection, project_id: str, revision: int
) -> list[JournalEntry]:
    """Return the lines of one revision of a démarche, latest first."""
    query = (
        sa.select(journal)
        .where(journal.c.project_id == project_id, journal.c.revision == revision)
        .order_by(journal.c.id.desc())
    )
    return [_noun(row) for row in connection.execute(query)]


def find_last_standing(
    connection: sa.Connection, project_id: str, roles: Collection[Role], passed: Collection[str]
) -> int | None:
    """Return the last revision that some roles made and that still stands, None when none.

    What takes another back is passed over, so that asking again goes further back; so are the
    actions ``passed``.
    """
    columns = journal.c
    query = (
        sa.select(columns.revision)
        .where(
            columns.project_id == project_id,
            columns.role.in_([role.value for role in roles]),
            columns.entity.in_(list(UNDOABLE)),
            columns.action.not_in(passed),
            columns.undoes.is_(None),
        )
        .order_by(columns.revision.desc())
    )
    taken_back = _taken_back(connection, project_id)
    standing = (row for row in connection.scalars(query) if row not in taken_back)
    return next(standing, None)


def _taken_back(connection: sa.Connection, project_id: str) -> set[int]:
    """Return the revisions taken back by one that was not itself taken back."""
    query = (
        sa.select(journal.c.revision, journal.c.undoes)
        .where(journal.c.project_id == project_id, journal.c.undoes.is_not(None))
        .order_by(journal.c.revision.desc())
    )
    taken_back: set[int] = set()
    for revision, undone in connection.execute(query):
        if revision not in taken_back:
            taken_back.add(undone)
    return taken_back


def take_back(change: Change, entry: JournalEntry) -> None:
    """Put rows back as they were before ``entry``; what it created goes to the trash.

    Raises
    ------
    AnimmapError
        ``nothing_to_undo`` for what cannot be taken back, ``undo_conflict`` when the rows are
        no longer as ``entry`` left them: nothing is overwritten.
    """
    table = UNDOABLE.get(entry.entity)
    told = entry.before or (entry.after and table is not None and "deleted_at" in table.c)
    if table is None or not told or entry.action in FINAL:
        raise AnimmapError("nothing_to_undo")
    change.undoes = entry.revision
    if entry.action == colleges.ADDED:
        made: Any = entry.after["ids"]
        colleges.remove_empty(change, made)
        return
    if "ids" in entry.after:
        _take_back_many(change, table, entry)
        return
    # Only what the line tells: it may be older than some columns.
    current = change.row(table, entry.entity_id)
    if any(current.get(name) != value for name, value in entry.after.items()):
        raise AnimmapError("undo_conflict")
    change.update(table, entry.entity_id, _values_before(change, table, entry.before), "undone")


def _take_back_many(change: Change, table: sa.Table, entry: JournalEntry) -> None:
    after: dict[str, Any] = dict(entry.after)
    ids: list[str] = after["ids"]
    columns = after.get("columns") or _columns_before_they_were_told(table)
    stored = bool(after.get("stored"))
    now = batch(change.connection, table, ids, columns, stored=stored)
    if now["digest"] != after["digest"]:
        raise AnimmapError("undo_conflict")
    before: dict[str, Any] = dict(entry.before)
    values = _values_before(change, table, before.get("values", {}))
    change.update_many(table, ids, values, "undone")


def _columns_before_they_were_told(table: sa.Table) -> set[str]:
    """Return the columns of a table when lines about many rows did not name them."""
    return {column.name for column in table.c} - _LATER.get(table.name, frozenset())


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
        undoes=row.undoes,
    )

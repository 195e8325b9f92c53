"""Rows of the notes and decisions written during a workshop."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from animmap.core.room import Note
from animmap.errors import AnimmapError
from animmap.storage.rows import Values
from animmap.storage.schema import note
from animmap.storage.schema_debates import debate

_ABOUT = sa.and_(debate.c.note_id == note.c.id, debate.c.deleted_at.is_(None))
_LIVING = (
    sa.select(note, debate.c.name.label("about"))
    .outerjoin(debate, _ABOUT)
    .where(note.c.deleted_at.is_(None))
)


def list_of(connection: sa.Connection, workshop_id: str) -> list[Note]:
    """Return what was written during a workshop, first written first."""
    query = _LIVING.where(note.c.workshop_id == workshop_id).order_by(note.c.created_at, note.c.id)
    return [_noun(row) for row in connection.execute(query)]


def find(connection: sa.Connection, note_id: str) -> Note:
    """Return one note; ``not_found`` when unknown or deleted."""
    row = connection.execute(_LIVING.where(note.c.id == note_id)).first()
    if row is None:
        raise AnimmapError("not_found")
    return _noun(row)


def note_values(written: Note, at: datetime) -> Values:
    """Return the columns of a new note."""
    return {
        "id": written.id,
        "project_id": written.project_id,
        "workshop_id": written.workshop_id,
        "round_id": written.round_id,
        "kind": written.kind,
        "text": written.text,
        "created_at": at,
        "deleted_at": None,
    }


def _noun(row: sa.Row[Any]) -> Note:
    return Note(
        id=row.id,
        project_id=row.project_id,
        workshop_id=row.workshop_id,
        round_id=row.round_id,
        kind=row.kind,
        text=row.text,
        created_at=row.created_at,
        about=row.about or "",
    )

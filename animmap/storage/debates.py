"""Rows of the debated zones that were kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from animmap.core.room import KeptZone
from animmap.storage.rows import Values, bounds_of, geometries, to_wkb
from animmap.storage.schema_debates import debate

_LIVING = sa.select(debate).where(debate.c.deleted_at.is_(None))
_ORDER = (debate.c.created_at, debate.c.id)


def list_of(connection: sa.Connection, round_id: str) -> list[KeptZone]:
    """Return the zones of a round that were kept, first kept first."""
    query = _LIVING.where(debate.c.round_id == round_id).order_by(*_ORDER)
    return [_noun(row) for row in connection.execute(query)]


def list_asked_by(connection: sa.Connection, round_id: str) -> list[KeptZone]:
    """Return the zones that a question is about, at most one."""
    query = _LIVING.where(debate.c.asked_round_id == round_id).order_by(*_ORDER)
    return [_noun(row) for row in connection.execute(query)]


def values_of(kept: KeptZone, at: datetime) -> Values:
    """Return the columns of a zone kept now."""
    return {
        "id": kept.id,
        "project_id": kept.project_id,
        "round_id": kept.round_id,
        "asked_round_id": kept.asked_round_id,
        "note_id": kept.note_id,
        "number": kept.number,
        "name": kept.name,
        "geometry": to_wkb(kept.geometry),
        **bounds_of(kept.geometry),
        "created_at": at,
        "deleted_at": None,
    }


def _noun(row: sa.Row[Any]) -> KeptZone:
    [geometry] = geometries([row.geometry])
    return KeptZone(
        id=row.id,
        project_id=row.project_id,
        round_id=row.round_id,
        asked_round_id=row.asked_round_id,
        note_id=row.note_id,
        number=row.number,
        name=row.name,
        geometry=geometry,
    )

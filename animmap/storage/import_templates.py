"""Rows of the templates of columns that a démarche named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from animmap.errors import AnimmapError
from animmap.storage.rows import Values
from animmap.storage.schema_imports import import_template


@dataclass(frozen=True, slots=True)
class SavedTemplate:
    """A template as it is kept: ``document`` is what ``read_template`` reads."""

    id: str
    project_id: str
    name: str
    layer: str
    document: dict[str, Any]
    updated_at: datetime


def list_of(connection: sa.Connection, project_id: str) -> list[SavedTemplate]:
    """Return the templates of a démarche, latest first; the trash left out."""
    columns = import_template.c
    query = (
        sa.select(import_template)
        .where(columns.project_id == project_id, columns.deleted_at.is_(None))
        .order_by(columns.updated_at.desc(), columns.id)
    )
    return [_noun(row) for row in connection.execute(query)]


def find(connection: sa.Connection, template_id: str) -> SavedTemplate:
    """Return one template; ``not_found`` when there is none, or in the trash."""
    columns = import_template.c
    query = sa.select(import_template).where(columns.id == template_id)
    row = connection.execute(query.where(columns.deleted_at.is_(None))).first()
    if row is None:
        raise AnimmapError("not_found")
    return _noun(row)


def values_of(kept: SavedTemplate) -> Values:
    """Return the columns of a template."""
    return {
        "id": kept.id,
        "project_id": kept.project_id,
        "name": kept.name,
        "layer": kept.layer,
        "template": kept.document,
        "updated_at": kept.updated_at,
        "deleted_at": None,
    }


def purge(connection: sa.Connection, project_id: str) -> None:
    """Erase for good the templates of a démarche."""
    connection.execute(sa.delete(import_template).where(import_template.c.project_id == project_id))


def _noun(row: sa.Row[Any]) -> SavedTemplate:
    return SavedTemplate(row.id, row.project_id, row.name, row.layer, row.template, row.updated_at)

"""Rows of what was imported, and of what waits in quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from animmap.errors import AnimmapError
from animmap.storage.changes import Change
from animmap.storage.rows import Values
from animmap.storage.schema import feature, sketch
from animmap.storage.schema_imports import import_batch, import_row

_CHUNK = 500
_on_the_map = import_row.alias("on_the_map")
_ALIVE = sa.or_(
    *(
        sa.exists().where(
            _on_the_map.c.import_batch_id == import_batch.c.id,
            _on_the_map.c[f"{made.name}_id"] == made.c.id,
            made.c.deleted_at.is_(None),
        )
        for made in (feature, sketch)
    )
)


def find_earlier(
    connection: sa.Connection, project_id: str, digest: str, layer: str
) -> datetime | None:
    """Return when the same file was last imported and something of it is still on the map."""
    columns = import_batch.c
    query = (
        sa.select(columns.created_at)
        .where(columns.project_id == project_id, columns.digest == digest, columns.layer == layer)
        .where(_ALIVE)
        .order_by(columns.created_at.desc())
    )
    found: datetime | None = connection.scalar(query.limit(1))
    return found


def cells_of(connection: sa.Connection, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the cells of the row that last wrote each feature, by feature."""
    query = (
        sa.select(import_row.c.feature_id, import_row.c.cells)
        .join(import_batch, import_batch.c.id == import_row.c.import_batch_id)
        .where(import_row.c.state.in_(("imported", "merged")))
        .order_by(import_batch.c.created_at)
    )
    found: dict[str, dict[str, str]] = {}
    for start in range(0, len(ids), _CHUNK):
        some = query.where(import_row.c.feature_id.in_(ids[start : start + _CHUNK]))
        found |= {row.feature_id: row.cells for row in connection.execute(some)}
    return found


def keep(change: Change, batch: Values, rows: Sequence[Values]) -> None:
    """Keep a file and its rows; what waited of an earlier try of the same file goes."""
    columns = import_batch.c
    earlier = sa.select(columns.id).where(
        columns.project_id == batch["project_id"],
        columns.digest == batch["digest"],
        columns.layer == batch["layer"],
    )
    waiting = import_row.c.state == "quarantined"
    change.connection.execute(
        sa.delete(import_row).where(import_row.c.import_batch_id.in_(earlier), waiting)
    )
    change.add_part(import_batch, [batch])
    change.add_part(import_row, rows)


def list_waiting(connection: sa.Connection, project_id: str) -> list[dict[str, Any]]:
    """Return the rows in quarantine, file after file, in their order.

    Those of a file whose import was taken back are not: the file is to be dropped again.
    """
    query = (
        sa.select(import_batch.c.name.label("file"), import_batch.c.layer, import_row)
        .join(import_batch, import_batch.c.id == import_row.c.import_batch_id)
        .where(import_batch.c.project_id == project_id, import_row.c.state == "quarantined")
        .where(sa.or_(import_batch.c.revision == 0, _ALIVE))
        .order_by(import_batch.c.created_at, import_row.c.sheet, import_row.c.number)
    )
    return [dict(row._mapping) for row in connection.execute(query)]


def list_batches(connection: sa.Connection, project_id: str) -> list[dict[str, Any]]:
    """Return the files imported into a démarche, latest first.

    ``standing``: something of it is on the map; ``counts``: rows by state and method.
    """
    query = (
        sa.select(import_batch, _ALIVE.label("standing"))
        .where(import_batch.c.project_id == project_id)
        .order_by(import_batch.c.created_at.desc())
    )
    batches = {row.id: {**row._mapping, "counts": {}} for row in connection.execute(query)}
    columns = import_row.c
    key = (columns.import_batch_id, columns.state, columns.method)
    counted = (
        sa.select(*key, sa.func.count().label("n"))
        .join(import_batch, import_batch.c.id == columns.import_batch_id)
        .where(import_batch.c.project_id == project_id)
        .group_by(*key)
    )
    for row in connection.execute(counted):
        batches[row.import_batch_id]["counts"][row.state, row.method] = row.n
    return list(batches.values())


def project_of(connection: sa.Connection, batch_id: str) -> tuple[str, int]:
    """Return the démarche of an import and its revision; ``not_found`` when unknown."""
    query = sa.select(import_batch.c.project_id, import_batch.c.revision)
    row = connection.execute(query.where(import_batch.c.id == batch_id)).first()
    if row is None:
        raise AnimmapError("not_found")
    return row.project_id, row.revision


def waiting_of(connection: sa.Connection, batch_id: str) -> list[dict[str, Any]]:
    """Return the rows of an import that wait, in their order."""
    query = (
        sa.select(import_row)
        .where(import_row.c.import_batch_id == batch_id, import_row.c.state == "quarantined")
        .order_by(import_row.c.sheet, import_row.c.number)
    )
    return [dict(row._mapping) for row in connection.execute(query)]


def discard(connection: sa.Connection, batch_id: str) -> int:
    """Erase the rows of an import that wait, and the import if nothing else is of it."""
    of_batch = import_row.c.import_batch_id == batch_id
    gone = connection.execute(
        sa.delete(import_row).where(of_batch, import_row.c.state == "quarantined")
    )
    others = sa.exists().where(of_batch)
    connection.execute(sa.delete(import_batch).where(import_batch.c.id == batch_id, ~others))
    return int(gone.rowcount)


def purge(connection: sa.Connection, project_id: str) -> None:
    """Erase for good what was imported into a démarche."""
    batches = sa.select(import_batch.c.id).where(import_batch.c.project_id == project_id)
    connection.execute(sa.delete(import_row).where(import_row.c.import_batch_id.in_(batches)))
    connection.execute(sa.delete(import_batch).where(import_batch.c.project_id == project_id))

"""Rows of the zonings that were loaded, and of their zones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from animmap.core.zonings import NamedZone, Zoning
from animmap.errors import AnimmapError
from animmap.storage.rows import Values, bounds_of, geometries, to_wkb
from animmap.storage.schema_zonings import zone, zoning

_COUNTED = sa.select(
    zoning,
    sa.select(sa.func.count())
    .where(zone.c.zoning_id == zoning.c.id)
    .scalar_subquery()
    .label("zones"),
)


def list_of(connection: sa.Connection, project_id: str) -> list[Zoning]:
    """Return the zonings of a démarche, first loaded first; the trash left out."""
    return _list(connection, zoning.c.project_id == project_id, zoning.c.deleted_at.is_(None))


def list_trash(connection: sa.Connection, project_id: str) -> list[Zoning]:
    """Return the zonings of a démarche that were deleted."""
    return _list(connection, zoning.c.project_id == project_id, zoning.c.deleted_at.is_not(None))


def _list(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> list[Zoning]:
    query = _COUNTED.where(*conditions).order_by(zoning.c.created_at, zoning.c.id)
    return [_noun(row) for row in connection.execute(query)]


def find(connection: sa.Connection, zoning_id: str) -> Zoning:
    """Return one zoning, in the trash or not; ``not_found`` when there is none."""
    row = connection.execute(_COUNTED.where(zoning.c.id == zoning_id)).first()
    if row is None:
        raise AnimmapError("not_found")
    return _noun(row)


def zones_of(connection: sa.Connection, zoning_id: str) -> list[NamedZone]:
    """Return the zones of a zoning in the order of its file."""
    query = sa.select(zone.c.id, zone.c.name, zone.c.geometry).where(zone.c.zoning_id == zoning_id)
    rows = connection.execute(query.order_by(zone.c.position)).all()
    shapes = geometries([row.geometry for row in rows])
    return [NamedZone(row.id, row.name, shape) for row, shape in zip(rows, shapes, strict=True)]


def values_of(loaded: Zoning) -> Values:
    """Return the columns of a zoning."""
    return {
        "id": loaded.id,
        "project_id": loaded.project_id,
        "name": loaded.name,
        "credit": loaded.credit,
        "file": loaded.file,
        "name_column": loaded.name_column,
        "created_at": loaded.created_at,
        "deleted_at": loaded.deleted_at,
    }


def zone_values(zoning_id: str, zones: Sequence[NamedZone]) -> list[Values]:
    """Return the columns of the zones of a zoning, in their order."""
    return [
        {
            "id": one.id,
            "zoning_id": zoning_id,
            "name": one.name,
            "position": position,
            "geometry": to_wkb(one.geometry),
            **bounds_of(one.geometry),
        }
        for position, one in enumerate(zones)
    ]


def ids_deleted_before(connection: sa.Connection, limit: datetime) -> list[str]:
    """Return the zonings that went to the trash before a moment."""
    return list(connection.scalars(sa.select(zoning.c.id).where(zoning.c.deleted_at < limit)))


def erase(connection: sa.Connection, ids: Sequence[str]) -> None:
    """Erase zonings and their zones for good."""
    for zoning_id in ids:
        connection.execute(sa.delete(zone).where(zone.c.zoning_id == zoning_id))
        connection.execute(sa.delete(zoning).where(zoning.c.id == zoning_id))


def purge(connection: sa.Connection, project_id: str) -> None:
    """Erase every zoning of a démarche, the trash included."""
    query = sa.select(zoning.c.id).where(zoning.c.project_id == project_id)
    erase(connection, list(connection.scalars(query)))


def _noun(row: sa.Row[Any]) -> Zoning:
    return Zoning(
        id=row.id,
        project_id=row.project_id,
        name=row.name,
        credit=row.credit,
        file=row.file,
        name_column=row.name_column,
        zones=row.zones,
        created_at=row.created_at,
        deleted_at=row.deleted_at,
    )

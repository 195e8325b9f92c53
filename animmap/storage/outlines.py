"""The territory of a démarche as it is now, and the sets of outlines that changed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from animmap.core.model import Commune, SketchMethod
from animmap.storage import schema
from animmap.storage.changes import Change
from animmap.storage.rows import Values, bounds_of, geometries, to_wkb
from animmap.storage.schema_outlines import outline, outline_set


@dataclass(frozen=True, slots=True)
class OutlineOrigin:
    """Where the outlines of a territory come from; ``stamp`` changes with them."""

    stamp: str
    origin: str
    licence: str
    retrieved_on: date | None
    precision_m: int | None


def find_origin(connection: sa.Connection, project_id: str) -> OutlineOrigin | None:
    """Return the origin of the outlines in force, None for those the démarche began with."""
    row = connection.execute(_last(project_id)).first()
    if row is None:
        return None
    return OutlineOrigin(row.id, row.origin, row.licence, row.retrieved_on, row.precision_m)


def list_communes(connection: sa.Connection, project_id: str) -> list[Commune]:
    """Return the communes of a territory as it is now, unsorted."""
    row = connection.execute(_last(project_id)).first()
    query: sa.Select[Any] = (
        sa.select(schema.commune).where(schema.commune.c.project_id == project_id)
        if row is None
        else sa.select(outline).where(outline.c.outline_set_id == row.id)
    )
    found = connection.execute(query).all()
    shapes = geometries([each.geometry for each in found])
    return [
        Commune(
            code=each.code,
            name=each.name,
            population=each.population,
            epci_code=each.epci_code,
            epci_name=each.epci_name,
            geometry=shape,
        )
        for each, shape in zip(found, shapes, strict=True)
    ]


def count_communes(connection: sa.Connection, project_ids: Sequence[str]) -> dict[str, int]:
    """Return how many communes each territory that was changed has now."""
    counts: dict[str, int] = {}
    for project_id in project_ids:
        row = connection.execute(_last(project_id)).first()
        if row is not None:
            query = sa.select(sa.func.count()).where(outline.c.outline_set_id == row.id)
            counts[project_id] = int(connection.scalar(query) or 0)
    return counts


def add(change: Change, origin: OutlineOrigin, communes: Sequence[Commune], action: str) -> None:
    """Make communes the territory of a démarche, told as one entry that undo takes back."""
    values: Values = {
        "id": origin.stamp,
        "project_id": change.project_id,
        "rank": change.revision,
        "origin": origin.origin,
        "licence": origin.licence,
        "retrieved_on": origin.retrieved_on,
        "precision_m": origin.precision_m,
        "created_at": change.at,
        "deleted_at": None,
    }
    change.insert(outline_set, values, action)
    change.add_part(
        outline, [{"outline_set_id": origin.stamp, **commune_columns(one)} for one in communes]
    )


def commune_columns(commune: Commune) -> Values:
    """Return the columns of a commune."""
    return {
        "code": commune.code,
        "name": commune.name,
        "population": commune.population,
        "epci_code": commune.epci_code,
        "epci_name": commune.epci_name,
        "geometry": to_wkb(commune.geometry),
        **bounds_of(commune.geometry),
    }


def list_chosen(connection: sa.Connection, project_id: str) -> list[tuple[str, list[str], Any]]:
    """Return the sketches made by choosing communes: identifier, codes, and what may be added."""
    columns = schema.sketch.c
    query = sa.select(columns.id, columns.commune_codes, columns.maybe).where(
        columns.project_id == project_id,
        columns.method == SketchMethod.COMMUNES.value,
        columns.deleted_at.is_(None),
    )
    rows = connection.execute(query).all()
    shapes = geometries([row.maybe for row in rows])
    return [(row.id, row.commune_codes, shape) for row, shape in zip(rows, shapes, strict=True)]


def purge(connection: sa.Connection, project_id: str) -> None:
    """Erase the sets of outlines of a démarche."""
    sets = sa.select(outline_set.c.id).where(outline_set.c.project_id == project_id)
    connection.execute(sa.delete(outline).where(outline.c.outline_set_id.in_(sets)))
    connection.execute(sa.delete(outline_set).where(outline_set.c.project_id == project_id))


def _last(project_id: str) -> sa.Select[Any]:
    return (
        sa.select(outline_set)
        .where(outline_set.c.project_id == project_id, outline_set.c.deleted_at.is_(None))
        .order_by(outline_set.c.rank.desc())
        .limit(1)
    )

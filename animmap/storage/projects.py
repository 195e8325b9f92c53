"""Rows of démarches, their communes and their colleges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from animmap.core.model import LAYERS, College, Commune, Project, SketchState
from animmap.errors import AnimmapError
from animmap.storage import outlines, schema
from animmap.storage.rows import Values

_ALIVE = schema.project.c.deleted_at.is_(None)


def find(connection: sa.Connection, project_id: str, *, deleted: bool = False) -> Project:
    """Return a démarche (one of the trash if ``deleted``); ``not_found`` when there is none."""
    query = sa.select(schema.project).where(
        schema.project.c.id == project_id, ~_ALIVE if deleted else _ALIVE
    )
    row = connection.execute(query).first()
    if row is None:
        raise AnimmapError("not_found")
    return _project(row)


def list_all(connection: sa.Connection, *, deleted: bool = False) -> list[Project]:
    """Return the démarches (those of the trash if ``deleted``), last changed first."""
    query = (
        sa.select(schema.project)
        .where(~_ALIVE if deleted else _ALIVE)
        .order_by(schema.project.c.updated_at.desc(), schema.project.c.id)
    )
    return [_project(row) for row in connection.execute(query)]


def ids_deleted_before(connection: sa.Connection, moment: datetime) -> list[str]:
    """Return the démarches that were in the trash before a moment."""
    query = sa.select(schema.project.c.id).where(schema.project.c.deleted_at < moment)
    return list(connection.scalars(query))


def count_content(connection: sa.Connection, project_ids: Sequence[str]) -> dict[str, Values]:
    """Return, by démarche, how many communes, features of each layer and sent sketches."""
    counts: dict[str, Values] = {
        project_id: dict.fromkeys(("commune", "sketch", *LAYERS), 0) for project_id in project_ids
    }
    for row in connection.execute(_counting(project_ids)):
        counts[row[0]][row[1]] = row[2]
    for project_id, number in outlines.count_communes(connection, project_ids).items():
        counts[project_id]["commune"] = number
    return counts


def _counting(project_ids: Sequence[str]) -> sa.CompoundSelect[Any]:
    communes, features, sketches = schema.commune.c, schema.feature.c, schema.sketch.c
    number = sa.func.count().label("number")
    return sa.union_all(
        sa.select(communes.project_id, sa.literal("commune").label("what"), number)
        .where(communes.project_id.in_(project_ids))
        .group_by(communes.project_id),
        sa.select(features.project_id, features.layer, number)
        .where(features.project_id.in_(project_ids), features.deleted_at.is_(None))
        .group_by(features.project_id, features.layer),
        sa.select(sketches.project_id, sa.literal("sketch"), number)
        .where(
            sketches.project_id.in_(project_ids),
            sketches.deleted_at.is_(None),
            sketches.state == SketchState.SENT.value,
        )
        .group_by(sketches.project_id),
    )


def list_colleges(connection: sa.Connection, project_id: str) -> list[College]:
    """Return the colleges of a démarche in the order of their positions."""
    query = (
        sa.select(schema.college)
        .where(schema.college.c.project_id == project_id, schema.college.c.deleted_at.is_(None))
        .order_by(schema.college.c.position)
    )
    return [
        College(
            id=row.id,
            project_id=row.project_id,
            name=row.name,
            position=row.position,
            less_heard=row.less_heard,
        )
        for row in connection.execute(query)
    ]


def project_values(project: Project) -> Values:
    """Return the columns of a new démarche."""
    return {
        "id": project.id,
        "name": project.name,
        "summary": project.summary,
        "territory_name": project.territory_name,
        "crs": project.crs,
        "fictional": project.fictional,
        "revision": project.revision,
        "created_at": project.created_at,
        "updated_at": project.updated_at,
        "deleted_at": None,
    }


def commune_values(project_id: str, communes: Iterable[Commune]) -> list[Values]:
    """Return the columns of the communes of a new démarche."""
    return [{"project_id": project_id, **outlines.commune_columns(each)} for each in communes]


def college_values(colleges: Iterable[College]) -> list[Values]:
    """Return the columns of the colleges of a démarche."""
    return [
        {
            "id": college.id,
            "project_id": college.project_id,
            "name": college.name,
            "position": college.position,
            "less_heard": college.less_heard,
            "deleted_at": None,
        }
        for college in colleges
    ]


def _project(row: sa.Row[tuple[object, ...]]) -> Project:
    return Project(
        id=row.id,
        name=row.name,
        summary=row.summary,
        territory_name=row.territory_name,
        crs=row.crs,
        fictional=row.fictional,
        revision=row.revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )

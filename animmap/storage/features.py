"""Rows of what the map shows, actors to needs, and contacts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry

from animmap.core.cleaning import fold
from animmap.core.model import LAYERS, Contact, Feature, Source
from animmap.core.provenance import credit_of
from animmap.errors import AnimmapError
from animmap.storage.rows import Values, bounds_of, geometries, to_wkb
from animmap.storage.schema import contact, feature


@dataclass(frozen=True, slots=True)
class Filters:
    """What to keep of the map; an empty tuple keeps all, ``words`` must all be found."""

    layers: tuple[str, ...] = LAYERS
    kinds: tuple[str, ...] = ()
    college_ids: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    words: str = ""


_CHUNK = 500  # identifiers in one IN (...): far below the limits of every database
# Bounds and moments are not read: at 5,000 features they would cost a quarter of the time.
_READ = [column for column in feature.c if column.name in {*Feature.__slots__, "search"}]


def find_many(connection: sa.Connection, project_id: str, filters: Filters) -> list[Feature]:
    """Return the features that pass ``filters``, in the order of their names."""
    query = sa.select(*_READ).where(_kept(project_id, filters))
    wanted = set(filters.themes)
    rows = [
        row for row in connection.execute(query) if not wanted or not wanted.isdisjoint(row.themes)
    ]
    rows.sort(key=lambda row: (row.search, row.id))
    shapes = geometries([row.geometry for row in rows])
    return [_noun(row, shape) for row, shape in zip(rows, shapes, strict=True)]


def _kept(project_id: str, filters: Filters) -> sa.ColumnElement[bool]:
    columns = feature.c
    conditions = [columns.project_id == project_id, columns.deleted_at.is_(None)]
    for column, values in (
        (columns.layer, filters.layers),
        (columns.kind, filters.kinds),
        (columns.college_id, filters.college_ids),
    ):
        if values:
            conditions.append(column.in_(values))
    for word in fold(filters.words).split():
        conditions.append(columns.search.contains(word, autoescape=True))
    return sa.and_(*conditions)


def find(connection: sa.Connection, feature_id: str) -> Feature | None:
    """Return one feature, None when it is not on the map."""
    columns = feature.c
    query = sa.select(*_READ).where(columns.id == feature_id, columns.deleted_at.is_(None))
    row = connection.execute(query).first()
    return None if row is None else _noun(row, geometries([row.geometry])[0])


def find_some(connection: sa.Connection, project_id: str, ids: Sequence[str]) -> list[Feature]:
    """Return those of some features that are on the map of a démarche, in the order asked."""
    columns = feature.c
    found: dict[str, Feature] = {}
    for start in range(0, len(ids), _CHUNK):
        query = sa.select(*_READ).where(
            columns.project_id == project_id,
            columns.id.in_(ids[start : start + _CHUNK]),
            columns.deleted_at.is_(None),
        )
        read = connection.execute(query).all()
        shapes = geometries([row.geometry for row in read])
        found |= {row.id: _noun(row, shape) for row, shape in zip(read, shapes, strict=True)}
    return [found[each] for each in dict.fromkeys(ids) if each in found]


def list_removed(connection: sa.Connection, project_id: str) -> list[tuple[Feature, datetime]]:
    """Return the features of the trash and when each went there, latest first."""
    columns = feature.c
    query = (
        sa.select(*[*_READ, columns.deleted_at])
        .where(columns.project_id == project_id, columns.deleted_at.is_not(None))
        .order_by(columns.deleted_at.desc(), columns.search, columns.id)
    )
    read = connection.execute(query).all()
    shapes = geometries([row.geometry for row in read])
    return [(_noun(row, shape), row.deleted_at) for row, shape in zip(read, shapes, strict=True)]


def list_labels(connection: sa.Connection, project_id: str) -> Sequence[sa.Row[Any, Any, Any, Any]]:
    """Return layer, kind, themes and college_id of every feature, to count them."""
    columns = feature.c
    query = sa.select(columns.layer, columns.kind, columns.themes, columns.college_id)
    return connection.execute(query.where(_kept(project_id, Filters()))).all()


def project_of(connection: sa.Connection, feature_id: str, *, removed: bool = False) -> str:
    """Return the démarche of a feature; ``not_found`` when there is none.

    One in the trash counts only if ``removed``.
    """
    query = sa.select(feature.c.project_id).where(feature.c.id == feature_id)
    if not removed:
        query = query.where(feature.c.deleted_at.is_(None))
    project_id: str | None = connection.scalar(query)
    if project_id is None:
        raise AnimmapError("not_found")
    return project_id


def find_contact(connection: sa.Connection, feature_id: str) -> Contact | None:
    """Return the private half of a feature, None when it has none."""
    row = connection.execute(sa.select(contact).where(contact.c.feature_id == feature_id)).first()
    return None if row is None else Contact(**row._mapping)


def with_contact(connection: sa.Connection, ids: Sequence[str]) -> set[str]:
    """Return those of some features that have a private half."""
    if not ids:
        return set()
    query = sa.select(contact.c.feature_id).where(contact.c.feature_id.in_(ids))
    return set(connection.scalars(query))


def feature_values(features: Iterable[Feature], at: datetime) -> list[Values]:
    """Return the columns of new features."""
    return [
        {
            "id": item.id,
            "project_id": item.project_id,
            "layer": item.layer,
            "kind": item.kind,
            "name": item.name,
            "description": item.description,
            "search": fold(f"{item.name}\n{item.description}"),
            "college_id": item.college_id,
            "themes": list(item.themes),
            "commune_code": item.commune_code,
            "geometry": None if item.geometry is None else to_wkb(item.geometry),
            **bounds_of(item.geometry),
            "credit": credit_of(item.sources) or item.credit,
            "spoken_for_by": item.spoken_for_by,
            "siret": item.siret,
            "skills": list(item.skills),
            "sources": [_told_source(one) for one in item.sources],
            "created_at": at,
            "updated_at": at,
            "deleted_at": None,
        }
        for item in features
    ]


def contact_values(contacts: Iterable[Contact]) -> list[Values]:
    """Return the columns of new contacts."""
    return [
        {
            "feature_id": item.feature_id,
            "person": item.person,
            "phone": item.phone,
            "email": item.email,
            "informed_on": item.informed_on,
        }
        for item in contacts
    ]


def _noun(row: sa.Row[Any], shape: BaseGeometry | None) -> Feature:
    return Feature(
        id=row.id,
        project_id=row.project_id,
        layer=row.layer,
        kind=row.kind,
        name=row.name,
        description=row.description,
        college_id=row.college_id,
        themes=tuple(row.themes),
        commune_code=row.commune_code,
        geometry=shape,
        credit=row.credit,
        spoken_for_by=row.spoken_for_by,
        siret=row.siret,
        skills=tuple(row.skills),
        sources=tuple(_source(told) for told in row.sources),
    )


def _told_source(source: Source) -> dict[str, str]:
    day = source.retrieved_on
    told = asdict(source) | {"retrieved_on": day.isoformat() if day else ""}
    return {name: value for name, value in told.items() if value}


def _source(told: dict[str, str]) -> Source:
    day = told.get("retrieved_on")
    facts = {name: value for name, value in told.items() if name != "retrieved_on"}
    # A file may tell a key without the name of its source: what is empty is not kept.
    return Source(**{"name": "", **facts}, retrieved_on=date.fromisoformat(day) if day else None)

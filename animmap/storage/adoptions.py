"""Rows of the adopted perimeters."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from animmap.core.model import AdoptedPerimeter
from animmap.errors import AnimmapError
from animmap.storage.changes import Change
from animmap.storage.rows import Values, bounds_of, geometries, to_wkb
from animmap.storage.schema import adoption


def add(change: Change, adopted: AdoptedPerimeter) -> None:
    """Add one adopted perimeter."""
    change.insert(adoption, _values(adopted), "adoption.added")


def withdraw(change: Change, adoption_id: str) -> None:
    """Mark an adopted perimeter as taken back."""
    change.update(adoption, adoption_id, {"deleted_at": change.at}, "adoption.withdrawn")


def list_of(connection: sa.Connection, project_id: str) -> list[AdoptedPerimeter]:
    """Return the adopted perimeters of a project, latest first."""
    query = (
        sa.select(adoption)
        .where(adoption.c.project_id == project_id, adoption.c.deleted_at.is_(None))
        .order_by(adoption.c.created_at.desc(), adoption.c.id)
    )
    return [_noun(row) for row in connection.execute(query)]


def find(connection: sa.Connection, adoption_id: str) -> AdoptedPerimeter:
    """Return one adopted perimeter; ``not_found`` when unknown or withdrawn."""
    query = sa.select(adoption).where(adoption.c.id == adoption_id, adoption.c.deleted_at.is_(None))
    row = connection.execute(query).first()
    if row is None:
        raise AnimmapError("not_found")
    return _noun(row)


def _values(adopted: AdoptedPerimeter) -> Values:
    return {
        "id": adopted.id,
        "project_id": adopted.project_id,
        "round_id": adopted.round_id,
        "rule": adopted.rule,
        "threshold": adopted.threshold,
        "drawn": to_wkb(adopted.drawn),
        "geometry": to_wkb(adopted.geometry),
        **bounds_of(adopted.geometry),
        "commune_codes": list(adopted.commune_codes),
        "decided_on": adopted.decided_on,
        "decided_by": adopted.decided_by,
        "reasons": adopted.reasons,
        "minority_views": adopted.minority_views,
        "created_at": adopted.created_at,
        "deleted_at": None,
    }


def _noun(row: sa.Row[Any]) -> AdoptedPerimeter:
    drawn, geometry = geometries([row.drawn, row.geometry])
    return AdoptedPerimeter(
        id=row.id,
        project_id=row.project_id,
        round_id=row.round_id,
        rule=row.rule,
        threshold=row.threshold,
        drawn=drawn,
        geometry=geometry,
        commune_codes=tuple(row.commune_codes),
        decided_on=row.decided_on,
        decided_by=row.decided_by,
        reasons=row.reasons,
        minority_views=row.minority_views,
        created_at=row.created_at,
    )

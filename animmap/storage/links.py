"""Rows of the links that open a démarche; only a hash of their token is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from animmap.core.model import Role
from animmap.errors import AnimmapError
from animmap.storage.rows import Values
from animmap.storage.schema import link, project


@dataclass(frozen=True, slots=True)
class LinkInfo:
    """A link as an animator sees it: everything but the token, which nobody can read again."""

    id: str
    project_id: str
    role: Role
    label: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Tell whether the link still opens the démarche."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


def list_of(connection: sa.Connection, project_id: str) -> list[LinkInfo]:
    """Return the links of a démarche, latest first."""
    query = (
        sa.select(link)
        .where(link.c.project_id == project_id)
        .order_by(link.c.created_at.desc(), link.c.id)
    )
    return [_noun(row) for row in connection.execute(query)]


def find(connection: sa.Connection, link_id: str) -> LinkInfo:
    """Return one link; ``not_found`` when there is none."""
    row = connection.execute(sa.select(link).where(link.c.id == link_id)).first()
    if row is None:
        raise AnimmapError("not_found")
    return _noun(row)


def find_by_hash(connection: sa.Connection, token_hash: str) -> LinkInfo | None:
    """Return the link of a living démarche that a token opens, None when none."""
    query = (
        sa.select(link)
        .join(project)
        .where(link.c.token_hash == token_hash, project.c.deleted_at.is_(None))
    )
    row = connection.execute(query).first()
    return None if row is None else _noun(row)


def touch(connection: sa.Connection, link_id: str, at: datetime) -> None:
    """Remember when a link was last used."""
    connection.execute(sa.update(link).where(link.c.id == link_id).values(last_used_at=at))


def link_values(info: LinkInfo, token_hash: str) -> Values:
    """Return the columns of a new link."""
    return {
        "id": info.id,
        "project_id": info.project_id,
        "role": info.role.value,
        "label": info.label,
        "token_hash": token_hash,
        "created_at": info.created_at,
        "expires_at": info.expires_at,
        "last_used_at": info.last_used_at,
        "revoked_at": info.revoked_at,
    }


def _noun(row: sa.Row[Any]) -> LinkInfo:
    return LinkInfo(
        id=row.id,
        project_id=row.project_id,
        role=Role(row.role),
        label=row.label,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )

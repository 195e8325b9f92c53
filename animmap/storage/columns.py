"""Kinds of columns that tables are made of, and how their keys and guards are named."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = sa.MetaData(naming_convention=NAMING)


class UtcDateTime(sa.TypeDecorator[datetime]):
    """A timezone-aware moment, stored in UTC; a naive moment is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC, which SQLite stores without its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored moment with its UTC zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def key(name: str = "id") -> sa.Column[Any]:
    """Return an opaque identifier that names a row."""
    return sa.Column(name, sa.String(64), primary_key=True)


def key_of(target: str, *, nullable: bool = False, index: bool = True) -> sa.Column[Any]:
    """Return a foreign key to another table, indexed as every foreign key is."""
    return sa.Column(f"{target}_id", sa.ForeignKey(f"{target}.id"), nullable=nullable, index=index)


def text(name: str) -> sa.Column[Any]:
    """Return a text, empty rather than missing."""
    return sa.Column(name, sa.Text, nullable=False, default="")


def moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """Return a moment in UTC."""
    return sa.Column(name, UtcDateTime, nullable=nullable)


def flag(name: str, *, default: bool) -> sa.Column[Any]:
    """Return a yes or no that rows older than the column are given."""
    told = sa.true() if default else sa.false()
    return sa.Column(name, sa.Boolean, nullable=False, default=default, server_default=told)


def bounds(*, nullable: bool = False) -> tuple[sa.Column[Any], ...]:
    """Return the bounds of the geometry of a row, in degrees."""
    return tuple(
        sa.Column(side, sa.Float, nullable=nullable) for side in ("west", "south", "east", "north")
    )


def one_of(column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    """Return the guard of a column that holds one of some codes."""
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=column)

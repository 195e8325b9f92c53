"""Tables of the database. Geometries are WKB in EPSG:4326, moments are UTC.

The same tables serve SQLite and PostgreSQL. What a column may hold is guarded here too,
so that no code path can store a state the rest of the house does not know.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from animmap.core.model import LAYERS, Role, RoundState, SketchMethod, SketchState

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


def _key(name: str = "id") -> sa.Column[Any]:
    return sa.Column(name, sa.String(64), primary_key=True)


def _of(target: str, *, nullable: bool = False, index: bool = True) -> sa.Column[Any]:
    """Return a foreign key to another table, indexed as every foreign key is."""
    return sa.Column(f"{target}_id", sa.ForeignKey(f"{target}.id"), nullable=nullable, index=index)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=False, default="")


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, UtcDateTime, nullable=nullable)


def _bounds(*, nullable: bool = False) -> tuple[sa.Column[Any], ...]:
    return tuple(
        sa.Column(side, sa.Float, nullable=nullable) for side in ("west", "south", "east", "north")
    )


def _one_of(column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=column)


project = sa.Table(
    "project",
    metadata,
    _key(),
    _text("name"),
    _text("summary"),
    _text("territory_name"),
    sa.Column("crs", sa.String(255), nullable=False),
    sa.Column("fictional", sa.Boolean, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    _moment("created_at"),
    _moment("updated_at"),
    _moment("deleted_at", nullable=True),
)

commune = sa.Table(
    "commune",
    metadata,
    sa.Column("project_id", sa.ForeignKey("project.id"), primary_key=True),
    _key("code"),
    _text("name"),
    sa.Column("population", sa.Integer, nullable=False),
    _text("epci_code"),
    _text("epci_name"),
    sa.Column("geometry", sa.LargeBinary, nullable=False),
    *_bounds(),
)

college = sa.Table(
    "college",
    metadata,
    _key(),
    _of("project"),
    _text("name"),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("less_heard", sa.Boolean, nullable=False),
    _moment("deleted_at", nullable=True),
    sa.UniqueConstraint("project_id", "position"),
)

feature = sa.Table(
    "feature",
    metadata,
    _key(),
    _of("project"),
    sa.Column("layer", sa.String(32), nullable=False),
    sa.Column("kind", sa.String(32), nullable=False),
    _text("name"),
    _text("description"),
    _text("search"),
    _of("college", nullable=True),
    sa.Column("themes", sa.JSON, nullable=False),
    sa.Column("commune_code", sa.String(64), nullable=True),
    sa.Column("geometry", sa.LargeBinary, nullable=True),
    *_bounds(nullable=True),
    _text("credit"),
    _text("spoken_for_by"),
    _moment("created_at"),
    _moment("updated_at"),
    _moment("deleted_at", nullable=True),
    _one_of("layer", LAYERS),
)

contact = sa.Table(
    "contact",
    metadata,
    sa.Column("feature_id", sa.ForeignKey("feature.id"), primary_key=True),
    _text("person"),
    _text("phone"),
    _text("email"),
    sa.Column("informed_on", sa.Date, nullable=True),
)

workshop = sa.Table(
    "workshop",
    metadata,
    _key(),
    _of("project"),
    _text("name"),
    sa.Column("held_on", sa.Date, nullable=False),
    _text("place"),
    _moment("created_at"),
    _moment("deleted_at", nullable=True),
)

round_ = sa.Table(
    "round",
    metadata,
    _key(),
    _of("project"),
    _of("workshop"),
    _text("question"),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("blind", sa.Boolean, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    _moment("created_at"),
    _moment("deleted_at", nullable=True),
    _one_of("state", tuple(RoundState)),
)

voice = sa.Table(
    "voice",
    metadata,
    _key(),
    _of("round"),
    _of("college"),
    _text("label"),
    sa.Column("code_hash", sa.String(64), nullable=True),
    _moment("created_at"),
    sa.UniqueConstraint("round_id", "code_hash"),
)

sketch = sa.Table(
    "sketch",
    metadata,
    _key(),
    _of("project"),
    _of("round"),
    sa.Column("voice_id", sa.ForeignKey("voice.id"), nullable=False, unique=True),
    sa.Column("sure", sa.LargeBinary, nullable=False),
    sa.Column("maybe", sa.LargeBinary, nullable=True),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    *_bounds(),
    sa.Column("repairs", sa.JSON, nullable=False),
    sa.Column("method", sa.String(16), nullable=False),
    sa.Column("commune_codes", sa.JSON, nullable=False),
    _text("reason"),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    # What was sent at first, to tell a repeated send from another drawing under the same id.
    sa.Column("sent_digest", sa.String(64), nullable=False),
    _moment("created_at"),
    _moment("updated_at"),
    _moment("deleted_at", nullable=True),
    _one_of("state", tuple(SketchState)),
    _one_of("method", tuple(SketchMethod)),
)

adoption = sa.Table(
    "adoption",
    metadata,
    _key(),
    _of("project"),
    _of("round"),
    sa.Column("rule", sa.String(16), nullable=False),
    sa.Column("threshold", sa.Float, nullable=False),
    sa.Column("drawn", sa.LargeBinary, nullable=False),
    sa.Column("geometry", sa.LargeBinary, nullable=False),
    *_bounds(),
    sa.Column("commune_codes", sa.JSON, nullable=False),
    sa.Column("decided_on", sa.Date, nullable=False),
    _text("decided_by"),
    _text("reasons"),
    _text("minority_views"),
    _moment("created_at"),
    _moment("deleted_at", nullable=True),
    _one_of("rule", ("raw", "equal")),
    sa.CheckConstraint("threshold >= 0 AND threshold <= 1", name="threshold"),
)

journal = sa.Table(
    "journal",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    _of("project"),
    sa.Column("revision", sa.Integer, nullable=False),
    _moment("at"),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("action", sa.String(64), nullable=False),
    sa.Column("entity", sa.String(32), nullable=False),
    sa.Column("entity_id", sa.String(64), nullable=False),
    sa.Column("before", sa.JSON, nullable=False),
    sa.Column("after", sa.JSON, nullable=False),
    sa.Index("ix_journal_entity_entity_id", "entity", "entity_id"),
    sqlite_autoincrement=True,
)

link = sa.Table(
    "link",
    metadata,
    _key(),
    _of("project"),
    sa.Column("role", sa.String(16), nullable=False),
    _text("label"),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    _moment("created_at"),
    _moment("expires_at", nullable=True),
    _moment("last_used_at", nullable=True),
    _moment("revoked_at", nullable=True),
    _one_of("role", tuple(Role)),
)

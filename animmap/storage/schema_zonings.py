"""Tables of the zonings that were loaded: a layer with its name and credit, its zones by name."""

from __future__ import annotations

import sqlalchemy as sa

from animmap.storage.columns import bounds, key, key_of, metadata, moment, text

zoning = sa.Table(
    "zoning",
    metadata,
    key(),
    key_of("project"),
    text("name"),
    text("credit"),
    # The file it came from, and the column that named its zones.
    text("file"),
    text("name_column"),
    moment("created_at"),
    moment("deleted_at", nullable=True),
)

zone = sa.Table(
    "zone",
    metadata,
    key(),
    key_of("zoning"),
    text("name"),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("geometry", sa.LargeBinary, nullable=False),
    *bounds(),
)

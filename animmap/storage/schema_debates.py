"""Table of the debated zones that were kept: put to the room as a question, or decided upon."""

from __future__ import annotations

import sqlalchemy as sa

from animmap.storage.columns import bounds, key, key_of, metadata, moment, text

debate = sa.Table(
    "debate",
    metadata,
    key(),
    key_of("project"),
    # The question that brought the debate to light, and the one asked about it.
    key_of("round"),
    sa.Column("asked_round_id", sa.ForeignKey("round.id"), nullable=True, index=True),
    key_of("note", nullable=True),
    sa.Column("number", sa.Integer, nullable=False),
    text("name"),
    sa.Column("geometry", sa.LargeBinary, nullable=False),
    *bounds(),
    moment("created_at"),
    moment("deleted_at", nullable=True),
)

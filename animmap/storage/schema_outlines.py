"""Tables of the territory as it was changed: each set of outlines is whole, the last one holds.

The communes a démarche began with stay in ``commune``; taking a set back makes the one before it
the territory again.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from animmap.storage.columns import bounds, key, key_of, metadata, moment, text


def of_commune() -> tuple[sa.Column[Any], ...]:
    """Return what is kept of a commune: its code, which is part of the key, to its outline."""
    return (
        key("code"),
        text("name"),
        sa.Column("population", sa.Integer, nullable=False),
        text("epci_code"),
        text("epci_name"),
        sa.Column("geometry", sa.LargeBinary, nullable=False),
        *bounds(),
    )


outline_set = sa.Table(
    "outline_set",
    metadata,
    key(),
    key_of("project"),
    # The revision that made it: the order of the sets, whatever the clock says.
    sa.Column("rank", sa.Integer, nullable=False),
    text("origin"),
    text("licence"),
    sa.Column("retrieved_on", sa.Date, nullable=True),
    sa.Column("precision_m", sa.Integer, nullable=True),
    moment("created_at"),
    moment("deleted_at", nullable=True),
)

outline = sa.Table(
    "outline",
    metadata,
    sa.Column("outline_set_id", sa.ForeignKey("outline_set.id"), primary_key=True),
    *of_commune(),
)

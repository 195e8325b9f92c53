"""Tables of what was imported: each file, each of its rows, the templates that were named."""

from __future__ import annotations

import sqlalchemy as sa

from animmap.storage.columns import key, key_of, metadata, moment, one_of, text

ROW_STATES = ("imported", "merged", "quarantined", "skipped")

import_batch = sa.Table(
    "import_batch",
    metadata,
    key(),
    key_of("project"),
    text("name"),
    sa.Column("digest", sa.String(64), nullable=False, index=True),
    sa.Column("layer", sa.String(32), nullable=False),
    # Revision of the démarche that wrote it, 0 when every row waits.
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("template", sa.JSON, nullable=False),
    moment("created_at"),
)

import_row = sa.Table(
    "import_row",
    metadata,
    key(),
    key_of("import_batch"),
    key_of("feature", nullable=True),
    key_of("sketch", nullable=True),
    text("sheet"),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("method", sa.String(16), nullable=False),
    sa.Column("siret", sa.String(14), nullable=False),
    sa.Column("cells", sa.JSON, nullable=False),
    sa.Column("faults", sa.JSON, nullable=False),
    one_of("state", ROW_STATES),
)

# What a person said of the columns of a file, under a name, for the next of the same headers.
import_template = sa.Table(
    "import_template",
    metadata,
    key(),
    key_of("project"),
    text("name"),
    sa.Column("layer", sa.String(32), nullable=False),
    sa.Column("template", sa.JSON, nullable=False),
    moment("updated_at"),
    moment("deleted_at", nullable=True),
)

"""Table of the words of a démarche that are its own: default terms it changed, terms it added."""

from __future__ import annotations

import sqlalchemy as sa

from animmap.core.taxonomy import CODE_LIMIT, VOCABULARIES
from animmap.storage.columns import flag, key, key_of, metadata, moment, one_of, text

taxonomy_term = sa.Table(
    "taxonomy_term",
    metadata,
    key(),
    key_of("project"),
    sa.Column("vocabulary", sa.String(16), nullable=False),
    sa.Column("code", sa.String(CODE_LIMIT), nullable=False),
    text("label_fr"),
    text("label_en"),
    sa.Column("color", sa.String(7), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("codes", sa.JSON, nullable=False),
    flag("retired", default=False),
    moment("created_at"),
    moment("updated_at"),
    moment("deleted_at", nullable=True),
    sa.UniqueConstraint("project_id", "vocabulary", "code"),
    one_of("vocabulary", VOCABULARIES),
)

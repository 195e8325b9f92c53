"""Rows of the words of a démarche that are its own."""

from __future__ import annotations

import sqlalchemy as sa

from animmap.core.taxonomy import Term
from animmap.storage.rows import Values
from animmap.storage.schema_taxonomy import taxonomy_term


def list_own(connection: sa.Connection, project_id: str) -> list[tuple[int, Term]]:
    """Return the position and term of each, unsorted; those of the trash left out."""
    columns = taxonomy_term.c
    query = sa.select(taxonomy_term).where(
        columns.project_id == project_id, columns.deleted_at.is_(None)
    )
    return [(row.position, _noun(row)) for row in connection.execute(query)]


def find_id(connection: sa.Connection, project_id: str, term: Term) -> str | None:
    """Return the row of a term, in the trash or not, None when the démarche has none."""
    columns = taxonomy_term.c
    query = sa.select(columns.id).where(
        columns.project_id == project_id,
        columns.vocabulary == term.vocabulary,
        columns.code == term.code,
    )
    row_id: str | None = connection.scalar(query)
    return row_id


def term_values(term: Term, position: int) -> Values:
    """Return the columns that a term and its place fill, those of its identity left out."""
    return {
        "label_fr": term.labels.get("fr", ""),
        "label_en": term.labels.get("en", ""),
        "color": term.color,
        "position": position,
        "codes": list(term.codes),
        "retired": term.retired,
        "deleted_at": None,
    }


def _noun(row: sa.Row[tuple[object, ...]]) -> Term:
    return Term(
        vocabulary=row.vocabulary,
        code=row.code,
        labels={"fr": row.label_fr, "en": row.label_en},
        color=row.color,
        codes=tuple(row.codes),
        retired=row.retired,
        own=True,
    )

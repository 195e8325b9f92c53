"""Erase for good what the trash held: the démarche and every row it owns."""

from __future__ import annotations

import sqlalchemy as sa

from animmap.storage import import_templates, imports, outlines, schema, zonings
from animmap.storage.schema_debates import debate
from animmap.storage.schema_taxonomy import taxonomy_term


def purge_project(connection: sa.Connection, project_id: str) -> None:
    """Erase a démarche with its journal, children before parents."""
    features = sa.select(schema.feature.c.id).where(schema.feature.c.project_id == project_id)
    rounds = sa.select(schema.round_.c.id).where(schema.round_.c.project_id == project_id)
    imports.purge(connection, project_id)
    import_templates.purge(connection, project_id)
    zonings.purge(connection, project_id)
    outlines.purge(connection, project_id)
    for table in (
        schema.link,
        schema.journal,
        schema.adoption,
        schema.sketch,
        schema.answer,
        debate,
        schema.note,
        schema.wall,
        taxonomy_term,
    ):
        connection.execute(sa.delete(table).where(table.c.project_id == project_id))
    connection.execute(sa.delete(schema.voice).where(schema.voice.c.round_id.in_(rounds)))
    connection.execute(sa.delete(schema.contact).where(schema.contact.c.feature_id.in_(features)))
    for table in (
        schema.participant,
        schema.round_,
        schema.workshop,
        schema.feature,
        schema.college,
        schema.commune,
    ):
        connection.execute(sa.delete(table).where(table.c.project_id == project_id))
    connection.execute(sa.delete(schema.project).where(schema.project.c.id == project_id))

"""Rows that a rehearsal made: simulated sketches and answers, and who is said to have joined."""

from __future__ import annotations

import sqlalchemy as sa

from animmap.storage.schema import answer, participant, round_, sketch, voice


def list_sketch_ids(connection: sa.Connection, workshop_id: str) -> list[str]:
    """Return the simulated sketches of a workshop."""
    query = (
        sa.select(sketch.c.id)
        .join(voice, sketch.c.voice_id == voice.c.id)
        .join(round_, sketch.c.round_id == round_.c.id)
        .where(
            round_.c.workshop_id == workshop_id, voice.c.simulated, sketch.c.deleted_at.is_(None)
        )
        .order_by(sketch.c.id)
    )
    return list(connection.scalars(query))


def list_answer_ids(connection: sa.Connection, workshop_id: str) -> list[str]:
    """Return the simulated answers of a workshop."""
    query = (
        sa.select(answer.c.id)
        .join(round_, answer.c.round_id == round_.c.id)
        .where(
            round_.c.workshop_id == workshop_id, answer.c.simulated, answer.c.deleted_at.is_(None)
        )
        .order_by(answer.c.id)
    )
    return list(connection.scalars(query))


def list_silenced_ids(connection: sa.Connection, workshop_id: str) -> list[str]:
    """Return the true answers that a simulated one of a workshop speaks for."""
    simulated = list_answer_ids(connection, workshop_id)
    query = sa.select(answer.c.id).where(
        answer.c.merged_into.in_(simulated), sa.not_(answer.c.simulated)
    )
    return list(connection.scalars(query))


def count_joined(connection: sa.Connection, workshop_id: str) -> int:
    """Return how many devices are simulated."""
    query = sa.select(sa.func.count()).where(
        participant.c.workshop_id == workshop_id, participant.c.simulated
    )
    return int(connection.scalar(query) or 0)

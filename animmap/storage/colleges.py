"""Colleges that an import made: where they stand, and their leaving when it is taken back."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from animmap.storage.changes import Change
from animmap.storage.schema import answer, college, feature, participant, round_, sketch, voice

ADDED = "colleges.added"


def next_position(connection: sa.Connection, project_id: str) -> int:
    """Return the first position that no college of a démarche ever had."""
    last = sa.select(sa.func.max(college.c.position)).where(college.c.project_id == project_id)
    found: int | None = connection.scalar(last)
    return 0 if found is None else found + 1


def remove_empty(change: Change, ids: Sequence[str]) -> None:
    """Put the colleges that nothing bears any more in the trash; the others stay."""
    empty = [each for each in ids if not _is_borne(change, each)]
    if empty:
        change.update_many(college, empty, {"deleted_at": change.at}, "undone")


def _is_borne(change: Change, college_id: str) -> bool:
    """Tell whether anything bears a college, but for the sketches that this change removes.

    What lies in the trash counts: it may come back.
    """
    asked = (
        sa.select(voice.c.id)
        .outerjoin(sketch, sketch.c.voice_id == voice.c.id)
        .where(voice.c.college_id == college_id)
        .where(sa.or_(sketch.c.deleted_at.is_(None), sketch.c.deleted_at != change.at)),
        sa.select(feature.c.id).where(feature.c.college_id == college_id),
        sa.select(answer.c.id).where(answer.c.college_id == college_id),
        sa.select(participant.c.id).where(participant.c.college_id == college_id),
        sa.select(round_.c.id)
        .where(round_.c.project_id == change.project_id, round_.c.deleted_at.is_(None))
        .where(sa.cast(round_.c.college_ids, sa.Text).contains(f'"{college_id}"')),
    )
    return any(change.connection.execute(one.limit(1)).first() for one in asked)

"""Rows of workshops and of the questions they put to the room."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from animmap.core.model import Round, RoundState, Workshop
from animmap.core.room import RoundKind
from animmap.errors import AnimmapError
from animmap.storage.rows import Values
from animmap.storage.schema import project, round_, workshop

_LIVING_WORKSHOPS = (
    sa.select(workshop)
    .join(project, project.c.id == workshop.c.project_id)
    .where(workshop.c.deleted_at.is_(None), project.c.deleted_at.is_(None))
)
_LIVING_ROUNDS = (
    sa.select(round_)
    .join(workshop, workshop.c.id == round_.c.workshop_id)
    .join(project, project.c.id == round_.c.project_id)
    .where(
        round_.c.deleted_at.is_(None),
        workshop.c.deleted_at.is_(None),
        project.c.deleted_at.is_(None),
    )
)


def list_workshops(connection: sa.Connection, project_id: str) -> list[Workshop]:
    """Return the workshops of a démarche, first held first."""
    query = _LIVING_WORKSHOPS.where(workshop.c.project_id == project_id).order_by(
        workshop.c.held_on, workshop.c.created_at, workshop.c.id
    )
    return [_workshop(row) for row in connection.execute(query)]


def find_workshop(connection: sa.Connection, workshop_id: str) -> Workshop:
    """Return one workshop of a living démarche; ``not_found`` when there is none."""
    row = connection.execute(_LIVING_WORKSHOPS.where(workshop.c.id == workshop_id)).first()
    if row is None:
        raise AnimmapError("not_found")
    return _workshop(row)


def find_open_workshop(connection: sa.Connection, join_code: str) -> Workshop | None:
    """Return the workshop whose room a code opens, None when it opens none."""
    row = connection.execute(_LIVING_WORKSHOPS.where(workshop.c.join_code == join_code)).first()
    return None if row is None else _workshop(row)


def set_join_code(connection: sa.Connection, workshop_id: str, join_code: str | None) -> None:
    """Open the room of a workshop under a code, or shut it."""
    chosen = workshop.c.id == workshop_id
    connection.execute(sa.update(workshop).where(chosen).values(join_code=join_code))


def list_rounds(connection: sa.Connection, project_id: str) -> list[Round]:
    """Return the rounds of a démarche in the order they were put to the room."""
    query = _LIVING_ROUNDS.where(round_.c.project_id == project_id).order_by(
        round_.c.position, round_.c.id
    )
    return [_round(row) for row in connection.execute(query)]


def list_rounds_of(connection: sa.Connection, workshop_id: str) -> list[Round]:
    """Return the rounds of a workshop in the order they were put to the room."""
    query = _LIVING_ROUNDS.where(round_.c.workshop_id == workshop_id).order_by(
        round_.c.position, round_.c.id
    )
    return [_round(row) for row in connection.execute(query)]


def find_round(connection: sa.Connection, round_id: str) -> Round:
    """Return one round of a living démarche; ``not_found`` when there is none."""
    row = connection.execute(_LIVING_ROUNDS.where(round_.c.id == round_id)).first()
    if row is None:
        raise AnimmapError("not_found")
    return _round(row)


def next_position(connection: sa.Connection, project_id: str) -> int:
    """Return the position of the next round of a démarche, the trash counted."""
    query = sa.select(sa.func.max(round_.c.position)).where(round_.c.project_id == project_id)
    last: int | None = connection.scalar(query)
    return 0 if last is None else last + 1


def workshop_values(meeting: Workshop, at: datetime) -> Values:
    """Return the columns of a new workshop."""
    return {
        "id": meeting.id,
        "project_id": meeting.project_id,
        "name": meeting.name,
        "held_on": meeting.held_on,
        "place": meeting.place,
        "join_code": meeting.join_code,
        "created_at": at,
        "deleted_at": None,
    }


def round_values(question: Round, at: datetime) -> Values:
    """Return the columns of a new round."""
    return {
        "id": question.id,
        "project_id": question.project_id,
        "workshop_id": question.workshop_id,
        "state": question.state.value,
        "position": question.position,
        "deadline": question.deadline,
        "seconds_left": question.seconds_left,
        **asking_values(question),
        "created_at": at,
        "deleted_at": None,
    }


def asking_values(question: Round) -> Values:
    """Return the columns of a round that preparing it may change."""
    return {
        "question": question.question,
        "blind": question.blind,
        "kind": question.kind.value,
        "subject": question.subject,
        "college_ids": list(question.college_ids),
        "shown_layers": list(question.shown_layers),
        "pseudonyms": question.pseudonyms,
        "minutes": question.minutes,
    }


def _workshop(row: sa.Row[Any]) -> Workshop:
    return Workshop(
        id=row.id,
        project_id=row.project_id,
        name=row.name,
        held_on=row.held_on,
        place=row.place,
        join_code=row.join_code,
    )


def _round(row: sa.Row[Any]) -> Round:
    return Round(
        id=row.id,
        project_id=row.project_id,
        workshop_id=row.workshop_id,
        question=row.question,
        state=RoundState(row.state),
        blind=row.blind,
        position=row.position,
        kind=RoundKind(row.kind),
        subject=row.subject,
        college_ids=tuple(row.college_ids),
        shown_layers=tuple(row.shown_layers),
        pseudonyms=row.pseudonyms,
        minutes=row.minutes,
        deadline=row.deadline,
        seconds_left=row.seconds_left,
    )

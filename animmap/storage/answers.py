"""Rows of the places and words given to questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry

from animmap.core.room import Answer, AnswerState
from animmap.errors import AnimmapError
from animmap.storage.rows import Values, geometries, to_wkb
from animmap.storage.schema import answer

_LIVING = sa.select(answer).where(answer.c.deleted_at.is_(None))
_ORDER = (answer.c.created_at, answer.c.id)


def list_of(
    connection: sa.Connection, round_id: str, states: Sequence[AnswerState]
) -> list[Answer]:
    """Return the answers to a round in the given states, in the order they came."""
    query = _LIVING.where(
        answer.c.round_id == round_id, answer.c.state.in_([state.value for state in states])
    )
    return _nouns(connection.execute(query.order_by(*_ORDER)).all())


def list_of_participant(connection: sa.Connection, participant_id: str) -> list[Answer]:
    """Return the answers that a device sent, in the order they came, whatever their state."""
    query = _LIVING.where(answer.c.participant_id == participant_id)
    return _nouns(connection.execute(query.order_by(*_ORDER)).all())


def list_merged_into(connection: sa.Connection, answer_id: str) -> list[Answer]:
    """Return the answers that another one speaks for."""
    query = _LIVING.where(answer.c.merged_into == answer_id)
    return _nouns(connection.execute(query.order_by(*_ORDER)).all())


def has_any(connection: sa.Connection, round_id: str) -> bool:
    """Tell whether a round received anything, whatever its state."""
    query = sa.select(answer.c.id).where(
        answer.c.round_id == round_id, answer.c.deleted_at.is_(None)
    )
    return connection.execute(query.limit(1)).first() is not None


def find(connection: sa.Connection, answer_id: str) -> Answer:
    """Return one answer; ``not_found`` when unknown or undone."""
    rows = connection.execute(_LIVING.where(answer.c.id == answer_id)).all()
    if not rows:
        raise AnimmapError("not_found")
    return _nouns(rows)[0]


def sent_digest_of(connection: sa.Connection, answer_id: str) -> str | None:
    """Return the digest of what was first sent under an identifier, the trash included."""
    query = sa.select(answer.c.sent_digest).where(answer.c.id == answer_id)
    found: str | None = connection.scalar(query)
    return found


def count_given(connection: sa.Connection, round_id: str, participant_id: str) -> int:
    """Return how many answers a device gave to a round and did not withdraw."""
    query = sa.select(sa.func.count()).where(
        answer.c.round_id == round_id,
        answer.c.participant_id == participant_id,
        answer.c.state != AnswerState.WITHDRAWN.value,
        answer.c.deleted_at.is_(None),
    )
    return int(connection.scalar(query) or 0)


def count_by_college(connection: sa.Connection, round_id: str) -> dict[str, int]:
    """Return how many voices answered a round, by college; a device is one voice."""
    device = sa.func.coalesce(answer.c.participant_id, answer.c.id)
    query = (
        sa.select(answer.c.college_id, sa.func.count(sa.distinct(device)))
        .where(
            answer.c.round_id == round_id,
            answer.c.state.in_([AnswerState.SENT.value, AnswerState.MERGED.value]),
            answer.c.deleted_at.is_(None),
        )
        .group_by(answer.c.college_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def answer_values(given: Answer, project_id: str, sent_digest: str) -> Values:
    """Return the columns of a new answer."""
    return {
        "id": given.id,
        "project_id": project_id,
        "round_id": given.round_id,
        "participant_id": given.participant_id,
        **content_values(given),
        "state": given.state.value,
        "merged_into": given.merged_into,
        "feature_id": given.feature_id,
        "simulated": given.simulated,
        "version": given.version,
        "sent_digest": sent_digest,
        "created_at": given.created_at,
        "updated_at": given.updated_at,
        "deleted_at": None,
    }


def content_values(given: Answer) -> Values:
    """Return the columns of an answer that amending it may change."""
    return {
        "college_id": given.college_id,
        "label": given.label,
        "words": given.words,
        "place": None if given.place is None else to_wkb(given.place),
        "commune_code": given.commune_code,
    }


def _nouns(rows: Sequence[sa.Row[Any]]) -> list[Answer]:
    shapes = geometries([row.place for row in rows])
    return [_noun(row, shape) for row, shape in zip(rows, shapes, strict=True)]


def _noun(row: sa.Row[Any], place: BaseGeometry | None) -> Answer:
    return Answer(
        id=row.id,
        round_id=row.round_id,
        college_id=row.college_id,
        label=row.label,
        participant_id=row.participant_id,
        words=row.words,
        place=place,
        commune_code=row.commune_code,
        state=AnswerState(row.state),
        merged_into=row.merged_into,
        feature_id=row.feature_id,
        simulated=row.simulated,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )

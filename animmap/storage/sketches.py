"""Rows of sketches and of the voices that drew them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry

from animmap.core.model import Sketch, SketchMethod, SketchState, Voice
from animmap.errors import AnimmapError
from animmap.storage.rows import Values, bounds_of, geometries, to_wkb
from animmap.storage.schema import participant, sketch, voice

_JOINED = sa.select(
    sketch,
    voice.c.college_id,
    voice.c.label.label("voice_label"),
    voice.c.code_hash,
    voice.c.participant_id,
    voice.c.simulated,
).join(voice, sketch.c.voice_id == voice.c.id)


def list_of(
    connection: sa.Connection, round_id: str, states: Sequence[SketchState]
) -> list[Sketch]:
    """Return the sketches of a round in the given states, in the order they came."""
    query = _JOINED.where(
        sketch.c.round_id == round_id,
        sketch.c.state.in_([state.value for state in states]),
        sketch.c.deleted_at.is_(None),
    ).order_by(sketch.c.created_at, sketch.c.id)
    return _nouns(connection.execute(query).all())


def has_any(connection: sa.Connection, round_id: str) -> bool:
    """Tell whether a round received anything, whatever its state."""
    query = sa.select(sketch.c.id).where(
        sketch.c.round_id == round_id, sketch.c.deleted_at.is_(None)
    )
    return connection.execute(query.limit(1)).first() is not None


def find(connection: sa.Connection, sketch_id: str) -> Sketch:
    """Return one sketch; ``not_found`` when unknown or undone."""
    query = _JOINED.where(sketch.c.id == sketch_id, sketch.c.deleted_at.is_(None))
    rows = connection.execute(query).all()
    if not rows:
        raise AnimmapError("not_found")
    return _nouns(rows)[0]


def list_by_code(connection: sa.Connection, hash_by_round: Mapping[str, str]) -> list[Sketch]:
    """Return the sketches that a code opens, given its hash for each round."""
    opened = [
        sa.and_(sketch.c.round_id == round_id, voice.c.code_hash == code_hash)
        for round_id, code_hash in hash_by_round.items()
    ]
    query = _JOINED.where(sa.or_(sa.false(), *opened), sketch.c.deleted_at.is_(None))
    return _nouns(connection.execute(query.order_by(sketch.c.created_at, sketch.c.id)).all())


def list_of_participant(connection: sa.Connection, participant_id: str) -> list[Sketch]:
    """Return the sketches that a device sent, in the order they came, whatever their state."""
    query = _JOINED.where(
        voice.c.participant_id == participant_id, sketch.c.deleted_at.is_(None)
    ).order_by(sketch.c.created_at, sketch.c.id)
    return _nouns(connection.execute(query).all())


def devices_of(connection: sa.Connection, round_id: str) -> dict[str, str]:
    """Return the sketch compared of each device that joined a room and drew in a round.

    Keys are hashes of the devices' secrets, the same from one workshop to another; those of a
    rehearsal are nobody's.
    """
    query = (
        sa.select(participant.c.device_hash, sketch.c.id)
        .join(voice, voice.c.participant_id == participant.c.id)
        .join(sketch, sketch.c.voice_id == voice.c.id)
        .where(
            sketch.c.round_id == round_id,
            sketch.c.state == SketchState.SENT.value,
            sketch.c.deleted_at.is_(None),
            participant.c.simulated.is_(False),
        )
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def has_contributed(connection: sa.Connection, round_id: str, participant_id: str) -> bool:
    """Tell whether a device has a sketch in a round that it did not withdraw."""
    query = (
        sa.select(sketch.c.id)
        .join(voice)
        .where(
            sketch.c.round_id == round_id,
            voice.c.participant_id == participant_id,
            sketch.c.state != SketchState.WITHDRAWN.value,
            sketch.c.deleted_at.is_(None),
        )
    )
    return connection.execute(query.limit(1)).first() is not None


def code_hash_of(connection: sa.Connection, sketch_id: str) -> str | None:
    """Return the hash of the code that opens a sketch, None when no code does."""
    query = sa.select(voice.c.code_hash).join(sketch).where(sketch.c.id == sketch_id)
    found: str | None = connection.scalar(query)
    return found


def sent_digest_of(connection: sa.Connection, sketch_id: str) -> str | None:
    """Return the digest of what was first sent under an identifier, the trash included."""
    query = sa.select(sketch.c.sent_digest).where(sketch.c.id == sketch_id)
    found: str | None = connection.scalar(query)
    return found


def count_by_college(connection: sa.Connection, round_id: str) -> dict[str, int]:
    """Return how many sent sketches a round has, by college."""
    query = (
        sa.select(voice.c.college_id, sa.func.count())
        .join(sketch, sketch.c.voice_id == voice.c.id)
        .where(
            sketch.c.round_id == round_id,
            sketch.c.state == SketchState.SENT.value,
            sketch.c.deleted_at.is_(None),
        )
        .group_by(voice.c.college_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def voice_values(drawn: Sketch, code_hash: str | None) -> Values:
    """Return the columns of the voice of a new sketch."""
    return {
        "id": drawn.voice.id,
        "round_id": drawn.round_id,
        "college_id": drawn.voice.college_id,
        "label": drawn.voice.label,
        "code_hash": code_hash,
        "participant_id": drawn.voice.participant_id,
        "simulated": drawn.voice.simulated,
        "created_at": drawn.created_at,
    }


def sketch_values(drawn: Sketch, project_id: str, sent_digest: str) -> Values:
    """Return the columns of a new sketch."""
    return {
        "id": drawn.id,
        "project_id": project_id,
        "round_id": drawn.round_id,
        "voice_id": drawn.voice.id,
        **content_values(drawn),
        "state": drawn.state.value,
        "version": drawn.version,
        "sent_digest": sent_digest,
        "created_at": drawn.created_at,
        "updated_at": drawn.updated_at,
        "deleted_at": None,
    }


def content_values(drawn: Sketch) -> Values:
    """Return the columns of a sketch that amending it may change."""
    return {
        "sure": to_wkb(drawn.sure),
        "maybe": None if drawn.maybe is None else to_wkb(drawn.maybe),
        "raw": to_wkb(drawn.raw),
        **bounds_of(drawn.sure if drawn.maybe is None else drawn.maybe),
        "repairs": list(drawn.repairs),
        "method": drawn.method.value,
        "commune_codes": list(drawn.commune_codes),
        "reason": drawn.reason,
    }


def _nouns(rows: Sequence[sa.Row[Any]]) -> list[Sketch]:
    shapes = geometries([wkb for row in rows for wkb in (row.sure, row.maybe, row.raw)])
    return [
        _noun(row, *shapes[3 * position : 3 * position + 3]) for position, row in enumerate(rows)
    ]


def _noun(
    row: sa.Row[Any], sure: BaseGeometry, maybe: BaseGeometry | None, raw: BaseGeometry
) -> Sketch:
    return Sketch(
        id=row.id,
        round_id=row.round_id,
        voice=Voice(
            id=row.voice_id,
            round_id=row.round_id,
            college_id=row.college_id,
            label=row.voice_label,
            participant_id=row.participant_id,
            simulated=row.simulated,
        ),
        sure=sure,
        maybe=maybe,
        raw=raw,
        repairs=tuple(row.repairs),
        method=SketchMethod(row.method),
        commune_codes=tuple(row.commune_codes),
        reason=row.reason,
        state=SketchState(row.state),
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )

"""Rows of the devices that joined the room of a workshop; only hashes of their secrets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from animmap.core.room import Participant
from animmap.storage.rows import Values
from animmap.storage.schema import participant


@dataclass(frozen=True, slots=True)
class Member:
    """A participant with what proves who it is: the room's code it came by, its own code."""

    participant: Participant
    room_code: str
    code_hash: str | None


def find(connection: sa.Connection, participant_id: str) -> Member | None:
    """Return the device of an identifier, None when there is none."""
    return _first(connection, participant.c.id == participant_id)


def find_by_device(connection: sa.Connection, workshop_id: str, device_hash: str) -> Member | None:
    """Return a device that joined a workshop, None when it did not."""
    return _first(
        connection,
        participant.c.workshop_id == workshop_id,
        participant.c.device_hash == device_hash,
    )


def find_by_code(connection: sa.Connection, workshop_id: str, code_hash: str) -> Member | None:
    """Return the device of a workshop that a code copied by hand opens, None when none."""
    return _first(
        connection,
        participant.c.workshop_id == workshop_id,
        participant.c.code_hash == code_hash,
    )


def count_by_college(
    connection: sa.Connection, workshop_id: str, room_code: str | None
) -> dict[str, int]:
    """Return how many joined by college ("" for none yet), by a code or in a rehearsal."""
    columns = participant.c
    query = (
        sa.select(columns.college_id, sa.func.count())
        .where(
            columns.workshop_id == workshop_id,
            sa.or_(columns.room_code == room_code, columns.simulated),
        )
        .group_by(columns.college_id)
    )
    return {row[0] or "": row[1] for row in connection.execute(query)}


def add(connection: sa.Connection, member: Member, device_hash: str) -> None:
    """Add a device that joins."""
    joined = member.participant
    values: Values = {
        "id": joined.id,
        "project_id": joined.project_id,
        "workshop_id": joined.workshop_id,
        "device_hash": device_hash,
        "code_hash": member.code_hash,
        "room_code": member.room_code,
        "college_id": joined.college_id,
        "label": joined.label,
        "simulated": joined.simulated,
        "joined_at": joined.joined_at,
        "seen_at": joined.seen_at,
    }
    connection.execute(sa.insert(participant).values(values))


def update(connection: sa.Connection, participant_id: str, values: Values) -> None:
    """Change the college or name of a device, or when it was last seen."""
    chosen = participant.c.id == participant_id
    connection.execute(sa.update(participant).where(chosen).values(values))


def delete_simulated(connection: sa.Connection, workshop_id: str) -> None:
    """Erase the devices of a rehearsal, which no contribution points at."""
    connection.execute(
        sa.delete(participant).where(
            participant.c.workshop_id == workshop_id, participant.c.simulated
        )
    )


def _first(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> Member | None:
    row = connection.execute(sa.select(participant).where(*conditions)).first()
    return None if row is None else _member(row)


def _member(row: sa.Row[Any]) -> Member:
    noun = Participant(
        id=row.id,
        project_id=row.project_id,
        workshop_id=row.workshop_id,
        college_id=row.college_id,
        label=row.label,
        simulated=row.simulated,
        joined_at=row.joined_at,
        seen_at=row.seen_at,
    )
    return Member(participant=noun, room_code=row.room_code, code_hash=row.code_hash)

"""The room of a workshop: a short code opens it to phones, each of which is one participant.

The code is read on the wall and is no secret. What proves a participant is the secret its
device made, of which only a hash is kept; "mon code" is drawn from it, so that joining again
gives it again. Joining tells nothing in the journal and pushes no revision.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count

from animmap.core.cleaning import clean_line
from animmap.core.model import Access, College, Project, Role, Round, RoundState, Workshop
from animmap.core.room import Participant
from animmap.errors import AnimmapError
from animmap.services import projects, workshops
from animmap.services.codes import clean_code, derived_code, fresh_code, hash_code, hash_secret
from animmap.services.desk import EVERYONE, Desk, new_id
from animmap.storage import participants as rows
from animmap.storage import projects as project_rows
from animmap.storage import rounds
from animmap.storage.participants import Member
from animmap.storage.store import Store

LABEL_LIMIT = 60
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_SEEN_PRECISION = timedelta(minutes=1)  # spares a write at each request


@dataclass(frozen=True, slots=True)
class Joined:
    """A participant, its "mon code", and whether it joined just now."""

    participant: Participant
    code: str
    created: bool


@dataclass(frozen=True, slots=True)
class RoomView:
    """What a room is told: its workshop, and the questions put to it in their order."""

    workshop: Workshop
    project: Project
    territory_name: str
    colleges: tuple[College, ...]
    rounds: tuple[Round, ...]
    revision: int


def open_room(desk: Desk, workshop_id: str) -> Workshop:
    """Open the room of a workshop under a new code; one that is open keeps its code."""
    meeting = workshops.reach_workshop(desk, workshop_id)
    return meeting if meeting.join_code else _give_code(desk, meeting, fresh_code())


def shut_room(desk: Desk, workshop_id: str) -> Workshop:
    """Shut a room: no device joins it nor sends to it any more; what was given stays."""
    return _give_code(desk, workshops.reach_workshop(desk, workshop_id), None)


def renew_code(desk: Desk, workshop_id: str) -> Workshop:
    """Give a room another code: every device must join again with it."""
    return _give_code(desk, workshops.reach_workshop(desk, workshop_id), fresh_code())


def _give_code(desk: Desk, meeting: Workshop, code: str | None) -> Workshop:
    # Not in the journal: taking it back would let in again those whom a new code keeps out.
    with desk.store.write_unseen() as connection:
        rounds.set_join_code(connection, meeting.id, code)
    return replace(meeting, join_code=code)


def find_room(store: Store, code: str) -> Workshop:
    """Return the workshop whose room a code opens, however it was typed; ``room_unknown``."""
    typed = clean_code(code)
    with store.read() as connection:
        found = rounds.find_open_workshop(connection, typed) if typed else None
    if found is None:
        raise AnimmapError("room_unknown")
    return found


def join(  # noqa: PLR0917 - what a phone says of itself, in the order it is asked
    store: Store, now: datetime, code: str, device: str, college_id: str | None, label: str
) -> Joined:
    """Let a device into a room, or change its college and pseudonym; the same secret is one.

    Raises
    ------
    AnimmapError
        ``room_unknown``, ``request_invalid`` when the secret is not 43 URL-safe characters,
        ``college_unknown``, ``text_too_long``.
    """
    meeting = find_room(store, code)
    if not _SECRET.fullmatch(device):
        raise AnimmapError("request_invalid")
    name = clean_line(label, LABEL_LIMIT)
    _require_college(store, meeting.project_id, college_id)
    device_hash = hash_secret(device)
    mine, code_hash = _own_code(store, meeting.id, device, device_hash)
    with store.write_unseen() as connection:
        known = rows.find_by_device(connection, meeting.id, device_hash)
        if known is None:
            joined = Participant(
                new_id(), meeting.project_id, meeting.id, college_id, name, False, now, now
            )
            member = Member(joined, meeting.join_code or "", code_hash)
            rows.add(connection, member, device_hash)
        else:
            joined = replace(known.participant, college_id=college_id, label=name, seen_at=now)
            changed = {"college_id": college_id, "label": name, "seen_at": now}
            rows.update(connection, joined.id, changed | {"room_code": meeting.join_code})
    return Joined(participant=joined, code=mine, created=known is None)


def _require_college(store: Store, project_id: str, college_id: str | None) -> None:
    if college_id is None:
        return
    with store.read() as connection:
        colleges = project_rows.list_colleges(connection, project_id)
    if college_id not in {each.id for each in colleges}:
        raise AnimmapError("college_unknown")


def _own_code(store: Store, workshop_id: str, device: str, device_hash: str) -> tuple[str, str]:
    """Return "mon code" of a device and its hash: the first one that no other device has."""
    with store.read() as connection:
        known = rows.find_by_device(connection, workshop_id, device_hash)
        for attempt in count():
            code = derived_code(device, workshop_id, attempt)
            hashed = hash_code(workshop_id, code)
            holder = rows.find_by_code(connection, workshop_id, hashed)
            if holder is None or (known and holder.participant.id == known.participant.id):
                return code, hashed
    raise AnimmapError("request_invalid")


def access_of_device(store: Store, code: str, device: str, now: datetime) -> Access:
    """Return what a device that joined a room may do, and remember that it was seen.

    Raises
    ------
    AnimmapError
        ``link_invalid`` when the room is shut or has another code now, or when the device did
        not join it under this code: one answer for all.
    """
    member = _find_member(store, clean_code(code), device)
    if member is None:
        raise AnimmapError("link_invalid")
    seen = member.participant
    if now - seen.seen_at >= _SEEN_PRECISION:
        with store.write_unseen() as connection:
            rows.update(connection, seen.id, {"seen_at": now})
    return Access(role=Role.PARTICIPANT, project_id=seen.project_id, participant_id=seen.id)


def _find_member(store: Store, code: str, device: str) -> Member | None:
    if not code or not _SECRET.fullmatch(device):
        return None
    with store.read() as connection:
        meeting = rounds.find_open_workshop(connection, code)
        if meeting is None:
            return None
        member = rows.find_by_device(connection, meeting.id, hash_secret(device))
    return member if member is not None and member.room_code == code else None


def get_participant(desk: Desk) -> Participant:
    """Return the device that asks; ``link_invalid`` when who asks joined no room."""
    asking = desk.access.participant_id
    with desk.store.read() as connection:
        member = None if asking is None else rows.find(connection, asking)
    if member is None:
        raise AnimmapError("link_invalid")
    return member.participant


def read_room(desk: Desk, workshop_id: str) -> RoomView:
    """Return what a room is told: no draft, and nothing of what was given."""
    meeting = workshops.reach_workshop(desk, workshop_id, *EVERYONE)
    project = projects.get_project(desk, meeting.project_id)
    with desk.store.read() as connection:
        asked = rounds.list_rounds_of(connection, workshop_id)
    return RoomView(
        workshop=meeting,
        project=project,
        territory_name=project.territory_name,
        colleges=tuple(projects.list_colleges(desk, project.id)),
        rounds=tuple(each for each in asked if each.state is not RoundState.DRAFT),
        revision=project.revision,
    )


def joined_by_college(desk: Desk, workshop_id: str) -> dict[str, int]:
    """Return how many devices are in a room by college, "" for those who chose none yet."""
    meeting = workshops.reach_workshop(desk, workshop_id, *EVERYONE)
    with desk.store.read() as connection:
        return rows.count_by_college(connection, workshop_id, meeting.join_code)

"""What a question takes, when, and from whom: the same for outlines, places and words."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from animmap.core.model import Round, RoundState
from animmap.core.privacy import is_hidden
from animmap.core.room import RoundKind
from animmap.errors import AnimmapError
from animmap.services.codes import hash_code
from animmap.services.desk import Desk, is_staff
from animmap.storage import participants, projects


def require_open(found: Round) -> None:
    """Refuse what comes during a pause (``round_paused``), before or after (``round_closed``)."""
    if found.state is RoundState.PAUSED:
        raise AnimmapError("round_paused")
    if found.state is not RoundState.OPEN:
        raise AnimmapError("round_closed")


def require_shown(found: Round) -> None:
    """Refuse what a blind question hides until its reveal (``round_hidden``)."""
    if is_hidden(found):
        raise AnimmapError("round_hidden")


def require_kind(found: Round, kinds: Collection[RoundKind]) -> None:
    """Refuse what a question does not ask for (``request_invalid``)."""
    if found.kind not in kinds:
        raise AnimmapError("request_invalid")


def require_college(desk: Desk, found: Round, college_id: str) -> None:
    """Refuse a college that is not invited to a question, or unknown.

    Raises
    ------
    AnimmapError
        ``college_unknown``, ``college_not_invited``.
    """
    with desk.store.read() as connection:
        known = {each.id for each in projects.list_colleges(connection, found.project_id)}
    if college_id not in known:
        raise AnimmapError("college_unknown")
    if found.college_ids and college_id not in found.college_ids:
        raise AnimmapError("college_not_invited")


def require_member(desk: Desk, found: Round) -> None:
    """Refuse a device that joined another workshop than the question's (``not_found``)."""
    if desk.access.participant_id is None:
        return
    with desk.store.read() as connection:
        member = participants.find(connection, desk.access.participant_id)
    if member is None or member.participant.workshop_id != found.workshop_id:
        raise AnimmapError("not_found")


def written_label(desk: Desk, found: Round, label: str) -> str:
    """Return the pseudonym to keep: none where the question takes none, but by the animator."""
    return label if found.pseudonyms or is_staff(desk) else ""


def require_owner(
    desk: Desk, found: Round, code: str, *, participant_id: str | None, code_hash: str | None
) -> None:
    """Check that who asks gave a contribution: by its device, or by a code (``code_wrong``).

    Hosts and animators may leave the code out. ``participant_id`` is the device that gave the
    contribution, ``code_hash`` the hash of a code of its own; either may be None.
    """
    if not code and (is_staff(desk) or _is_device(desk, participant_id)):
        return
    if code_hash is not None and secrets.compare_digest(code_hash, hash_code(found.id, code)):
        return
    if participant_id is None or find_by_code(desk, found.workshop_id, code) != participant_id:
        raise AnimmapError("code_wrong")


def _is_device(desk: Desk, participant_id: str | None) -> bool:
    return participant_id is not None and desk.access.participant_id == participant_id


def find_by_code(desk: Desk, workshop_id: str, code: str) -> str | None:
    """Return the device of a workshop that "mon code" opens, None when it opens none."""
    with desk.store.read() as connection:
        member = participants.find_by_code(connection, workshop_id, hash_code(workshop_id, code))
    return None if member is None else member.participant.id

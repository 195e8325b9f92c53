"""What one person gave, found again: as the device that gave it, or by "mon code"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from animmap.core.model import Role, Round, Sketch
from animmap.core.room import Answer
from animmap.errors import AnimmapError
from animmap.services import taking
from animmap.services.codes import hash_code
from animmap.services.desk import Desk
from animmap.services.workshops import reach_round, reach_workshop
from animmap.storage import answers, rounds
from animmap.storage import sketches as rows

_SENDERS = (Role.PARTICIPANT,)


@dataclass(frozen=True, slots=True)
class Mine:
    """All that one person gave to a workshop, in the order it came, whatever its state."""

    sketches: tuple[Sketch, ...]
    answers: tuple[Answer, ...]


def find_mine(desk: Desk, round_id: str, code: str) -> Sketch:
    """Return the sketch of a question that "mon code" opens; ``code_wrong`` when none."""
    found = reach_round(desk, round_id, *_SENDERS)
    mine = _opened(desk, [found], code)
    owner = None if mine else taking.find_by_code(desk, found.workshop_id, code)
    if owner is not None:
        mine = _given(desk, [found], owner)
    if not mine:
        raise AnimmapError("code_wrong")
    return mine[-1]


def find_all_mine(desk: Desk, workshop_id: str, code: str = "") -> Mine:
    """Return all that one gave to a workshop, as the device that gave it or by "mon code".

    Raises
    ------
    AnimmapError
        ``code_wrong`` when the code opens nothing, or is missing where no device asks.
    """
    reach_workshop(desk, workshop_id, *_SENDERS)
    owner = desk.access.participant_id
    if code or owner is None:
        owner = taking.find_by_code(desk, workshop_id, code)
    with desk.store.read() as connection:
        asked = rounds.list_rounds_of(connection, workshop_id)
        given = [] if owner is None else answers.list_of_participant(connection, owner)
    if owner is not None:
        return Mine(tuple(_given(desk, asked, owner)), tuple(given))
    opened = _opened(desk, asked, code)
    if not opened:
        raise AnimmapError("code_wrong")
    return Mine(tuple(opened), ())


def _opened(desk: Desk, asked: Sequence[Round], code: str) -> list[Sketch]:
    """Return the sketches of some questions that a code of their own opens."""
    hashes = {each.id: hash_code(each.id, code) for each in asked}
    with desk.store.read() as connection:
        return rows.list_by_code(connection, hashes)


def _given(desk: Desk, asked: Sequence[Round], participant_id: str) -> list[Sketch]:
    """Return the sketches that a device gave to some questions."""
    ids = {each.id for each in asked}
    with desk.store.read() as connection:
        given = rows.list_of_participant(connection, participant_id)
    return [drawn for drawn in given if drawn.round_id in ids]

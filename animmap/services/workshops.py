"""Workshops and the questions they put to the room."""

from __future__ import annotations

from datetime import date

from animmap.core.cleaning import REASON_LIMIT, clean_line, clean_name
from animmap.core.model import Role, Round, RoundState, Workshop
from animmap.errors import AnimmapError
from animmap.services.desk import EVERYONE, Desk, is_staff, new_id, require
from animmap.services.projects import get_project
from animmap.storage import rounds as rows
from animmap.storage import schema


def list_workshops(desk: Desk, project_id: str) -> list[Workshop]:
    """Return the workshops of a démarche, first held first."""
    get_project(desk, project_id)
    with desk.store.read() as connection:
        return rows.list_workshops(connection, project_id)


def create_workshop(
    desk: Desk, project_id: str, name: str, held_on: date, place: str = ""
) -> Workshop:
    """Add a workshop to a démarche."""
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    meeting = Workshop(
        id=new_id(),
        project_id=project_id,
        name=clean_name(name),
        held_on=held_on,
        place=clean_line(place),
    )
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        values = rows.workshop_values(meeting, change.at)
        change.insert(schema.workshop, values, "workshop.created")
    return meeting


def list_rounds(desk: Desk, project_id: str) -> list[Round]:
    """Return the rounds of a démarche in their order; drafts only to those who prepare them."""
    get_project(desk, project_id)
    with desk.store.read() as connection:
        found = rows.list_rounds(connection, project_id)
    return [each for each in found if is_staff(desk) or each.state is not RoundState.DRAFT]


def get_round(desk: Desk, round_id: str) -> Round:
    """Return one round; ``not_found`` when unknown or not of this link."""
    return reach_round(desk, round_id, *EVERYONE)


def reach_round(desk: Desk, round_id: str, *roles: Role) -> Round:
    """Return one round after checking that one of ``roles`` is asking.

    Raises
    ------
    AnimmapError
        ``not_found`` when unknown, of another démarche, or a draft that is not yet put to the
        room; ``access_denied``.
    """
    with desk.store.read() as connection:
        found = rows.find_round(connection, round_id)
    require(desk, *roles, project_id=found.project_id)
    if found.state is RoundState.DRAFT and not is_staff(desk):
        raise AnimmapError("not_found")
    return found


def create_round(
    desk: Desk,
    workshop_id: str,
    question: str,
    blind: bool = True,
    state: RoundState = RoundState.DRAFT,
) -> Round:
    """Add a question to a workshop; nobody else sees it while it is a draft."""
    with desk.store.read() as connection:
        meeting = rows.find_workshop(connection, workshop_id)
    require(desk, project_id=meeting.project_id)
    asked = clean_name(question, REASON_LIMIT)
    with desk.store.write(meeting.project_id, desk.role, desk.now()) as change:
        created = Round(
            id=new_id(),
            project_id=meeting.project_id,
            workshop_id=workshop_id,
            question=asked,
            state=state,
            blind=blind,
            position=rows.next_position(change.connection, meeting.project_id),
        )
        change.insert(schema.round_, rows.round_values(created, change.at), "round.created")
    return created


def set_round_state(desk: Desk, round_id: str, state: RoundState) -> Round:
    """Open, close, reveal or take back a question."""
    found = reach_round(desk, round_id)
    with desk.store.write(found.project_id, desk.role, desk.now()) as change:
        change.update(schema.round_, round_id, {"state": state.value}, f"round.{state.value}")
    return reach_round(desk, round_id)

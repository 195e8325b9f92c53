"""Workshops and the questions they put to the room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from animmap.core.cleaning import REASON_LIMIT, clean_line, clean_name
from animmap.core.model import LAYERS, Role, Round, RoundState, Workshop
from animmap.core.room import PLACE_SUBJECTS, RoundKind
from animmap.errors import AnimmapError
from animmap.services.desk import EVERYONE, Desk, is_staff, new_id, require
from animmap.services.projects import get_project, list_colleges
from animmap.storage import answers, schema, sketches
from animmap.storage import rounds as rows
from animmap.storage.changes import Change
from animmap.storage.rows import Values

MOST_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class RoundDraft:
    """A question being prepared; the fields of ``core.model.Round`` that are chosen."""

    question: str
    kind: RoundKind = RoundKind.PERIMETER
    subject: str = ""
    blind: bool = True
    college_ids: tuple[str, ...] = ()
    shown_layers: tuple[str, ...] = ()
    pseudonyms: bool = True
    minutes: int | None = None


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


def reach_workshop(desk: Desk, workshop_id: str, *roles: Role) -> Workshop:
    """Return one workshop after checking that one of ``roles`` is asking.

    Raises
    ------
    AnimmapError
        ``not_found`` when unknown or of another démarche; ``access_denied``.
    """
    with desk.store.read() as connection:
        found = rows.find_workshop(connection, workshop_id)
    require(desk, *roles, project_id=found.project_id)
    return found


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
    desk: Desk, workshop_id: str, draft: RoundDraft, state: RoundState = RoundState.DRAFT
) -> Round:
    """Add a question to a workshop; nobody else sees it while it is a draft.

    Raises
    ------
    AnimmapError
        ``name_missing``, ``text_too_long``, ``college_unknown``, ``layer_unknown``, and
        ``request_invalid`` for a subject or a time that does not go with the question.
    """
    return add_rounds(desk, workshop_id, [draft], state)[0]


def add_rounds(
    desk: Desk,
    workshop_id: str,
    drafts: Sequence[RoundDraft],
    state: RoundState = RoundState.DRAFT,
) -> list[Round]:
    """Add questions to a workshop in their order; one undo takes them all back.

    Raises what ``create_round`` raises, and then adds none.
    """
    meeting = reach_workshop(desk, workshop_id)
    asked = [check_draft(draft, desk, meeting) for draft in drafts]
    with desk.store.write(meeting.project_id, desk.role, desk.now()) as change:
        return insert_rounds(change, asked, state)


def check_draft(draft: RoundDraft, desk: Desk, meeting: Workshop) -> Round:
    """Return the question that a draft would add to a workshop; raises what adding it would."""
    blank = Round(new_id(), meeting.project_id, meeting.id, "", RoundState.DRAFT, True, 0)
    return _prepared(desk, blank, draft)


def insert_rounds(change: Change, asked: Sequence[Round], state: RoundState) -> list[Round]:
    """Add checked questions after those there are, as one part of a change."""
    first = rows.next_position(change.connection, change.project_id)
    made = [
        _in_state(replace(each, position=position), state, change.at)
        for position, each in enumerate(asked, start=first)
    ]
    for each in made:
        change.insert(schema.round_, rows.round_values(each, change.at), "round.created")
    return made


def update_round(desk: Desk, round_id: str, draft: RoundDraft) -> Round:
    """Change what a question asks. Raises what ``create_round`` raises.

    ``round_has_voices`` when its kind would change although something was received.
    """
    found = reach_round(desk, round_id)
    asked = _prepared(desk, found, draft)
    with desk.store.write(found.project_id, desk.role, desk.now()) as change:
        if asked.kind is not found.kind and _has_voices(change, round_id):
            raise AnimmapError("round_has_voices")
        change.update(schema.round_, round_id, rows.asking_values(asked), "round.updated")
    return reach_round(desk, round_id)


def _has_voices(change: Change, round_id: str) -> bool:
    return sketches.has_any(change.connection, round_id) or answers.has_any(
        change.connection, round_id
    )


def _prepared(desk: Desk, asked: Round, draft: RoundDraft) -> Round:
    """Return a round that asks what a draft says, checked and cleaned."""
    subjects = PLACE_SUBJECTS if draft.kind is RoundKind.PLACES else ("",)
    if draft.subject not in subjects:
        raise AnimmapError("request_invalid")
    if draft.minutes is not None and not 1 <= draft.minutes <= MOST_MINUTES:
        raise AnimmapError("request_invalid")
    colleges = [each.id for each in list_colleges(desk, asked.project_id)]
    return replace(
        asked,
        question=clean_name(draft.question, REASON_LIMIT),
        kind=draft.kind,
        subject=draft.subject,
        blind=draft.blind,
        college_ids=_chosen(draft.college_ids, colleges, "college_unknown"),
        shown_layers=_chosen(draft.shown_layers, LAYERS, "layer_unknown"),
        pseudonyms=draft.pseudonyms,
        minutes=draft.minutes,
    )


def _chosen(asked: Sequence[str], known: Sequence[str], refusal: str) -> tuple[str, ...]:
    """Return what was chosen in the order of what there is; refuse what there is not."""
    if not set(asked) <= set(known):
        raise AnimmapError(refusal)
    return tuple(each for each in known if each in asked)


def move_round(desk: Desk, round_id: str, by: int) -> list[Round]:
    """Move a question among those of its workshop; return them in their new order.

    ``by`` counts places towards the end, negative towards the beginning; a move beyond either
    stops there.
    """
    found = reach_round(desk, round_id)
    with desk.store.write(found.project_id, desk.role, desk.now()) as change:
        before = rows.list_rounds_of(change.connection, found.workshop_id)
        places = [each.position for each in before]
        order = [each.id for each in before]
        rank = order.index(round_id)
        order.insert(max(0, rank + by), order.pop(rank))
        for moved, position in zip(order, places, strict=True):
            change.update(schema.round_, moved, {"position": position}, "round.moved")
        return rows.list_rounds_of(change.connection, found.workshop_id)


def delete_round(desk: Desk, round_id: str) -> None:
    """Put a question in the trash with what it received; undoing brings it all back."""
    found = reach_round(desk, round_id)
    with desk.store.write(found.project_id, desk.role, desk.now()) as change:
        change.update(schema.round_, round_id, {"deleted_at": change.at}, "round.deleted")


def set_round_state(desk: Desk, round_id: str, state: RoundState) -> Round:
    """Open, pause, close, reveal or take back a question, and its timer with it.

    Opening starts the time given, or what was left of it at the pause.
    """
    found = reach_round(desk, round_id)
    with desk.store.write(found.project_id, desk.role, desk.now()) as change:
        put_in_state(change, round_id, state)
    return reach_round(desk, round_id)


def put_in_state(change: Change, round_id: str, state: RoundState) -> None:
    """Put a question in a state, as one part of a change."""
    found = rows.find_round(change.connection, round_id)
    if found.state is not state:
        change.update(
            schema.round_,
            round_id,
            {"state": state.value} | _timer(_in_state(found, state, change.at)),
            f"round.{state.value}",
        )


def _in_state(asked: Round, state: RoundState, now: datetime) -> Round:
    deadline, left = None, None
    if state is RoundState.OPEN:
        seconds = asked.seconds_left or (asked.minutes or 0) * 60
        deadline = now + timedelta(seconds=seconds) if seconds else None
    elif state is RoundState.PAUSED and asked.deadline is not None:
        left = max(0, round((asked.deadline - now).total_seconds()))
    return replace(asked, state=state, deadline=deadline, seconds_left=left)


def _timer(asked: Round) -> Values:
    return {"deadline": asked.deadline, "seconds_left": asked.seconds_left}


def add_minutes(desk: Desk, round_id: str, minutes: int) -> Round:
    """Give a question more time, or less: while it is open or paused, or being prepared.

    Raises
    ------
    AnimmapError
        ``round_closed`` once it is closed, ``request_invalid`` for more than a day.
    """
    found = reach_round(desk, round_id)
    if abs(minutes) > MOST_MINUTES:
        raise AnimmapError("request_invalid")
    with desk.store.write(found.project_id, desk.role, desk.now()) as change:
        current = rows.find_round(change.connection, round_id)
        values = _with_minutes(current, minutes, change.at)
        change.update(schema.round_, round_id, values, "round.timed")
    return reach_round(desk, round_id)


def _with_minutes(asked: Round, minutes: int, now: datetime) -> Values:
    if asked.state is RoundState.OPEN:
        start = max(asked.deadline or now, now)
        return {"deadline": max(now, start + timedelta(minutes=minutes))}
    if asked.state is RoundState.PAUSED:
        return {"seconds_left": max(0, (asked.seconds_left or 0) + minutes * 60)}
    if asked.state is RoundState.DRAFT:
        given = (asked.minutes or 0) + minutes
        return {"minutes": min(given, MOST_MINUTES) if given > 0 else None}
    raise AnimmapError("round_closed")

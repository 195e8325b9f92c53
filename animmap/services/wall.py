"""What the wall of a workshop shows, and the steps by which it is led.

What the wall shows is no change of the démarche: it is not in the journal and pushes no
revision. What a step does to a question (open it, reveal it) is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from animmap.core import steps as course
from animmap.core.model import Round, RoundState
from animmap.core.room import READINGS, WallScreen, WallState
from animmap.core.steps import Step
from animmap.errors import AnimmapError
from animmap.services.desk import EVERYONE, Desk
from animmap.services.workshops import put_in_state, reach_workshop
from animmap.storage import rounds
from animmap.storage import walls as rows

__all__ = ["Step", "go_back", "go_next", "read_wall", "show", "steps_of"]

MOST_DEBATES = 99


def read_wall(desk: Desk, workshop_id: str) -> WallState:
    """Return what the wall of a workshop may show.

    A question that was erased or taken back leaves the wall, and a blind one shows no more
    than its progress until its reveal, whatever the wall was led to.
    """
    reach_workshop(desk, workshop_id, *EVERYONE)
    with desk.store.read() as connection:
        shown = rows.find(connection, workshop_id)
        asked = rounds.list_rounds_of(connection, workshop_id)
    return _allowed(shown, asked)


def _allowed(shown: WallState, asked: list[Round]) -> WallState:
    question = _put_to_the_room(shown.round_id, asked)
    screen = course.shown_screen(shown.screen, question)
    return replace(shown, screen=screen, round_id=question.id if question else None)


def _put_to_the_room(round_id: str | None, asked: list[Round]) -> Round | None:
    """Return the question of an identifier, None when there is none or it is a draft."""
    return next(
        (each for each in asked if each.id == round_id and each.state is not RoundState.DRAFT),
        None,
    )


def show(desk: Desk, workshop_id: str, /, **changes: object) -> WallState:
    """Lead the wall to what ``changes`` says (fields of ``WallState``); hosts and animators.

    Raises
    ------
    AnimmapError
        ``request_invalid`` for what a wall cannot show, ``not_found`` for a question that is
        not of this workshop or not yet put to the room.
    """
    meeting = reach_workshop(desk, workshop_id)
    values = {name: _checked(name, value) for name, value in changes.items()}
    with desk.store.write_unseen() as connection:
        before = rows.find(connection, workshop_id)
        asked = rounds.list_rounds_of(connection, workshop_id)
        shown = _changed(before, values)
        if shown.round_id is not None and _put_to_the_room(shown.round_id, asked) is None:
            raise AnimmapError("not_found")
        rows.save(connection, shown, meeting.project_id)
    return _allowed(shown, asked)


def _changed(before: WallState, values: Mapping[str, object]) -> WallState:
    changed = replace(before, **values)  # type: ignore[arg-type] # each was checked
    return changed if changed == before else replace(changed, version=before.version + 1)


def steps_of(desk: Desk, workshop_id: str) -> tuple[Step, ...]:
    """Return the steps of a workshop, drafts included; hosts and animators."""
    reach_workshop(desk, workshop_id)
    with desk.store.read() as connection:
        return course.plan(rounds.list_rounds_of(connection, workshop_id))


def go_next(desk: Desk, workshop_id: str, *, seen: str | None = None) -> WallState:
    """Lead the wall one step on, and open or reveal the question as the step asks.

    A question that is further already stays as it is; after the last step nothing happens.
    ``seen`` is the screen that who asks had before their eyes: once another hand has led the
    wall elsewhere, nothing happens, so that two presses at once do not reveal a blind question.
    """
    return _go(desk, workshop_id, 1, seen)


def go_back(desk: Desk, workshop_id: str, *, seen: str | None = None) -> WallState:
    """Lead the wall one step back; nothing is hidden nor opened again. ``seen`` as above."""
    return _go(desk, workshop_id, -1, seen)


def _go(desk: Desk, workshop_id: str, by: int, seen: str | None) -> WallState:
    meeting = reach_workshop(desk, workshop_id)
    with desk.store.write(meeting.project_id, desk.role, desk.now()) as change:
        asked = rounds.list_rounds_of(change.connection, workshop_id)
        steps = course.plan(asked)
        before = _allowed(rows.find(change.connection, workshop_id), asked)
        rank = course.rank_of(steps, before.screen, before.round_id) + by
        # A wall that nobody led yet may show the question put last.
        elsewhere = before.version > 0 and seen not in (None, before.screen)
        if elsewhere or not 0 <= rank < len(steps):
            return before
        step = steps[rank]
        question = next(each for each in asked if each.id == step.round_id)
        if by > 0 and course.is_behind(question, step.state):
            put_in_state(change, question.id, step.state)
        shown = _changed(
            before,
            {"screen": step.screen, "round_id": step.round_id, "by_college": False, "debate": 0},
        )
        rows.save(change.connection, shown, meeting.project_id)
        return _allowed(shown, rounds.list_rounds_of(change.connection, workshop_id))


def _checked(name: str, value: object) -> object:
    """Return what a change says as a wall keeps it; ``request_invalid`` for anything else."""
    read = _READERS.get(name)
    if read is None:
        raise AnimmapError("request_invalid")
    return read(value)


def _screen(value: object) -> WallScreen:
    if not isinstance(value, str) or value not in tuple(WallScreen):
        raise AnimmapError("request_invalid")
    return WallScreen(value)


def _identifier(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise AnimmapError("request_invalid")
    return value


def _readings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not value:
        raise AnimmapError("request_invalid")
    if any(each not in READINGS for each in value):
        raise AnimmapError("request_invalid")
    return tuple(each for each in READINGS if each in value)


def _share(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise AnimmapError("request_invalid")
    return float(value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise AnimmapError("request_invalid")
    return value


def _rank(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_DEBATES:
        raise AnimmapError("request_invalid")
    return value


_READERS: dict[str, Callable[[object], object]] = {
    "screen": _screen,
    "round_id": _identifier,
    "readings": _readings,
    "share": _share,
    "by_college": _flag,
    "debate": _rank,
    "dark": _flag,
}

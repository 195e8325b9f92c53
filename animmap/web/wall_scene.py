"""The scene of a wall: all that its screen needs to know, asked twice a second; and leading it.

Asked by every wall and by the console's small one, so it is read once a state of the database.
Counts only: no outline and no word of a voice is in a scene. Partners read those of small
colleges together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from animmap.core import palette
from animmap.core.model import Project, Role, Round, RoundState
from animmap.core.privacy import TOGETHER, tell_counts
from animmap.core.room import WallScreen, WallState
from animmap.core.steps import shown_screen
from animmap.errors import AnimmapError
from animmap.services import adopt, compare_warm, contribute, debates, notes, rehearse, room, wall
from animmap.services.desk import Desk, as_projector, is_staff, require
from animmap.services.room import RoomView
from animmap.web.bodies import Body, text_in
from animmap.web.identity import desk_of, is_own_page
from animmap.web.room_access import phone_barrier, phone_origin
from animmap.web.room_json import Facts, college_facts, round_facts
from animmap.web.standing import Told, answer_told, tell, while_unchanged
from animmap.web.wall_data import Viewer, viewer_of

# What may be asked of a wall; the service checks each value.
CHANGES: Final = {each.name for each in fields(WallState)} - {"workshop_id", "version"}


@dataclass(frozen=True, slots=True)
class Scene:
    """What a wall is told, and the question that the room is answering meanwhile."""

    told: Told
    desk: Desk
    project: Project
    answering: str | None


@dataclass(frozen=True, slots=True)
class Door:
    """The address that phones open, and what keeps them from it, if anything."""

    origin: str
    barrier: str


def scene(request: Request) -> Response:
    """Tell what the wall shows now, who joined and how many gave, by college."""
    found = _scene(request)
    if found.answering is not None:  # have it compared, for a reveal without waiting
        project = found.project
        compare_warm.warm(found.desk, project.id, found.answering, project.revision)
    return answer_told(request, found.told)


def go_next(request: Request, body: Body) -> Response:
    """Take the next step of the workshop; answer the scene that follows."""
    viewer = _leader_of(request)
    wall.go_next(viewer.asker, viewer.workshop.id, seen=_seen(body))
    return _after(request)


def go_back(request: Request, body: Body) -> Response:
    """Show the step before; answer the scene that follows."""
    viewer = _leader_of(request)
    wall.go_back(viewer.asker, viewer.workshop.id, seen=_seen(body))
    return _after(request)


def _seen(body: Body) -> str | None:
    """Return the screen that the one who pressed was looking at, if they say so."""
    return text_in(body, "seen") or None


def show(request: Request, body: Body) -> Response:
    """Change what the wall shows; answer the scene that follows."""
    viewer = _leader_of(request)
    if not body.keys() <= CHANGES:
        raise AnimmapError("request_invalid")
    wall.show(viewer.asker, viewer.workshop.id, **body)
    return _after(request)


def _leader_of(request: Request) -> Viewer:
    """Return who leads: staff only, from one of our own pages only.

    Leading rests on a cookie or on being this machine, which a browser gives to any page that
    asks; so the page must be ours.
    """
    if not is_own_page(request):
        raise AnimmapError("origin_foreign")
    viewer = viewer_of(request)
    require(viewer.asker, project_id=viewer.project.id)
    return viewer


def _after(request: Request) -> Response:
    return answer_told(request, _scene(request).told)


def _scene(request: Request) -> Scene:
    """Return the scene of the address, read once a state of the database."""
    asker = desk_of(request).access
    door = Door(phone_origin(request), phone_barrier(request))
    key = ("scene", request.path_params["workshop_id"], asker.role, asker.project_id, door)
    return while_unchanged(key, lambda: _read_scene(viewer_of(request), door))


def _read_scene(viewer: Viewer, door: Door) -> Scene:
    desk = as_projector(viewer.asker, viewer.project.id)
    view = room.read_room(desk, viewer.workshop.id)
    shown = _shown(wall.read_wall(desk, viewer.workshop.id), view)
    facts = _facts(viewer.asker.role, desk, view, shown)
    facts |= {"join": _ways_in(view, door), "can_lead": is_staff(viewer.asker)}
    answering = shown.round_id if shown.screen is WallScreen.PROGRESS else None
    return Scene(tell(facts), desk, view.project, answering)


def _facts(role: Role, desk: Desk, view: RoomView, shown: WallState) -> Facts:
    question = next((each for each in view.rounds if each.id == shown.round_id), None)
    voices = {} if question is None else contribute.voices_by_college(desk, question.id)
    joined = room.joined_by_college(desk, view.workshop.id)
    colleges, together = _colleges(role, view, joined, voices)
    return {
        "version": shown.version,
        "revision": view.revision,
        "screen": shown.screen,
        "dark": shown.dark,
        "readings": list(shown.readings),
        "share": shown.share,
        "by_college": shown.by_college,
        "debate": shown.debate,
        "rehearsal": rehearse.count_simulated(desk, view.workshop.id),
        "project": {"name": view.project.name, "fictional": view.project.fictional},
        "workshop": {"name": view.workshop.name},
        "round": None if question is None else _asked(desk, question),
        "colleges": colleges,
        "together": together,
        "joined": sum(joined.values()),
        "voices": sum(voices.values()),
        "decisions": _decisions(desk, view),
        "adopted": adopt.current(desk, view.project.id) is not None,
    }


def _shown(led: WallState, view: RoomView) -> WallState:
    """Return what the wall shows: the question put last while nobody leads and no room is open."""
    if led.version or view.workshop.join_code is not None or not view.rounds:
        return led
    taking = (RoundState.OPEN, RoundState.PAUSED)
    last = next((each for each in view.rounds if each.state in taking), view.rounds[-1])
    screen = WallScreen.PROGRESS if last.state in taking else WallScreen.REVEAL
    return replace(led, screen=shown_screen(screen, last), round_id=last.id)


def _colleges(
    role: Role, view: RoomView, joined: Mapping[str, int], voices: Mapping[str, int]
) -> tuple[list[Facts], Facts | None]:
    """Return each college with its numbers, null where ``role`` reads them together, and those."""
    ids = [each.id for each in view.colleges]
    counts = [{each: numbers.get(each, 0) for each in ids} for numbers in (joined, voices)]
    came, gave = tell_counts(role, *counts)
    listed = [
        college_facts(each) | {"joined": came.get(each.id), "voices": gave.get(each.id)}
        for each in view.colleges
    ]
    if TOGETHER not in gave:
        return listed, None
    return listed, {"color": palette.MUTED, "joined": came[TOGETHER], "voices": gave[TOGETHER]}


def _ways_in(view: RoomView, door: Door) -> Facts | None:
    """Return how phones come in and what keeps them out, None while the room is shut."""
    code = view.workshop.join_code
    if code is None:
        return None
    return {
        "code": code,
        "address": f"{door.origin}/r/{code}",
        "short": f"{door.origin.partition('://')[2]}/r",
        "barrier": door.barrier,
        "qr": f"/api/rooms/{code}/qr.svg",
    }


def _asked(desk: Desk, question: Round) -> Facts:
    """Return a question, and whether it is about a debated zone that the wall has to show."""
    return round_facts(question) | {"about_zone": debates.is_about_a_zone(desk, question.id)}


def _decisions(desk: Desk, view: RoomView) -> list[str]:
    written = notes.list_notes(desk, view.workshop.id)
    decisions = [each for each in written if each.kind == "decision"]
    return [" – ".join(filter(None, (each.about, each.text))) for each in decisions]

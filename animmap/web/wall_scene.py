"""The scene of a wall: all that its screen needs to know, asked twice a second; and leading it.

Asked by every wall and by the console's small one, so the answer "nothing new" costs a few
reads by key. Counts only: no outline and no word of a voice is in a scene.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from animmap.core.room import WallState
from animmap.errors import AnimmapError
from animmap.services import adopt, contribute, notes, rehearse, room, wall
from animmap.services.desk import Desk, as_projector, is_staff, require
from animmap.services.room import RoomView
from animmap.web.answers import answer_now
from animmap.web.bodies import Body
from animmap.web.data import stamp_of
from animmap.web.identity import is_own_page
from animmap.web.room_access import phone_origin
from animmap.web.room_json import Facts, college_facts, round_facts
from animmap.web.wall_data import Viewer, viewer_of

# What may be asked of a wall; the service checks each value.
CHANGES: Final = {each.name for each in fields(WallState)} - {"workshop_id", "version"}


@dataclass(frozen=True, slots=True)
class Scene:
    """What a scene is told from; ``joined`` by college, "" for those who chose none yet."""

    viewer: Viewer
    desk: Desk
    wall: WallState
    joined: Mapping[str, int]
    origin: str

    def stamp(self) -> str:
        """Return a text that changes whenever the scene does."""
        meeting = self.viewer.workshop
        parts = [
            stamp_of(self.viewer.project),
            meeting.id,
            meeting.join_code,
            self.wall.version,
            sorted(self.joined.items()),
            self.origin,
        ]
        return repr(parts)


def scene(request: Request) -> Response:
    """Tell what the wall shows now, who joined and how many gave, by college."""
    found = _scene(request, viewer_of(request))
    return answer_now(request, found.viewer.asker.access, found.stamp(), lambda: _facts(found))


def go_next(request: Request, _: Body) -> Response:
    """Take the next step of the workshop; answer the scene that follows."""
    viewer = _leader_of(request)
    wall.go_next(viewer.asker, viewer.workshop.id)
    return _after(request)


def go_back(request: Request, _: Body) -> Response:
    """Show the step before; answer the scene that follows."""
    viewer = _leader_of(request)
    wall.go_back(viewer.asker, viewer.workshop.id)
    return _after(request)


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
    facts = _facts(_scene(request, viewer_of(request)))
    return JSONResponse(facts, headers={"Cache-Control": "no-store"})


def _scene(request: Request, viewer: Viewer) -> Scene:
    desk = as_projector(viewer.asker, viewer.project.id)
    return Scene(
        viewer,
        desk,
        wall.read_wall(desk, viewer.workshop.id),
        room.joined_by_college(desk, viewer.workshop.id),
        phone_origin(request),
    )


def _facts(found: Scene) -> Facts:
    view = room.read_room(found.desk, found.viewer.workshop.id)
    shown = found.wall
    question = next((each for each in view.rounds if each.id == shown.round_id), None)
    voices = {} if question is None else contribute.voices_by_college(found.desk, question.id)
    return {
        "version": shown.version,
        "revision": view.revision,
        "screen": shown.screen,
        "dark": shown.dark,
        "readings": list(shown.readings),
        "share": shown.share,
        "by_college": shown.by_college,
        "debate": shown.debate,
        "rehearsal": rehearse.count_simulated(found.desk, view.workshop.id),
        "project": {"name": view.project.name, "fictional": view.project.fictional},
        "workshop": {"name": view.workshop.name},
        "join": _ways_in(view, found.origin),
        "round": None if question is None else round_facts(question),
        "colleges": _colleges(view, found.joined, voices),
        "joined": sum(found.joined.values()),
        "voices": sum(voices.values()),
        "decisions": _decisions(found.desk, view),
        "adopted": adopt.current(found.desk, view.project.id) is not None,
        "can_lead": is_staff(found.viewer.asker),
    }


def _colleges(view: RoomView, joined: Mapping[str, int], voices: Mapping[str, int]) -> list[Facts]:
    return [
        college_facts(each) | {"joined": joined.get(each.id, 0), "voices": voices.get(each.id, 0)}
        for each in view.colleges
    ]


def _ways_in(view: RoomView, origin: str) -> Facts | None:
    """Return how phones come in, None while the room is shut."""
    code = view.workshop.join_code
    if code is None:
        return None
    return {
        "code": code,
        "address": f"{origin}/r/{code}",
        "short": f"{origin.partition('://')[2]}/r",
        "qr": f"/api/rooms/{code}/qr.svg",
    }


def _decisions(desk: Desk, view: RoomView) -> list[str]:
    written = notes.list_notes(desk, view.workshop.id)
    return [each.text for each in written if each.kind == "decision"]

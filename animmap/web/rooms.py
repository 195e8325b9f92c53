"""Routes that a phone reads: its room, the map under the drawing, what it gave."""

from __future__ import annotations

import shapely
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from animmap.core.model import Territory
from animmap.core.room import WallState
from animmap.services import projects, room, wall
from animmap.services.desk import Desk, as_projector
from animmap.services.memory import Memory
from animmap.services.mine import Mine, find_all_mine
from animmap.services.room import RoomView
from animmap.web.data import answer_communes, answer_features
from animmap.web.qr import qr_svg
from animmap.web.room_access import (
    Guest,
    Owner,
    counting_codes,
    guest_of,
    owner_of,
    phone_origin,
)
from animmap.web.room_json import (
    asked_facts,
    college_facts,
    current_round,
    own_answer,
    own_sketch,
)
from animmap.web.standing import Told, answer_told, tell, while_unchanged

_territories: Memory[tuple[str, str, str], Territory] = Memory(8)


def describe(request: Request) -> Response:
    """Tell a room: its questions, its colleges, which question is the one to answer now."""
    return answer_told(request, _told(guest_of(request)))


def tell_room(guest: Guest) -> dict[str, object]:
    """Return what a room is told: its questions, its colleges, the question to answer now."""
    return dict(_told(guest).facts)


def _told(guest: Guest) -> Told:
    def read() -> Told:
        view = room.read_room(guest.desk, guest.workshop.id)
        current = current_round(view.rounds, _wall_of(guest).round_id)
        # The revision grows with each contribution, which tells phones nothing.
        return tell(_room_facts(guest, view) | {"current": current}, unsaid=("revision",))

    return while_unchanged(("room", guest.workshop.id), read)


def _wall_of(guest: Guest) -> WallState:
    meeting = guest.workshop
    return wall.read_wall(as_projector(guest.desk, meeting.project_id), meeting.id)


def communes(request: Request) -> Response:
    """Serve the base map of the room's project."""
    guest = guest_of(request)
    project = projects.get_project(guest.desk, guest.workshop.project_id)
    return answer_communes(request, guest.desk, project)


def features(request: Request) -> Response:
    """Serve the features of the room's project, masked as for any participant."""
    guest = guest_of(request)
    project = projects.get_project(guest.desk, guest.workshop.project_id)
    return answer_features(request, guest.desk, project)


def qr(request: Request) -> Response:
    """Draw the QR code that opens the room on a phone."""
    guest = guest_of(request)
    address = f"{phone_origin(request)}/r/{guest.workshop.join_code}"
    headers = {"Cache-Control": "private, no-cache", "Vary": "Host"}
    return Response(qr_svg(address), media_type="image/svg+xml", headers=headers)


def mine(request: Request) -> Response:
    """Give back what this device gave, or what "mon code" opens."""
    found = find_given(request, owner_of(request))
    told = {
        "sketches": [own_sketch(each) for each in found.sketches],
        "answers": [own_answer(each) for each in found.answers],
    }
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


def find_given(request: Request, owner: Owner) -> Mine:
    """Return what an owner gave to the room; a wrong "mon code" counts against the address."""
    with counting_codes(request):
        return find_all_mine(owner.desk, owner.workshop.id, owner.code)


def territory_of(desk: Desk, project_id: str) -> Territory:
    """Return the study area of a project, read once: a whole room asks for it."""
    key = (desk.store.url, project_id, projects.territory_stamp(desk, project_id))
    return _territories.get(key, lambda: projects.get_territory(desk, project_id))


def _room_facts(guest: Guest, view: RoomView) -> dict[str, object]:
    meeting, project = view.workshop, view.project
    communes = territory_of(guest.desk, project.id).communes
    return {
        "code": meeting.join_code,
        "workshop": {
            "id": meeting.id,
            "name": meeting.name,
            "place": meeting.place,
            "held_on": meeting.held_on.isoformat(),
        },
        "project": {
            "id": project.id,
            "name": project.name,
            "territory": view.territory_name,
            "fictional": project.fictional,
        },
        "revision": view.revision,
        "colleges": [college_facts(each) for each in view.colleges],
        "rounds": [asked_facts(each) for each in view.rounds],
        "bounds": shapely.total_bounds([each.geometry for each in communes]).tolist(),
    }

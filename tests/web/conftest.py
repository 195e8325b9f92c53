"""A client of the routes and middleware, without Streamlit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import pytest
from shapely.geometry import Point, box
from starlette.applications import Starlette
from starlette.testclient import TestClient

from animmap.core.model import Project, Role, RoundState, Workshop
from animmap.core.room import RoundKind
from animmap.services.access import create_link
from animmap.services.desk import Desk
from animmap.services.projects import list_colleges
from animmap.services.room import open_room
from animmap.services.workshops import (
    RoundDraft,
    create_round,
    list_workshops,
)
from animmap.storage.store import Store
from animmap.web import links
from animmap.web.identity import ACCESS_COOKIE
from animmap.web.limits import FailureLimit, WriteLimits
from animmap.web.middleware import list_middleware
from animmap.web.room_access import OWN_TRIES_A_MINUTE, ROOM_TRIES_A_MINUTE, Limits
from animmap.web.routes import ENDPOINTS, list_routes
from tests.web.rooms import Phone


@pytest.fixture
def client(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Return an animator's browser on this very machine."""
    monkeypatch.setattr(links, "_failures", links.FailureLimit())
    monkeypatch.setattr(Limits, "rooms", FailureLimit(ROOM_TRIES_A_MINUTE))
    monkeypatch.setattr(Limits, "own_codes", FailureLimit(OWN_TRIES_A_MINUTE))
    monkeypatch.setattr(Limits, "writes", WriteLimits())
    app = Starlette(routes=list_routes(), middleware=list_middleware())
    with TestClient(app, base_url="http://localhost", client=("127.0.0.1", 1)) as made:
        yield made


@pytest.fixture
def stranger(client: TestClient) -> TestClient:
    """Return a browser from elsewhere, without a link."""
    return TestClient(client.app, base_url="http://carte.example", client=("192.0.2.7", 1))


@pytest.fixture
def client_as(client: TestClient, desk: Desk) -> Callable[..., TestClient]:
    """Return ``client_as(role, project)``: a browser from elsewhere that holds a link."""

    def make(role: Role, project: Project) -> TestClient:
        _, token = create_link(desk, project.id, role, "un lien")
        made = TestClient(client.app, base_url="http://carte.example", client=("192.0.2.7", 1))
        made.cookies.set(ACCESS_COOKIE, token)
        return made

    return make


@pytest.fixture
def meeting(desk: Desk, make_project: Callable[..., Project]) -> Workshop:
    """Return the workshop of a démarche, its room open; its first question is open."""
    return open_room(desk, list_workshops(desk, make_project().id)[0].id)


@pytest.fixture
def new_phone(stranger: TestClient, meeting: Workshop) -> Callable[..., Phone]:
    """Return ``new_phone(code=...)``: a device that has not joined yet."""

    def make(code: str = "") -> Phone:
        return Phone(stranger, code or meeting.join_code or "")

    return make


# Words and beginnings of coordinates that no other datum of the test has: a decimal point
# stands in each, so that no random identifier holds one.
SECRET_OUTLINE = box(2.5612347, 50.4612347, 2.6412347, 50.5412347)


SECRET_PLACE = Point(2.5771137, 50.4771137)


@pytest.fixture
def colleges(desk, meeting):
    return list_colleges(desk, meeting.project_id)


@pytest.fixture
def blind(desk, meeting):
    """Return an open question whose answers nobody sees before the reveal."""
    draft = RoundDraft("Qu’est-ce qui nous relie ?", blind=True)
    return create_round(desk, meeting.id, draft, RoundState.OPEN)


@pytest.fixture
def blind_places(desk, meeting):
    draft = RoundDraft("Où manque-t-il ?", RoundKind.PLACES, "need", blind=True)
    return create_round(desk, meeting.id, draft, RoundState.OPEN)


@pytest.fixture
def given(new_phone, colleges, blind, blind_places):
    """Four phones each gave a sketch and a place that must stay hidden; return them."""
    phones = []
    for rank in range(4):
        phone = new_phone()
        phone.join(colleges[rank % 2].id, "Tussilage")
        assert phone.send(blind, SECRET_OUTLINE, reason="chuchotement").status_code == 201
        place = [SECRET_PLACE.x, SECRET_PLACE.y]
        assert phone.say(blind_places, words="chuchotement", place=place).status_code == 201
        phones.append(phone)
    return phones


def wall_of(meeting, path=""):
    return f"/api/wall/{meeting.id}{path}"


def project_of(desk, meeting):
    from animmap.services.projects import get_project

    return get_project(desk, meeting.project_id)


# What a room's code opens, and what says nothing of a démarche.
OPEN_TO_ALL = ("/api/rooms/", "/r", "/phone-sw.js", "/healthz")


def every_address(meeting, rounds):
    """Return every address that answers GET, filled with what this workshop has."""
    for path, _ in ENDPOINTS:
        if path in ("/leave", "/j/{token}"):
            continue
        endings = ("html", "json", "csv", "gpkg") if "{extension}" in path else ("",)
        for each, extension in product(rounds, endings):
            yield path.format(
                project_id=meeting.project_id,
                workshop_id=meeting.id,
                round_id=each.id,
                code=meeting.join_code,
                extension=extension,
                name="iou",
                zoom=3,
                column=4,
                row=2,
                zoning_id="aucun",
                layer="resource",
            )


OWN_PAGE = {"origin": "http://localhost"}


ROUND_DATA = (
    "sketches.geojson",
    "agreement.geojson",
    "agreement.geojson?weighting=equal&at_least=0.5",
    "debates.json",
    "portrait.json",
    "curve.json",
)

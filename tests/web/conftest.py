"""A client of the routes and middleware, without Streamlit."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from animmap.core.model import Project, Role, Workshop
from animmap.services.access import create_link
from animmap.services.desk import Desk
from animmap.services.room import open_room
from animmap.services.workshops import list_workshops
from animmap.storage.store import Store
from animmap.web import links
from animmap.web.identity import ACCESS_COOKIE
from animmap.web.limits import FailureLimit, WriteLimits
from animmap.web.middleware import list_middleware
from animmap.web.room_access import OWN_TRIES_A_MINUTE, ROOM_TRIES_A_MINUTE, Limits
from animmap.web.routes import list_routes
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

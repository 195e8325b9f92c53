"""A client of the routes and middleware, without Streamlit."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from animmap.core.model import Project, Role
from animmap.services.access import create_link
from animmap.services.desk import Desk
from animmap.storage.store import Store
from animmap.web import links
from animmap.web.identity import ACCESS_COOKIE
from animmap.web.middleware import list_middleware
from animmap.web.routes import list_routes


@pytest.fixture
def client(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Return an animator's browser on this very machine."""
    monkeypatch.setattr(links, "_failures", links.FailureLimit())
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

"""An app whose services are those of this machine, and the errands that people follow there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
import shapely
from playwright.sync_api import Locator, Page

from animmap.core.model import Access, Commune, Project, Role
from animmap.services.desk import Desk
from animmap.services.projects import ProjectDraft, create_project
from animmap.services.territories import load_territory
from animmap.storage.store import Store
from tests.fake_services.all import start

# Béthune between two of its neighbours.
CODES = ("62119", "62310", "62350")


@pytest.fixture(scope="module")
def fake():
    """Return the imitated services, one time for the tests of a file."""
    made = start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def online_server(fake, start_server):
    """Return a server with the demo whose services are those of this machine."""
    return start_server(**fake.environ)


@pytest.fixture
def online_store(online_server):
    """Return the database of that server."""
    store = online_server.open_store()
    yield store
    store.close()


def desk_on(store: Store) -> Desk:
    """Return an animator's desk on a database."""
    from datetime import UTC, datetime

    return Desk(store, Access(Role.ANIMATOR), lambda: datetime.now(UTC))


def make_project(store: Store, codes: Sequence[str] = CODES, name: str = "Essai") -> Project:
    """Return a new démarche on communes that ship."""
    communes, crs = load_territory(codes)
    draft = ProjectDraft(
        name=name, summary="", territory_name="Autour de Béthune", communes=communes,
        colleges=(), crs=crs, question="Où ?",
    )  # fmt: skip
    return create_project(desk_on(store), draft)


def precise(communes: Sequence[Commune]) -> Mapping[str, dict[str, object]]:
    """Return communes as the service of outlines would hold them, with five times more points."""
    return {
        each.code: {
            "nom": each.name,
            "code": each.code,
            "codeEpci": each.epci_code,
            "population": each.population,
            "contour": _finer(each.geometry),
        }
        for each in communes
    }


def _finer(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.segmentize(shape, shape.length / shapely.get_num_coordinates(shape) / 5)


def bar_of(page: Page, words: str) -> Locator:
    """Return the bar of an errand under way, once it says some words."""
    bar = page.get_by_test_id("stProgress").filter(has_text=words)
    bar.wait_for()
    return bar

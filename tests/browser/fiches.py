"""A démarche with three actors, the table of Fiches, and where its cells are on the screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from animmap.core.model import Feature
from animmap.services import explore, projects
from animmap.services.demo import DEMO_PROJECT_ID
from animmap.services.explore import Filters
from animmap.services.projects import ProjectDraft, create_project

ROW, TICK_AT, NAME_AT = 36, 22, 150
LOST = "Sans lieu"


@pytest.fixture
def project(server_desk):
    """Return a démarche of this test only, with three actors, one of them without a place."""
    desk = server_desk()
    territory = projects.get_territory(desk, DEMO_PROJECT_ID)
    draft = ProjectDraft(
        name="Fiches", summary="", territory_name="Autour de la Lawe",
        communes=territory.communes, colleges=(), crs=territory.crs, question="Où ?",
    )  # fmt: skip
    made = create_project(desk, draft)
    place = territory.communes[0].geometry.representative_point()
    explore.add_features(desk, made.id, [
        Feature(f"{made.id}-{name}", made.id, "actor", "person", name, "", None, (), None, where)
        for name, where in (("Ada", place), ("Ida", place), (LOST, None))
    ])  # fmt: skip
    yield made
    projects.delete_project(desk, made.id)


@pytest.fixture
def on_map(server_desk, project) -> Callable[[], list[Feature]]:
    return lambda: explore.find_features(server_desk(), project.id, Filters())


def cell(page: Page, row: int, at: int) -> tuple[float, float]:
    """Return where a cell of the grid is: a canvas has no element for it."""
    grid = page.get_by_test_id("stDataFrame").first
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box is not None
    return box["x"] + at, box["y"] + ROW * (row + 1) + ROW / 2

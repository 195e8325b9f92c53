"""A démarche with three actors, the table of Fiches, and where its cells are on the screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from animmap.core.model import Feature
from animmap.services import explore, projects
from animmap.services.explore import Filters

ROW, TICK_AT, NAME_AT = 36, 22, 150
LOST = "Sans lieu"


@pytest.fixture
def project(server_desk, make_around_lawe):
    """Return a démarche of this test only, with three actors, one of them without a place."""
    desk, made = server_desk(), make_around_lawe("Fiches")
    place = projects.get_territory(desk, made.id).communes[0].geometry.representative_point()
    explore.add_features(desk, made.id, [
        Feature(f"{made.id}-{name}", made.id, "actor", "person", name, "", None, (), None, where)
        for name, where in (("Ada", place), ("Ida", place), (LOST, None))
    ])  # fmt: skip
    return made


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

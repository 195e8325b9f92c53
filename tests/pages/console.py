"""The console of a workshop whose question is blind: its parts, its keys, who joined."""

from __future__ import annotations

import pytest

from animmap.core.model import RoundState
from animmap.services import projects, room, workshops
from animmap.texts import tr

DEVICE = "d" * 43
NORTH = ("62001", "62002")
HOSTILE = '<img src=x onerror="alert(1)"> **Table 3**'


@pytest.fixture
def project(make_project):
    return make_project(blind=True)


@pytest.fixture
def meeting(desk, project):
    return workshops.list_workshops(desk, project.id)[-1]


@pytest.fixture
def asked(desk, project):
    return workshops.list_rounds(desk, project.id)[0]


@pytest.fixture
def colleges(desk, project):
    return projects.list_colleges(desk, project.id)


@pytest.fixture
def joined(desk, store, clock, meeting, colleges):
    """Return a device that joined the open room for the first college."""
    opened = room.open_room(desk, meeting.id)
    return room.join(store, clock(), opened.join_code, DEVICE, colleges[0].id, "Hérisson")


def press_next(page):
    (button,) = [each for each in page.button if (each.key or "").startswith("lead_next_")]
    return button.click().run()


def open_part(page, name: str):
    """Open one of the parts below the live columns."""
    page.session_state["lead-parts"] = tr(f"lead.part_{name}", "fr")
    return page.run()


def state_of(desk, asked) -> RoundState:
    return workshops.get_round(desk, asked.id).state

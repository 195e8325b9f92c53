"""Phones of a room: they join, and are reached by what they may do."""

from __future__ import annotations

from uuid import uuid4

import pytest
from shapely.geometry import box

from animmap.core.model import Role
from animmap.services import (
    room,
    workshops,
)
from animmap.services.contribute import SketchDraft
from animmap.services.desk import Desk

PHONE, OTHER_PHONE = "p" * 43, "q" * 43
SQUARE = box(2.5, 50.4, 2.6, 50.5)


@pytest.fixture
def join(store, clock, meeting):
    """Return ``join(device, college_id=None, label="", code=the first)``: what a phone asks."""

    def make(device, college_id=None, label="", code=meeting.join_code):
        return room.join(store, clock(), code, device, college_id, label)

    return make


@pytest.fixture
def reach(store, clock, meeting):
    """Return ``reach(device, code=the first)``: what a device that joined may do."""
    return lambda device, code=meeting.join_code: room.access_of_device(
        store, code, device, clock()
    )


@pytest.fixture
def enter(store, clock, colleges, join, reach):
    """Return ``enter(device, college=0, label="")``: a device joins, and its desk."""

    def make(device: str, college: int = 0, label: str = "") -> Desk:
        join(device, colleges[college], label)
        return Desk(store, reach(device), clock)

    return make


@pytest.fixture
def elsewhere(desk_as, meeting):
    """Return the desk of a phone that did not join."""
    return desk_as(Role.PARTICIPANT, meeting.project_id)


@pytest.fixture
def draft(desk, project, colleges):
    [asked] = workshops.list_rounds(desk, project.id)
    return SketchDraft(str(uuid4()), asked.id, colleges[0], "Loutre", SQUARE)

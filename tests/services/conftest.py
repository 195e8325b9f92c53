"""A démarche with four features; a room with a question about places, phones that answer it."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from shapely.geometry import Point

from animmap.core.importing.choices import Choices
from animmap.core.model import RoundState
from animmap.core.room import RoundKind
from animmap.services import (
    answers,
    explore,
    projects,
    room,
    workshops,
)
from animmap.services.answers import AnswerDraft
from animmap.services.desk import Desk
from animmap.services.explore import Filters
from animmap.services.import_report import report_import
from animmap.services.imports import plan_import, run_import
from animmap.services.workshops import RoundDraft
from animmap.sources import import_file
from animmap.texts import tr
from tests.services.people import write_everywhere

sys.path.insert(0, str(Path(__file__).parent))
from messy import read_here

PLACE = Point(2.55, 50.45)


@pytest.fixture
def project(make_project):
    return make_project()


@pytest.fixture
def made(project, make_features):
    """Return an actor (with a contact), a structure, a resource and a living asset."""
    return make_features(project, 4)


@pytest.fixture
def known_everywhere(desk, project, made, tmp_path_factory):
    """Write a person wherever a démarche may hold them; return the features of theirs."""
    return write_everywhere(desk, project, made, tmp_path_factory.mktemp("dropped"))


@pytest.fixture
def meeting(desk, project):
    [first] = workshops.list_workshops(desk, project.id)
    return room.open_room(desk, first.id)


@pytest.fixture
def colleges(desk, meeting):
    return [each.id for each in projects.list_colleges(desk, meeting.project_id)]


@pytest.fixture
def places(desk, meeting):
    """Return an open question about living assets, not blind."""
    asked = RoundDraft("Qui vit ici ?", RoundKind.PLACES, "living_asset", blind=False)
    return workshops.create_round(desk, meeting.id, asked, RoundState.OPEN)


@pytest.fixture
def enter(store, clock, meeting, colleges):
    """Return ``enter(letter, college=0)``: the desk of a device that joins."""

    def make(letter: str, college: int = 0) -> Desk:
        device = letter * 43
        room.join(store, clock(), meeting.join_code, device, colleges[college], "Loutre")
        return Desk(store, room.access_of_device(store, meeting.join_code, device, clock()), clock)

    return make


@pytest.fixture
def draft(places, colleges):
    return AnswerDraft("first", places.id, colleges[0], "Loutre", "Un castor.", PLACE)


@pytest.fixture
def three(enter, draft, clock):
    """Return the phone that gave three answers, a minute apart."""
    phone = enter("p")
    for name in ("first", "second", "third"):
        answers.send_answer(phone, replace(draft, id=name, words=f"{name}."))
        clock.advance(minutes=1)
    return phone


@pytest.fixture
def bring(desk, make_project, tmp_path, monkeypatch):
    """Return ``bring(name, content, layer="actor", **choices)``: the report of an import."""
    project = make_project()

    def run(name, content, layer="actor", accept=(), **choices):
        if not name.endswith((".zip", ".gpkg")):
            monkeypatch.setattr(import_file, "ask_child", read_here)
        path = tmp_path / name
        path.write_bytes(content)
        made = Choices(accept=frozenset(accept), **choices)
        plan = plan_import(desk, project.id, path, layer, made)
        run_import(desk, plan)
        report = report_import(plan, tr, written=True)
        found = explore.find_features(desk, project.id, Filters(layers=(layer,)))
        report["found"] = {item.name: item for item in found}
        assert len(found) >= report["imported"]
        waiting = len(report["quarantined"])
        assert report["read"] == report["imported"] + waiting + report["merged"] + report["skipped"]
        json.dumps({key: value for key, value in report.items() if key != "found"})
        return report

    run.project = project
    return run

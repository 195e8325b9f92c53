"""Fixtures that every test may use: a store of its own, a clock that stands still.

No test can reach real data: the settings point at an empty folder before anything opens. None
reaches a real service: their addresses point at a closed port of this machine.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import uuid4

# GDAL takes its drivers once, when loaded: tests write files of more kinds than commands may read.
import pyogrio  # noqa: F401
import pytest
from hypothesis import settings
from shapely.geometry import Point, box

from animmap.core.model import (
    Access,
    Commune,
    Contact,
    Feature,
    Project,
    Role,
    Sketch,
)
from animmap.services import desk as desk_module
from animmap.services.contribute import SketchDraft, send
from animmap.services.desk import Desk
from animmap.services.explore import add_features
from animmap.services.projects import (
    CollegeDraft,
    ProjectDraft,
    create_project,
    list_colleges,
)
from animmap.services.workshops import list_rounds
from animmap.settings import ROOT, SERVICE_URLS, read_settings
from animmap.sources.online.pace import Pace
from animmap.sources.online.transport import Transport
from animmap.storage.store import Store
from tests.fake_services.all import start
from tests.fake_services.clock import FakeClock
from tests.fake_services.server import FakeServices

REAL_DATABASE_URL = read_settings({}).database_url

# The same examples at each run; --hypothesis-profile=default looks for new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


class Clock:
    """A clock that moves only when told to."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **amount: float) -> None:
        """Move forward by what ``timedelta`` takes (``days=1``)."""
        self.moment += timedelta(**amount)


@pytest.fixture(scope="session", autouse=True)
def _no_real_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("settings")
    changed = {
        "ANIMMAP_VAR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'animmap.sqlite'}",
        "ANIMMAP_DEMO": "0",
        "ANIMMAP_COMPILED": "0",
    }
    changed |= {f"ANIMMAP_URL_{name.upper()}": "http://127.0.0.1:9" for name in SERVICE_URLS}
    kept = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    assert read_settings().database_url != REAL_DATABASE_URL
    yield
    for name, value in kept.items():
        os.environ.pop(name)
        if value is not None:
            os.environ[name] = value


@pytest.fixture(scope="session")
def _empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "animmap.sqlite"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def store(tmp_path: Path, _empty_database: Path) -> Iterator[Store]:
    """Return a store of this test only, which is also the store of the process."""
    path = tmp_path / "animmap.sqlite"
    shutil.copy(_empty_database, path)
    opened = Store.open(f"sqlite:///{path}")
    assert opened.url != REAL_DATABASE_URL
    assert ROOT / "var" not in path.parents
    desk_module.use_store(opened)
    yield opened
    desk_module.use_store(None)
    opened.close()


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands still on a Monday of November at 14:05 UTC."""
    return Clock(datetime(2026, 11, 23, 14, 5, tzinfo=UTC))


@pytest.fixture
def desk(store: Store, clock: Clock) -> Desk:
    """Return the desk of an animator."""
    return Desk(store=store, access=Access(Role.ANIMATOR), now=clock)


@pytest.fixture
def desk_as(store: Store, clock: Clock) -> Callable[..., Desk]:
    """Return ``desk_as(role, project_id=None)``: a desk on the same store for another role."""

    def make(role: Role, project_id: str | None = None) -> Desk:
        return Desk(store=store, access=Access(role, project_id), now=clock)

    return make


def two_by_two_communes() -> tuple[Commune, ...]:
    """Return four square communes of 0.1° side, corner at 2.5° E, 50.4° N: A and B north."""
    corners = {
        "62001": ("Aix-Noulette", 2.5, 50.5),
        "62002": ("Béthune", 2.6, 50.5),
        "62003": ("Chocques", 2.5, 50.4),
        "62004": ("Divion", 2.6, 50.4),
    }
    return tuple(
        Commune(
            code=code,
            name=name,
            population=1000 * position,
            epci_code="200072460",
            epci_name="CA de Béthune-Bruay",
            geometry=box(west, south, west + 0.1, south + 0.1),
        )
        for position, (code, (name, west, south)) in enumerate(corners.items(), start=1)
    )


@pytest.fixture
def make_project(desk: Desk) -> Callable[..., Project]:
    """Return ``make_project(**changes of ProjectDraft)``: four communes, three colleges.

    The first round is open and not blind. Colleges: Habitants (less heard), ESS, Communes.
    """

    def make(**changes: Any) -> Project:
        values: dict[str, Any] = {
            "name": "Un bassin de vie",
            "summary": "Une démarche pour les tests.",
            "territory_name": "Quatre communes",
            "communes": two_by_two_communes(),
            "colleges": (
                CollegeDraft("Habitants", less_heard=True),
                CollegeDraft("ESS"),
                CollegeDraft("Communes"),
            ),
            "crs": "EPSG:2154",
            "question": "Jusqu’où va notre territoire ?",
            "blind": False,
        }
        return create_project(desk, ProjectDraft(**(values | changes)))

    return make


@pytest.fixture
def make_sketch(desk: Desk) -> Callable[..., Sketch]:
    """Return ``make_sketch(project, college=0, **changes of SketchDraft)``: sent in round 1.

    The outline, unless given, is a square of 0.1° around the middle of the four communes.
    """

    def make(project: Project, college: int = 0, **changes: Any) -> Sketch:
        values: dict[str, Any] = {
            "id": str(uuid4()),
            "round_id": list_rounds(desk, project.id)[0].id,
            "college_id": list_colleges(desk, project.id)[college].id,
            "label": "Hérisson bleu",
            "geometry": box(2.55, 50.45, 2.65, 50.55),
            "reason": "Parce que l’eau nous relie.",
        }
        return send(desk, SketchDraft(**(values | changes))).sketch

    return make


@pytest.fixture
def make_features(desk: Desk) -> Callable[..., list[Feature]]:
    """Return ``make_features(project, count=4)``: actor, structure, resource, living asset in turn.

    The first has a contact; places run along the parallel 50.45° N.
    """
    kinds = {"actor": "person", "structure": "association"}
    kinds |= {"resource": "place", "living_asset": "species"}

    def make(project: Project, count: int = 4) -> list[Feature]:
        made = [
            Feature(
                id=uuid4().hex,
                project_id=project.id,
                layer=layer,
                kind=kinds[layer],
                name=f"Élément {position:05d}",
                description="Près de la rivière.",
                college_id=None,
                themes=("food",) if position % 2 else ("nature", "care"),
                commune_code="62003",
                geometry=Point(2.5 + 0.2 * position / count, 50.45),
            )
            for position, layer in zip(range(count), cycle(kinds), strict=False)
        ]
        contact = Contact(made[0].id, "Ada Lefèvre", "03 21 00 00 00", "ada@exemple.test", None)
        add_features(desk, project.id, made, [contact])
        return made

    return make


@pytest.fixture
def fake_services(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeServices]:
    """Return services of this machine that the settings name; nobody waits for their limits."""
    time_of_services = FakeClock()
    fake = start(time_of_services.ticks)
    for name, value in (fake.environ | {"ANIMMAP_VAR": str(tmp_path / "var")}).items():
        monkeypatch.setenv(name, value)
    quick = partial(Transport, clock=time_of_services, pace=Pace())
    monkeypatch.setattr("animmap.services.online.Transport", quick)
    fake.clock = time_of_services
    yield fake
    fake.stop()

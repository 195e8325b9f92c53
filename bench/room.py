"""A server of its own on a temporary folder, and a large démarche in it, for the benches."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from animmap.core.crs import to_lonlat
from animmap.core.model import LAYERS, Access, Feature, Role, RoundState, SketchMethod
from animmap.core.taxonomy import DEFAULTS
from animmap.services import contribute, explore, projects, workshops
from animmap.services.contribute import SketchDraft
from animmap.services.demo import DEMO_PROJECT_ID
from animmap.services.desk import Desk, new_id
from animmap.services.projects import CollegeDraft, ProjectDraft
from animmap.services.workshops import RoundDraft
from animmap.settings import ROOT
from animmap.storage.store import Store
from bench.sketches import COLLEGES, draw_sketches

CRS = "EPSG:2154"
PATIENCE_S = 60
TICKS = os.sysconf("SC_CLK_TCK")


class Room:
    """A running server: its address, its process and the folder of its data."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self.database = f"sqlite:///{folder / 'animmap.sqlite'}"
        settings = {
            "ANIMMAP_VAR": str(folder),
            "DATABASE_URL": self.database,
            "ANIMMAP_ONLINE_TILES": "0",
            "ANIMMAP_DEMO": "1",
            "ANIMMAP_LOCAL_ROLE": "animator",
        }
        options = ["--server.port", str(port), "--server.address", "127.0.0.1"]
        started = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", *options],
            cwd=ROOT,
            env=os.environ | settings,
            stdout=(folder / "server.log").open("wb"),
            stderr=subprocess.STDOUT,
        )
        self._wait(started + PATIENCE_S)
        self.start_s = time.perf_counter() - started
        self.start_cpu_s = self.cpu_s()

    def _wait(self, limit: float) -> None:
        while time.perf_counter() < limit:
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=2):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        self.process.terminate()
        raise SystemExit(f"the server did not answer in {PATIENCE_S} s")

    def cpu_s(self) -> float:
        """CPU seconds the server has used (Linux)."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory_mb(self) -> float:
        """Memory the server holds (Linux)."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """Open the server's data from here, as an animator would from elsewhere."""
        store = Store.open(self.database)
        yield Desk(store, Access(Role.ANIMATOR), lambda: datetime.now(UTC))
        store.close()

    def stop(self) -> None:
        """End the server."""
        self.process.terminate()
        self.process.wait(timeout=20)


def make_project(desk: Desk) -> tuple[str, str]:
    """Make a démarche on the communes of the demo; return its identifier and its question's."""
    project = projects.create_project(
        desk,
        ProjectDraft(
            name="Bench",
            summary="",
            territory_name="Bench",
            communes=projects.get_territory(desk, DEMO_PROJECT_ID).communes,
            colleges=tuple(CollegeDraft(name) for name in COLLEGES),
            crs=CRS,
            question="?",
            blind=False,
        ),
    )
    asked = workshops.list_rounds(desk, project.id)[0]
    workshops.set_round_state(desk, asked.id, RoundState.OPEN)
    return project.id, asked.id


def furnish(desk: Desk, sketches: int, features: int) -> tuple[str, str]:
    """Make a large démarche; return its identifier and its question's."""
    project_id, round_id = make_project(desk)
    contribute.import_sketches(desk, round_id, drafts(desk, project_id, round_id, sketches))
    explore.add_features(desk, project_id, _features(project_id, features))
    return project_id, round_id


def ask_again(desk: Desk, project_id: str, sketches: int) -> str:
    """Ask a second question of a démarche, answered by other sketches; return its identifier."""
    meeting = workshops.list_workshops(desk, project_id)[0]
    asked = workshops.create_round(desk, meeting.id, RoundDraft("?", blind=False), RoundState.OPEN)
    again = drafts(desk, project_id, asked.id, sketches, seed=2)
    contribute.import_sketches(desk, asked.id, again)
    return asked.id


def drafts(desk: Desk, project_id: str, round_id: str, count: int, *, seed: int = 1):
    """Return synthetic sketches ready to be sent."""
    colleges = {each.name: each.id for each in projects.list_colleges(desk, project_id)}
    outlines, names = draw_sketches(count, seed=seed)
    return [
        SketchDraft(
            id=new_id(),
            round_id=round_id,
            college_id=colleges[name],
            label=f"{name} {rank}",
            geometry=outline,
            method=SketchMethod.POINTS,
            reason="Parce que." if rank % 3 else "",
        )
        for rank, (outline, name) in enumerate(zip(to_lonlat(outlines, CRS), names, strict=True))
    ]


def _features(project_id: str, count: int) -> list[Feature]:
    rng = np.random.default_rng(1)
    towns = rng.normal([2.63, 50.5], [0.12, 0.07], (60, 2))
    layers = LAYERS
    return [
        Feature(
            id=new_id(),
            project_id=project_id,
            layer=layers[rank % len(layers)],
            kind=DEFAULTS[layers[rank % len(layers)]][0],
            name=f"Lieu {rank}",
            description="Une ligne qui dit ce qu’on y fait, avec qui, et quand.",
            college_id=None,
            themes=(),
            commune_code=None,
            geometry=_near(rng, towns[rank % len(towns)]),
        )
        for rank in range(count)
    ]


def _near(rng: np.random.Generator, town: np.ndarray) -> BaseGeometry:
    return Point(rng.normal(town, 0.02))

"""A wall as the browser tests hold it: what it shows, once it has done showing it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from uuid import uuid4

from playwright.sync_api import Locator
from shapely.affinity import scale, translate
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from animmap.core.model import Sketch
from animmap.services import contribute, projects
from animmap.services.contribute import SketchDraft
from tests.browser.conftest import Visit
from tests.browser.phones import Hall

# The middle of the territory of the demo.
MIDDLE = Point(2.63, 50.52)


@dataclass
class Wall:
    """The page of a wall, open on the workshop of a hall."""

    visit: Visit
    hall: Hall

    def open(self, query: str = "") -> Wall:
        """Open the wall by itself and wait until it shows its scene."""
        meeting = self.hall.meeting
        address = f"/mur?demarche={meeting.project_id}&atelier={meeting.id}&lang=fr{query}"
        self.visit.page.goto(self.visit.server.address + address)
        return self.wait()

    def wait(self, screen: str = "") -> Wall:
        """Wait until the wall has shown a screen whole (any screen without a name)."""
        named = f"[data-screen={screen}]" if screen else ""
        self.visit.page.locator(f"html[data-steady]{named}").wait_for(state="attached")
        return self

    def steady_at(self, revision: int) -> Wall:
        """Wait until the wall shows all that a revision of the démarche holds."""
        self.visit.page.wait_for_function(
            "(wanted) => Number((document.documentElement.dataset.steady || '.0').split('.')[1])"
            " >= wanted",
            arg=revision,
        )
        return self

    def led_to(self, version: int) -> Wall:
        """Wait until the wall shows a version of what it is led to, as the server keeps it."""
        self.find(f"html[data-steady^='{version}.']").wait_for(state="attached")
        return self

    def press(self, *keys: str) -> Wall:
        """Press keys, as a hand or a clicker does."""
        for key in keys:
            self.visit.page.keyboard.press(key)
        return self

    def find(self, selector: str) -> Locator:
        """Return what a selector finds on the wall."""
        return self.visit.page.locator(selector)

    def text(self) -> str:
        """Return the words on the wall."""
        return self.visit.page.locator("#wall").inner_text()

    def asked(self, name: str) -> bool:
        """Tell whether the wall asked the server for something of that name."""
        return any(name in address for address in self.visit.requests)


def outline(rank: int) -> BaseGeometry:
    """Return a wavy outline around the middle of the territory, another for each rank."""
    points = [
        (
            math.cos(turn / 24 * math.pi) * (1 + 0.25 * math.sin(turn / 3 + rank)),
            math.sin(turn / 24 * math.pi) * (1 + 0.25 * math.cos(turn / 4 + rank)),
        )
        for turn in range(48)
    ]
    size = 0.05 + 0.04 * ((rank * 7) % 10) / 10
    drawn = scale(Polygon(points).buffer(0), size, size * 0.62, origin=(0, 0))
    across, up = math.cos(rank * 2.4) * 0.04, math.sin(rank * 2.4) * 0.025
    return translate(drawn, MIDDLE.x + across, MIDDLE.y + up)


def give(hall: Hall, voices: int, *, reason: str = "La rivière nous relie.") -> list[Sketch]:
    """Add sketches to the first question of a hall, whatever its state; return them all."""
    colleges = projects.list_colleges(hall.desk, hall.project.id)
    drafts = [
        SketchDraft(
            id=str(uuid4()),
            round_id=hall.rounds[0].id,
            college_id=colleges[rank % len(colleges)].id,
            label="Hérisson bleu",
            geometry=outline(rank),
            reason=reason,
        )
        for rank in range(voices)
    ]
    contribute.import_sketches(hall.desk, hall.rounds[0].id, drafts)
    return hall.sketches()

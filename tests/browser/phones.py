"""A hall and the phones of the people in it, as the browser tests hold them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Locator, Page

from animmap.core.model import Project, Round, RoundState, Sketch, SketchState, Workshop
from animmap.core.room import Answer, RoundKind
from animmap.services import answers, contribute, projects, room, workshops
from animmap.services.desk import Desk
from animmap.services.projects import CollegeDraft, ProjectDraft
from animmap.services.workshops import RoundDraft
from animmap.texts import tr

DEMO = "demo"
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
COLLEGES = ("Habitant·es", "Associations et ESS", "Élu·es")
AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
LOOP_STEPS = 60


@dataclass
class Hall:
    """A workshop of its own on the territory of the demo, its room open."""

    desk: Desk
    project: Project
    meeting: Workshop
    rounds: list[Round]

    @property
    def code(self) -> str:
        """Return the code of the room."""
        found = workshops.reach_workshop(self.desk, self.meeting.id)
        return found.join_code or ""

    def turn(self, state: RoundState, position: int = 0) -> None:
        """Put a question in another state."""
        workshops.set_round_state(self.desk, self.rounds[position].id, state)

    def sketches(self, position: int = 0) -> list[Sketch]:
        """Return what was drawn for a question, whatever its state, oldest first."""
        every = tuple(SketchState)
        return contribute.list_sketches(self.desk, self.rounds[position].id, states=every)

    def answers(self, position: int = 0) -> list[Answer]:
        """Return the places or words given to a question, oldest first."""
        return answers.list_answers(self.desk, self.rounds[position].id)


def open_hall(desk: Desk, *asked: RoundDraft, colleges: Sequence[str] = COLLEGES) -> Hall:
    """Open the room of a new workshop; its questions are open too."""
    territory = projects.get_territory(desk, DEMO)
    project = projects.create_project(
        desk,
        ProjectDraft(
            name="Une démarche d’essai",
            summary="",
            territory_name=territory.name,
            communes=territory.communes,
            colleges=tuple(CollegeDraft(name) for name in colleges),
            crs=territory.crs,
            question="Une question préparée",
        ),
    )
    meeting = workshops.create_workshop(desk, project.id, "Soirée d’essai", date(2026, 11, 23))
    drafts = asked or (RoundDraft("Jusqu’où va notre territoire ?"),)
    made = [
        workshops.create_round(desk, meeting.id, draft, state=RoundState.OPEN) for draft in drafts
    ]
    room.open_room(desk, meeting.id)
    return Hall(desk, project, meeting, made)


def asked(kind: RoundKind, **changes: Any) -> RoundDraft:
    """Return a question of a kind, worded after it."""
    subject = {"subject": "living_asset"} if kind is RoundKind.PLACES else {}
    return RoundDraft(f"Question {kind.value} ?", kind=kind, **(subject | changes))


@dataclass
class Phone:
    """One person's phone, with what its page said and asked."""

    page: Page
    address: str
    language: str = "fr"
    finger: CDPSession | None = field(default=None, repr=False)

    def open(self, code: str, query: str = "") -> Phone:
        """Open a room."""
        self.page.goto(f"{self.address}/r/{code}{query}")
        return self.wait()

    def wait(self) -> Phone:
        """Wait until the page has started."""
        self.page.locator("body[data-ready]").wait_for()
        return self

    def say(self, name: str, **values: object) -> str:
        """Return a sentence of the page."""
        return tr(f"phone.{name}", self.language, **values)

    def button(self, name: str) -> Locator:
        """Return the button with a sentence of the page."""
        return self.page.get_by_role("button", name=self.say(name), exact=True)

    def press(self, name: str) -> Phone:
        """Press the button with a sentence of the page."""
        self.button(name).click()
        return self

    def see(self, name: str, **values: object) -> Phone:
        """Wait until a sentence of the page is shown."""
        shown = self.page.locator("header.bar, #notice, main")
        shown.get_by_text(self.say(name, **values)).first.wait_for()
        return self

    def join(self, code: str, college: str = COLLEGES[0], query: str = "") -> Phone:
        """Come in as a college, without a name."""
        self.open(code, query)
        self.press("start")
        self.page.get_by_role("button", name=college).click()
        return self.press("name_none")

    def map(self) -> Locator:
        """Return the map once it can be drawn on."""
        found = self.page.locator(".map[data-ready]")
        found.wait_for()
        return found

    def touch(self, kind: str, *spots: tuple[float, float]) -> None:
        """Touch the screen as the browser reports fingers."""
        if self.finger is None:
            self.finger = self.page.context.new_cdp_session(self.page)
        points = [{"x": across, "y": down} for across, down in spots]
        self.finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def draw(self, across: float = 0.5, down: float = 0.55, size: float = 0.25) -> Phone:
        """Draw a loop with a finger; places and size are shares of the map."""
        area = self.map().bounding_box()
        assert area is not None
        middle = area["x"] + across * area["width"], area["y"] + down * area["height"]
        turns = [math.tau * 0.97 * step / LOOP_STEPS for step in range(LOOP_STEPS + 1)]
        reach = size * area["width"]
        path = [
            (middle[0] + reach * math.cos(angle), middle[1] + reach * math.sin(angle))
            for angle in turns
        ]
        self.touch("touchStart", path[0])
        for spot in path[1:]:
            self.touch("touchMove", spot)
        self.touch("touchEnd")
        return self.see("draw_hint_done")

    def tap_map(self, across: float, down: float) -> Phone:
        """Tap the map at a place given in shares of it."""
        area = self.map().bounding_box()
        assert area is not None
        spot = area["x"] + across * area["width"], area["y"] + down * area["height"]
        self.page.touchscreen.tap(*spot)
        return self

    def write(self, words: str) -> Phone:
        """Write the words that go with an answer."""
        self.page.locator("textarea").fill(words)
        return self

    def send_loop(self, words: str = "") -> Phone:
        """Draw, say why, and send; what becomes of it is not waited for."""
        return self.draw().press("next").write(words).press("send")

    def recall(self, name: str) -> Any:
        """Return what the phone keeps under a name of its memory."""
        found = self.page.evaluate(
            """(name) => Object.keys(localStorage)
                .filter((key) => key.endsWith("-" + name)).map((key) => localStorage[key])[0]""",
            name,
        )
        return json.loads(found) if found else None

    def recall_drawing(self) -> Any:
        """Return the drawing of the draft that the phone keeps."""
        return self.page.evaluate(
            """() => Object.keys(localStorage).filter((key) => key.includes("-draft-"))
                .map((key) => JSON.parse(localStorage[key]).drawing || {})[0]"""
        )

    def until(self, holds: Callable[[], bool]) -> Phone:
        """Wait for something that the phone asked the server, which the test reads elsewhere."""
        for _ in range(300):
            if holds():
                return self
            self.page.evaluate("() => new Promise((done) => setTimeout(done, 100))")
        raise AssertionError("it never came")

    def enlarge(self) -> Phone:
        """Ask for larger letters."""
        self.page.locator("#larger").click()
        return self

    def letter_size(self) -> float:
        """Return the size of letters, in pixels."""
        shown = self.page.evaluate("() => getComputedStyle(document.body).fontSize")
        return float(shown.removesuffix("px"))

    def fits(self, main: str = "") -> Phone:
        """Check that nothing is wider than the screen and that a button is in view."""
        wide = self.page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{wide} pixels too wide"
        if main:
            area, size = self.button(main).bounding_box(), self.page.viewport_size
            assert area is not None
            assert size is not None
            assert area["y"] + area["height"] <= size["height"] + 1
            assert area["height"] >= 44
        return self

    def barriers(self) -> list[str]:
        """Return what keeps people out of the screen shown, serious or worse, as axe tells it."""
        self.page.evaluate(AXE)
        told = self.page.evaluate("() => axe.run({ resultTypes: ['violations'] })")
        return [
            f"{each['id']}: {node['target']} {node['failureSummary']}"
            for each in told["violations"]
            if each["impact"] in ("serious", "critical")
            for node in each["nodes"]
        ]


NewPhone = Callable[..., Phone]

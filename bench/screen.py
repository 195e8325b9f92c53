"""Comparer run alone, without a browser: what a change of it costs, page and map data together."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from unittest import mock
from urllib.parse import urlsplit

from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from animmap.services import errands
from animmap.settings import ROOT
from animmap.views import maps
from animmap.views.maps import MapAnswer

PATIENCE_S = 600
AIM_MS = 300


@dataclass
class Browser:
    """Stands for the maps of a browser: keeps what they would ask for, says what was clicked."""

    clicked: tuple[float, float] | None = None
    wanted: list[str] = field(default_factory=list)
    had: set[str] = field(default_factory=set)

    def show_map(self, _: object, *, overlays: list[maps.Overlay], **_options: object) -> MapAnswer:
        self.wanted += [each.url for each in overlays if each.url and each.url not in self.had]
        self.had.update(each.url for each in overlays if each.url)
        return MapAnswer(clicked=self.clicked)


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor seconds of a control.

    ``drawn``: the page drawn again; ``asked``: the data of its maps; ``behind``: what is then
    read in the background; ``late``: page and data drawn again once it is there.
    """

    drawn: float
    asked: float = 0.0
    behind: float = 0.0
    late: float = 0.0


def _spent() -> float:
    """Processor seconds of this process, but for what errands take in the background."""
    paces = (each.pace for each in errands.list_all() if each.running)
    return time.process_time() - sum(each.spent() for each in paces if each is not None)


class Screen:
    """Comparer on a question, and the processor milliseconds of what was done to it."""

    def __init__(self, project_id: str, round_id: str, client: TestClient) -> None:
        self.browser, self.client = Browser(), client
        path = str(ROOT / "pages" / "compare.py")
        self.page = AppTest.from_file(path, default_timeout=PATIENCE_S)
        # A server looks for the components of packages before its first visitor.
        found = AppTest.from_string("import streamlit").run()
        self.page._bidi_component_manager = found._bidi_component_manager
        self.page.query_params.update({"demarche": project_id, "question": round_id})
        self.told: dict[str, list[Cost]] = {}

    def note(self, name: str, change: Callable[[], object] | None = None) -> None:
        """Time a change: the page drawn again, then the data of its maps."""
        if change is not None:
            change()
        drawn, asked = self._draw(name)
        late = behind = 0.0
        while running := [each for each in errands.list_all() if each.running]:
            started = time.process_time()
            for each in running:
                each.wait(PATIENCE_S)
            behind += time.process_time() - started
            late = sum(self._draw(name))
        self.told.setdefault(name, []).append(Cost(drawn, asked, behind, late))

    def _draw(self, name: str) -> tuple[float, float]:
        """Draw the page, then ask for the data of its maps; and return their seconds."""
        self.browser.wanted.clear()
        started = _spent()
        with mock.patch.object(maps, "show_map", self.browser.show_map):
            self.page.run()
        drawn = _spent() - started
        if self.page.exception:
            raise SystemExit(f"{name}: {self.page.exception[0].value}")
        started = _spent()
        for address in dict.fromkeys(self.browser.wanted):
            answer = self.client.get(address)
            if answer.status_code != 200:
                raise SystemExit(f"{name}: {urlsplit(address).path} {answer.status_code}")
        return drawn, _spent() - started

    def set(self, key: str, value: object) -> Callable[[], None]:
        """Return what gives a widget a value before the next run."""

        def change() -> None:
            self.page.session_state[key] = value

        return change

    def ask(self, **address: str) -> Callable[[], None]:
        """Return what changes the address before the next run."""
        return lambda: self.page.query_params.update(address)

    def click(self, place: tuple[float, float]) -> Callable[[], None]:
        """Return what clicks a place on the maps before the next run."""

        def change() -> None:
            self.browser.clicked = place

        return change

    def lines(self) -> Iterator[str]:
        """Yield the lines of the table."""
        for name, costs in self.told.items():
            whole = [each.drawn + each.asked for each in costs]
            later = statistics.median(whole[1:] or whole)
            over = "" if later <= AIM_MS / 1000 else " **over**"
            data, behind, late = (
                statistics.median([getattr(each, part) for each in costs[1:] or costs])
                for part in ("asked", "behind", "late")
            )
            cells = (whole[0], later, data, max(each.behind for each in costs), behind, late)
            first, then, *rest = (f"{1000 * each:.0f}" for each in cells)
            yield f"| {name} | {first} | {then}{over} | {' | '.join(rest)} |"

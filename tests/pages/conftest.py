"""Pages run alone, in this process, on a store of their own and without a browser's map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from typing import Any

import pytest
from streamlit.runtime import context
from streamlit.runtime.scriptrunner import RerunData
from streamlit.testing.v1 import AppTest, local_script_runner

from animmap.core.model import SketchState
from animmap.services import contribute, projects, workshops
from animmap.settings import ROOT
from animmap.storage.store import Store
from animmap.texts import tr
from animmap.views import maps
from animmap.views.maps import MapAnswer
from tests.pages.paper import A, B, C, on_paper

PATIENCE_SECONDS = 60
DRAWN_HERE = "data:image/svg+xml;base64,"


@dataclass
class FakeMap:
    """Stands for the browser's map: notes what it is asked to show, answers what a test says."""

    answer: MapAnswer = field(default_factory=MapAnswer)
    shown: list[dict[str, Any]] = field(default_factory=list)

    def show_map(self, territory: Any, **options: Any) -> MapAnswer:
        self.shown.append({"territory": territory, **options})
        return self.answer


@pytest.fixture(autouse=True)
def _no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page run alone has no browser behind it: no cookie, no header, this very machine."""
    monkeypatch.setattr(context, "_get_client_context", lambda: None)


@pytest.fixture
def fake_map(monkeypatch: pytest.MonkeyPatch) -> FakeMap:
    """Replace the only function that asks anything of a browser's map."""
    made = FakeMap()
    monkeypatch.setattr(maps, "show_map", made.show_map)
    return made


@pytest.fixture
def open_page(
    store: Store, fake_map: FakeMap, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., AppTest]:
    """Return ``open_page(name, role="animator", **address parameters)``: the page, run once."""

    def run(name: str, role: str = "animator", **address: str) -> AppTest:
        monkeypatch.setenv("ANIMMAP_LOCAL_ROLE", role)
        path = ROOT / "animmap" / "views" / "frame.py"
        if name != "frame":
            path = ROOT / "pages" / f"{name}.py"
        page = AppTest.from_file(str(path), default_timeout=PATIENCE_SECONDS)
        for parameter, value in address.items():
            page.query_params[parameter] = value
        return page.run()

    return run


@pytest.fixture
def go_back(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Return ``go_back(page, name)``: a press of "back" to an address without ``name``."""

    def back(page: AppTest, name: str) -> AppTest:
        del page.query_params[name]
        with monkeypatch.context() as pressed:
            moved = partial(RerunData, is_history_navigation=True)
            pressed.setattr(local_script_runner, "RerunData", moved)
            return page.run()

    return back


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        drawn = tag == "img" and str(dict(attrs).get("src")).startswith(DRAWN_HERE)
        self.tags.append("picture drawn here" if drawn else tag)

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def text_of(page: AppTest) -> str:
    """Return all that a page shows, as a reader sees it (style sheets left out)."""
    shown = []
    for element in page.main:
        body = getattr(element, "body", None) or getattr(element, "value", None)
        if not isinstance(body, str) or body.lstrip().startswith("<style>"):
            continue
        parser = _Text()
        parser.feed(body)
        shown.append(" ".join(parser.parts))
    return "\n".join(shown)


def tags_of(page: AppTest) -> set[str]:
    """Return the HTML tags that a page writes itself."""
    found: set[str] = set()
    for element in page.main:
        body = getattr(element, "body", None)
        if isinstance(body, str) and not body.lstrip().startswith("<style>"):
            parser = _Text()
            parser.feed(body)
            found |= set(parser.tags)
    return found


@pytest.fixture
def draw(make_sketch):
    def make(project, rectangle, college=0, label="Une table", reason="Parce que."):
        return make_sketch(
            project, college=college, geometry=on_paper(*rectangle), label=label, reason=reason
        )

    return make


@pytest.fixture
def three_squares(make_project, draw):
    """Return a project where three colleges of one voice drew A, B and C."""
    project = make_project()
    for college, (label, rectangle) in enumerate(
        {"Aster": A, "Bleuet": B, "Coquelicot": C}.items()
    ):
        draw(project, rectangle, college, label, f"Je pense à {label}.")
    return project


@pytest.fixture
def uneven_colleges(make_project, draw):
    """Return a project where A was drawn by four of one college, B, B, A by another, C by one."""
    project = make_project()
    for college, rectangles in enumerate(([A] * 4, [B, B, A], [C])):
        for rectangle in rectangles:
            draw(project, rectangle, college)
    return project


def plain_text_of(page: AppTest) -> str:
    """Return what a page says, with ordinary spaces."""
    return (
        text_of(page).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    )


def open_compare_part(
    open_page: Callable[..., AppTest], part: str, role: str = "animator", **address: str
) -> AppTest:
    """Open a part of Comparer."""
    page = open_page("compare", role=role, **address)
    page.session_state["compare-parts"] = tr(f"compare.part.{part}", "fr")
    page = page.run()
    assert not page.exception
    return page


@pytest.fixture
def project(make_project):
    return make_project()


@pytest.fixture
def sketches(desk, project):
    """Return ``sketches()``: what the store holds for the open question, any state."""
    (question,) = workshops.list_rounds(desk, project.id)
    return lambda: contribute.list_sketches(desk, question.id, states=tuple(SketchState))


@pytest.fixture
def speak(open_page, desk, project):
    """Return ``speak(college=0)``: the page, with a college chosen."""

    def run(college: int = 0, **options):
        page = open_page("draw", **options)
        chosen = projects.list_colleges(desk, project.id)[college]
        return page.button(key=f"draw_college_{chosen.id}").click().run()

    return run

"""A real server on data of its own, and a real Chromium that notes all it asks and complains of.

The helpers wait for states the page declares (a run that ended, a map that is ready), never
for time to pass.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    FrameLocator,
    Page,
    expect,
    sync_playwright,
)

from animmap.core.model import Access, Project, Role
from animmap.services import projects
from animmap.services.demo import DEMO_PROJECT_ID
from animmap.services.desk import Desk
from tests.browser.online import fake, online_server, online_store
from tests.browser.phones import PHONE, Hall, Phone, open_hall
from tests.browser.servers import Server, free_port, start_on
from tests.browser.sheets import lay

__all__ = ["fake", "lay", "online_server", "online_store"]

FAILURES = Path(__file__).parent / "failures"
# Enough for a machine that does something else: what is awaited comes, or never will.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)
BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Without any of these, Playwright looks for the Chromium of its own that it may have installed.
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSER_NAMES)), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Streamlit looks for its own root under a deep link before it finds it.
EXPECTED_MISSES = ("/_stcore/health", "/_stcore/host-config")
# The page ran to its end and each of its elements has loaded its code.
DRAWN = """() => {
    const app = document.querySelector("[data-testid=stApp]");
    return app && app.dataset.testScriptState === "notRunning"
        && app.querySelector("[data-testid=stMain] [data-testid=stElementContainer]")
        && !app.querySelector("[data-testid=stSkeleton]");
}"""


@dataclass
class Visit:
    """One person's browser page, with what it asked for and what went wrong."""

    page: Page
    server: Server
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> Visit:
        """Go to an address of the server and wait until its screen has been drawn."""
        self.page.goto(self.server.address + path)
        return self.settle()

    def settle(self) -> Visit:
        """Wait until Streamlit has run the page and every map on it shows its data."""
        self.page.wait_for_function(DRAWN)
        for position in range(self.page.locator("iframe").count()):
            frame = self.page.frame_locator("iframe").nth(position)
            frame.locator("#map_div[data-ready=true], html[data-steady]").wait_for(state="attached")
        return self

    def map(self, position: int = 0) -> FrameLocator:
        """Return the frame of a map of the page."""
        return self.page.frame_locator("iframe[title*='folium']").nth(position)

    def foreign_requests(self) -> list[str]:
        """Return the addresses asked of any other host."""
        here = urlsplit(self.server.address).netloc
        return [
            address
            for address in self.requests
            if urlsplit(address).scheme in ("http", "https", "ws", "wss")
            and urlsplit(address).netloc != here
        ]

    def note_console(self, message: ConsoleMessage) -> None:
        """Keep what the browser complains of."""
        source = message.location.get("url", "") if message.location else ""
        if message.type == "error" and not source.split("?")[0].endswith(EXPECTED_MISSES):
            self.complaints.append(f"{message.text} ({source})")


@pytest.fixture(scope="session")
def start_server(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., Server]]:
    """Return ``start_server(**environment)``; every server stops with the session."""
    running: list[subprocess.Popen[bytes]] = []

    def start(**environment: str) -> Server:
        var = tmp_path_factory.mktemp("var")
        server, process = start_on(var, environment, free_port())
        running.append(process)
        port = int(server.address.rpartition(":")[2])
        server.start_again = lambda: running.append(start_on(var, environment, port)[1])
        return server

    yield start
    for process in running:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def server(start_server: Callable[..., Server]) -> Server:
    """Return a server with the demo démarche, for an animator on this machine, offline."""
    return start_server()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return one Chromium for the session."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_visit(
    server: Server, chromium: Browser, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Visit]]:
    """Return ``new_visit(server=..., **options of a Playwright context)``."""
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def make(server: Server = server, **options: object) -> Visit:
        chosen: dict[str, object] = {
            "locale": "fr-FR",
            "timezone_id": "Europe/Paris",
            "viewport": {"width": 1366, "height": 768},
        }
        context = chromium.new_context(**(chosen | options))  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        visit = Visit(context.new_page(), server)
        visit.page.on("request", lambda asked: visit.requests.append(asked.url))
        visit.page.on("websocket", lambda socket: visit.requests.append(socket.url))
        visit.page.on("console", visit.note_console)
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        contexts.append(context)
        visits.append(visit)
        return visit

    yield make
    if getattr(request.node, "failed", False):
        for position, visit in enumerate(visits):
            _keep_evidence(visit, f"{request.node.name}-{position}")
    for context in contexts:
        context.close()


@pytest.fixture
def visit(new_visit: Callable[..., Visit]) -> Visit:
    """Return the page of one person in front of a laptop."""
    return new_visit()


@pytest.fixture
def server_desk(server: Server) -> Iterator[Callable[..., Desk]]:
    """Return ``server_desk(role=ANIMATOR)``: a desk on the server's own database."""
    from datetime import UTC, datetime

    store = server.open_store()

    def make(role: Role = Role.ANIMATOR, project_id: str | None = None) -> Desk:
        return Desk(store, Access(role, project_id), lambda: datetime.now(UTC))

    yield make
    store.close()


@pytest.fixture
def make_around_lawe(server_desk: Callable[..., Desk]) -> Iterator[Callable[[str], Project]]:
    """Return ``make_around_lawe(name)``: a démarche of this test only, on the demo's territory."""
    desk, made = server_desk(), list[Project]()

    def make(name: str) -> Project:
        territory = projects.get_territory(desk, DEMO_PROJECT_ID)
        draft = projects.ProjectDraft(
            name=name, summary="", territory_name="Autour de la Lawe",
            communes=territory.communes, colleges=(), crs=territory.crs, question="Où ?",
        )  # fmt: skip
        made.append(projects.create_project(desk, draft))
        return made[-1]

    yield make
    for each in made:
        projects.delete_project(desk, each.id)


@pytest.fixture
def hall(server_desk: Callable[..., Desk]) -> Callable[..., Hall]:
    """Return ``hall(*questions)``: a workshop of this test only, its room and questions open."""
    return lambda *asked: open_hall(server_desk(), *asked)


@pytest.fixture
def new_phone(new_visit: Callable[..., Visit], server: Server) -> Callable[..., Phone]:
    """Return ``new_phone(language="fr", server=..., **options of a Playwright context)``."""

    def make(language: str = "fr", server: Server = server, **options: object) -> Phone:
        locale = {"fr": "fr-FR", "en": "en-GB"}[language]
        visit = new_visit(server, **(PHONE | {"locale": locale} | options))
        return Phone(visit.page, server.address, language)

    return make


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Tell the fixtures of a test whether it failed."""
    report = yield
    if report.when == "call":
        item.failed = report.failed  # type: ignore[attr-defined]
    return report


def _keep_evidence(visit: Visit, name: str) -> None:
    FAILURES.mkdir(exist_ok=True)
    plain = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)
    visit.page.screenshot(path=FAILURES / f"{plain}.png", full_page=True)
    told = ["-- address", visit.page.url, "-- complaints", *visit.complaints, "-- requests"]
    (FAILURES / f"{plain}.txt").write_text("\n".join([*told, *visit.requests]), encoding="utf-8")
    # Where only the report of the tests is kept.
    logging.getLogger(__name__).warning("\n".join([name, *told, *visit.requests[-12:]]))

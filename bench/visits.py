"""A browser on the screens: visits that end when a screen can be used, and what they cost."""

from __future__ import annotations

import os
import shutil
import statistics
import time
from dataclasses import dataclass, field

from playwright.sync_api import Page

PATIENCE_MS = 30_000
SETTLED_S = 2.0
FRAME = "() => new Promise(requestAnimationFrame)"


NAMES = ("chromium", "chromium-browser", "google-chrome")


CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


# The script ran to its end, nothing is a placeholder, and each map in sight shows its data.
USABLE = """() => {
    const app = document.querySelector("[data-testid=stApp]");
    if (!app || app.dataset.testScriptState !== "notRunning") return false;
    if (!app.querySelector("[data-testid=stMain] [data-testid=stElementContainer]")) return false;
    if (app.querySelector("[data-testid=stSkeleton]")) return false;
    return [...app.querySelectorAll("iframe")].every((frame) =>
        frame.contentDocument?.querySelector("#map_div[data-ready=true], html[data-steady]"));
}"""


@dataclass
class Visit:
    """One browser tab, with what it received."""

    page: Page
    requests: int = 0
    received: float = 0.0
    pending: set[str] = field(default_factory=set)

    def listen(self) -> Visit:
        """Count requests and bytes from now on, those of the live connection included."""
        wire = self.page.context.new_cdp_session(self.page)
        wire.send("Network.enable")
        wire.on("Network.requestWillBeSent", self._sent)
        wire.on("Network.loadingFinished", self._finished)
        wire.on("Network.loadingFailed", self._ended)
        wire.on("Network.webSocketFrameReceived", self._frame)
        return self

    def usable(self) -> None:
        """Wait until the screen can be used."""
        self.page.wait_for_function(USABLE)

    def settle(self) -> None:
        """Wait, frame after frame, until what was asked has come; a file may never end."""
        limit = time.monotonic() + SETTLED_S
        self.page.evaluate(FRAME)
        while self.pending and time.monotonic() < limit:
            self.page.evaluate(FRAME)

    def _sent(self, event: dict) -> None:
        self.requests += 1
        self.pending.add(event["requestId"])

    def _finished(self, event: dict) -> None:
        self.received += event["encodedDataLength"]
        self._ended(event)

    def _ended(self, event: dict) -> None:
        self.pending.discard(event["requestId"])

    def _frame(self, event: dict) -> None:
        frame = event["response"]
        self.received += len(frame["payloadData"]) * (0.75 if frame["opcode"] == 2 else 1)


@dataclass
class Measure:
    """Values of one line of the table, a run each."""

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    requests: list[float] = field(default_factory=list)
    kilobytes: list[float] = field(default_factory=list)

    def line(self, name: str) -> str:
        """Return the medians, and the slowest run."""
        middle = [statistics.median(some or [0.0]) for some in (self.cpu, self.requests)]
        weight = statistics.median(self.kilobytes or [0.0])
        return (
            f"| {name} | {statistics.median(self.seconds):.2f} | {max(self.seconds):.2f} "
            f"| {middle[0]:.2f} | {middle[1]:.0f} | {weight:,.0f} |"
        )

"""A hall in one room: a hundred phones join, draw and send while screens are open.

``python -m bench.phones [--phones 100] [--seconds 110]`` starts the app on a temporary folder
with three open questions, opens three screens of it in Chromium and a wall that asks twice a
second, then lets the phones (real HTTP clients, a connection each) join within ten seconds
and send a sketch to each question within the time given; one send in five is sent again, as
after a lost answer. It checks that each acknowledged sketch is stored once, and prints what a
send and its way to the wall took, beside sends to the same server before anybody came.
Everything stays on this machine; a whole run takes some two and a half minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import async_playwright
from shapely.geometry import mapping

from animmap.core.model import RoundState
from animmap.services import contribute, projects, room, workshops
from animmap.services.desk import Desk
from animmap.services.workshops import RoundDraft
from bench.room import Room, drafts, make_project
from bench.visits import CHROMIUM, FLAGS

QUESTIONS = 3
JOIN_WITHIN_S = 10.0
ASK_AGAIN_S = 3.0  # how often a phone asks what is new
WALL_ASKS_S = 0.4
REPEATED = 0.2
TRIES = 3
BASELINE_SENDS = 30
DRAWN = "[data-testid=stApp][data-test-script-state=notRunning]"
SCREENS = ("/", "/comparer", "/animer")
SEND_LIMIT_S, WALL_LIMIT_S = 0.5, 3.0


@dataclass
class Hall:
    """A workshop with its room open, and what its phones will send."""

    code: str
    workshop_id: str
    project_id: str
    rounds: list[str]
    colleges: list[str]
    bodies: list[dict[str, Any]]


@dataclass
class Log:
    """What was measured, in seconds, and what was acknowledged."""

    joins: list[float] = field(default_factory=list)
    sends: list[float] = field(default_factory=list)
    scenes: list[float] = field(default_factory=list)
    asks: list[float] = field(default_factory=list)
    sent_at: dict[str, float] = field(default_factory=dict)
    seen_at: dict[str, float] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    surprises: list[str] = field(default_factory=list)
    called_again: int = 0

    def expect(self, answer: httpx.Response, *statuses: int) -> None:
        """Note an answer of another status than those expected."""
        if answer.status_code not in statuses:
            self.surprises.append(f"{answer.request.url.path}: {answer.status_code}")


def furnish(desk: Desk, phones: int) -> Hall:
    """Make a démarche with three open questions and open its room."""
    project_id, first = make_project(desk)
    meeting = workshops.list_workshops(desk, project_id)[0]
    for _ in range(QUESTIONS - 1):
        workshops.create_round(desk, meeting.id, RoundDraft("?", blind=False), RoundState.OPEN)
    opened = room.open_room(desk, meeting.id)
    made = drafts(desk, project_id, first, QUESTIONS * phones + BASELINE_SENDS)
    return Hall(
        code=opened.join_code or "",
        workshop_id=meeting.id,
        project_id=project_id,
        rounds=[each.id for each in workshops.list_rounds(desk, project_id)],
        colleges=[each.id for each in projects.list_colleges(desk, project_id)],
        bodies=[
            {
                "id": draft.id,
                "geometry": mapping(draft.geometry),
                "maybe": None,
                "commune_codes": [],
                "method": "freehand",
                "reason": draft.reason,
            }
            for draft in made
        ],
    )


class Caller:
    """A connection that asks again when the server had just closed it, as browsers do."""

    def __init__(self, address: str, log: Log, **headers: str) -> None:
        self.log = log
        # Plain HTTP: reading the certificates of the system would cost more than a send.
        self.client = httpx.AsyncClient(base_url=address, headers=headers, timeout=60, verify=False)

    async def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Ask for something, on a fresh connection if need be."""
        for _ in range(TRIES):
            try:
                return await self.client.request(method, path, **options)
            except (httpx.RemoteProtocolError, httpx.ReadError):
                self.log.called_again += 1
        return await self.client.request(method, path, **options)


class Phone(Caller):
    """A device: its secret, its connection, what it sends."""

    def __init__(self, hall: Hall, address: str, bodies: list[dict[str, Any]], log: Log) -> None:
        device = {"x-animmap-device": secrets.token_urlsafe(32), "origin": address}
        super().__init__(address, log, **device)
        self.hall, self.bodies = hall, bodies
        self.base = f"/api/rooms/{hall.code}"
        self.tag = ""

    async def join(self, college_id: str) -> None:
        """Open the room's page, join, fetch the map."""
        started = time.perf_counter()
        self.log.expect(await self.call("GET", f"/r/{self.hall.code}"), 200)
        await self.ask()
        body = {"college_id": college_id, "label": "Hérisson"}
        self.log.expect(await self.call("POST", f"{self.base}/join", json=body), 201, 200)
        self.log.joins.append(time.perf_counter() - started)
        self.log.expect(await self.call("GET", f"{self.base}/communes.geojson"), 200)

    async def ask(self) -> None:
        """Ask what is new in the room."""
        started = time.perf_counter()
        answer = await self.call("GET", self.base, headers={"if-none-match": self.tag})
        self.log.asks.append(time.perf_counter() - started)
        self.log.expect(answer, 200, 304)
        self.tag = answer.headers["etag"]

    async def send(self, body: dict[str, Any]) -> None:
        """Send a sketch; note how long its acknowledgement took."""
        started = time.perf_counter()
        self.log.sent_at.setdefault(body["id"], time.perf_counter())
        answer = await self.call("POST", f"{self.base}/sketches", json=body)
        self.log.sends.append(time.perf_counter() - started)
        self.log.expect(answer, 201, 200)
        if answer.is_success:
            self.log.acknowledged.add(answer.json()["id"])

    async def send_again(self, body: dict[str, Any]) -> None:
        """Send the same sketch again, as after a lost answer."""
        self.log.expect(await self.call("POST", f"{self.base}/sketches", json=body), 200)

    async def live(
        self, college_id: str, chance: random.Random, start: float, until: float
    ) -> None:
        """Join, then send to each question at a moment of its own, asking what is new between."""
        await _sleep_until(start + chance.uniform(0, JOIN_WITHIN_S))
        await self.join(college_id)
        now = time.perf_counter()
        moments = sorted(chance.uniform(now + 3, until) for _ in self.bodies)
        asking = asyncio.create_task(self.keep_asking())
        for body, moment in zip(self.bodies, moments, strict=True):
            await _sleep_until(moment)
            await self.send(body)
            if chance.random() < REPEATED:
                await self.send_again(body)
        asking.cancel()

    async def keep_asking(self) -> None:
        """Ask what is new, again and again."""
        while True:
            await asyncio.sleep(ASK_AGAIN_S)
            await self.ask()


class Wall(Caller):
    """A projected wall: asks for the scene, then for the sketches when something changed."""

    def __init__(self, hall: Hall, address: str, log: Log) -> None:
        super().__init__(address, log)
        self.hall = hall
        self.base = f"/api/wall/{hall.workshop_id}"

    async def watch(self, until: Callable[[], bool]) -> None:
        """Look until told to stop."""
        tag, revision = "", -1
        while not until():
            started = time.perf_counter()
            answer = await self.call(
                "GET", f"{self.base}/scene.json", headers={"if-none-match": tag}
            )
            self.log.scenes.append(time.perf_counter() - started)
            self.log.expect(answer, 200, 304)
            if answer.status_code == 200:
                tag = answer.headers["etag"]
                if answer.json()["revision"] != revision:
                    revision = answer.json()["revision"]
                    await self.look()
            await asyncio.sleep(WALL_ASKS_S)

    async def look(self) -> None:
        """Note the sketches that can be seen now, in every question."""
        for round_id in self.hall.rounds:
            answer = await self.call("GET", f"{self.base}/rounds/{round_id}/sketches.geojson")
            self.log.expect(answer, 200)
            now = time.perf_counter()
            for feature in answer.json()["features"]:
                self.log.seen_at.setdefault(feature["properties"]["id"], now)


async def _sleep_until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.perf_counter()))


async def measure_idle(hall: Hall, address: str) -> list[float]:
    """Send from one phone after another while nobody else is there; return the seconds."""
    log = Log()
    for body in hall.bodies[-BASELINE_SENDS:]:
        phone = Phone(hall, address, [], log)
        await phone.join(hall.colleges[0])
        await phone.send(body | {"round_id": hall.rounds[0]})
        await phone.client.aclose()
    if log.surprises:
        raise SystemExit(f"the idle server refused: {log.surprises}")
    return log.sends


async def fill_the_hall(hall: Hall, address: str, phones: int, seconds: float) -> Log:
    """Let the phones come, join and send while a wall watches; return what was measured."""
    log, chance = Log(), random.Random(1)
    start = time.perf_counter()
    until = start + seconds
    wall = Wall(hall, address, log)

    async def live(rank: int) -> None:
        given = hall.bodies[rank * QUESTIONS : (rank + 1) * QUESTIONS]
        bodies = [
            body | {"round_id": asked} for body, asked in zip(given, hall.rounds, strict=True)
        ]
        phone = Phone(hall, address, bodies, log)
        college = hall.colleges[rank % len(hall.colleges)]
        await phone.live(college, random.Random(chance.random()), start, until)
        await phone.client.aclose()

    def all_seen() -> bool:
        late = time.perf_counter() > until + 10
        return late or (finished.done() and log.acknowledged <= log.seen_at.keys())

    finished = asyncio.gather(*map(live, range(phones)))
    await asyncio.gather(finished, wall.watch(all_seen))
    return log


async def run(room_server: Room, hall: Hall, phones: int, seconds: float) -> tuple[Any, ...]:
    """Measure the idle server, open the screens, fill the hall."""
    idle = await measure_idle(hall, room_server.address)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for path in SCREENS:
            page = await browser.new_page()
            await page.goto(f"{room_server.address}{path}?demarche={hall.project_id}")
            await page.locator(DRAWN).wait_for(state="attached")
        before = room_server.cpu_s()
        log = await fill_the_hall(hall, room_server.address, phones, seconds)
        spent = room_server.cpu_s() - before
        await browser.close()
    return idle, log, spent


def stored_once(desk: Desk, hall: Hall, log: Log) -> int:
    """Check that what was acknowledged is stored, once each; return how many are."""
    stored = [each.id for asked in hall.rounds for each in contribute.list_sketches(desk, asked)]
    if len(stored) != len(set(stored)):
        raise SystemExit("a sketch is stored twice")
    lost = log.acknowledged - set(stored)
    if lost:
        raise SystemExit(f"{len(lost)} acknowledged sketches are lost")
    return len(log.acknowledged & set(stored))


def percentile(values: list[float], share: float) -> float:
    """Return the value that a share of the others stays under."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def row(name: str, values: list[float], limit: float | None = None) -> str:
    """Return a line of the table: median, p95, worst, and whether the limit holds."""
    if not values:
        return f"| {name} | 0 | | | | MISSED |"
    told = [statistics.median(values), percentile(values, 0.95), max(values)]
    held = "" if limit is None else f"{limit:.1f} {'held' if told[1] < limit else 'MISSED'}"
    return f"| {name} | {len(values)} | " + " | ".join(f"{s:.3f}" for s in told) + f" | {held} |"


def tell(idle: list[float], log: Log, spent: float, kept: int, memory: float) -> str:
    """Return the table."""
    way = [log.seen_at[each] - log.sent_at[each] for each in log.acknowledged & log.seen_at.keys()]
    ratio = percentile(log.sends, 0.95) / percentile(idle, 0.95)
    lines = [
        "| | number | median, s | p95, s | worst, s | p95 limit |",
        "|---|---|---|---|---|---|",
        row("a send, idle server", idle),
        row("page, room and join", log.joins),
        row("a send, full hall", log.sends, SEND_LIMIT_S),
        row("sent, then seen on the wall", way, WALL_LIMIT_S),
        row("wall asks for the scene", log.scenes),
        row("phone asks what is new", log.asks),
        "",
        f"send p95, full hall against idle: x{ratio:.1f}",
        f"acknowledged {len(log.acknowledged)}, each stored once: {kept}; "
        f"seen on the wall: {len(way)}; refusals: {len(log.surprises)}; "
        f"calls made again on a fresh connection: {log.called_again}",
        f"server CPU: {spent:.1f} s; memory: {memory:.0f} MB",
    ]
    return "\n".join([*lines, *sorted(set(log.surprises))[:10]])


def main() -> None:
    """Run the bench and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=110.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Room(Path(folder))
        try:
            with server.desk() as desk:
                hall = furnish(desk, options.phones)
            idle, log, spent = asyncio.run(run(server, hall, options.phones, options.seconds))
            memory = server.memory_mb()
            with server.desk() as desk:
                kept = stored_once(desk, hall, log)
        finally:
            server.stop()
    print(tell(idle, log, spent, kept, memory))


if __name__ == "__main__":
    main()

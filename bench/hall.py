"""A hall: its open questions, the phones that send to them, the wall that shows what came."""

from __future__ import annotations

import asyncio
import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from shapely.geometry import mapping

from animmap.core.model import RoundState
from animmap.services import projects, room, workshops
from animmap.services.desk import Desk
from animmap.services.workshops import RoundDraft
from bench.room import drafts, make_project

QUESTIONS = 3
JOIN_WITHIN_S = 10.0
ASK_AGAIN_S = 3.0  # how often a phone asks what is new
WALL_ASKS_S = 0.4
REPEATED = 0.2
TRIES = 3
BASELINE_SENDS = 30


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
        await sleep_until(start + chance.uniform(0, JOIN_WITHIN_S))
        await self.join(college_id)
        now = time.perf_counter()
        moments = sorted(chance.uniform(now + 3, until) for _ in self.bodies)
        asking = asyncio.create_task(self.keep_asking())
        for body, moment in zip(self.bodies, moments, strict=True):
            await sleep_until(moment)
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


async def sleep_until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.perf_counter()))

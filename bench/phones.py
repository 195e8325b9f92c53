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
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright

from animmap.services import contribute
from animmap.services.desk import Desk
from bench.hall import BASELINE_SENDS, QUESTIONS, Hall, Log, Phone, Wall, furnish
from bench.room import Room
from bench.visits import CHROMIUM, FLAGS

DRAWN = "[data-testid=stApp][data-test-script-state=notRunning]"
SCREENS = ("/", "/comparer", "/animer")
SEND_LIMIT_S, WALL_LIMIT_S = 0.5, 3.0


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

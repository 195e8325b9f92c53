"""Speed of the screens in a real browser, on a server and data of its own.

``python -m bench.screens [--runs 3]`` starts the app on a temporary folder, adds 50 sketches
and 5,000 features to it, drives Chromium, and prints medians: time until a screen can be used
(drawn, and every map shows its data), CPU seconds of the server, requests and bytes.
Everything stays on this machine; a whole run takes some three minutes.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from animmap.core.model import RoundState
from animmap.core.room import WallScreen
from animmap.services import contribute, wall, workshops
from bench.room import Room, drafts, furnish
from bench.visits import CHROMIUM, FLAGS, PATIENCE_MS, Measure, Visit

SKETCHES = 50
FEATURES = 5_000
# What the first map of the screen shows of the agreement, as a number that changes with it.
DRAWN = """() => Object.values(
        document.querySelector("iframe[title*='folium']")?.contentWindow.map?._layers ?? {})
    .filter((layer) => layer.feature?.properties.share_min !== undefined)
    .reduce((sum, { feature }) => sum + JSON.stringify(feature.geometry).length, 0)"""
# Longest time the page left a frame waiting while the map is dragged and zoomed.
STUTTER = """() => new Promise((tell) => {
    const map = window.map, gaps = [];
    let last = performance.now(), steps = 0;
    const step = (now) => {
        gaps.push(now - last);
        last = now;
        steps += 1;
        if (steps > 60) { tell(gaps.slice(1).sort((a, b) => a - b)); return; }
        if (steps === 20) map.setZoom(map.getZoom() + 1, { animate: false });
        else if (steps === 40) map.setZoom(map.getZoom() - 1, { animate: false });
        else map.panBy([steps % 2 ? 40 : -38, 6], { animate: false });
        requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
})"""


class Bench:
    """A furnished room, a browser, and the lines measured so far."""

    def __init__(self, room: Room, browser: Browser, project_id: str, round_id: str) -> None:
        self.room, self.browser = room, browser
        self.project_id, self.round_id = project_id, round_id
        self.lines: dict[str, Measure] = {}

    def line(self, name: str) -> Measure:
        """Return what was measured under a name."""
        return self.lines.setdefault(name, Measure())

    def address(self, path: str, *, large: bool = True) -> str:
        """Return the address of a screen, on the large démarche or on the demo."""
        if not large:
            return f"{self.room.address}{path}?demarche=demo"
        return f"{self.room.address}{path}?demarche={self.project_id}&question={self.round_id}"

    @contextmanager
    def visitor(self) -> Iterator[Visit]:
        """Open a tab with an empty cache."""
        context = self.browser.new_context(
            locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 1366, "height": 768}
        )
        context.set_default_timeout(PATIENCE_MS)
        yield Visit(context.new_page()).listen()
        context.close()

    def note(self, name: str, visit: Visit, act: Callable[[], object], *, more: bool = True):
        """Time ``act`` until the screen can be used again."""
        measure = self.line(name)
        asked, received, cpu = visit.requests, visit.received, self.room.cpu_s()
        started = time.perf_counter()
        act()
        visit.usable()
        measure.seconds.append(time.perf_counter() - started)
        if more:
            visit.settle()  # outside the timing
            measure.cpu.append(self.room.cpu_s() - cpu)
            measure.requests.append(visit.requests - asked)
            measure.kilobytes.append((visit.received - received) / 1000)


def load_pages(bench: Bench) -> None:
    """Each screen with an empty cache, then again with a full one."""
    pages = [
        ("Accueil", "/", False),
        ("Carte, demo", "/carte", False),
        (f"Carte, {FEATURES:,} features", "/carte", True),
        ("Dessiner", "/dessiner", True),
        (f"Comparer, {SKETCHES} sketches", "/comparer", True),
        (f"Projeter, {SKETCHES} sketches", "/projeter", True),
    ]
    for name, path, large in pages:
        with bench.visitor() as visit:
            go = partial(visit.page.goto, bench.address(path, large=large))
            bench.note(f"{name}: empty cache", visit, go)
            bench.note(f"{name}: again", visit, go)


def change_pages(bench: Bench) -> None:
    """From screen to screen by the menu."""
    with bench.visitor() as visit:
        visit.page.goto(bench.address("/"))
        visit.usable()
        for name in ("explore", "compare", "draw", "home"):
            bench.note(f"menu: to {name}", visit, partial(follow, visit.page, name))


def follow(page: Page, name: str) -> None:
    """Click a line of the menu, and wait until the menu says that one is there."""
    page.locator(f".st-key-to_{name} a").click()
    page.locator(f".st-key-here_{name}").wait_for(state="attached")


def compare(bench: Bench) -> None:
    """The controls of Comparer: the threshold, a place clicked, a sketch that arrives."""
    with bench.visitor() as visit:
        page = visit.page
        page.goto(bench.address("/comparer"))
        visit.usable()
        slider = page.get_by_role("slider").first
        slider.focus()

        def move() -> None:
            before = page.locator(".am-caption p").first.inner_text()
            page.keyboard.press("ArrowRight")
            wait_words(page, ".am-caption p", before)

        bench.note("Comparer: threshold moved", visit, move)
        sheet = first_map(page)
        bench.note(
            "Comparer: place clicked, answer read",
            visit,
            lambda: (
                sheet.click(position={"x": 150, "y": 170}),
                page.locator(".am-place").wait_for(),
            ),
        )
        arrive(bench, visit, "Comparer", ".am-caption p")


def first_map(page: Page, having: str = "") -> Locator:
    """Find the first map of a screen, in a state that a selector tells."""
    frame = page.frame_locator("iframe[title*='folium']").first
    return frame.locator(f"#map_div{having}")


def wait_words(page: Page, where: str, before: str) -> None:
    """Wait until a text of the screen is no longer what it was."""
    page.wait_for_function(
        "([where, before]) => document.querySelector(where)?.innerText !== before",
        arg=[where, before],
    )


def watch_wall(bench: Bench) -> None:
    """A sketch that arrives while the wall is shown, then the reveal of the question."""
    with bench.visitor() as visit, bench.room.desk() as desk:
        meeting = workshops.list_workshops(desk, bench.project_id)[-1].id
        wall.show(desk, meeting, screen=WallScreen.EXPLORE, round_id=bench.round_id)
        visit.page.goto(bench.address("/mur"))
        visit.page.locator("html[data-screen=explore][data-steady]").wait_for(state="attached")
        steady = "() => document.documentElement.dataset.steady"
        drawn = visit.page.evaluate(steady)
        send_one(bench)
        started = time.perf_counter()
        visit.page.wait_for_function(f"(drawn) => ({steady})() !== drawn", arg=drawn)
        bench.line("Wall: sketch sent, counted and drawn").seconds.append(
            time.perf_counter() - started
        )
        wall.show(desk, meeting, screen=WallScreen.PROGRESS)
        visit.page.locator("html[data-screen=progress]").wait_for(state="attached")
        reveal(bench, visit, partial(wall.go_next, desk, meeting))
        workshops.set_round_state(desk, bench.round_id, RoundState.OPEN)


def reveal(bench: Bench, visit: Visit, lead: Callable[[], object]) -> None:
    """Time from the reveal to the first sketch on the wall, then to the agreement."""
    first = visit.page.locator(".map[data-sketches]:not([data-sketches='0'])")
    agreed = visit.page.locator(".map[data-areas]:not([data-areas='0'])")
    started = time.perf_counter()
    lead()
    for name, seen in (("first sketch drawn", first), ("agreement drawn", agreed)):
        seen.wait_for()
        spent = time.perf_counter() - started
        bench.line(f"Wall: revealed, {name}").seconds.append(spent)


def send_one(bench: Bench) -> None:
    """Put one more sketch on disk."""
    with bench.room.desk() as desk:
        draft = drafts(desk, bench.project_id, bench.round_id, 1, seed=int(time.time()))[0]
        contribute.send(desk, draft)


def arrive(bench: Bench, visit: Visit, name: str, words: str) -> None:
    """Time from a sketch on disk to its voice counted and its agreement drawn."""
    drawn = visit.page.evaluate(DRAWN)
    before = visit.page.locator(words).first.inner_text()
    send_one(bench)
    seen = partial(wait_words, visit.page, words, before)
    bench.note(f"{name}: sketch sent, counted in the words", visit, seen, more=False)
    measure = bench.line(f"{name}: sketch sent, drawn on the map")
    started = time.perf_counter()
    # A map drawn again shows nothing for a moment.
    visit.page.wait_for_function(f"(drawn) => ![0, drawn].includes(({DRAWN})())", arg=drawn)
    already = bench.lines[f"{name}: sketch sent, counted in the words"].seconds[-1]
    measure.seconds.append(already + time.perf_counter() - started)


def move_map(bench: Bench) -> None:
    """Filter, drag and zoom the map of 5,000 features."""
    with bench.visitor() as visit:
        visit.page.goto(bench.address("/carte"))
        visit.usable()
        sheet = first_map(visit.page)
        gaps = sheet.evaluate(STUTTER)
        for name, rank in (("median", len(gaps) // 2), ("worst", -1)):
            line = bench.line(f"Carte: frame while dragged and zoomed, {name}")
            line.seconds.append(gaps[rank] / 1000)
        total = sheet.get_attribute("data-features")

        def filter_out() -> None:
            visit.page.locator(".st-key-explore_layers label").first.click()
            fewer = first_map(visit.page, f":not([data-features='{total}'])")
            fewer.wait_for(state="attached")

        bench.note("Carte: a layer filtered out", visit, filter_out)


def start_rooms(runs: int) -> list[str]:
    """Start the app on empty folders; return the lines of the table."""
    start, first = Measure(), Measure()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for _ in range(runs):
            with tempfile.TemporaryDirectory() as folder:
                room = Room(Path(folder))
                start.seconds.append(room.start_s)
                start.cpu.append(room.start_cpu_s)
                bench = Bench(room, browser, "demo", "")
                with bench.visitor() as visit:
                    go = partial(visit.page.goto, bench.address("/carte", large=False))
                    bench.note("first", visit, go)
                for name in ("seconds", "cpu", "requests", "kilobytes"):
                    getattr(first, name).extend(getattr(bench.lines["first"], name))
                room.stop()
        browser.close()
    return [start.line("app start, demo loaded"), first.line("Carte of the demo, very first visit")]


def measure_all(runs: int) -> list[str]:
    """Return the lines of the table for a furnished room."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        room = Room(Path(folder))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            with room.desk() as desk:
                bench = Bench(room, browser, *furnish(desk, SKETCHES, FEATURES))
            for _ in range(runs):
                for part in (load_pages, change_pages, compare, watch_wall, move_map):
                    part(bench)
            memory = f"\nMemory of the server at the end: {room.memory_mb():.0f} MB."
        finally:
            browser.close()
            room.stop()
    return [*(measure.line(name) for name, measure in bench.lines.items()), memory]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.screens", description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    runs = min(max(parser.parse_args().runs, 1), 10)
    print("| what | median s | slowest s | server CPU s | requests | kB |")
    print("|---|---|---|---|---|---|")
    for line in start_rooms(runs):
        print(line, flush=True)
    print("\n".join(measure_all(runs)))


if __name__ == "__main__":
    main()

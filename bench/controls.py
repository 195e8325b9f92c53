"""What each control of Comparer costs the server, page and map data together.

``python -m bench.controls [--sketches 50] [--runs 3]`` runs the page in this process on a
temporary store, touches every control, asks for the map data that the browser would then ask
for, and prints processor milliseconds: the first time, and the median of other values.
``--drawn FILE --place NAME`` compares real drawings (a layer with ``quartier`` and
``yearsLived``) instead.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.runtime import context

from animmap.core.crs import to_lonlat
from animmap.core.model import Access, Role
from animmap.services import (
    compare,
    compare_exact,
    compare_quick,
    compare_soundness,
    compare_warm,
    debates,
    demo,
)
from animmap.services import desk as desks
from animmap.services.compare_drawn import Drawn
from animmap.services.compare_families import read_families
from animmap.services.desk import Desk
from animmap.storage.store import Store
from animmap.texts import tr
from animmap.views import ahead, brush, choices
from animmap.web.middleware import list_middleware
from animmap.web.routes import list_routes
from bench.drawn import furnish_drawn, read_drawn
from bench.room import ask_again, furnish
from bench.screen import Cost, Screen

FEATURES = 500
PARTS = (
    "figures", "debates", "colleges", "overlap", "soundness", "evolution", "portrait", "adopt",
)  # fmt: skip


def play(screen: Screen, desk: Desk, round_id: str, runs: int) -> None:
    """Touch every control of Comparer ``runs`` times, with another value each time."""
    drawn = compare.select(desk, round_id)
    if compare_quick.is_large(drawn):
        _play_quick(screen, desk, drawn, runs)
    # What is read ahead is told apart: it goes on while the screen is being looked at.
    with mock.patch.object(compare_warm, "read_ahead"):
        screen.note("open the screen")
        screen.note("draw again, nothing changed")
    reading = compare.read_round(desk, round_id)
    started = time.process_time()
    compare_warm.read_parts(desk, reading)
    screen.told["read ahead, in the background"] = [Cost(time.process_time() - started)]
    if not compare_quick.is_large(drawn):
        started = time.process_time()
        compare_warm.read_slow_parts(desk, reading)
        screen.told["the same, slower parts"] = [Cost(time.process_time() - started)]
    _play_readings(screen, reading, runs)
    for _ in range(runs):
        for part in PARTS:
            label = tr(f"compare.part.{part}", "fr")
            screen.note(f"part: {part}", screen.set("compare-parts", label))
    _play_parts(screen, desk, reading, runs)


def _play_quick(screen: Screen, desk: Desk, drawn: Drawn, runs: int) -> None:
    """Touch what a grid answers, then compare exactly, as the button does."""
    screen.note("quick: open the screen")
    screen.note("quick: draw again, nothing changed")
    reading = compare_quick.read_quick(desk, drawn)
    for rank in range(runs + 1):
        count = max(1, reading.voices * (rank + 2) // (runs + 4))
        moved = screen.set(f"compare-at-least-{reading.voices}", count)
        screen.note("quick: threshold moved", moved)
    for each in choices.MORE:
        screen.note(f"quick: reading {each}", screen.set("compare-more", [each]))
    screen.set("compare-more", [])()
    screen.note("quick: classes", screen.set("compare-readings", ["class"]))
    screen.note("quick: one reading", screen.set("compare-readings", ["raw"]))
    screen.set("compare-masque", True)()
    for rank in range(runs + 1):
        count = max(1, reading.voices * (rank + 3) // (runs + 6))
        moved = screen.set(f"compare-at-least-{reading.voices}", count)
        screen.note("quick: threshold moved, below it hidden", moved)
    screen.set("compare-masque", False)()
    for rank in range(runs):
        corner = to_lonlat([reading.outlines[rank].centroid], reading.project.crs)[0]
        screen.note("quick: place clicked", screen.click((corner.x, corner.y)))
    for part in ("colleges", "figures"):
        label = tr(f"compare.part.{part}", "fr")
        screen.note(f"quick: part {part}", screen.set("compare-parts", label))
    screen.set("compare-readings", ["raw", "equal"])()
    started = time.process_time()
    compare_exact.start(desk, drawn).ended.wait()
    screen.told["exact comparison, in the background"] = [Cost(time.process_time() - started)]


def _play_readings(screen: Screen, reading: compare.RoundReading, runs: int) -> None:
    voices = reading.comparison.voices
    slider = f"compare-at-least-{voices}"
    for rank in range(runs + 1):
        count = max(1, voices * (rank + 2) // (runs + 4))
        screen.note("threshold moved", screen.set(slider, count))
    for each in choices.MORE:
        screen.note(f"reading: {each}", screen.set("compare-more", [each]))
    for rank in range(runs + 1):
        count = max(1, voices * (rank + 3) // (runs + 5))
        screen.note("threshold moved, readings of colleges", screen.set(slider, count))
    screen.note("readings: voices, colleges, classes", _together(
        screen.set("compare-more", []), screen.set("compare-readings", list(choices.READINGS))
    ))  # fmt: skip
    screen.set("compare-masque", True)()
    for rank in range(runs + 1):
        count = max(1, voices * (rank + 2) // (runs + 6))
        screen.note("threshold moved, below it hidden", screen.set(slider, count))
    screen.set("compare-masque", False)()
    for rank in range(runs):
        corner = to_lonlat([reading.comparison.shapes[rank].geometry.centroid], reading.project.crs)
        screen.note("place clicked", screen.click((corner[0].x, corner[0].y)))
    for college in [*reading.colleges[:runs], None]:
        ids = [college.id] if college else []
        screen.note("colleges filtered", screen.set("compare-colleges", ids))
    for maybe in (True, False):
        screen.note("maybe outlines", screen.set("compare-peutetre", maybe))


def _together(*changes: Callable[[], None]) -> Callable[[], None]:
    return lambda: [change() for change in changes] and None


def _play_parts(screen: Screen, desk: Desk, reading: compare.RoundReading, runs: int) -> None:
    _play_overlap(screen, reading, runs)
    _open(screen, "debates")
    numbers = [each.told.number for each in debates.list_debated(desk, reading)]
    for number in numbers[: runs + 1]:
        screen.note("debated zone chosen", screen.set(f"debate-{reading.round.id}", number))
    _open(screen, "soundness")
    usual = compare_soundness.likely_tolerance(reading)
    for rank in range(runs):
        moved = screen.set(f"soundness-tolerance-{reading.round.id}", usual * (rank + 3) // 2)
        screen.note("soundness: precision of the hand", moved)
    _open(screen, "evolution")
    for rule in ("equal", "raw"):
        screen.note("evolution: rule", screen.set("evolution-rule", rule))
    _open(screen, "portrait")
    for rule in ("equal", "raw"):
        screen.note("portrait: rule", screen.set("portrait-rule", rule))
    _open(screen, "adopt")
    for snap in (True, False):
        screen.note("adopt: whole communes", screen.set("adopt-snap", snap))
    voices = reading.comparison.voices
    for rank in range(runs):
        count = max(1, voices * (rank + 2) // (runs + 5))
        screen.note("adopt: threshold", screen.set(f"adopt-count-{voices}", count))


def _play_overlap(screen: Screen, reading: compare.RoundReading, runs: int) -> None:
    _open(screen, "overlap")
    found = read_families(reading)
    several = [rank for rank, each in enumerate(found.tree.families, 1) if len(each) > 1]
    for number in several[: runs + 1]:
        screen.note("family chosen", screen.ask(**{brush.FAMILY_PARAM: str(number)}))
    screen.page.query_params.pop(brush.FAMILY_PARAM, None)
    for rank in range(runs):
        pair = ",".join(reading.sketches[each].id for each in (rank, rank + 1))
        screen.note("cell of the matrix", screen.ask(**{brush.SKETCHES_PARAM: pair}))
    screen.page.query_params.pop(brush.SKETCHES_PARAM, None)
    for measure in ("contained", "distance", "iou"):
        screen.note("measure of the matrix", screen.set("compare-measure", measure))


def _open(screen: Screen, part: str) -> None:
    screen.set("compare-parts", tr(f"compare.part.{part}", "fr"))()


@contextmanager
def open_store(folder: Path) -> Iterator[Desk]:
    """Open an empty store of this process, with the demo in it, as the animator."""
    os.environ |= {"ANIMMAP_VAR": str(folder), "ANIMMAP_LOCAL_ROLE": "animator"}
    store = Store.open(f"sqlite:///{folder / 'animmap.sqlite'}")
    desks.use_store(store)
    desk = Desk(store, Access(Role.ANIMATOR), lambda: datetime.now(UTC))
    demo.load_demo(desk)
    yield desk
    desks.use_store(None)
    store.close()


def _fill(desk: Desk, asked: argparse.Namespace) -> tuple[str, str]:
    if asked.drawn is None:
        project_id, round_id = furnish(desk, asked.sketches, FEATURES)
        ask_again(desk, project_id, asked.sketches)
        return project_id, round_id
    drawn = read_drawn(asked.drawn, asked.place, asked.sketches)
    project_id, round_id, refused = furnish_drawn(desk, drawn)
    print(f"{len(drawn)} drawings, {len(refused)} refused: {', '.join(refused[:5])}\n")
    return project_id, round_id


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.controls", description=__doc__)
    parser.add_argument("--sketches", type=int, default=50)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--drawn", type=Path)
    parser.add_argument("--place", default="park-slope")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder)) as desk:
        project_id, round_id = _fill(desk, asked)
        app = Starlette(routes=list_routes(), middleware=list_middleware())
        local = TestClient(app, base_url="http://localhost", client=("127.0.0.1", 1))
        # A page run alone has no browser behind it: no cookie, no header, this very machine.
        alone = mock.patch.object(context, "_get_client_context", return_value=None)
        with local as client, alone:
            screen = Screen(project_id, round_id, client)
            started = time.process_time()
            ahead.load()
            screen.told["code loaded after start-up"] = [Cost(time.process_time() - started)]
            play(screen, desk, round_id, max(asked.runs, 1))
    heads = ("control", "first", "then", "of which map data", "in the background, most")
    print(f"Milliseconds of processor.\n\n| {' | '.join((*heads, 'usual', 'drawn again'))} |")
    print(f"|{'---|' * (len(heads) + 2)}")
    print("\n".join(screen.lines()))


if __name__ == "__main__":
    main()

"""How time and memory grow with the number of sketches, up to 10,000: ``python -m bench.scaling``.

At each size, by compiled loops, by arrays of NumPy and by the best of plain shapely, one after
the other, each in a process of its own. A whole walk holds every crossing, whose number grows with
the square of the sketches: it stops where its memory would. Beyond, areas by level are walked some
rings at a time, and read on a grid. Without sizes, the curve of the documents is drawn again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from animmap.core.grounds import cut_grounds
from animmap.core.lots import reach_by_lots
from animmap.core.pairs import pair_areas
from animmap.core.surface import choose_cell, draw_surface, reached_areas
from animmap.core.walk import level_areas, walk_boundaries
from animmap.settings import ROOT
from bench.machine import forget_peak, load_loops, peak_mb
from bench.scaling_plot import draw
from bench.sketches import draw_sketches

SIZES = (10, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
# Largest size of what would hold too much, or take minutes, beyond.
LARGEST_WALK, LARGEST_LOTS_BY_ARRAYS, LARGEST_SHAPELY = 2_000, 5_000, 500
# What is short is measured again, for so long at most.
AGAIN_S, RUNS = 1.0, 5
WAYS = ("loops", "arrays", "shapely")
FIGURES = ("crossings", "walk_s", "levels_s", "pairs_s", "debated_s", "walk_mb", "lots_s",
           "lots_mb", "grid_s", "grid_mb", "grid_error", "grid_bound", "shapely_s",
           "shapely_mb")  # fmt: skip
Figures = dict[str, float]


def timed(action: Callable[[], Any]) -> tuple[Any, float, float]:
    """Result of an action, its least processor seconds and the most megabytes of the process."""
    forget_peak()
    spent: list[float] = []
    while len(spent) < RUNS and sum(spent) < AGAIN_S:
        start = time.process_time()
        found = action()
        spent.append(time.process_time() - start)
    return found, min(spent), peak_mb()


def read_grid(sketches):
    """Areas held by at least 1, 2, … sketches, read on the grid that the command would choose."""
    surface = draw_surface(sketches, np.ones(len(sketches)), choose_cell(sketches))
    return reached_areas(surface, range(1, len(sketches) + 1))


def walk_levels(sketches):
    """Exact areas by level, some rings at a time."""
    even = np.full(len(sketches), 1 / len(sketches))
    return reach_by_lots(sketches, even, [0.5], lambda _: None)[0]


def measure(size: int, way: str) -> Figures:
    """Figures of one size by one way: crossings, seconds, megabytes, error of the grid."""
    sketches, colleges = draw_sketches(size)
    if way == "shapely":
        from bench.contenders import shapely_best  # what it loads is no memory of the others

        _, seconds, megabytes = timed(lambda: shapely_best(sketches))
        return {"shapely_s": seconds, "shapely_mb": megabytes}
    compiled = load_loops()
    if compiled != (way == "loops"):
        raise SystemExit("numba is not installed")
    found: Figures = {}
    cells, found["grid_s"], found["grid_mb"] = timed(lambda: read_grid(sketches))
    found["grid_bound"] = (cells.most_m2 - cells.least_m2).max() / cells.areas_m2[0]
    if size <= LARGEST_LOTS_BY_ARRAYS or compiled:
        levels, found["lots_s"], found["lots_mb"] = timed(lambda: walk_levels(sketches))
        at_least = np.cumsum(levels[::-1])[::-1]
        found["grid_error"] = np.abs(cells.areas_m2 - at_least).max() / at_least[0]
    return found | (measure_walk(sketches, colleges) if size <= LARGEST_WALK else {})


def measure_walk(sketches, colleges) -> Figures:
    """Figures of what holds every crossing."""
    found: Figures = {}
    walk, found["walk_s"], most = timed(lambda: walk_boundaries(sketches))
    found["crossings"] = walk.crossings
    for name, read in (
        ("levels_s", lambda: level_areas(walk)),
        ("pairs_s", lambda: pair_areas(walk)),
        ("debated_s", lambda: cut_grounds(walk, colleges, "debated")),
    ):
        _, found[name], megabytes = timed(read)
        most = max(most, megabytes)
    return found | {"walk_mb": most}


def ask(size: int, way: str) -> Figures:
    """Measure one size by one way, in a process of its own."""
    script = f"import json, bench.scaling as s; print(json.dumps(s.measure({size}, {way!r})))"
    setting = os.environ | {"ANIMMAP_COMPILED": "1" if way == "loops" else "0"}
    done = subprocess.run([sys.executable, "-c", script], stdout=-1, env=setting, check=True)
    return dict(json.loads(done.stdout))


def main(sizes: list[int]) -> None:
    """Print one line a size and a way; draw the curves when all sizes are measured."""
    rows: dict[str, dict[int, Figures]] = {way: {} for way in WAYS}
    print(" ".join(f"{head:>10}" for head in ("N", "by", *FIGURES, "load")))
    for size in sizes or SIZES:
        for way in WAYS if size <= LARGEST_SHAPELY else WAYS[:2]:
            found = rows[way][size] = ask(size, way)
            told = [f"{found[name]:>10.3g}" if name in found else f"{'-':>10}" for name in FIGURES]
            told.append(f"{os.getloadavg()[0]:>10.1f}")
            print(f"{size:>10} {way:>10}", " ".join(told), flush=True)
    if not sizes:
        (ROOT / "docs" / "scaling.svg").write_text(draw(rows), encoding="utf-8")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]])

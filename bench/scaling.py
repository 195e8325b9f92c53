"""How time and memory grow with the number of sketches, up to 10,000: ``python -m bench.scaling``.

Each size is measured in a process of its own. A whole walk holds every crossing, whose number
grows with the square of the sketches: it stops where its memory would. Beyond, areas by level are
walked some rings at a time, and read on a grid.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time

import numpy as np

from animmap.core.grounds import cut_grounds
from animmap.core.lots import reach_by_lots
from animmap.core.pairs import pair_areas
from animmap.core.surface import choose_cell, draw_surface, reached_areas
from animmap.core.walk import level_areas, walk_boundaries
from animmap.settings import ROOT
from bench.overlay import load_loops, peak_mb
from bench.sketches import draw_sketches

SIZES = (10, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
LARGEST_WALK = 2_000


def timed(action):
    """Result of an action and the processor seconds it took (the machine may be shared)."""
    start = time.process_time()
    found = action()
    return found, time.process_time() - start


def read_grid(sketches):
    """Areas held by at least 1, 2, … sketches, read on the grid that the command would choose."""
    surface = draw_surface(sketches, np.ones(len(sketches)), choose_cell(sketches))
    return reached_areas(surface, range(1, len(sketches) + 1))


def walk_levels(sketches):
    """Exact areas by level, some rings at a time."""
    even = np.full(len(sketches), 1 / len(sketches))
    return reach_by_lots(sketches, even, [0.5], lambda _: None)[0]


def measure(size: int) -> dict[str, float]:
    """Figures of one size: crossings, seconds, relative error of the grid, memory."""
    sketches, colleges = draw_sketches(size)
    load_loops()
    cells, grid_s = timed(lambda: read_grid(sketches))
    found = {"grid_s": grid_s, "grid_mb": peak_mb()}
    found["grid_bound"] = (cells.most_m2 - cells.least_m2).max() / cells.areas_m2[0]
    levels, found["lots_s"] = timed(lambda: walk_levels(sketches))
    found["lots_mb"] = peak_mb()
    at_least = np.cumsum(levels[::-1])[::-1]
    found["grid_error"] = np.abs(cells.areas_m2 - at_least).max() / at_least[0]
    if size > LARGEST_WALK:
        return found
    walk, found["walk_s"] = timed(lambda: walk_boundaries(sketches))
    _, found["levels_s"] = timed(lambda: level_areas(walk))
    _, found["pairs_s"] = timed(lambda: pair_areas(walk))
    _, found["debated_s"] = timed(lambda: cut_grounds(walk, colleges, "debated"))
    found["crossings"] = walk.crossings
    found["walk_mb"] = peak_mb()
    return found


CURVES = (
    ("walk_s", "#0A4658", "boundary walk, exact"),
    ("lots_s", "#7A3B69", "areas by level some rings at a time, exact"),
    ("debated_s", "#E39A2D", "debated zones, exact"),
    ("grid_s", "#6B7780", "grid of four million cells, approximate"),
)
WIDTH, HEIGHT, LEFT, BOTTOM = 640, 360, 60, 320


def draw(rows: dict[int, dict[str, float]]) -> str:
    """Return seconds by number of sketches as SVG, both axes by powers of ten."""

    def place(size: float, seconds: float) -> tuple[float, float]:
        x = LEFT + (math.log10(size) - 1) / 3 * (WIDTH - LEFT - 20)
        return x, BOTTOM - (math.log10(max(seconds, 1e-3)) + 3) / 5.5 * (BOTTOM - 20)

    parts = []
    for size in (10, 100, 1_000, 10_000):
        x, _ = place(size, 1)
        parts.append(f'<path d="M{x:.0f} 20V{BOTTOM}" stroke="#DDE3E6"/>')
        parts.append(f'<text x="{x:.0f}" y="{BOTTOM + 18}" text-anchor="middle">{size:,}</text>')
    for seconds in (0.001, 0.01, 0.1, 1, 10, 100):
        _, y = place(10, seconds)
        parts.append(f'<path d="M{LEFT} {y:.0f}H{WIDTH - 20}" stroke="#DDE3E6"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.0f}" text-anchor="end">{seconds:g} s</text>')
    for rank, (name, color, title) in enumerate(CURVES):
        points = [place(size, found[name]) for size, found in rows.items() if name in found]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="2.5"/>')
        parts.append(f'<text x="{LEFT + 12}" y="{36 + 18 * rank}" fill="{color}">{title}</text>')
    style = 'font-family="sans-serif" font-size="12"'
    title = "<title>Processor seconds by number of sketches</title>"
    body = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {style}>'
        f'{title}<rect width="{WIDTH}" height="{HEIGHT}" fill="#FFFFFF"/>{body}</svg>'
    )


def main(sizes: list[int]) -> None:
    """Print one line a size; draw the curves when all sizes are measured."""
    rows = {}
    names = ("crossings", "walk_s", "levels_s", "pairs_s", "debated_s", "walk_mb", "lots_s",
             "lots_mb", "grid_s", "grid_mb", "grid_error", "grid_bound")  # fmt: skip
    heads = ("N", *names)
    print(" ".join(f"{head:>10}" for head in heads))
    for size in sizes or SIZES:
        script = f"import json, bench.scaling as s; print(json.dumps(s.measure({size})))"
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
        found = rows[size] = json.loads(done.stdout)
        told = [f"{found[name]:>10.3g}" if name in found else f"{'-':>10}" for name in names]
        print(f"{size:>10}", " ".join(told), flush=True)
    if not sizes:
        (ROOT / "docs" / "scaling.svg").write_text(draw(rows), encoding="utf-8")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]])

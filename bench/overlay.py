"""Speed and memory of the comparison, as ratios between contenders of one run.

``python -m bench.overlay [N …] [--postgis CONNECTION] [--r]``: contenders take turns, least of five
runs of processor time (the machine may be shared: others only add to it); memory is what a process
of its own adds at its peak. Each ratio is printed beside its target, held or missed. rasterio is a
contender where it is installed, PostGIS and R where they are asked for too (see ``outside``). The
walk is that of compiled loops where numba is installed, else (or with ``ANIMMAP_COMPILED=0``) of
arrays.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import time
from functools import partial

import numpy as np

from animmap.core.changes import renew_levels, rewalk
from animmap.core.pairs import pair_areas, renew_pairs
from animmap.core.walk import level_areas, walk_boundaries
from bench.contenders import CONTENDERS
from bench.machine import load_loops, peak_mb
from bench.outside import POSTGIS, R, invite
from bench.sketches import draw_sketches

SIZES = (10, 50, 100, 200)
# Runs of a contender, and of one that takes minutes, up to so many sketches and above.
RUNS, FEW_RUNS, MANY = (5, 3), (2, 1), 300
# Contenders that would take minutes beyond these numbers of sketches.
LARGEST = {"geopandas, iterated overlay": 20, "shapely: union, polygonize, count": 200,
           "shapely: best pipeline": 500, "shapely: pairs": 500, "faces: traced": 500,
           "levels, thresholds, pairs": 2_000, "comparison of a page": 1_000,
           "boundary walk: levels, three zones": 2_000, "boundary walk: pairs": 2_000,
           "walk": 2_000, "arrival": 2_000, POSTGIS: 500, R: 500}  # fmt: skip
# The areas by level of others than ours are of outlines not rounded to the centimetre.
SAME = 1e-8


def _runs(name: str, size: int) -> bool:
    if name == "rasterio, 25 m":
        try:
            import rasterio  # noqa: F401
        except ImportError:
            return False
    bound = LARGEST["shapely: best pipeline"] if name == "shapely: best faces" else None
    return size <= LARGEST.get(name, bound or size)


def measure(sketches, guests) -> dict[str, float]:
    """Least processor seconds of each contender, in turns; ``guests``: see ``outside.invite``."""
    size = len(sketches)
    actions = {name: partial(_timed, partial(CONTENDERS[name], sketches)) for name in CONTENDERS}
    if _runs("walk", size):
        before = walk_boundaries(sketches[:-1])
        actions["walk"] = partial(_timed, lambda: _figures(walk_boundaries(sketches)))
        arrive = partial(_arrive, before, *_figures(before), sketches)
        actions["arrival"] = partial(_timed, arrive)
    actions |= {name: partial(_ask, ask, sketches) for name, ask in guests.items()}
    actions = {name: action for name, action in actions.items() if _runs(name, size)}
    times: dict[str, list[float]] = {name: [] for name in actions}
    for turn in range(max(RUNS)):
        for name, action in actions.items():
            if turn < (FEW_RUNS if name in guests else RUNS)[size > MANY]:
                times[name].append(action())
    return {name: min(some) for name, some in times.items()}


def _timed(action) -> float:
    start = time.process_time()
    action()
    return time.process_time() - start


def _ask(ask, sketches) -> float:
    """Seconds of a tool of another process, whose levels have to be ours."""
    seconds, levels = ask(sketches)
    ours = level_areas(walk_boundaries(sketches))
    apart = np.abs(levels[1:] - ours).max() / ours.sum()
    if apart > SAME:
        raise SystemExit(f"not the same areas by level: {apart:.1e} of the union apart")
    return seconds


def _figures(walk):
    """Levels and pairs of a walk."""
    return level_areas(walk), pair_areas(walk)


def _arrive(before, levels, pairs, sketches):
    """The same when the last sketch arrives: its crossings, and its row of pairs."""
    kept = np.append(np.arange(len(sketches) - 1), -1)
    walk = rewalk(before, sketches, kept)
    return renew_levels(levels, before, walk, kept), renew_pairs(walk, pairs, kept)


def added_memory(name: str, size: int) -> float:
    """Megabytes that a contender adds at its peak, in this process."""
    sketches, _ = draw_sketches(size)
    load_loops()
    CONTENDERS[name](draw_sketches(3)[0])
    start = peak_mb()
    CONTENDERS[name](sketches)
    return peak_mb() - start


def measure_memory(name: str, size: int) -> float:
    """The same in a process of its own."""
    script = f"import json, bench.overlay as b; print(json.dumps(b.added_memory({name!r}, {size})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    return float(json.loads(done.stdout))


# What is asked of one contender against another, from a number of sketches on.
TARGETS = (
    ("levels and zones / best shapely", "shapely: best pipeline",
     "boundary walk: levels, three zones", {200: 50, 500: 100}),
    ("levels and zones / PostGIS", POSTGIS,
     "boundary walk: levels, three zones", {200: 200, 500: 400}),
    ("levels and zones / R", R, "boundary walk: levels, three zones", {200: 200, 500: 400}),
    ("pairs / shapely", "shapely: pairs", "boundary walk: pairs", {200: 25}),
    ("all faces / best shapely", "shapely: best faces", "faces: traced", {200: 6}),
    ("full walk and figures / an arrival", "walk", "arrival", {200: 10}),
    ("levels and zones / plain shapely", "shapely: union, polygonize, count",
     "boundary walk: levels, three zones", {10: 1}),
    ("surface / rasterio", "rasterio, 25 m", "surface, 25 m, with bounds", {10_000: 10}),
)  # fmt: skip
# Seconds and megabytes at most, at a number of sketches.
MOST = {
    ("levels, thresholds, pairs", 1_000): (1.0, 500.0),
    ("surface, 25 m, with bounds", 10_000): (1.0, math.inf),
}


def tell_verdict(name: str, size: int, seconds: float, memory: float) -> str:
    """Return whether a contender keeps within its seconds and megabytes, when it has some."""
    if (name, size) not in MOST:
        return ""
    most_s, most_mb = MOST[name, size]
    verdict = "held" if seconds <= most_s and memory <= most_mb else "missed"
    return f"   aim {most_s:g} s, {most_mb:g} MB: {verdict}"


def tell_ratios(found: dict[str, float], size: int) -> None:
    """Print each ratio that was measured, beside its target if there is one at this size."""
    for title, slow, quick, targets in TARGETS:
        if slow in found and quick in found:
            ratio, target = found[slow] / found[quick], targets.get(size)
            verdict = "held" if target and ratio >= target else "missed"
            told = f"   aim ×{target}: {verdict}" if target else ""
            print(f"  {title:<42}   ×{ratio:>7.1f}{told}")


def main() -> None:
    """Print a table a size."""
    parser = argparse.ArgumentParser(prog="python -m bench.overlay", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="N")
    parser.add_argument("--postgis", metavar="CONNECTION", help="as psql takes it, of a superuser")
    parser.add_argument("--r", action="store_true", help="run R, where sf is installed")
    options = parser.parse_args()
    print(f"compiled loops: {load_loops()}; load {os.getloadavg()[0]:.1f}")
    guests = invite(options.postgis, options.r)
    for size in options.sizes:
        sketches, _ = draw_sketches(size)
        found = measure(sketches, guests)
        print(f"\nN = {size}; load {os.getloadavg()[0]:.1f}")
        for name, seconds in found.items():
            memory = measure_memory(name, size) if name in CONTENDERS else 0.0
            told = f"{memory:>8.0f} MB" if name in CONTENDERS else ""
            verdict = tell_verdict(name, size, seconds, memory)
            print(f"  {name:<42}{seconds * 1000:>10.1f} ms{told}{verdict}", flush=True)
        tell_ratios(found, size)


if __name__ == "__main__":
    main()

"""Speed and memory of the comparison, as ratios between contenders of one run.

``python -m bench.overlay [N …]``: contenders take turns, least of five runs of processor time (the
machine may be shared: others only add to it); memory is what a process of its own adds at its
peak. Each ratio is printed beside its target, held or missed. rasterio is a contender where it is
installed. The walk is that of compiled loops where numba is installed, else (or with
``ANIMMAP_COMPILED=0``) of arrays.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from animmap.core import compiled
from animmap.core.changes import renew_levels, rewalk
from animmap.core.comparison import VoiceShape, compare_shapes
from animmap.core.contours import list_faces, zone_reaching
from animmap.core.pairs import pair_areas, renew_pairs
from animmap.core.surface import draw_surface, reached_areas
from animmap.core.walk import level_areas, share_areas, walk_boundaries
from animmap.settings import read_settings
from bench.sketches import draw_sketches

SIZES = (10, 50, 100, 200)
RUNS = 5
# Above, two runs.
MANY = 300
ZONES = (0.5, 2 / 3, 1.0)
CELL_M = 25.0
# Contenders that would take minutes beyond these numbers of sketches.
LARGEST = {"geopandas, iterated overlay": 20, "shapely: union, polygonize, count": 200,
           "shapely: best pipeline": 500, "shapely: pairs": 500, "faces: traced": 500,
           "levels, thresholds, pairs": 2_000, "comparison of a page": 1_000,
           "boundary walk: levels, three zones": 2_000, "boundary walk: pairs": 2_000,
           "walk": 2_000, "arrival": 2_000}  # fmt: skip


def geopandas_overlay(sketches):
    """Naive: the union of all by adding one sketch after the other."""
    whole = gpd.GeoDataFrame({"voice_0": [1]}, geometry=[sketches[0]])
    for rank, one in enumerate(sketches[1:], start=1):
        added = gpd.GeoDataFrame({f"voice_{rank}": [1]}, geometry=[one])
        whole = gpd.overlay(whole, added, how="union", keep_geom_type=True)
    return whole


def _dissolve(faces, count, voices):
    levels = np.bincount(count, weights=shapely.area(faces))
    return levels, [shapely.union_all(faces[count >= share * voices]) for share in ZONES]


def _shapely_faces(sketches):
    boundaries = shapely.union_all(shapely.boundary(np.array(sketches, dtype=object)))
    return shapely.get_parts(shapely.polygonize([boundaries]))


def shapely_levels(sketches):
    """Plain: union of the boundaries, polygonize, count with a tree, dissolve three zones."""
    faces = _shapely_faces(sketches)
    _, face = shapely.STRtree(shapely.point_on_surface(faces)).query(sketches, predicate="contains")
    return _dissolve(faces, np.bincount(face, minlength=len(faces)), len(sketches))


def shapely_faces(sketches):
    """Best found: the same faces; who covers each by prepared polygons and vectorised points."""
    faces = _shapely_faces(sketches)
    places = shapely.get_coordinates(shapely.point_on_surface(faces))
    membership = np.zeros((len(faces), len(sketches)), dtype=bool)
    bounds = shapely.bounds(sketches)
    shapely.prepare(sketches)
    for rank, (one, (west, south, east, north)) in enumerate(zip(sketches, bounds, strict=True)):
        x, y = places.T
        near = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
        membership[near, rank] = shapely.contains_xy(one, x[near], y[near])
    return faces, membership


def shapely_best(sketches):
    """The best faces found with shapely, counted and dissolved by their shared edges."""
    faces, membership = shapely_faces(sketches)
    count = membership.sum(axis=1)
    levels = np.bincount(count, weights=shapely.area(faces))
    chosen = [faces[count >= share * len(sketches)] for share in ZONES]
    return levels, [shapely.coverage_union_all(some) for some in chosen if len(some)]


def walk_levels(sketches):
    """The same answers from the boundary walk."""
    walk = walk_boundaries(sketches)
    weights = np.full(len(sketches), 1 / len(sketches))
    return level_areas(walk), [zone_reaching(walk, weights, share) for share in ZONES]


def shapely_pairs(sketches):
    """Shapely intersections of the pairs whose boxes meet."""
    shapes = np.array(sketches, dtype=object)
    one, two = shapely.STRtree(shapes).query(shapes)
    once = one < two
    return shapely.area(shapely.intersection(shapes[one[once]], shapes[two[once]])).sum()


def walk_pairs(sketches):
    """All pairs from the boundary walk, the walk included."""
    return pair_areas(walk_boundaries(sketches))


def traced_faces(sketches):
    """All faces with the voices of each, the walk included."""
    return list_faces(walk_boundaries(sketches))


def walk_figures(sketches):
    """Areas by level, ten thresholds and all pairs, the walk included."""
    walk = walk_boundaries(sketches)
    weights, tenths = np.full(len(sketches), 1 / len(sketches)), np.arange(1, 11) / 10
    return level_areas(walk), share_areas(walk, weights, tenths), pair_areas(walk)


def whole_comparison(sketches):
    """What a page computes: figures, pairs, classes, and faces under 20,000 crossings."""
    shapes = [VoiceShape(str(n), "abcd"[n % 4], one) for n, one in enumerate(sketches)]
    return compare_shapes(shapes, "EPSG:2154")


def rasterio_levels(sketches):
    """Approximate: each sketch burnt on cells of 25 m, and counted."""
    from rasterio import features, transform

    west, south, east, north = shapely.total_bounds(sketches)
    size = int((north - south) / CELL_M) + 1, int((east - west) / CELL_M) + 1
    place = transform.from_origin(west, north, CELL_M, CELL_M)
    count = np.zeros(size, dtype=np.uint16)
    for one in sketches:
        count += features.rasterize([one], size, transform=place, dtype="uint8")
    return np.bincount(count.ravel()) * CELL_M**2


def surface_levels(sketches):
    """Approximate, with bounds: difference arrays on cells of 25 m."""
    surface = draw_surface(sketches, np.ones(len(sketches)), CELL_M)
    return reached_areas(surface, range(1, len(sketches) + 1))


CONTENDERS: dict[str, Callable] = {
    "geopandas, iterated overlay": geopandas_overlay,
    "shapely: union, polygonize, count": shapely_levels,
    "shapely: best pipeline": shapely_best,
    "boundary walk: levels, three zones": walk_levels,
    "shapely: pairs": shapely_pairs,
    "boundary walk: pairs": walk_pairs,
    "shapely: best faces": shapely_faces,
    "faces: traced": traced_faces,
    "levels, thresholds, pairs": walk_figures,
    "comparison of a page": whole_comparison,
    "rasterio, 25 m": rasterio_levels,
    "surface, 25 m, with bounds": surface_levels,
}


def _runs(name: str, size: int) -> bool:
    if name == "rasterio, 25 m":
        try:
            import rasterio  # noqa: F401
        except ImportError:
            return False
    bound = LARGEST["shapely: best pipeline"] if name == "shapely: best faces" else None
    return size <= LARGEST.get(name, bound or size)


def measure(sketches) -> dict[str, float]:
    """Least processor seconds of each contender, in turns."""
    names = [name for name in CONTENDERS if _runs(name, len(sketches))]
    actions = {name: partial(CONTENDERS[name], sketches) for name in names}
    if _runs("walk", len(sketches)):
        before = walk_boundaries(sketches[:-1])
        actions["walk"] = lambda: _figures(walk_boundaries(sketches))
        actions["arrival"] = partial(_arrive, before, *_figures(before), sketches)
    times: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(RUNS if len(sketches) <= MANY else 2):
        for name, action in actions.items():
            times[name].append(_timed(action))
    return {name: min(some) for name, some in times.items()}


def _timed(action) -> float:
    start = time.process_time()
    action()
    return time.process_time() - start


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


def peak_mb() -> float:
    """Most megabytes that this process has held (unlike getrusage, without its parent's)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def measure_memory(name: str, size: int) -> float:
    """The same in a process of its own."""
    script = f"import json, bench.overlay as b; print(json.dumps(b.added_memory({name!r}, {size})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    return float(json.loads(done.stdout))


# What is asked of one contender against another, from a number of sketches on.
TARGETS = (
    ("levels and zones / best shapely", "shapely: best pipeline",
     "boundary walk: levels, three zones", {200: 50, 500: 100}),
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


def load_loops() -> bool:
    """Load the compiled loops unless the setting says no; tell whether they are."""
    return read_settings().compiled and compiled.load()


def tell_ratios(found: dict[str, float], size: int) -> None:
    """Print each ratio that was measured, beside its target if there is one at this size."""
    for title, slow, quick, targets in TARGETS:
        if slow in found and quick in found:
            ratio, target = found[slow] / found[quick], targets.get(size)
            verdict = "held" if target and ratio >= target else "missed"
            told = f"   aim ×{target}: {verdict}" if target else ""
            print(f"  {title:<42}   ×{ratio:>7.1f}{told}")


def main(sizes: list[int]) -> None:
    """Print a table a size."""
    print(f"compiled loops: {load_loops()}; load {os.getloadavg()[0]:.1f}")
    for size in sizes or SIZES:
        sketches, _ = draw_sketches(size)
        found = measure(sketches)
        print(f"\nN = {size}; load {os.getloadavg()[0]:.1f}")
        for name, seconds in found.items():
            memory = measure_memory(name, size) if name in CONTENDERS else 0.0
            told = f"{memory:>8.0f} MB" if name in CONTENDERS else ""
            verdict = tell_verdict(name, size, seconds, memory)
            print(f"  {name:<42}{seconds * 1000:>10.1f} ms{told}{verdict}", flush=True)
        tell_ratios(found, size)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]])

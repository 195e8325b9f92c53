"""Speed of the comparison, as ratios against a plain shapely baseline in the same run.

``python -m bench.overlay [N …]``: contenders take turns, medians of three runs.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import shapely

from animmap.core.comparison import VoiceShape, compare_shapes
from animmap.core.overlay import cut_faces
from animmap.core.pairs import pair_areas
from animmap.core.walk import level_areas, share_areas, walk_boundaries, zone_reaching
from bench.sketches import draw_sketches

SIZES = (10, 50, 100, 200)
RUNS = 3
ZONES = (0.5, 2 / 3, 1.0)


def shapely_levels(sketches):
    """Baseline: union of the boundaries, polygonize, count with a tree, dissolve three zones."""
    faces = shapely.get_parts(
        shapely.polygonize([shapely.union_all(shapely.boundary(np.array(sketches, dtype=object)))])
    )
    points = shapely.point_on_surface(faces)
    _, face = shapely.STRtree(points).query(sketches, predicate="contains")
    count = np.bincount(face, minlength=len(faces))
    levels = np.bincount(count, weights=shapely.area(faces))
    zones = [shapely.union_all(faces[count >= share * len(sketches)]) for share in ZONES]
    return levels, zones


def walk_levels(sketches):
    """Same answers from the boundary walk."""
    walk = walk_boundaries(sketches)
    weights = np.full(len(sketches), 1 / len(sketches))
    return level_areas(walk), [zone_reaching(walk, weights, share) for share in ZONES]


def shapely_pairs(sketches):
    """Baseline: shapely intersections of the pairs whose boxes meet."""
    shapes = np.array(sketches, dtype=object)
    one, two = shapely.STRtree(shapes).query(shapes)
    once = one < two
    return shapely.area(shapely.intersection(shapes[one[once]], shapes[two[once]])).sum()


def walk_pairs(sketches):
    """All pairs from the boundary walk, the walk included."""
    return pair_areas(walk_boundaries(sketches))


def walk_shares(sketches):
    """Ten thresholds from the boundary walk, the walk included."""
    weights = np.full(len(sketches), 1 / len(sketches))
    return share_areas(walk_boundaries(sketches), weights, [k / 10 for k in range(1, 11)])


def whole_comparison(sketches):
    """What a page computes when a sketch arrives: figures, pairs and faces."""
    shapes = [VoiceShape(str(n), "abcd"[n % 4], one) for n, one in enumerate(sketches)]
    return compare_shapes(shapes, "EPSG:2154")


CONTENDERS: dict[str, Callable] = {
    "levels and three zones, shapely faces": shapely_levels,
    "levels and three zones, boundary walk": walk_levels,
    "all pairs, shapely": shapely_pairs,
    "all pairs, boundary walk": walk_pairs,
    "ten thresholds, boundary walk": walk_shares,
    "all faces with their voices": cut_faces,
    "whole comparison of a page": whole_comparison,
}


def measure(sketches) -> dict[str, float]:
    """Median seconds of each contender, in turns."""
    times: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for _ in range(RUNS):
        for name, contender in CONTENDERS.items():
            start = time.perf_counter()
            contender(sketches)
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(some) for name, some in times.items()}


def main(sizes: list[int]) -> None:
    """Print a table a size."""
    for size in sizes or SIZES:
        sketches, _ = draw_sketches(size)
        found = measure(sketches)
        walk = walk_boundaries(sketches)
        print(f"\nN = {size}: {walk.crossings} crossings, {len(cut_faces(sketches)[0])} faces")
        for name, seconds in found.items():
            print(f"  {name:<42}{seconds * 1000:>10.1f} ms")
        levels = [found[name] for name in list(CONTENDERS)[:2]]
        pairs = [found[name] for name in list(CONTENDERS)[2:4]]
        print(f"  ratio of the baselines: levels ×{levels[0] / levels[1]:.1f}", end="")
        print(f", pairs ×{pairs[0] / pairs[1]:.1f}")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]])

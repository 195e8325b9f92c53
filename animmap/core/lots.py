"""The boundary walk some rings at a time: areas by level in bounded memory, however many voices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from shapely.geometry.base import BaseGeometry

from animmap.core import compiled
from animmap.core.crossings import plant
from animmap.core.edges import Floats, list_edges, snap
from animmap.core.walk import LOT, TIE, Walk, level_areas, share_areas, walk_rings


def walk_by_lots(polygons: Sequence[BaseGeometry], most: int = LOT) -> Iterator[tuple[Walk, float]]:
    """Yield walks of some rings each, and the part of the rings walked so far, up to 1.

    For more outlines than the memory of one walk can hold: areas by level or by share add up
    over the lots, each of some ``most`` stops. Crossings are searched twice, from either walk.
    """
    edges = list_edges(shapes := snap(polygons))
    tree = plant(edges)
    ring, rings, step = 0, len(edges.first) - 1, 1
    while ring < rings:
        stop = min(ring + step, rings)
        walk = walk_rings(shapes, edges, tree, slice(ring, stop))
        yield walk, stop / rings
        # The next lot follows what this one held, growing with care.
        step = int(np.clip(most * step / len(walk.segment), 1, 4 * step))
        ring = stop


def reach_by_lots(
    polygons: Sequence[BaseGeometry],
    weights: Floats,
    shares: Sequence[float],
    on_progress: Callable[[float], None],
) -> tuple[Floats, Floats]:
    """Return ``level_areas``, and ``share_areas`` at each share, whatever the number of outlines.

    Parameters
    ----------
    on_progress
        Told the part done, in ]0, 1], after each lot.
    """
    if quick := compiled.ready():
        bars = np.asarray(shares) - TIE
        at_least, reached = quick.reach_rings(polygons, weights, bars, on_progress)
        return at_least - np.append(at_least[1:], 0.0), reached
    levels, reached = np.zeros(len(polygons)), np.zeros(len(shares))
    for walk, part in walk_by_lots(polygons):
        levels += level_areas(walk)
        reached += share_areas(walk, weights, shares)
        on_progress(part)
    return levels, reached

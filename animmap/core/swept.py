"""Signed areas swept along boundaries, seen from one place: what Green's theorem adds up."""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np

from animmap.core import compiled
from animmap.core.edges import GRID_M, Edges, Floats


class Swept(NamedTuple):
    """Signed area (m²) swept ``before`` each segment in its ring, and by each segment ``whole``.

    ``total``: by each ring. All from ``Edges.middle``, so that sums of a ring are its area.
    """

    before: Floats
    total: Floats
    whole: Floats


def sweep_edges(edges: Edges) -> Swept:
    """Return what the segments sweep, ring after ring."""
    if quick := compiled.ready():
        return cast(Swept, quick.sweep_edges(edges))
    middle_x, middle_y = edges.middle
    ax, ay = (edges.ax - middle_x) * GRID_M, (edges.ay - middle_y) * GRID_M
    bx, by = (edges.bx - middle_x) * GRID_M, (edges.by - middle_y) * GRID_M
    whole = (ax * by - bx * ay) / 2
    total = np.bincount(edges.ring, weights=whole, minlength=len(edges.first) - 1)
    running = np.cumsum(whole) - whole
    before = running - running[edges.first[:-1]][edges.ring]
    return Swept(before, np.asarray(total, dtype=np.float64), whole)

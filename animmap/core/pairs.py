"""Intersection areas of all pairs of outlines, from one walk along their boundaries.

The ground common to two outlines is bounded by the pieces of each that lie in the other: what
they sweep, from the crossings where they go in to those where they come out, adds up to its area.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from animmap.core.edges import Floats
from animmap.core.walk import Walk, sweep_edges


def pair_areas(walk: Walk, only: Sequence[int] | None = None) -> Floats:
    """Return the n × n matrix of intersection areas (m²); areas on the diagonal.

    Parameters
    ----------
    only
        Outlines whose rows and columns are wanted; the others are left at zero.
    """
    count = walk.edges.outlines
    wanted = np.ones(count, dtype=bool)
    if only is not None:
        wanted[:] = False
        wanted[list(only)] = True
    before, _, whole = sweep_edges(walk.edges)
    surrounded = walk.edges.ring_owner[walk.around_ring]
    near = np.flatnonzero(wanted[surrounded] | wanted[walk.around_outline])
    half = np.zeros(count * count)
    started = surrounded[near] * np.int64(count) + walk.around_outline[near]
    np.add.at(half, started, walk.ring_total_m2[walk.around_ring[near]])
    for _, lot in walk.lots():
        owner, other, sign = walk.edges.owner[walk.segment[lot]], walk.other[lot], walk.sign[lot]
        stop = np.flatnonzero((sign != 0) & (wanted[owner] | wanted[other]))
        segment, at = walk.segment[lot][stop], walk.at[lot][stop]
        key = owner[stop] * np.int64(count) + other[stop]
        np.add.at(half, key, -sign[stop] * (before[segment] + at * whole[segment]))
    areas = np.bincount(walk.edges.ring_owner, weights=walk.ring_total_m2, minlength=count)
    inside = half.reshape(count, count)
    # Rounding may bring the overlap of equal outlines a hair above their area.
    matrix: Floats = np.clip(inside + inside.T, 0.0, np.minimum.outer(areas, areas))
    np.fill_diagonal(matrix, areas)
    return matrix

"""Intersection areas of all pairs of outlines, from one walk along their boundaries.

The ground common to two outlines is bounded by the pieces of each that lie in the other: what
they sweep, from the crossings where they go in to those where they come out, adds up to its area.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from animmap.core import compiled
from animmap.core.edges import Bools, Floats
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
    swept = sweep_edges(walk.edges)
    surrounded = walk.edges.ring_owner[walk.around_ring]
    near = np.flatnonzero(wanted[surrounded] | wanted[walk.around_outline])
    half = np.zeros((count, count))
    started = surrounded[near], walk.around_outline[near]
    np.add.at(half, started, walk.ring_total_m2[walk.around_ring[near]])
    if quick := compiled.ready():
        quick.add_pairs(walk, swept, wanted, half)
    else:
        _add_stops(walk, swept, wanted, half)
    areas = np.bincount(walk.edges.ring_owner, weights=walk.ring_total_m2, minlength=count)
    # Rounding may bring the overlap of equal outlines a hair above their area.
    matrix: Floats = np.clip(half + half.T, 0.0, np.minimum.outer(areas, areas))
    np.fill_diagonal(matrix, areas)
    return matrix


def _add_stops(
    walk: Walk, swept: tuple[Floats, Floats, Floats], wanted: Bools, half: Floats
) -> None:
    """Add to ``half`` (outline, other) what each sweeps inside the other, from stop to stop."""
    before, _, whole = swept
    for _, lot in walk.lots():
        owner, other, sign = walk.edges.owner[walk.segment[lot]], walk.other[lot], walk.sign[lot]
        stop = np.flatnonzero((sign != 0) & (wanted[owner] | wanted[other]))
        segment, at = walk.segment[lot][stop], walk.at[lot][stop]
        swept_here = -sign[stop] * (before[segment] + at * whole[segment])
        np.add.at(half, (owner[stop], other[stop]), swept_here)

"""Intersection areas of all pairs of outlines, from one walk along their boundaries.

The ground common to two outlines is bounded by the pieces of each that lie in the other: what
they sweep, from the crossings where they go in to those where they come out, adds up to its area.
"""

from __future__ import annotations

import numpy as np

from animmap.core import compiled
from animmap.core.edges import Floats, Ints
from animmap.core.walk import Walk


def pair_areas(walk: Walk) -> Floats:
    """Return the n × n matrix of intersection areas (m²); areas on the diagonal."""
    count, surrounded = walk.edges.outlines, walk.edges.ring_owner[walk.around_ring]
    half = np.zeros((count, count))
    np.add.at(half, (surrounded, walk.around_outline), walk.swept.total[walk.around_ring])
    if quick := compiled.ready():
        quick.add_pairs(walk, half)
    else:
        for _, lot in walk.lots():
            _add_stops(walk, np.arange(lot.start, lot.stop), half)
    areas = _own_areas(walk)
    # Rounding may bring the overlap of equal outlines a hair above their area.
    matrix: Floats = np.clip(half + half.T, 0.0, np.minimum.outer(areas, areas))
    np.fill_diagonal(matrix, areas)
    return matrix


def renew_pairs(walk: Walk, known: Floats, kept: Ints) -> Floats:
    """Return the same as ``pair_areas`` when only the pairs of some outlines are not known.

    Parameters
    ----------
    known
        Areas of an earlier walk, shape (earlier outlines, earlier outlines).
    kept
        For each outline, its position there if it was there; −1 if it is new or has changed.
    """
    count, stay = len(kept), len(known)
    if np.array_equal(kept[:stay], np.arange(stay)):
        matrix = np.empty((count, count))
        matrix[:stay, :stay] = known
    else:
        matrix = known[kept[:, None], kept]
    fresh = (kept < 0).nonzero()[0]
    if not len(fresh):
        return matrix
    if quick := compiled.ready():
        quick.renew_rows(walk, fresh, matrix)
    else:
        rows = _row_areas(walk, fresh)
        matrix[fresh], matrix[:, fresh] = rows, rows.T
    return matrix


def _row_areas(walk: Walk, fresh: Ints) -> Floats:
    """Rows of some outlines: what they sweep inside others, and the others inside them."""
    count = walk.edges.outlines
    row = np.full(count, -1, np.int64)
    row[fresh] = np.arange(len(fresh))
    half = np.zeros((len(fresh), count))
    _add_rows(walk, row, half)
    areas = _own_areas(walk)
    rows: Floats = np.minimum(np.maximum(half, 0.0), np.minimum.outer(areas[fresh], areas))
    rows[:, fresh] = (rows[:, fresh] + rows[:, fresh].T) / 2
    rows[np.arange(len(fresh)), fresh] = areas[fresh]
    return rows


def _add_rows(walk: Walk, row: Ints, half: Floats) -> None:
    """Add to ``half`` what is common to outlines that have a row there (−1: none) and others."""
    totals, owners = walk.swept.total, walk.edges.ring_owner
    mine = np.flatnonzero(row[walk.around_outline] >= 0)
    inner = owners[walk.around_ring[mine]]
    np.add.at(half, (row[walk.around_outline[mine]], inner), totals[walk.around_ring[mine]])
    rings = np.flatnonzero(row[owners] >= 0)
    for ring in rings.tolist():
        near = slice(*np.searchsorted(walk.around_ring, [ring, ring + 1]))
        own = half[row[owners[ring]]]
        np.add.at(own, walk.around_outline[near], totals[ring])
        stops = np.arange(walk.first[ring] + 1, walk.first[ring + 1])
        other = walk.other[stops]
        np.add.at(own, other, _swept_inside(walk, stops))
        np.add.at(own, other, _swept_inside(walk, walk.twin[stops].astype(np.int64)))


def _own_areas(walk: Walk) -> Floats:
    owners, count = walk.edges.ring_owner, walk.edges.outlines
    return np.bincount(owners, weights=walk.swept.total, minlength=count).astype(np.float64)


def _swept_inside(walk: Walk, stops: Ints) -> Floats:
    """What boundaries sweep before they leave the other outline at stops, or minus: going in."""
    segment = walk.segment[stops]
    swept = walk.swept.before[segment] + walk.at[stops] * walk.swept.whole[segment]
    return np.asarray(-walk.sign[stops] * swept)


def _add_stops(walk: Walk, stops: Ints, half: Floats) -> None:
    """Add to ``half`` (outline, other) what each sweeps inside the other, from stop to stop."""
    stops = stops[walk.sign[stops] != 0]
    owner = walk.edges.owner[walk.segment[stops]]
    np.add.at(half, (owner, walk.other[stops]), _swept_inside(walk, stops))

"""The answers of ``changes`` by compiled loops; see ``quick``."""

from __future__ import annotations

import numpy as np

from animmap.core import loops_arrival, loops_changes, loops_grid, loops_walk
from animmap.core.crossings import distinct_pairs
from animmap.core.edges import GRID_M, Edges, Floats, Ints, Ranks
from animmap.core.swept import Swept
from animmap.core.walk import Stops, Walk


def leave(walk: Walk, place: Ranks, segment_place: Ranks) -> Stops:
    """Return the stops of the outlines and segments that stay, at their new places (−1: none)."""
    had = loops_walk.Line(walk.segment, walk.at, walk.other, walk.sign, walk.twin)
    return Stops(*loops_changes.leave(had, place, segment_place))


def arrive(walk: Walk, edges: Edges, fresh: Ints) -> Walk:
    """Return the walk once some outlines, the last of ``edges``, have arrived."""
    known, ends = len(walk.first) - 1, edges.ends
    new = ends[edges.first[known] :]
    cells = loops_grid.choose_cells([np.abs(new[:, 2] - new[:, 0]), np.abs(new[:, 3] - new[:, 1])])
    segments = loops_arrival.Segments(
        ends, edges.turn[edges.owner], edges.owner, edges.ring, edges.first
    )
    swept = _sweep_more(walk.swept, edges, new, known)
    line = loops_walk.Line(walk.segment, walk.at, walk.other, walk.sign, walk.twin)
    stops, piece, starts, touched = loops_arrival.arrive(
        (line, walk.piece_m2, walk.first),
        segments,
        (swept.before, swept.total, swept.whole),
        known,
        cells,
    )
    around = walk.around_ring, walk.around_outline
    around = loops_arrival.look_east(around, segments, known, fresh, np.arange(edges.outlines))
    touching = distinct_pairs(np.concatenate([walk.touching, edges.owner[touched]]))
    return Walk(walk.shapes, edges, *stops, starts, piece, swept, *around, touching)


def _sweep_more(had: Swept, edges: Edges, new: Ints, known: int) -> Swept:
    """What segments sweep once those of the rings after the known ones came."""
    first = edges.first[known:] - edges.first[known]
    swept = loops_walk.sweep_edges(new, edges.middle, GRID_M, first)
    return Swept(*(np.concatenate(both) for both in zip(had, swept, strict=True)))


def added_levels(walk: Walk, some: Ints) -> Floats:
    """Return what some outlines add to the areas (m²) under at least 1, 2, … outlines."""
    mine, levels = np.zeros(walk.edges.outlines, np.bool_), np.zeros(walk.edges.outlines)
    mine[some] = True
    line = loops_walk.Line(walk.segment, walk.at, walk.other, walk.sign, walk.twin)
    pieces, around = (walk.piece_m2, walk.first), (walk.around_ring, walk.around_outline)
    loops_changes.add_levels(line, pieces, walk.edges.ring_owner, mine, around, levels)
    return levels

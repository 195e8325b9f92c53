"""The answers of ``changes`` by compiled loops; see ``quick``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from shapely.geometry.base import BaseGeometry

from animmap.core import loops_arrival, loops_changes, loops_walk
from animmap.core.crossings import distinct_pairs
from animmap.core.edges import GRID_M, Edges, Floats, Ints, Ranks
from animmap.core.walk import Stops, Walk


def leave(walk: Walk, place: Ranks, segment_place: Ranks) -> Stops:
    """Return the stops of the outlines and segments that stay, at their new places (−1: none)."""
    had = loops_walk.Line(walk.segment, walk.at, walk.other, walk.sign, walk.twin)
    return Stops(*loops_changes.leave(had, place, segment_place))


def arrive(walk: Walk, shapes: Sequence[BaseGeometry], edges: Edges, fresh: Ints) -> Walk:
    """Return the walk once some outlines, the last of ``edges``, have arrived."""
    (line, piece, first), around, swept, touched = loops_arrival.arrive(
        (_line(walk), walk.piece_m2, walk.first),
        (walk.around_ring, walk.around_outline),
        walk.swept,
        loops_arrival.Segments(edges.ends, edges.turn, edges.owner, edges.ring, edges.first),
        fresh,
        (edges.middle, GRID_M),
    )
    touching = walk.touching
    if len(touched):
        touching = distinct_pairs(np.concatenate([touching, touched]))
    return Walk(tuple(shapes), edges, *line, first, piece, swept, *around, touching)


def _line(walk: Walk) -> loops_walk.Line:
    return loops_walk.Line(walk.segment, walk.at, walk.other, walk.sign, walk.twin)


def added_levels(walk: Walk, some: Ints) -> Floats:
    """Return what some outlines add to the areas (m²) under exactly 1, 2, … outlines."""
    mine, levels = np.zeros(walk.edges.outlines, np.bool_), np.zeros(walk.edges.outlines)
    mine[some] = True
    pieces, around = (walk.piece_m2, walk.first), (walk.around_ring, walk.around_outline)
    loops_changes.add_levels(_line(walk), pieces, walk.edges.ring_owner, mine, around, levels)
    return levels


def renew_rows(walk: Walk, fresh: Ints, matrix: Floats) -> None:
    """Write the rows and columns of some outlines in the areas (m²) of all pairs."""
    around, owners = (walk.around_ring, walk.around_outline), walk.edges.ring_owner
    loops_changes.renew_rows(_line(walk), walk.first, owners, walk.swept, around, fresh, matrix)

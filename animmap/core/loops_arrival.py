"""Compiled loops of what arrives: what it may cross, and its stops among the others.

They answer as the arrays of ``changes`` do; see ``loops``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from animmap.core.edges import Floats, Ints, Ranks
from animmap.core.loops import meet, surround
from animmap.core.loops_grid import Grid, choose_cells, columns_of, fast, hang, rows_of
from animmap.core.loops_walk import Line, line_up, sweep_edges
from animmap.core.loops_weave import slip, weave
from animmap.core.swept import Swept

# Cells on a side of the board at most: the corners of one outline are hardly nearer.
_SIDE = 128
# Cells that a segment that arrives hangs in at most, on average: they are few to look through.
_FEW = 3


class Segments(NamedTuple):
    """Segments ring after ring: see ``edges.Edges``."""

    ends: Ints
    turn: Ranks
    owner: Ranks
    ring: Ranks
    first: Ints


@fast
def _lay_out(ends: Ints, first: int) -> tuple[NDArray[np.int16], int, int, int]:
    """Lay the segments from ``first`` on a board of cells: its sums, its corner and its cells.

    Returns
    -------
    board, shift, left, low
        Cells passed through before each row and column; the side of cells, as a power of two;
        the first column and row.
    """
    west, south, east, north = ends[first, 0], ends[first, 1], ends[first, 0], ends[first, 1]
    for i in range(first, len(ends)):
        west, east = min(west, ends[i, 0]), max(east, ends[i, 0])
        south, north = min(south, ends[i, 1]), max(north, ends[i, 1])
    shift = 0
    while max(east - west, north - south) >> shift >= _SIDE:
        shift += 1
    left, low, right = west >> shift, south >> shift, east >> shift
    board = np.zeros(((north >> shift) - low + 2, right - left + 2), np.int16)
    for i in range(first, len(ends)):
        ax, ay, bx, by = ends[i, 0], ends[i, 1], ends[i, 2], ends[i, 3]
        bottom, top = rows_of(ay, by, shift)
        for row in range(bottom, top):
            one, two = columns_of(ax, ay, bx, by, row, shift)
            for column in range(max(one, left), min(two, right) + 1):
                board[row - low + 1, column - left + 1] = 1
    for row in range(1, len(board)):
        along = 0
        for column in range(1, board.shape[1]):
            along += board[row, column]
            board[row, column] = board[row - 1, column] + along
    return board, shift, left, low


@fast
def screen(ends: Ints, starts: Ints, first: int) -> tuple[Ints, Ints]:
    """Return the segments before ``first`` that the later ones may cross, in ascending order.

    The later ones are laid on a board of cells, summed from its corner: whether any passes
    through the cells of a box is told by four sums, and most boxes hold none. Returned beside:
    those that the eastward ray from one of ``starts`` may meet.
    """
    if first == len(ends):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    board, shift, left, low = _lay_out(ends, first)
    high, wide = len(board) - 1, board.shape[1] - 1
    x, y = ends[starts, 0], ends[starts, 1]
    ray_x, ray_low, ray_high = x.min(), y.min(), y.max()
    found, beside, count, met = np.empty(first, np.int64), np.empty(first, np.int64), 0, 0
    for i in range(first):
        ax, ay, bx, by = ends[i, 0], ends[i, 1], ends[i, 2], ends[i, 3]
        west, east, south, north = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
        # Beside the board, a box has no width or no height left.
        here = np.uint64(min(max((west >> shift) - left, 0), wide))
        there = np.uint64(min(max((east >> shift) - left + 1, 0), wide))
        below = np.uint64(min(max((south >> shift) - low, 0), high))
        above = np.uint64(min(max((north >> shift) - low + 1, 0), high))
        held = board[above, there] - board[above, here]
        found[np.uint64(count)] = i
        count += held > board[below, there] - board[below, here]
        beside[np.uint64(met)] = i
        met += (south <= ray_high) & (north >= ray_low) & (east >= ray_x)
    return found[:count].copy(), beside[:met].copy()


@fast
def _meet_few(segments: Segments, known: int, few: Ints) -> tuple[Line, Ranks]:
    """Return the stops gained once some rings have arrived, and the outlines that touch.

    ``few``: the segments of these, and before them all others that they may cross.
    """
    ends, turn, owner, _, rings = segments
    first, count = rings[known], len(ends)
    # Side by side: all that follows is then as short as they are few.
    near, owners, turns = np.empty((len(few), 4), np.int64), owner[few], turn[owner[few]]
    for k in range(len(few)):
        for side in range(4):
            near[k, side] = ends[few[k], side]
    part = len(few) - (count - first), len(few)
    grid = hang(near, part, choose_cells(near, part, _FEW, False), False)
    met = meet(near, turns, grid, np.arange(len(few)), part)
    line = line_up(met, owners, rings[known:-1] - first + part[0], 0, len(few))
    for k in range(len(line.segment)):
        line.segment[k] = few[line.segment[k]]
    touching = met.touching
    for k in range(len(touching)):
        touching[k, 0], touching[k, 1] = owners[touching[k, 0]], owners[touching[k, 1]]
    return line, touching


@fast
def look_east(
    around: tuple[Ranks, Ranks], segments: Segments, known: int, beside: Ints, fresh: Ints
) -> tuple[Ranks, Ranks]:
    """Return the rings and outlines around their starts once outlines ``fresh`` have arrived.

    Parameters
    ----------
    around
        The same of the ``known`` rings, before.
    beside
        Segments of these, and then all others, that rays from the rings that arrive may meet.
    """
    ends, turn, owner, _, rings = segments
    part = rings[known], len(ends)
    new = hang(ends, part, choose_cells(ends, part, _FEW, True), True)
    inner = surround(ends, turn, owner, rings[:known], new, fresh)
    whole = Grid(62, 0, np.array([0, len(beside)], np.int32), beside.astype(np.int32))
    outer = surround(ends, turn, owner, rings[known:-1], whole, np.arange(len(turn)))
    ring = np.append(inner[:, 0], outer[:, 0] + np.int32(known))
    places, place = np.empty(len(ring), np.int64), 0
    for k in range(len(ring)):
        while place < len(around[0]) and around[0][place] <= ring[k]:
            place += 1
        places[k] = place
    outline = np.append(inner[:, 1], outer[:, 1])
    count = len(around[0]) + len(ring)
    inside, outlines = np.empty(count, np.int32), np.empty(count, np.int32)
    slip(around[0], places, ring, inside)
    slip(around[1], places, outline, outlines)
    return inside, outlines


@fast
def arrive(
    had: tuple[Line, Floats, Ints],
    around: tuple[Ranks, Ranks],
    swept: Swept,
    segments: Segments,
    fresh: Ints,
    measure: tuple[tuple[int, int], float],
) -> tuple[tuple[Line, Floats, Ints], tuple[Ranks, Ranks], Swept, Ranks]:
    """Return what is told of the stops once outlines ``fresh`` have arrived, and what touches.

    Parameters
    ----------
    had
        Stops of the rings that were there, the area swept by their pieces, the first of each ring.
    around, swept
        Rings and outlines around their starts; what these rings and their segments sweep.
    segments
        Those of all rings, the ones that arrive being the last.
    measure
        Where areas are swept from, and the metres in a step of the grid.
    """
    (ends, _, _, ring, rings), known = segments, len(had[2]) - 1
    before, total, whole = sweep_edges(
        ends[rings[known] :], measure[0], measure[1], rings[known:] - rings[known]
    )
    swept = Swept(
        np.append(swept.before, before), np.append(swept.total, total),
        np.append(swept.whole, whole),
    )  # fmt: skip
    few, beside = screen(ends, rings[known:-1], rings[known])
    new = np.arange(rings[known], len(ends))
    gained, touching = _meet_few(segments, known, np.append(few, new))
    stops = weave(had, gained, ring, len(rings) - 1, swept)
    around = look_east(around, segments, known, np.append(beside, new), fresh)
    return stops, around, swept, touching

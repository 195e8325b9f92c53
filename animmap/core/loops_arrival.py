"""Compiled loops of what arrives: what it may cross, and its stops among the others.

They answer as the arrays of ``changes`` do; see ``loops``. What no crossing is gained on
is copied, block after block.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from animmap.core.edges import Floats, Ints, Ranks
from animmap.core.loops import meet, surround
from animmap.core.loops_grid import Grid, columns_of, fast, hang, rows_of, within
from animmap.core.loops_walk import Line, line_up

# Cells on a side of the board at most: the corners of one outline are hardly nearer.
_SIDE = 128
# Stops of a block, as a power of two.
_BLOCK = 6


class Segments(NamedTuple):
    """Segments ring after ring: see ``edges.Edges``.

    ``ends``: ax, ay, bx, by, shape (segments, 4); ``turn``: when the outline of each came.
    """

    ends: Ints
    turn: Ranks
    owner: Ranks
    ring: Ranks
    first: Ints


@fast
def screen(ends: Ints, first: int) -> Ints:
    """Return the segments before ``first`` that the later ones may cross, in ascending order.

    The later ones are laid on a board of cells, summed from its corner: whether any passes
    through the cells of a box is told by four sums, and most boxes hold none.
    """
    if first == len(ends):
        return np.empty(0, np.int64)
    west, south, east, north = ends[first, 0], ends[first, 1], ends[first, 0], ends[first, 1]
    for i in range(first, len(ends)):
        west, east = min(west, ends[i, 0]), max(east, ends[i, 0])
        south, north = min(south, ends[i, 1]), max(north, ends[i, 1])
    shift = 0
    while max(east - west, north - south) >> shift >= _SIDE:
        shift += 1
    left, low = west >> shift, south >> shift
    right, high = east >> shift, north >> shift
    board = np.zeros((high - low + 2, right - left + 2), np.int32)
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
    found, count = np.empty(first, np.int64), 0
    for i in range(first):
        ax, ay, bx, by = ends[i, 0], ends[i, 1], ends[i, 2], ends[i, 3]
        one, two = max(min(ax, bx) >> shift, left) - left, min(max(ax, bx) >> shift, right) - left
        bottom, top = max(min(ay, by) >> shift, low) - low, min(max(ay, by) >> shift, high) - low
        if one <= two and bottom <= top:
            held = board[top + 1, two + 1] - board[top + 1, one]
            found[count] = i
            count += held > board[bottom, two + 1] - board[bottom, one]
    return found[:count].copy()


@within
def _find_places(had: Line, starts: Ints, ring: Ranks, gained: Line) -> Ints:
    """Before which of the stops had each gained one comes; rings beyond ``starts`` had none."""
    had_segment, had_at, _, had_sign, _ = had
    segment, at, _, _, _ = gained
    places, last = np.empty(len(at), np.int64), 0
    for k in range(len(at)):
        if ring[segment[k]] >= len(starts) - 1:
            last = len(had_at)
        else:
            low, high = starts[ring[segment[k]]], starts[ring[segment[k]] + 1]
            while low < high:
                middle = (low + high) >> 1
                before = had_segment[middle] < segment[k]
                if had_segment[middle] == segment[k]:
                    # The start of a ring comes before what is met at the very same place.
                    before = had_sign[middle] == 0 or had_at[middle] < at[k]
                if before:
                    low = middle + 1
                else:
                    high = middle
            # Places nearer than what they were sorted by are in any order.
            last = max(last, low)
        places[k] = last
    return places


@within
def _copy(had: NDArray[np.generic], to: NDArray[np.generic]) -> None:
    """Copy a block: on views that start at zero, several values are copied at once."""
    for i in range(len(had)):
        to[i] = had[i]


@fast
def slip(had: NDArray[np.generic], places: Ints, gained: NDArray[np.generic]) -> np.ndarray:
    """Return a column with gained values before some places of it, in ascending order."""
    woven, done = np.empty(len(had) + len(gained), had.dtype), 0
    for k in range(len(gained)):
        stop = places[k]
        _copy(had[done:stop], woven[done + k : stop + k])
        woven[stop + k] = gained[k]
        done = stop
    _copy(had[done:], woven[done + len(gained) :])
    return woven


@fast
def _weave_twins(had: Ranks, places: Ints, gained: Ranks) -> Ranks:
    """Twins of stops once the gained ones are in their places."""
    # How many are gained before a stop: looked up in its block of stops, which holds few.
    before, count = np.empty((len(had) >> _BLOCK) + 1, np.int32), 0
    ends = np.append(places, len(had) + 1).astype(np.int32)
    for block in range(len(before)):
        while ends[count] < block << _BLOCK:
            count += 1
        before[block] = count
    moved = np.empty(len(had), np.int32)
    for k in range(len(had)):
        twin = had[k]
        moved[k] = -1
        if twin >= 0:
            count = before[twin >> _BLOCK]
            while ends[count] <= twin:
                count += 1
            moved[k] = twin + count
    new = np.empty(len(gained), np.int32)
    for k in range(len(gained)):
        one = gained[k]
        new[k] = places[one] + one if one >= 0 else -1
    return slip(moved, places, new)


@within
def _count_starts(had: Ints, places: Ints, gained: Ranks, ring: Ranks, rings: int) -> Ints:
    """First stop of each ring once the gained ones are in their places, and their number."""
    starts = np.zeros(rings + 1, np.int64)
    for k in range(len(gained)):
        starts[ring[gained[k]] + 1] += 1
    for one in range(rings):
        starts[one + 1] += starts[one]
    for one in range(rings + 1):
        starts[one] += had[min(one, len(had) - 1)]
    return starts


@within
def _sweep_again(
    line: Line, starts: Ints, ring: Ranks, places: Ints, swept: tuple[Floats, Floats, Floats],
    piece: Floats,
) -> None:  # fmt: skip
    """Measure the pieces that end or begin at gained stops; see ``loops_walk.sweep``."""
    segment, at, before, total, whole = line.segment, line.at, swept[0], swept[1], swept[2]
    for k in range(len(places)):
        stop = places[k] + k
        own = ring[segment[stop]]
        here = before[segment[stop]] + at[stop] * whole[segment[stop]]
        if stop > starts[own]:
            back = segment[stop - 1]
            piece[stop - 1] = here - (before[back] + at[stop - 1] * whole[back])
        there = total[own]
        if stop + 1 < starts[own + 1]:
            onward = segment[stop + 1]
            there = before[onward] + at[stop + 1] * whole[onward]
        piece[stop] = there - here


@fast
def arrive(
    had: tuple[Line, Floats, Ints],
    segments: Segments,
    swept: tuple[Floats, Floats, Floats],
    known: int,
    cells: tuple[int, int],
) -> tuple[Line, Floats, Ints, Ranks]:
    """Return the stops once some rings have arrived, their pieces, first ones and what touches.

    Parameters
    ----------
    had
        Stops of the ``known`` rings, the area swept by their pieces, the first stop of each ring.
    cells
        As ``loops_grid.hang`` asks, for the segments that arrive.
    """
    (line, piece, starts), (ends, turn, owner, ring, rings) = had, segments
    first, count = rings[known], len(ends)
    grid = hang(ends, (first, count), cells, False)
    walked = np.append(screen(ends, first), np.arange(first, count))
    met = meet(ends, turn, grid, walked, (first, count))
    gained = line_up(met, owner, rings[known:-1], 0, count)
    places = _find_places(line, starts, ring, gained)
    woven = Line(
        slip(line.segment, places, gained.segment),
        slip(line.at, places, gained.at),
        slip(line.other, places, gained.other),
        slip(line.sign, places, gained.sign),
        _weave_twins(line.twin, places, gained.twin),
    )
    starts = _count_starts(starts, places, gained.segment, ring, len(rings) - 1)
    piece = slip(piece, places, gained.at)
    _sweep_again(woven, starts, ring, places, swept, piece)
    return woven, piece, starts, met.touching


@fast
def look_east(
    around: tuple[Ints, Ints], segments: Segments, known: int, fresh: Ints, everyone: Ints
) -> tuple[Ints, Ints]:
    """Return the rings and outlines around their starts once outlines ``fresh`` have arrived.

    Parameters
    ----------
    around
        The same of the ``known`` rings, before.
    """
    ends, turn, owner, _, rings = segments
    first, count = rings[known], len(ends)
    whole = np.array([0, count - first], np.int32)
    new = Grid(62, 0, whole, np.arange(first, count).astype(np.int32))
    inner = surround(ends, turn, owner, rings[:known], new, fresh)
    whole = np.array([0, count], np.int32)
    all_of = Grid(62, 0, whole, np.arange(count).astype(np.int32))
    outer = surround(ends, turn, owner, rings[known:-1], all_of, everyone)
    places = np.searchsorted(around[0], inner[:, 0], side="right")
    ring = np.append(slip(around[0], places, inner[:, 0].copy()), outer[:, 0] + known)
    return ring, np.append(slip(around[1], places, inner[:, 1].copy()), outer[:, 1])

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
from animmap.core.loops_grid import Grid, choose_cells, columns_of, fast, hang, rows_of, within
from animmap.core.loops_walk import Line, line_up, sweep_edges

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


class Swept(NamedTuple):
    """What segments and rings sweep: see ``swept.Swept``."""

    before: Floats
    total: Floats
    whole: Floats


@fast
def screen(ends: Ints, starts: Ints, first: int) -> tuple[Ints, Ints]:
    """Return the segments before ``first`` that the later ones may cross, in ascending order.

    The later ones are laid on a board of cells, summed from its corner: whether any passes
    through the cells of a box is told by four sums, and most boxes hold none. Returned beside:
    those that the eastward ray from one of ``starts`` may meet.
    """
    if first == len(ends):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    west, south, east, north = ends[first, 0], ends[first, 1], ends[first, 0], ends[first, 1]
    for i in range(first, len(ends)):
        west, east = min(west, ends[i, 0]), max(east, ends[i, 0])
        south, north = min(south, ends[i, 1]), max(north, ends[i, 1])
    shift = 0
    while max(east - west, north - south) >> shift >= _SIDE:
        shift += 1
    left, low = west >> shift, south >> shift
    right, high = east >> shift, north >> shift
    board = np.zeros((high - low + 2, right - left + 2), np.int16)
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
    x, y = ends[starts, 0], ends[starts, 1]
    ray_x, ray_low, ray_high = x.min(), y.min(), y.max()
    found, count = np.empty(first, np.int64), 0
    beside, met = np.empty(first, np.int64), 0
    for i in range(first):
        ax, ay, bx, by = ends[i, 0], ends[i, 1], ends[i, 2], ends[i, 3]
        west, east, south, north = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
        # Beside the board, a box has no width or no height left.
        here = np.uint64(min(max(west >> shift, left), right + 1) - left)
        there = np.uint64(min(max((east >> shift) + 1, left), right + 1) - left)
        below = board[np.uint64(min(max(south >> shift, low), high + 1) - low)]
        above = board[np.uint64(min(max((north >> shift) + 1, low), high + 1) - low)]
        found[count] = i
        count += above[there] - above[here] > below[there] - below[here]
        beside[met] = i
        met += (south <= ray_high) & (north >= ray_low) & (east >= ray_x)
    return found[:count].copy(), beside[:met].copy()


@within
def _find_places(had: Line, starts: Ints, ring: Ranks, gained: Line) -> Ints:
    """Before which of the stops had each gained one comes; rings beyond ``starts`` had none."""
    had_segment, had_at, _, had_sign, _ = had
    segment, at, _, _, _ = gained
    one, places = np.uint64(1), np.empty(len(at), np.int64)
    for k in range(len(at)):
        i, own = segment[k], ring[segment[k]]
        if own >= len(starts) - 1:
            places[k] = len(had_at)
            continue
        low, end = np.uint64(starts[own]), np.uint64(starts[own + 1])
        size = end - low
        while size > 0:
            half = size >> one
            # Without a branch: which half is chance.
            before = had_segment[low + half] < i
            low = low + half + one if before else low
            size = size - half - one if before else half
        # The start of a ring comes before what is met at the very same place.
        while low < end and had_segment[low] == i and (had_sign[low] == 0 or had_at[low] < at[k]):
            low += one
        # Places nearer than what they were sorted by are in any order.
        places[k] = low if k == 0 else max(np.int64(low), places[k - 1])
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
    # How many are gained before each stop, and before that of no twin, −1.
    before, done = np.empty(len(had) + 1, np.int32), 0
    before[0] = 0
    for k in range(len(places) + 1):
        stop = places[k] if k < len(places) else len(had)
        before[done + 1 : stop + 1] = k
        done = stop
    woven, done = np.empty(len(had) + len(places), np.int32), 0
    for k in range(len(places) + 1):
        stop = places[k] if k < len(places) else len(had)
        for one in range(done, stop):
            twin = had[np.uint64(one)]
            woven[np.uint64(one + k)] = twin + before[np.uint64(twin + 1)]
        if k < len(places):
            woven[stop + k] = gained[k] + places[gained[k]] if gained[k] >= 0 else -1
        done = stop
    return woven


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
    line: Line, starts: Ints, ring: Ranks, places: Ints, swept: Swept, piece: Floats
) -> None:
    """Measure the pieces that end or begin at gained stops; see ``loops_walk.sweep``."""
    segment, at, (before, total, whole) = line.segment, line.at, swept
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
    around: tuple[Ints, Ints], segments: Segments, known: int, beside: Ints, fresh: Ints
) -> tuple[Ints, Ints]:
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
    ring = np.append(inner[:, 0], outer[:, 0] + known)
    places = np.searchsorted(around[0], ring, side="right")
    outline = np.append(inner[:, 1], outer[:, 1])
    return slip(around[0], places, ring), slip(around[1], places, outline)


@fast
def arrive(
    had: tuple[Line, Floats, Ints],
    around: tuple[Ints, Ints],
    swept: Swept,
    segments: Segments,
    fresh: Ints,
    measure: tuple[tuple[int, int], float],
) -> tuple[tuple[Line, Floats, Ints], tuple[Ints, Ints], Swept, Ranks]:
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
    (line, piece, starts), (ends, _, _, ring, rings) = had, segments
    known = len(starts) - 1
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
    around = look_east(around, segments, known, np.append(beside, new), fresh)
    return (woven, piece, starts), around, swept, touching

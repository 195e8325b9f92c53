"""Compiled loops: segments hung on a grid of square cells, and which of them are near another.

Each hangs in the cells that it may pass through, a little more rather than less::

    +-----+-----+-----+      Cells are buckets of a table, by row and column: outlines scattered
    |     |  ___|__b  |      over a continent take no more room than gathered ones. Two cells that
    |   __|_/   |     |      share a bucket only add pairs to look at. Two segments that meet share
    |  a  |     |     |      the cell of their meeting; a mark per segment keeps a pair that shares
    +-----+-----+-----+      several cells from being taken twice.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from animmap.core.edges import Ints, Ranks

# Cells that a segment hangs in, on average: finer cells hold fewer that do not cross it.
CELLS = 7
_FINEST = 4

fast = njit(nogil=True, cache=True, error_model="numpy")
within = njit(nogil=True, cache=True, error_model="numpy", forceinline=True)

# Cells one above the other fall in buckets far apart, cells side by side in neighbouring ones.
STRIDE = 2_654_435_761


class Grid(NamedTuple):
    """Segments by cell of side ``2^shift`` steps: ``items[start[b]:start[b + 1]]``, ascending."""

    shift: int
    mask: int
    start: Ranks
    items: Ranks


@fast
def choose_cells(ends: Ints, part: tuple[int, int], each: int, by_row: bool) -> tuple[int, int]:
    """Side of cells as a power of two, and a power of two of buckets: what ``hang`` asks.

    Parameters
    ----------
    ends, part, by_row
        As ``hang`` is told.
    each
        Cells that a segment hangs in at most, on average.
    """
    (first, last), shift = part, _FINEST
    count = max(last - first, 1)
    while True:
        cells = 2 * count
        for i in range(first, last):
            if not by_row:
                cells += abs(ends[i, 2] - ends[i, 0]) >> shift
            cells += abs(ends[i, 3] - ends[i, 1]) >> shift
        if cells <= each * count:
            break
        # Halving the cells hardly doubles their number: far from it, skip some.
        excess, skip = cells // (each * count), -2
        while excess > 0:
            excess, skip = excess >> 1, skip + 1
        shift += max(skip, 1)
    buckets = 1
    while buckets < cells:
        buckets *= 2
    return shift, buckets


@within
def columns_of(ax: int, ay: int, bx: int, by: int, row: int, shift: int) -> tuple[int, int]:
    """Return the first and last column that a segment may pass through in a row of cells."""
    if ay > by:
        ax, ay, bx, by = bx, by, ax, ay
    west, east = min(ax, bx), max(ax, bx)
    south, north = row << shift, (row + 1) << shift
    if ay < south or by > north:
        slope = (bx - ax) / (by - ay)
        low = ax + (max(ay, south) - ay) * slope
        high = ax + (min(by, north) - ay) * slope
        # A step more on either side than the rounding of these two places.
        west = max(west, int(np.floor(min(low, high))) - 1)
        east = min(east, int(np.ceil(max(low, high))) + 1)
    return west >> shift, east >> shift


@within
def rows_of(ay: int, by: int, shift: int) -> tuple[int, int]:
    """Return the first row of cells that a segment passes through, and the one after the last."""
    return min(ay, by) >> shift, (max(ay, by) >> shift) + 1


@fast
def hang(ends: Ints, part: tuple[int, int], cells: tuple[int, int], by_row: bool) -> Grid:
    """Return the grid of consecutive segments.

    Parameters
    ----------
    ends
        Grid integers ax, ay, bx, by of each segment, shape (segments, 4).
    part
        The first segment, and the one after the last.
    cells
        As ``choose_cells`` gives.
    by_row
        Whether cells are whole rows, as if all segments were brought to x = 0.
    """
    (first, last), (shift, buckets) = part, cells
    mask = buckets - 1
    start = np.zeros(buckets + 1, np.int32)
    for i in range(first, last):
        ax, ay, bx, by = ends[i, 0], ends[i, 1], ends[i, 2], ends[i, 3]
        low, high = rows_of(ay, by, shift)
        for row in range(low, high):
            west, east = (0, 0) if by_row else columns_of(ax, ay, bx, by, row, shift)
            for column in range(west, east + 1):
                start[((column + row * STRIDE) & mask) + 1] += 1
    for bucket in range(buckets):
        start[bucket + 1] += start[bucket]
    items = np.empty(start[buckets], np.int32)
    free = start[:-1].copy()
    for i in range(first, last):
        ax, ay, bx, by = ends[i, 0], ends[i, 1], ends[i, 2], ends[i, 3]
        low, high = rows_of(ay, by, shift)
        for row in range(low, high):
            west, east = (0, 0) if by_row else columns_of(ax, ay, bx, by, row, shift)
            for column in range(west, east + 1):
                bucket = (column + row * STRIDE) & mask
                items[free[bucket]] = i
                free[bucket] += 1
    return Grid(shift, mask, start, items)


@within
def side_of(ax: int, ay: int, bx: int, by: int, px: int, py: int) -> int:
    """Twice the signed area of a, b, p: positive when p is on the left of a→b."""
    return (bx - ax) * (py - ay) - (by - ay) * (px - ax)


@within
def _cross(ax: int, ay: int, bx: int, by: int, cx: int, cy: int, dx: int, dy: int) -> bool:
    """Whether two segments a→b and c→d whose boxes meet cross or may touch."""
    c, d = side_of(ax, ay, bx, by, cx, cy), side_of(ax, ay, bx, by, dx, dy)
    a, b = side_of(cx, cy, dx, dy, ax, ay), side_of(cx, cy, dx, dy, bx, by)
    tied = (a == 0) | (b == 0) | (c == 0) | (d == 0)
    return tied | (((a ^ b) < 0) & ((c ^ d) < 0))


@fast
def gather(
    ends: Ints, turn: Ranks, grid: Grid, i: int, without: tuple[int, int], seen: Ranks, near: Ranks
) -> int:
    """List in ``near`` the segments of other outlines that cross i or may touch it; how many.

    Boxes are compared first, then sides, both without a branch: which of the conditions fails is
    chance, and a wrong guess of the processor costs more than all of them. Positions without
    a sign are not looked at from the end.

    Parameters
    ----------
    turn
        When the outline of each segment came.
    without
        Segments, from one to before another, to leave out.
    seen
        Marks of a call for each segment, −1 before the first.
    near
        Room for each segment, and for all those of a cell (``room_near``).
    """
    count, start, items, own = 0, grid.start, grid.items, turn[i]
    ax, ay, bx, by = ends[i, 0], ends[i, 1], ends[i, 2], ends[i, 3]
    first, resume = without
    stop = first if resume == len(ends) else len(ends)
    west, east, south, north = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
    low, high = rows_of(ay, by, grid.shift)
    for row in range(low, high):
        one, two = columns_of(ax, ay, bx, by, row, grid.shift)
        for column in range(one, two + 1):
            bucket = (column + row * STRIDE) & grid.mask
            for k in range(start[bucket], start[bucket + 1]):
                j = np.uint32(items[k])
                if j >= stop:
                    break
                near[np.uint32(count)] = j
                cx, cy, dx, dy = ends[j, 0], ends[j, 1], ends[j, 2], ends[j, 3]
                beside = (west <= max(cx, dx)) & (east >= min(cx, dx))
                count += beside & (south <= max(cy, dy)) & (north >= min(cy, dy)) & (seen[j] != i)
                seen[j] = i
    found, count = count, 0
    for k in range(found):
        j = np.uint32(near[k])
        near[np.uint32(count)] = j
        cx, cy, dx, dy = ends[j, 0], ends[j, 1], ends[j, 2], ends[j, 3]
        wanted = ((j < first) | (j >= resume)) & (turn[j] != own)
        count += wanted & _cross(ax, ay, bx, by, cx, cy, dx, dy)
    return count


@fast
def room_near(ends: Ints, grid: Grid) -> tuple[Ranks, Ranks]:
    """Return the marks and the room that ``gather`` asks for."""
    return np.full(len(ends), -1, np.int32), np.empty(len(ends) + len(grid.items) + 1, np.int32)

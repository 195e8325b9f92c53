"""Compiled loops: where segments cross, and who surrounds the start of each ring.

They answer as the arrays of ``crossings`` do, to the last bit (tests compare the two), and are
reached through ``compiled`` only, which gives none where numba is not installed. Sides are
decided on whole numbers, ties by the symbolic perturbation told in ``crossings``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from animmap.core.edges import Floats, Ints, Ranks, Signs
from animmap.core.loops_grid import STRIDE, Grid, fast, gather, room_near, side_of, within


class Met(NamedTuple):
    """Pairs of segments that cross, the one that came first on the left.

    ``pair``: shape (crossings, 2), as ``at``, the position along each; ``sign``: +1 where the
    first goes into the outline of the second; ``touching``: pairs of segments that touch.
    """

    pair: Ranks
    at: Floats
    sign: Signs
    touching: Ranks


@within
def _lean(ax: int, ay: int, bx: int, by: int) -> int:
    """Side, relative to a→b, towards which the imagined shift (1, η) moves a point."""
    if by != ay:
        return -1 if by > ay else 1
    return 1 if bx > ax else -1


@within
def _boxed(ax: int, ay: int, bx: int, by: int, px: int, py: int) -> bool:
    """Whether a place lies in the box of a segment."""
    return min(ax, bx) <= px <= max(ax, bx) and min(ay, by) <= py <= max(ay, by)


@within
def _on(
    ax: int, ay: int, bx: int, by: int, cx: int, cy: int, dx: int, dy: int, one: int, two: int
) -> bool:
    """Whether c or d, at sides ``one`` and ``two`` of a→b, lies on it; their boxes meet."""
    # Two segments of one line whose boxes meet do touch.
    return (
        (one == 0 and two == 0)
        or (one == 0 and _boxed(ax, ay, bx, by, cx, cy))
        or (two == 0 and _boxed(ax, ay, bx, by, dx, dy))
    )


@fast
def cross_pair(ends: Ints, one: int, two: int) -> tuple[int, float, float, bool]:
    """Tell how two segments whose boxes meet cross, the outline of ``one`` having come first.

    Returns
    -------
    sign, at_one, at_two, touching
        See ``Met``; sign 0 where they do not cross.
    """
    ax, ay, bx, by = ends[one, 0], ends[one, 1], ends[one, 2], ends[one, 3]
    cx, cy, dx, dy = ends[two, 0], ends[two, 1], ends[two, 2], ends[two, 3]
    c, d = side_of(ax, ay, bx, by, cx, cy), side_of(ax, ay, bx, by, dx, dy)
    a, b = side_of(cx, cy, dx, dy, ax, ay), side_of(cx, cy, dx, dy, bx, by)
    # The later outline is shifted further: its ties lean with the shift, the others against.
    tie, back = _lean(ax, ay, bx, by) > 0, _lean(cx, cy, dx, dy) < 0
    touching = _on(ax, ay, bx, by, cx, cy, dx, dy, c, d)
    c_left, d_left = c > 0 or (c == 0 and tie), d > 0 or (d == 0 and tie)
    if c_left == d_left:
        return 0, 0.0, 0.0, touching
    touching = touching or _on(cx, cy, dx, dy, ax, ay, bx, by, a, b)
    a_left, b_left = a > 0 or (a == 0 and back), b > 0 or (b == 0 and back)
    if a_left == b_left:
        return 0, 0.0, 0.0, touching
    return (1 if b_left else -1), a / (a - b), c / (c - d), touching


@fast
def _longer(table: np.ndarray) -> np.ndarray:
    """The same rows in an array of twice the room."""
    wider = np.empty((2 * len(table), 2), table.dtype)
    for row in range(len(table)):
        wider[row, 0], wider[row, 1] = table[row, 0], table[row, 1]
    return wider


@fast
def meet(ends: Ints, turn: Ranks, grid: Grid, walked: Ints, twice: tuple[int, int]) -> Met:
    """Return the crossings of some segments with those of a grid.

    Parameters
    ----------
    walked
        The segments that look for others, in ascending order.
    twice
        Segments, from one to before another, that are both walked and in the grid: two of them
        that look for each other meet once.
    """
    seen, near = room_near(ends, grid)
    room = 4 * len(walked) + 16
    pair, at = np.empty((room, 2), np.int32), np.empty((room, 2))
    sign, touching = np.empty((room, 2), np.int8), np.empty((16, 2), np.int32)
    count = touched = 0
    for i in walked:
        without = (i, twice[1]) if twice[0] <= i < twice[1] else (0, 0)
        for k in range(gather(ends, turn, grid, i, without, seen, near)):
            one, two = (i, near[k]) if turn[i] < turn[near[k]] else (near[k], i)
            way, at_one, at_two, tied = cross_pair(ends, one, two)
            if tied:
                if touched == len(touching):
                    touching = _longer(touching)
                touching[touched, 0], touching[touched, 1] = one, two
                touched += 1
            if way != 0:
                if count == len(pair):
                    pair, at, sign = _longer(pair), _longer(at), _longer(sign)
                pair[count, 0], pair[count, 1] = one, two
                at[count, 0], at[count, 1] = at_one, at_two
                sign[count, 0] = way
                count += 1
    return Met(pair[:count], at[:count], sign[:count, 0].copy(), touching[:touched])


@within
def _passes(ax: int, ay: int, bx: int, by: int, px: int, py: int, later: int) -> int:
    """+1, −1 or 0: how a segment a→b passes the eastward ray from a place.

    ``later``: positive where the outline of the segment came after that of the place.
    """
    a_above = ay > py if ay != py else later > 0
    b_above = by > py if by != py else later > 0
    # Far from a segment its side is plain, and the product of the test could overflow.
    if a_above == b_above or px > max(ax, bx):
        return 0
    left = b_above
    if px >= min(ax, bx):
        side = side_of(ax, ay, bx, by, px, py)
        tie = -_lean(ax, ay, bx, by) if later > 0 else _lean(ax, ay, bx, by)
        left = side > 0 or (side == 0 and tie > 0)
    if b_above:
        return 1 if left else 0
    return 0 if left else -1


@fast
def surround(
    ends: Ints, turn: Ranks, owner: Ranks, starts: Ints, rows: Grid, outlines: Ints
) -> Ranks:
    """Return the pairs (position among ``starts``, outline) whose outline surrounds the start.

    Parameters
    ----------
    turn
        When each outline came.
    starts
        First segments of rings.
    rows
        Segments by row of cells: the grid of the same segments, all brought to x = 0.
    outlines
        Those that these segments may belong to, in ascending order.
    """
    found, count = np.empty((16, 2), np.int32), 0
    winding, start_of, items = np.zeros(len(turn), np.int32), rows.start, rows.items
    near = np.empty(len(items) + 1, np.int32)
    for rank in range(len(starts)):
        start = starts[rank]
        px, py, own = ends[start, 0], ends[start, 1], owner[start]
        bucket = ((py >> rows.shift) * STRIDE) & rows.mask
        last, met = -1, 0
        # Without a branch: few segments are beside a place, and which ones is chance.
        for k in range(start_of[bucket], start_of[bucket + 1]):
            i = items[k]
            ax, ay, bx, by = ends[i, 0], ends[i, 1], ends[i, 2], ends[i, 3]
            near[met] = i
            # Rows that share a bucket list a segment twice, side by side.
            met += (i != last) & (min(ay, by) <= py) & (max(ay, by) >= py) & (max(ax, bx) >= px)
            last = i
        for i in near[:met]:
            if owner[i] != own:
                ax, ay, bx, by = ends[i, 0], ends[i, 1], ends[i, 2], ends[i, 3]
                later = turn[owner[i]] - turn[own]
                winding[owner[i]] += _passes(ax, ay, bx, by, px, py, later)
        for outline in outlines:
            if winding[outline] > 0:
                if count == len(found):
                    found = _longer(found)
                found[count, 0], found[count, 1] = rank, outline
                count += 1
            winding[outline] = 0
    return found[:count]

"""Compiled loops that put gained stops in their places among the others.

What nothing is gained on is copied, block after block.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from animmap.core.edges import Floats, Ints, Ranks
from animmap.core.loops_grid import fast, within
from animmap.core.loops_walk import Line
from animmap.core.swept import Swept


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
def slip(
    had: NDArray[np.generic], places: Ints, gained: NDArray[np.generic], woven: NDArray[np.generic]
) -> None:
    """Fill a column with another and gained values before some places of it, ascending."""
    done = 0
    for k in range(len(gained)):
        stop = places[k]
        _copy(had[done:stop], woven[done + k : stop + k])
        woven[stop + k] = gained[k]
        done = stop
    _copy(had[done:], woven[done + len(gained) :])


@fast
def _make_room(count: int) -> tuple[Line, Floats]:
    """Columns of stops and the areas swept by their pieces, in one block of memory.

    The system takes small blocks back as soon as they are free, to clear them again for the next
    arrival: that took longer than all the copying.
    """
    block = np.empty(29 * count, np.uint8)
    at = block[: 8 * count].view(np.float64)
    piece = block[8 * count : 16 * count].view(np.float64)
    segment = block[16 * count : 20 * count].view(np.int32)
    other = block[20 * count : 24 * count].view(np.int32)
    twin = block[24 * count : 28 * count].view(np.int32)
    return Line(segment, at, other, block[28 * count :].view(np.int8), twin), piece


@fast
def _weave_twins(had: Ranks, places: Ints, gained: Ranks, woven: Ranks) -> None:
    """Fill with the twins of stops once the gained ones are in their places."""
    # How many are gained before each stop, and before that of no twin, −1.
    before, done = np.empty(len(had) + 1, np.int32), 0
    before[0] = 0
    for k in range(len(places) + 1):
        stop = places[k] if k < len(places) else len(had)
        before[done + 1 : stop + 1] = k
        done = stop
    done = 0
    for k in range(len(places) + 1):
        stop = places[k] if k < len(places) else len(had)
        for one in range(done, stop):
            twin = had[np.uint64(one)]
            woven[np.uint64(one + k)] = twin + before[np.uint64(twin + 1)]
        if k < len(places):
            woven[stop + k] = gained[k] + places[gained[k]] if gained[k] >= 0 else -1
        done = stop


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
def weave(
    had: tuple[Line, Floats, Ints], gained: Line, ring: Ranks, rings: int, swept: Swept
) -> tuple[Line, Floats, Ints]:
    """Return the stops, the area swept by their pieces and the first of each of ``rings`` rings.

    Parameters
    ----------
    had
        The same without the stops gained; rings that come after had none.
    ring
        That of each segment.
    """
    line, piece, starts = had
    places = _find_places(line, starts, ring, gained)
    woven, swept_by = _make_room(len(piece) + len(places))
    slip(line.segment, places, gained.segment, woven.segment)
    slip(line.at, places, gained.at, woven.at)
    slip(line.other, places, gained.other, woven.other)
    slip(line.sign, places, gained.sign, woven.sign)
    slip(piece, places, gained.at, swept_by)
    _weave_twins(line.twin, places, gained.twin, woven.twin)
    starts = _count_starts(starts, places, gained.segment, ring, rings)
    _sweep_again(woven, starts, ring, places, swept, swept_by)
    return woven, swept_by, starts

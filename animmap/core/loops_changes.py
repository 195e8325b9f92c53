"""Compiled loops of what leaves, and of what some outlines add to levels and pairs.

They answer as the arrays of ``changes`` and ``pairs`` do; see ``loops``.
"""

from __future__ import annotations

import numpy as np

from animmap.core.edges import Bools, Floats, Ints, Ranks, Signs
from animmap.core.loops_grid import fast, within
from animmap.core.loops_walk import Line
from animmap.core.swept import Swept


@fast
def leave(had: Line, place: Ranks, segment_place: Ranks) -> Line:
    """Return the stops of the outlines that stay, at their new places.

    Parameters
    ----------
    place, segment_place
        That of each outline and segment from now on, −1 where it leaves.
    """
    had_segment, had_at, had_other, had_sign, had_twin = had
    moved, count = np.full(len(had_at) + 1, -1, np.int32), 0
    for k in range(len(had_at)):
        stays = segment_place[had_segment[k]] >= 0
        if stays and (had_sign[k] == 0 or place[had_other[k]] >= 0):
            moved[k] = count
            count += 1
    segment, at = np.empty(count, np.int32), np.empty(count)
    other, sign = np.empty(count, np.int32), np.empty(count, np.int8)
    twin = np.empty(count, np.int32)
    for k in range(len(had_at)):
        to = moved[k]
        if to >= 0:
            segment[to], at[to] = segment_place[had_segment[k]], had_at[k]
            other[to] = place[had_other[k]] if had_sign[k] != 0 else -1
            sign[to], twin[to] = had_sign[k], moved[had_twin[k]]
    return Line(segment, at, other, sign, twin)


@within
def _sum(signs: Signs) -> int:
    """Sum of a block, several values at once."""
    total = 0
    for one in range(len(signs)):
        total += signs[one]
    return total


@fast
def _pass_own(
    line: Line, pieces: tuple[Floats, Ints], owners: Ranks, mine: Bools, depths: Ints,
    levels: Floats,
) -> Ints:  # fmt: skip
    """Add own pieces; the stops of other rings where one is entered or left, in order, and the end.

    Parameters
    ----------
    depths
        Outlines around the start of each ring.
    """
    (piece, starts), (_, _, other, sign, twin) = pieces, line
    most, count = len(levels) - 1, 0
    passed = np.empty(len(other) // 2 + 1, np.int64)
    for ring in range(len(owners)):
        depth = depths[ring]
        for k in range(starts[ring], starts[ring + 1]):
            if not mine[owners[ring]]:
                break
            depth += sign[k]
            levels[min(max(depth, 0), most)] += piece[k]
            if sign[k] != 0 and not mine[other[k]]:
                passed[count] = twin[k]
                count += 1
    return np.append(np.sort(passed[:count]), len(other))


@within
def _count_around(around: tuple[Ranks, Ranks], mine: Bools, rings: int) -> tuple[Ints, Ints]:
    """Count the outlines around the start of each ring, and those of them that are mine."""
    depths, held, k = np.empty(rings, np.int64), np.empty(rings, np.int64), 0
    for ring in range(rings):
        first, count = k, 0
        while k < len(around[0]) and around[0][k] == ring:
            count += mine[around[1][k]]
            k += 1
        depths[ring], held[ring] = k - first, count
    return depths, held


@fast
def add_levels(
    line: Line,
    pieces: tuple[Floats, Ints],
    owners: Ranks,
    mine: Bools,
    around: tuple[Ranks, Ranks],
    levels: Floats,
) -> None:
    """Add what some outlines add to the areas under exactly 1, 2, … outlines.

    Their own pieces, and those of the others that they surround, which lie one deeper for each.

    Parameters
    ----------
    pieces
        Area swept by each, first stop of each ring.
    owners, mine
        Outline of each ring, and whether each outline is one of those.
    around
        Rings and the outlines around their starts.
    """
    (piece, starts), sign = pieces, line.sign
    most, rings, at = len(levels) - 1, len(owners), 0
    depths, held = _count_around(around, mine, rings)
    turns = _pass_own(line, pieces, owners, mine, depths, levels)
    deeper = np.zeros((np.sum(mine) + 1, len(levels)))
    for ring in range(rings):
        depth, inside, k, end = depths[ring], held[ring], starts[ring], starts[ring + 1]
        while k < end and not mine[owners[ring]] and (inside > 0 or turns[at] < end):
            # Up to the next stop at which one of those is entered or left.
            stop = min(turns[at], end)
            if inside > 0:
                under = deeper[min(inside, len(deeper) - 1)]
                for one in range(k, stop):
                    depth += sign[np.uint64(one)]
                    under[np.uint64(min(max(depth, 0), most))] += piece[np.uint64(one)]
            else:
                depth += _sum(sign[k:stop])
            if stop < end:
                # Its own step is told with the pieces that follow it.
                inside += sign[stop]
                at += 1
            k = stop
    for inside in range(1, len(deeper)):
        for depth in range(len(levels)):
            levels[depth] += deeper[inside, depth]
            levels[max(depth - inside, 0)] -= deeper[inside, depth]
    for depth in range(most):
        levels[depth] -= levels[depth + 1]


@fast
def _add_rows(
    line: Line,
    starts: Ints,
    owners: Ranks,
    swept: Swept,
    around: tuple[Ranks, Ranks],
    row: Ints,
    half: Floats,
) -> None:
    """Add to ``half`` (row, outline) what outlines of a row and the others sweep in one another.

    Parameters
    ----------
    starts, owners
        First stop and outline of each ring.
    row
        That of each outline, −1 for none.
    """
    (before, total, whole), (rings, outlines) = swept, around
    segment, at, other, sign, twin = line
    for k in range(len(rings)):
        one, two = owners[rings[k]], np.uint64(outlines[k])
        if row[one] >= 0:
            half[row[one], two] += total[rings[k]]
        if row[two] >= 0:
            half[row[two], one] += total[rings[k]]
    for ring in range(len(owners)):
        own = row[owners[ring]]
        for k in range(starts[ring] + 1, starts[ring + 1]):
            if own < 0:
                break
            i, met = segment[k], twin[k]
            j = segment[met]
            half[own, other[k]] += -sign[k] * (before[i] + at[k] * whole[i])
            half[own, other[k]] += -sign[met] * (before[j] + at[met] * whole[j])


@fast
def renew_rows(
    line: Line,
    starts: Ints,
    owners: Ranks,
    swept: Swept,
    around: tuple[Ranks, Ranks],
    fresh: Ints,
    matrix: Floats,
) -> None:
    """Write the areas that outlines ``fresh`` have in common with all in their rows and columns.

    See ``pairs``; ``starts`` and ``owners`` as ``_add_rows`` is told.
    """
    count = len(matrix)
    row, areas, half = np.full(count, -1), np.zeros(count), np.zeros((len(fresh), count))
    row[fresh] = np.arange(len(fresh))
    for ring in range(len(owners)):
        areas[owners[ring]] += swept.total[ring]
    _add_rows(line, starts, owners, swept, around, row, half)
    for rank in range(len(fresh)):
        one = fresh[rank]
        for two in range(count):
            # Rounding may bring the overlap of equal outlines a hair above their area.
            most = min(areas[one], areas[two])
            common = min(max(half[rank, two], 0.0), most)
            if row[two] >= 0:
                common = (common + min(max(half[row[two], one], 0.0), most)) / 2
            matrix[one, two] = matrix[two, one] = areas[one] if one == two else common

"""Who stands on either side of each piece of boundary, and what can be summed from it.

Any figure of a place that depends only on how many voices of each college include it, and is
zero where nobody does, integrates exactly over the ground without a face: a piece of boundary
adds the area it sweeps times the figure on its inner side, and takes away the same times the
figure on its outer side (Green's theorem, the rings of ``walk`` having their inside on the
left). Pieces are read by lots, so that memory does not grow with the crossings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from animmap.core import compiled
from animmap.core.edges import Bools, Floats, Ints
from animmap.core.walk import Walk

# Counts held at once, whatever the number of sketches and colleges.
_LOT = 1_000_000
# Kinds of places (voices per college) that are summed apart in one table.
_MOST_KINDS = 4_000_000
# Beyond, a kind is more than one whole number.
_MOST_NUMBERED = 2.0**62

PlaceFigure = Callable[[Ints], Floats]


@dataclass(frozen=True, slots=True)
class Sides:
    """Voices per college on both sides of consecutive pieces.

    ``outside``, ``inside``: voices of each college, shape (pieces, colleges); ``swept_m2``:
    signed area swept by each piece.
    """

    outside: Ints
    inside: Ints
    swept_m2: Floats


def group_colleges(colleges: Sequence[str]) -> tuple[list[str], Ints, Ints]:
    """Return the names of the colleges, the position of each voice's college, and their sizes."""
    names, group, sizes = np.unique(
        np.asarray(colleges, dtype=str), return_inverse=True, return_counts=True
    )
    return names.tolist(), group.astype(np.int64), sizes.astype(np.int64)


def read_sides(walk: Walk, colleges: Sequence[str]) -> Iterator[Sides]:
    """Yield the sides of all pieces, in the order of the walk, some whole rings at a time.

    Parameters
    ----------
    colleges
        College of each outline of the walk; columns follow ``group_colleges``.
    """
    _, group, sizes = group_colleges(colleges)
    for rings, lot in walk.lots(max(_LOT // len(sizes), 1)):
        yield _sides(walk, group, sizes, rings, lot)


def _sides(walk: Walk, group: Ints, sizes: Ints, rings: slice, lot: slice) -> Sides:
    pieces = np.arange(lot.stop - lot.start)
    change = np.zeros((len(pieces), len(sizes)), dtype=np.int64)
    change[pieces, group[walk.other[lot]]] = walk.sign[lot]
    running = np.cumsum(change, axis=0)
    first = walk.first[rings] - lot.start
    around = _around(walk, group, len(sizes), rings)
    stops = np.diff(np.append(first, len(pieces)))
    outside = running + np.repeat(around - running[first], stops, axis=0)
    owner = group[walk.edges.owner[walk.segment[lot]]]
    # Crossings at one place come in any order: the empty pieces between them may count one
    # voice too few or too many.
    most = sizes - (owner[:, None] == np.arange(len(sizes)))
    # College after college in memory: figures of a place go through them one by one.
    outside = np.asfortranarray(np.clip(outside, 0, most))
    inside = outside.copy(order="F")
    inside[pieces, owner] += 1
    return Sides(outside, inside, walk.piece_m2[lot])


def _around(walk: Walk, group: Ints, colleges: int, rings: slice) -> Ints:
    """Voices per college around the start of each ring, shape (rings, colleges)."""
    near = slice(*np.searchsorted(walk.around_ring, [rings.start, rings.stop]))
    count = rings.stop - rings.start
    key = (walk.around_ring[near] - rings.start) * colleges + group[walk.around_outline[near]]
    return np.bincount(key, minlength=count * colleges).reshape(count, colleges)


def tally(walk: Walk, group: Ints, sizes: Ints) -> Iterator[tuple[Ints, Floats]]:
    """Yield kinds of places, by their voices per college, and the area (m²) of each.

    Parameters
    ----------
    group, sizes
        College of each outline, by position, and the voices of each college.

    Yields
    ------
    counts, areas
        Shapes (kinds, colleges) and (kinds,). A kind may come several times, with areas of
        both signs, whose sum is its area.
    """
    kinds = float(np.prod(sizes + 1.0))
    if kinds < _MOST_NUMBERED and (quick := compiled.ready()):
        digit = _digits(sizes)
        started = _around(walk, group, len(sizes), slice(0, len(walk.first) - 1)) @ digit
        code, areas = quick.tally(walk, started, digit[group], int(np.prod(sizes + 1)) - 1)
        step = max(_LOT // len(sizes), 1)
        for lot in (slice(at, at + step) for at in range(0, len(code), step)):
            yield code[lot, None] // digit % (sizes + 1), areas[lot]
        return
    if kinds <= _MOST_KINDS:
        yield _tally_kinds(walk, group, sizes)
        return
    if kinds < _MOST_NUMBERED:
        yield from _tally_numbered(walk, group, sizes)
        return
    for rings, lot in walk.lots(max(_LOT // len(sizes), 1)):
        sides = _sides(walk, group, sizes, rings, lot)
        yield sides.inside, sides.swept_m2
        yield sides.outside, -sides.swept_m2


def _tally_kinds(walk: Walk, group: Ints, sizes: Ints) -> tuple[Ints, Floats]:
    """Areas by kind, a kind being one whole number: its voices per college as digits."""
    kinds = int(np.prod(sizes + 1))
    areas = np.zeros(kinds)
    for outside, inside, piece in _number_kinds(walk, group, sizes):
        # Crossings at one place come in any order: empty pieces between them may have no kind.
        areas += np.bincount(np.clip(inside, 0, kinds - 1), weights=piece, minlength=kinds)
        areas -= np.bincount(np.clip(outside, 0, kinds - 1), weights=piece, minlength=kinds)
    drawn = np.flatnonzero(areas)
    digit = _digits(sizes)
    return drawn[:, None] // digit % (sizes + 1), areas[drawn]


def _tally_numbered(walk: Walk, group: Ints, sizes: Ints) -> Iterator[tuple[Ints, Floats]]:
    """The same for too many kinds to hold them all: those met, lot by lot."""
    digit = _digits(sizes)
    kinds = int(np.prod(sizes + 1))
    for outside, inside, piece in _number_kinds(walk, group, sizes):
        code, met = pd.factorize(np.clip(np.concatenate([inside, outside]), 0, kinds - 1))
        areas = np.bincount(code, np.concatenate([piece, -piece])).astype(np.float64)
        yield np.asarray(met)[:, None] // digit % (sizes + 1), areas


def _number_kinds(walk: Walk, group: Ints, sizes: Ints) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Yield, lot by lot, the kinds outside and inside of pieces, and the areas these sweep."""
    digit = _digits(sizes)
    step = digit[group]
    for rings, lot in walk.lots():
        running = np.cumsum(step[walk.other[lot]] * walk.sign[lot])
        first = walk.first[rings] - lot.start
        around = _around(walk, group, len(sizes), rings) @ digit
        stops = np.diff(np.append(first, len(running)))
        outside = running + np.repeat(around - running[first], stops)
        inside = outside + step[walk.edges.owner[walk.segment[lot]]]
        yield outside, inside, walk.piece_m2[lot]


def _digits(sizes: Ints) -> Ints:
    """Worth of one voice of each college in the number of a kind."""
    return np.concatenate([[1], np.cumprod(sizes + 1)[:-1]])


def integrate(walk: Walk, colleges: Sequence[str], figures: Sequence[PlaceFigure]) -> list[Floats]:
    """Return the integral over the ground (m² times the unit) of figures of a place.

    Parameters
    ----------
    figures
        Each takes voices per college, shape (places, colleges), and gives values of shape
        (places, k), zero where there is no voice at all.

    Returns
    -------
    integrals
        One array of length k per figure.
    """
    _, group, sizes = group_colleges(colleges)
    sums: list[Floats] = []
    for counts, areas in tally(walk, group, sizes):
        found = [areas @ figure(counts) for figure in figures]
        sums = [one + two for one, two in zip(sums, found, strict=True)] if sums else found
    return sums


def surroundings(walk: Walk, pieces: Ints) -> Iterator[Bools]:
    """Yield, outline by outline, whether it surrounds each of the given pieces.

    An outline surrounds none of its own pieces.
    """
    by_other = np.argsort(walk.other, kind="stable")
    first = np.searchsorted(walk.other[by_other], np.arange(walk.edges.outlines + 1))
    by_outline = np.argsort(walk.around_outline, kind="stable")
    around = np.searchsorted(walk.around_outline[by_outline], np.arange(walk.edges.outlines + 1))
    ring = walk.edges.ring[walk.segment[pieces]]
    ring_first = walk.first[ring]
    for outline in range(walk.edges.outlines):
        stops = by_other[first[outline] : first[outline + 1]]
        passed = np.concatenate([[0], np.cumsum(walk.sign[stops])])
        depth = np.zeros(len(walk.swept.total), dtype=np.int64)
        depth[walk.around_ring[by_outline[around[outline] : around[outline + 1]]]] = 1
        entered = passed[np.searchsorted(stops, pieces, side="right")]
        yield depth[ring] + entered - passed[np.searchsorted(stops, ring_first)] > 0

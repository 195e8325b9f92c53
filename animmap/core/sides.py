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

from animmap.core.edges import Bools, Floats, Ints
from animmap.core.walk import Walk

# Counts held at once, whatever the number of sketches and colleges.
_LOT = 1_000_000

PlaceFigure = Callable[[Ints], Floats]


@dataclass(frozen=True, slots=True)
class Sides:
    """Voices per college on both sides of consecutive pieces.

    ``first``: position of the first piece in the walk; ``outside``, ``inside``: voices of each
    college, shape (pieces, colleges); ``swept_m2``: signed area swept by each piece.
    """

    first: int
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
    rings = len(walk.ring_total_m2)
    start = np.searchsorted(walk.ring, np.arange(rings + 1))
    around = np.zeros((rings, len(sizes)), dtype=np.int64)
    np.add.at(around, (walk.around_ring, group[walk.around_outline]), 1)
    lot = max(_LOT // len(sizes), 1)
    ring = 0
    while ring < rings:
        full = int(np.searchsorted(start, start[ring] + lot, side="right")) - 1
        stop = min(max(full, ring + 1), rings)
        yield _sides(walk, group, sizes, (start, around), (ring, stop))
        ring = stop


def _sides(
    walk: Walk, group: Ints, sizes: Ints, rings: tuple[Ints, Ints], between: tuple[int, int]
) -> Sides:
    start, around = rings
    first, last = int(start[between[0]]), int(start[between[1]])
    lot = slice(first, last)
    sign, other = walk.sign[lot], walk.other[lot]
    change = np.zeros((last - first, len(sizes)), dtype=np.int64)
    change[np.arange(last - first), group[other]] = sign
    running = np.cumsum(change, axis=0)
    ring = walk.ring[lot]
    outside = around[ring] + running - running[start[ring] - first]
    owner = group[walk.edges.owner[walk.segment[lot]]]
    # Crossings at one place come in any order: the empty pieces between them may count one
    # voice too few or too many.
    most = sizes - (owner[:, None] == np.arange(len(sizes)))
    # College after college in memory: figures of a place go through them one by one.
    outside = np.asfortranarray(np.clip(outside, 0, most))
    inside = outside.copy(order="F")
    inside[np.arange(last - first), owner] += 1
    return Sides(first, outside, inside, walk.piece_m2[lot])


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
    sums: list[Floats] = []
    for sides in read_sides(walk, colleges):
        found = [
            sides.swept_m2 @ (figure(sides.inside) - figure(sides.outside)) for figure in figures
        ]
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
    ring = walk.ring[pieces]
    ring_first = np.searchsorted(walk.ring, ring)
    for outline in range(walk.edges.outlines):
        stops = by_other[first[outline] : first[outline + 1]]
        passed = np.concatenate([[0], np.cumsum(walk.sign[stops])])
        depth = np.zeros(len(walk.ring_total_m2), dtype=np.int64)
        depth[walk.around_ring[by_outline[around[outline] : around[outline + 1]]]] = 1
        entered = passed[np.searchsorted(stops, pieces, side="right")]
        yield depth[ring] + entered - passed[np.searchsorted(stops, ring_first)] > 0

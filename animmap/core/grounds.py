"""The ground of a class cut by who carries it, from the boundary walk: no face is needed.

A piece of boundary bounds such a ground when the class, or the set of the groups that carry
the place, differs between its two sides. Only those pieces are assembled by GEOS; what each
ground weighs in the disagreement is summed from the pieces that lie in it (see ``sides``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.agreement import CLASS_NAMES, SHARED_SHARE, TIE, Bools, Floats, Ints, class_ranks
from animmap.core.edges import GRID_M
from animmap.core.overlay import close_lines, inner_points
from animmap.core.readings import divergences, shares_of_counts
from animmap.core.sides import Sides, group_colleges, read_sides
from animmap.core.walk import Walk, piece_lines, piece_middles

_ELSEWHERE = -1


@dataclass(frozen=True, slots=True)
class Ground:
    """One connected ground of a class (metric CRS).

    ``carriers``: positions of the groups that carry it; ``concern_m2``: ∫ p(1−p) over it,
    equal voice.
    """

    geometry: BaseGeometry
    carriers: tuple[int, ...]
    concern_m2: float


@dataclass(frozen=True, slots=True)
class _Labels:
    """Names places by a number: that of the groups which carry them, _ELSEWHERE off the class."""

    sizes: Ints
    classes: tuple[int, ...]
    camps: Bools

    def of(self, counts: Ints) -> Ints:
        """Return the label of places from the voices per college that include them."""
        ranks = class_ranks(shares_of_counts(counts, self.sizes))
        held = (counts @ self.camps.T) / (self.camps @ self.sizes)
        carried = (held >= SHARED_SHARE - TIE) @ (1 << np.arange(len(self.camps), dtype=np.int64))
        return np.where(np.isin(ranks, self.classes), carried, _ELSEWHERE)


@dataclass(frozen=True, slots=True)
class _Notes:
    """Sides of pieces on a ground: position of the piece, label, what it adds, if it bounds it."""

    piece: Ints
    label: Ints
    adds: Floats
    bounds: Bools


def cut_grounds(
    walk: Walk,
    colleges: Sequence[str],
    klass: str,
    *,
    camps: Sequence[Collection[str]] = (),
    smallest_m2: float = 0.0,
) -> list[Ground]:
    """Return the connected grounds of a class, each carried by the same groups.

    Parameters
    ----------
    colleges
        College of each outline of the walk.
    camps
        Groups of colleges (at most 60): one carries a place when half of its voices at least
        include it. None by default: grounds are then cut by their class only.
    smallest_m2
        Grounds under this area are left out.
    """
    names, _, sizes = group_colleges(colleges)
    members = np.array([[name in camp for name in names] for camp in camps], dtype=bool)
    labels = _Labels(sizes, (CLASS_NAMES.index(klass),), members.reshape(-1, len(names)))
    notes = [_note(sides, labels) for sides in read_sides(walk, colleges)]
    piece, label, adds, bounds = (
        np.concatenate([getattr(note, name) for note in notes])
        for name in ("piece", "label", "adds", "bounds")
    )
    found = []
    for one, parts in _assemble(walk, colleges, labels, np.unique(piece[bounds])).items():
        here = label == one
        concerns = _locate(walk, parts, _Notes(piece[here], label[here], adds[here], bounds[here]))
        carriers = tuple(rank for rank in range(len(camps)) if one >> rank & 1)
        found += [
            Ground(part, carriers, concern)
            for part, concern in zip(parts, concerns, strict=True)
            if part.area >= smallest_m2
        ]
    return found


def _note(sides: Sides, labels: _Labels) -> _Notes:
    """Keep the sides of pieces that lie on a ground of the class."""
    inner, outer = labels.of(sides.inside), labels.of(sides.outside)
    bounds = inner != outer
    pieces = sides.first + np.arange(len(inner))
    kept = [
        (pieces[on], label[on], sign * sides.swept_m2[on] * _concern(counts[on], labels.sizes),
         bounds[on])
        for counts, label, sign in ((sides.inside, inner, 1), (sides.outside, outer, -1))
        for on in [label != _ELSEWHERE]
    ]  # fmt: skip
    return _Notes(*(np.concatenate(column) for column in zip(*kept, strict=True)))


def _concern(counts: Ints, sizes: Ints) -> Floats:
    return np.asarray(divergences(counts / sizes).sum(axis=1))


def _assemble(
    walk: Walk, colleges: Sequence[str], labels: _Labels, outline: Ints
) -> dict[int, np.ndarray]:
    """Return the connected grounds of each label, from the pieces of their outlines."""
    chosen = np.zeros(len(walk.ring), dtype=bool)
    chosen[outline] = True
    lines = piece_lines(walk, chosen)
    if not len(lines):
        return {}
    cells = close_lines(lines, 10 * GRID_M)
    label = labels.of(_counts_at(walk, colleges, inner_points(cells)))
    # Edges drawn by several leave a line where both sides are the same ground: dissolve it.
    return {
        int(one): shapely.get_parts(shapely.coverage_union_all(cells[label == one]))
        for one in np.unique(label[label != _ELSEWHERE])
    }


def _counts_at(walk: Walk, colleges: Sequence[str], points: np.ndarray) -> Ints:
    """Return the voices per college at points, shape (points, colleges)."""
    _, group, sizes = group_colleges(colleges)
    shapes = np.asarray(walk.shapes, dtype=object)
    shapely.prepare(shapes)
    outline, point = shapely.STRtree(points).query(shapes, predicate="contains")
    counts = np.zeros((len(points), len(sizes)), dtype=np.int64)
    np.add.at(counts, (point, group[outline]), 1)
    return counts


def _locate(walk: Walk, parts: np.ndarray, notes: _Notes) -> list[float]:
    """Sum what the noted sides add over each connected part; what bounds one is nearest to it."""
    if len(parts) == 1:
        return [float(notes.adds.sum())]
    places = piece_middles(walk, notes.piece)
    sums = np.zeros(len(parts))
    nearest = shapely.STRtree(parts).nearest(shapely.points(places[notes.bounds]))
    np.add.at(sums, nearest, notes.adds[notes.bounds])
    within = places[~notes.bounds]
    adds = notes.adds[~notes.bounds]
    shapely.prepare(parts)
    for rank, (west, south, east, north) in enumerate(shapely.bounds(parts)):
        near = np.flatnonzero(
            (within[:, 0] >= west) & (within[:, 0] <= east)
            & (within[:, 1] >= south) & (within[:, 1] <= north)
        )  # fmt: skip
        held = shapely.contains_xy(parts[rank], within[near])
        sums[rank] += adds[near[held]].sum()
    return sums.tolist()

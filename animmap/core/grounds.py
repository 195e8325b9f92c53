"""The ground of a class cut by who carries it, from the boundary walk: no face is needed.

A piece of boundary bounds such a ground when the class, or the set of the groups that carry
the place, differs between its two sides. Only those pieces are assembled by GEOS.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.agreement import CLASS_NAMES, SHARED_SHARE, TIE, Bools, Ints, class_ranks
from animmap.core.contours import piece_lines
from animmap.core.edges import GRID_M
from animmap.core.overlay import clear_points, close_lines
from animmap.core.readings import shares_of_counts
from animmap.core.sides import group_colleges, read_sides
from animmap.core.walk import Walk

_ELSEWHERE = -1
# One bit of a whole number each.
MOST_CAMPS = 60


@dataclass(frozen=True, slots=True)
class Ground:
    """One connected ground of a class (metric CRS); ``carriers``: groups that carry it."""

    geometry: BaseGeometry
    carriers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Labels:
    """Names places by a number: that of the groups which carry them, _ELSEWHERE off the class."""

    sizes: Ints
    klass: int
    camps: Bools

    def of(self, counts: Ints) -> Ints:
        """Return the label of places from the voices per college that include them."""
        ranks = class_ranks(shares_of_counts(counts, self.sizes))
        held = (counts @ self.camps.T) / (self.camps @ self.sizes)
        carried = (held >= SHARED_SHARE - TIE) @ (1 << np.arange(len(self.camps), dtype=np.int64))
        return np.where(ranks == self.klass, carried, _ELSEWHERE)


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
        Groups of colleges (at most MOST_CAMPS): one carries a place when half of its voices at
        least include it. None by default: grounds are then cut by their class only.
    smallest_m2
        Grounds under this area are left out.
    """
    names, _, sizes = group_colleges(colleges)
    members = np.array([[name in camp for name in names] for camp in camps], dtype=bool)
    labels = _Labels(sizes, CLASS_NAMES.index(klass), members.reshape(-1, len(names)))
    cells, label = cut_cells(walk, colleges, labels.of)
    found = []
    for one in np.unique(label[label != _ELSEWHERE]).tolist():
        carriers = tuple(rank for rank in range(len(camps)) if one >> rank & 1)
        # Edges drawn by several leave a line where both sides are the same ground: dissolve it.
        whole = shapely.coverage_union_all(cells[label == one])
        parts = [part for part in shapely.get_parts(whole) if part.area >= smallest_m2]
        found += [Ground(part, carriers) for part in parts]
    return found


def cut_cells(
    walk: Walk, colleges: Sequence[str], label: Callable[[Ints], Ints]
) -> tuple[np.ndarray, Ints]:
    """Return the grounds that bear one label each, and their labels; those not drawn too.

    Parameters
    ----------
    label
        Label of places from the voices per college that include them (places × colleges).
    """
    outline = [label(sides.inside) != label(sides.outside) for sides in read_sides(walk, colleges)]
    lines = piece_lines(walk, np.concatenate(outline))
    if not len(lines):
        return np.empty(0, dtype=object), np.empty(0, dtype=np.int64)
    cells = close_lines(lines, 10 * GRID_M)
    points = clear_points(cells, walk.shapes)
    return cells, label(count_voices(walk.shapes, colleges, points))


def count_voices(
    shapes: Sequence[BaseGeometry], colleges: Sequence[str], points: np.ndarray
) -> Ints:
    """Return the voices per college that include points, shape (points, colleges)."""
    _, group, sizes = group_colleges(colleges)
    outlines = np.asarray(shapes, dtype=object)
    shapely.prepare(outlines)
    outline, point = shapely.STRtree(points).query(outlines, predicate="contains")
    counts = np.zeros((len(points), len(sizes)), dtype=np.int64)
    np.add.at(counts, (point, group[outline]), 1)
    return counts

"""The voices of each college on the cells of a grid: what a large round shows at once.

Every figure of a place that Comparer maps depends on how many voices of each college include
it. A cell knows these numbers at its middle, and how far they may go elsewhere in it (see
``surface``): each area read here comes with two that the exact one lies between.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from shapely.geometry.base import BaseGeometry

from animmap.core.agreement import (
    CORE_SHARE,
    DEBATED_SHARE,
    SHARED_SHARE,
    TIE,
    Bools,
    Floats,
    Ints,
    class_ranks,
)
from animmap.core.curve import Curve
from animmap.core.readings import MAPPED_CLASSES, informed_consensus, shares_of_counts
from animmap.core.sides import group_colleges
from animmap.core.surface import Bounded, choose_cell, draw_groups

# A tenth of a second of computing and some 4 MB a college.
MOST_CELLS = 500_000


@dataclass(frozen=True)
class Cells:
    """Cells that an outline covers or passes through, rows from the south.

    ``corner``: south-west corner of the grid (metric CRS); ``shape``: its rows and columns;
    ``at``: position of each cell in it; ``counts``: voices of each college on its middle,
    shape (cells, colleges); ``doubt``: how far these may be elsewhere in it; ``names`` and
    ``sizes`` of the colleges.
    """

    cell_m: float
    corner: tuple[float, float]
    shape: tuple[int, int]
    at: Ints
    counts: Ints
    doubt: Ints
    names: tuple[str, ...]
    sizes: Ints

    @property
    def cell_m2(self) -> float:
        """Area of a cell."""
        return self.cell_m**2

    @cached_property
    def least(self) -> Ints:
        """Fewest voices of each college anywhere in each cell."""
        return np.asarray(np.maximum(self.counts - self.doubt, 0))

    @cached_property
    def most(self) -> Ints:
        """Most voices of each college anywhere in each cell."""
        return np.asarray(np.minimum(self.counts + self.doubt, self.sizes))

    def only(self, *names: str) -> Cells:
        """Return the cells of some colleges alone: those that one of their outlines is near."""
        ranks = [rank for rank, name in enumerate(self.names) if name in names]
        # Rows of their own for each college: see draw_cells.
        counts, doubt = self.counts.T[ranks], self.doubt.T[ranks]
        near = np.flatnonzero((counts > 0).any(axis=0) | (doubt > 0).any(axis=0))
        return replace(
            self,
            at=self.at[near],
            counts=counts[:, near].T,
            doubt=doubt[:, near].T,
            names=tuple(self.names[rank] for rank in ranks),
            sizes=self.sizes[ranks],
        )


def draw_cells(
    polygons: Sequence[BaseGeometry], colleges: Sequence[str], most_cells: int = MOST_CELLS
) -> Cells:
    """Count the voices of each college on a grid.

    Parameters
    ----------
    polygons
        One valid (multi)polygon per voice, in one metric CRS.
    colleges
        College of each voice.
    """
    names, group, sizes = group_colleges(colleges)
    cell_m = choose_cell(polygons, most_cells)
    corner, surfaces = draw_groups(polygons, group, cell_m)
    held = [np.rint(one.held).astype(np.int64).ravel() for one in surfaces]
    doubt = [np.rint(one.doubt).astype(np.int64).ravel() for one in surfaces]
    at = np.flatnonzero(np.any([each > 0 for each in (*held, *doubt)], axis=0))
    shape = (surfaces[0].held.shape[0], surfaces[0].held.shape[1])
    # College by college in memory: what is read of a cell is read of all cells at once.
    counts, doubts = (np.stack([each[at] for each in one]).T for one in (held, doubt))
    return Cells(cell_m, corner, shape, at, counts, doubts, tuple(names), sizes)


def raw_share(counts: Ints, sizes: Ints) -> Floats:
    """Return the share of voices."""
    return np.asarray(counts.sum(axis=1) / sizes.sum())


def equal_share(counts: Ints, sizes: Ints) -> Floats:
    """Return the mean over colleges of the share within each."""
    return np.asarray((counts / sizes).mean(axis=1))


def _everyone(counts: Ints, sizes: Ints) -> Floats:
    return np.asarray((counts / sizes).min(axis=1))


def _consensus(counts: Ints, sizes: Ints) -> Floats:
    return np.where(counts.sum(axis=1) > 0, informed_consensus(counts, sizes), 0.0)


# Figures that never fall when voices come: their bounds are those of the counts.
RISING: dict[str, Callable[[Ints, Ints], Floats]] = {
    "raw": raw_share,
    "equal": equal_share,
    "everyone": _everyone,
    "consensus": _consensus,
}


@dataclass(frozen=True, slots=True)
class Levels:
    """The areas of a figure by share: at the middles of cells, at the least, at the most."""

    areas: Curve
    least: Curve
    most: Curve

    def reached(self, shares: Sequence[float]) -> Bounded:
        """Return the area where the figure reaches each share; a tie is inside."""
        return Bounded(self.areas.at(shares), self.least.at(shares), self.most.at(shares))


def list_levels(cells: Cells, name: str) -> Levels:
    """Return every area of a figure of RISING, read once for all shares."""

    def read(counts: Ints) -> Curve:
        values = RISING[name](counts, cells.sizes).astype(np.float64)
        shares, found = np.unique(values, return_counts=True)
        areas = np.asarray(np.cumsum(found[::-1])[::-1] * cells.cell_m2, dtype=np.float64)
        return Curve(shares, areas, float(found @ shares * cells.cell_m2))

    return Levels(read(cells.counts), read(cells.least), read(cells.most))


def share_reached(cells: Cells, name: str, shares: Sequence[float]) -> Bounded:
    """Return the area where a figure of RISING reaches each share; a tie is inside."""
    return list_levels(cells, name).reached(shares)


def cell_classes(cells: Cells) -> Ints:
    """Return the position in CLASS_NAMES of the class of each cell, at its middle."""
    return class_ranks(shares_of_counts(cells.counts, cells.sizes))


def class_areas(cells: Cells) -> Bounded:
    """Return the area of each of MAPPED_CLASSES."""
    found = np.bincount(cell_classes(cells), minlength=len(MAPPED_CLASSES))
    sure, may = _class_bounds(cells)
    areas = np.asarray(found[: len(MAPPED_CLASSES)] * cells.cell_m2, dtype=np.float64)
    return Bounded(
        areas,
        np.array([each.sum() for each in sure]) * cells.cell_m2,
        np.array([each.sum() for each in may]) * cells.cell_m2,
    )


def _class_bounds(cells: Cells) -> tuple[list[Bools], list[Bools]]:
    """Tell where each of MAPPED_CLASSES surely is, and where it may be, in the same order."""
    low, high = (equal_share(each, cells.sizes) for each in (cells.least, cells.most))
    drawn, may_draw = cells.least.any(axis=1), cells.most.any(axis=1)
    heart = (low >= CORE_SHARE - TIE) & (cells.least > 0).all(axis=1)
    may_heart = (high >= CORE_SHARE - TIE) & (cells.most > 0).all(axis=1)
    edge, may_edge = high < DEBATED_SHARE - TIE, low < DEBATED_SHARE - TIE
    opposed, may_oppose = _opposition(cells)
    split = (high < SHARED_SHARE - TIE) | opposed
    may_split = (low < SHARED_SHARE - TIE) | may_oppose
    sure = [
        heart,
        drawn & ~may_heart & ~may_edge & ~may_split,
        drawn & ~may_heart & ~may_edge & split,
        drawn & ~may_heart & edge,
    ]
    may = [
        may_heart,
        may_draw & ~heart & ~edge & ~split,
        may_draw & ~heart & ~edge & may_split,
        may_draw & ~heart & may_edge,
    ]
    return sure, may


def _opposition(cells: Cells) -> tuple[Bools, Bools]:
    """Tell where colleges oppose one another more than their members, surely, then maybe.

    Between exceeds half of the disagreement where the variance of p_g exceeds mean p_g(1−p_g).
    A standard deviation moves no further than the root mean square of its terms.
    """
    (within_low, within_high), (between_low, between_high) = _spread_bounds(cells)
    return between_low > within_high + TIE, between_high > within_low - TIE


def _spread_bounds(cells: Cells) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Bounds, in each cell, of mean p_g(1−p_g) and of the variance of p_g over colleges."""
    low, high = cells.least / cells.sizes, cells.most / cells.sizes
    ends = np.minimum(low * (1 - low), high * (1 - high)).mean(axis=1)
    top = np.clip(0.5, low, high)
    middle = (low + high) / 2
    reach = np.sqrt(np.square(high - middle).mean(axis=1))
    apart = middle.std(axis=1)
    between = (np.square(np.maximum(apart - reach, 0.0)), np.square(apart + reach))
    return (ends, (top * (1 - top)).mean(axis=1)), between


def spread_areas(cells: Cells) -> Bounded:
    """Return ∫ mean p_g(1−p_g) and ∫ Var p_g: disagreement within colleges, and between them."""
    by_college = cells.counts / cells.sizes
    within, between = _spread_bounds(cells)

    def whole(one: Floats, two: Floats) -> Floats:
        return np.array([one.sum(), two.sum()]) * cells.cell_m2

    found = whole((by_college * (1 - by_college)).mean(axis=1), by_college.var(axis=1))
    return Bounded(found, whole(within[0], between[0]), whole(within[1], between[1]))


def weighed_areas(cells: Cells, share: float) -> Bounded:
    """Return where equal voice alone reaches a share, then where one voice each alone does."""
    bar, sizes = share - TIE, cells.sizes
    raw, raw_low, raw_high = (
        raw_share(each, sizes) >= bar for each in (cells.counts, cells.least, cells.most)
    )
    equal, equal_low, equal_high = (
        equal_share(each, sizes) >= bar for each in (cells.counts, cells.least, cells.most)
    )

    def whole(gained: Bools, lost: Bools) -> Floats:
        return np.array([gained.sum(), lost.sum()]) * cells.cell_m2

    return Bounded(
        whole(equal & ~raw, raw & ~equal),
        whole(equal_low & ~raw_high, raw_low & ~equal_high),
        whole(equal_high & ~raw_low, raw_high & ~equal_low),
    )


def differing_area(cells: Cells) -> Bounded:
    """Return 2 ∫ p(1−p), p being the share of voices: where two voices at random differ."""
    low, high = (raw_share(each, cells.sizes) for each in (cells.least, cells.most))
    share, top = raw_share(cells.counts, cells.sizes), np.clip(0.5, low, high)
    values = (share * (1 - share), np.minimum(low * (1 - low), high * (1 - high)), top * (1 - top))
    found, least, most = (np.array([2 * float(each.sum()) * cells.cell_m2]) for each in values)
    return Bounded(found, least, most)

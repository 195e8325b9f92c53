"""Sure and maybe: a voice that hesitates counts for half where it only says "maybe".

A graded sketch is two nested outlines, the sure ground and the wide one (sure or maybe); its
grade is 1, ½ or 0, the mean of the two. So every area of agreement of n graded sketches is
that of their 2n outlines, each weighing half; resemblance is Ružička's Σmin / Σmax, which is
the IoU again when nobody hesitates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core import palette
from animmap.core.agreement import TIE, Floats, Ints, equal_weights
from animmap.core.bands import Band
from animmap.core.fields import SHARE_STEPS, gather_bands
from animmap.core.grounds import cut_cells
from animmap.core.pairs import pair_areas
from animmap.core.sides import group_colleges
from animmap.core.walk import share_areas, walk_boundaries


@dataclass(frozen=True, slots=True)
class Graded:
    """Areas (m²) of graded sketches.

    ``raw_m2``, ``equal_m2``: where the mean grade reaches each of ``shares``, each voice or
    each college weighing one. ``likeness``: Ružička similarity of all pairs. ``hesitation_m2``:
    ground that a voice on average only says "maybe" to; ``hesitant``: voices that do.
    """

    shares: tuple[float, ...]
    raw_m2: Floats
    equal_m2: Floats
    likeness: Floats
    hesitation_m2: float
    hesitant: int


def compare_graded(
    sure: Sequence[BaseGeometry],
    maybe: Sequence[BaseGeometry | None],
    colleges: Sequence[str],
    shares: Sequence[float],
) -> Graded:
    """Compare sketches that tell sure ground from maybe.

    Parameters
    ----------
    sure, maybe
        One valid (multi)polygon per voice, metric CRS; None where a voice does not hesitate.
        What is sure but out of the maybe outline is sure.
    colleges
        College of each voice.
    shares
        Thresholds in ]0, 1]; a tie is inside.
    """
    count = len(sure)
    walk = walk_boundaries([*sure, *_widen(sure, maybe)])
    areas = pair_areas(walk)
    inner, outer = areas[:count, :count], areas[count:, count:]
    drawn = np.diag(inner) + np.diag(outer)
    least = inner + outer
    most = drawn[:, None] + drawn[None, :] - least
    hesitates = np.diag(outer) - np.diag(inner)
    raw, equal = np.full(count, 1.0 / count), equal_weights(colleges)
    return Graded(
        shares=tuple(shares),
        raw_m2=share_areas(walk, np.tile(raw, 2) / 2, shares),
        equal_m2=share_areas(walk, np.tile(equal, 2) / 2, shares),
        likeness=np.asarray(least / most, dtype=np.float64),
        hesitation_m2=float(np.maximum(hesitates, 0.0).mean()),
        hesitant=int((hesitates > 1e-6 * np.diag(inner)).sum()),
    )


def _widen(
    sure: Sequence[BaseGeometry], maybe: Sequence[BaseGeometry | None]
) -> list[BaseGeometry]:
    """Return what each voice takes in all: its sure ground and its maybe."""
    return [
        inner if outer is None else shapely.union(inner, outer)
        for inner, outer in zip(sure, maybe, strict=True)
    ]


def graded_bands(
    sure: Sequence[BaseGeometry],
    maybe: Sequence[BaseGeometry | None],
    colleges: Sequence[str],
    rule: str,
) -> list[Band]:
    """Return the mean grade as areas of one colour each, as ``fields.field_bands`` does.

    ``rule``: "raw" or "equal"; outlines as in :func:`compare_graded`.
    """
    doubled = [*colleges, *colleges]
    walk = walk_boundaries([*sure, *_widen(sure, maybe)])
    sizes = group_colleges(doubled)[2]

    def rank(counts: Ints) -> Ints:
        grade = (
            (counts / sizes).mean(axis=1) if rule == "equal" else counts.sum(axis=1) / sizes.sum()
        )
        step = np.searchsorted(np.asarray(SHARE_STEPS) - TIE, grade, side="right")
        return np.asarray(np.where(counts.sum(axis=1) > 0, step, -1), dtype=np.int64)

    cells, ranks = cut_cells(walk, doubled, rank)
    edges = (0.0, *SHARE_STEPS, 1.0)
    return gather_bands(cells, ranks, edges, (None, *palette.AGREEMENT_RAMP))

"""The readings of a round at any share, read once: moving the threshold measures nothing again.

Each area of ``readings.read_ground`` that depends on a share is a level set, or the difference
of two over the places that one rule favours; so each is kept as its area share by share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from animmap.core.agreement import Floats, Ints
from animmap.core.curve import Curve, gather_levels, level_curve
from animmap.core.readings import (
    Readings,
    Weighing,
    divergences,
    informed_consensus,
    shares_of_counts,
)
from animmap.core.sides import group_colleges, tally
from animmap.core.walk import Walk

_NOTHING = (np.empty(0), np.empty(0))


@dataclass(frozen=True, slots=True)
class ReadingCurves:
    """Areas (m²) by share of everyone-in, of the consensus, and of what numbers weigh.

    ``raised`` and ``lowered``: over the places that equal voice raises, or lowers, where raw
    then equal voice reach a share. ``within_m2``, ``between_m2``, ``moved_m2``: as in
    ``readings``.
    """

    everyone: Curve
    consensus: Curve
    raised: tuple[Curve, Curve]
    lowered: tuple[Curve, Curve]
    within_m2: float
    between_m2: float
    moved_m2: float

    def at(self, share: float) -> Readings:
        """Return the readings at a share in ]0, 1]; a tie is inside."""

        def reached(curve: Curve) -> float:
            return float(curve.at([share])[0])

        raw, equal = (reached(each) for each in self.raised)
        raw_lowered, equal_lowered = (reached(each) for each in self.lowered)
        weighing = Weighing(
            max(equal - raw, 0.0), max(raw_lowered - equal_lowered, 0.0), self.moved_m2
        )
        return Readings(
            shares=(share,),
            everyone_in_m2=self.everyone.at([share]),
            consensus_m2=self.consensus.at([share]),
            disagreement_m2=self.within_m2 + self.between_m2,
            within_m2=self.within_m2,
            between_m2=self.between_m2,
            weighing=weighing,
        )


def read_curves(walk: Walk, colleges: Sequence[str]) -> ReadingCurves:
    """Measure the ground once, for every share; see ``readings.read_ground``."""
    _, group, sizes = group_colleges(colleges)
    levels = [_NOTHING] * 6
    apart = np.zeros(3)
    for counts, areas in tally(walk, group, sizes):
        shown = [_level(figure, areas) for figure in _figures(counts, sizes)]
        levels = [gather_levels(one, two) for one, two in zip(levels, shown, strict=True)]
        apart += areas @ _spread(counts, sizes)
    curves = [level_curve(*each) for each in levels]
    within, between, moved = np.maximum(apart, 0.0).tolist()
    return ReadingCurves(
        everyone=curves[0],
        consensus=curves[1],
        raised=(curves[2], curves[3]),
        lowered=(curves[4], curves[5]),
        within_m2=within,
        between_m2=between,
        moved_m2=moved,
    )


def _level(values: Floats, areas: Floats) -> tuple[Floats, Floats]:
    return gather_levels(_NOTHING, (values, areas))


def _figures(counts: Ints, sizes: Ints) -> list[Floats]:
    """Values of places, six curves in order; a place that a curve leaves out has none."""
    shares = shares_of_counts(counts, sizes)
    drawn = counts.sum(axis=1) > 0
    raised, lowered = shares.equal > shares.raw, shares.equal < shares.raw
    return [
        np.asarray((counts / sizes).min(axis=1)),
        np.where(drawn, informed_consensus(counts, sizes), 0.0),
        *(np.where(raised, share, 0.0) for share in (shares.raw, shares.equal)),
        *(np.where(lowered, share, 0.0) for share in (shares.raw, shares.equal)),
    ]


def _spread(counts: Ints, sizes: Ints) -> Floats:
    shares = shares_of_counts(counts, sizes)
    moved = np.abs(shares.equal - shares.raw)
    return np.column_stack([divergences(counts / sizes), moved])

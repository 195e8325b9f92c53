"""The readings of a round that need no face: classes, everyone-in, consensus, disagreement.

Each is an exact integral over the ground of a figure of the place (see ``sides``), whatever
the number of sketches. p_g is the share of college g that includes a place, p their mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from animmap.core.agreement import (
    CLASS_NAMES,
    TIE,
    Floats,
    Ints,
    Shares,
    class_ranks,
    combine_colleges,
)
from animmap.core.sides import group_colleges, integrate
from animmap.core.walk import Walk

MAPPED_CLASSES: tuple[str, ...] = CLASS_NAMES[:-1]


@dataclass(frozen=True, slots=True)
class Weighing:
    """What weighing each college alike changes (areas in m²) at a threshold.

    ``gained``: reached at equal voice only; ``lost``: reached with one voice each only;
    ``moved``: ∫ |p_equal − p_raw|, what the weight of numbers hid.
    """

    gained_m2: float
    lost_m2: float
    moved_m2: float


@dataclass(frozen=True, slots=True)
class Readings:
    """Areas in m². ``everyone_in_m2``, ``consensus_m2``: at each of ``shares``.

    ``everyone_in_m2``: where the smallest p_g reaches the
    share. ``consensus_m2``: where the group-informed consensus does. ``disagreement_m2`` =
    ``within_m2`` + ``between_m2``: ∫ p(1−p), ∫ mean p_g(1−p_g), ∫ Var p_g.
    """

    shares: tuple[float, ...]
    everyone_in_m2: Floats
    consensus_m2: Floats
    disagreement_m2: float
    within_m2: float
    between_m2: float
    weighing: Weighing


def read_ground(
    walk: Walk, colleges: Sequence[str], shares: Sequence[float], threshold: float
) -> Readings:
    """Measure the ground by everyone-in and consensus, and the disagreement on it.

    Parameters
    ----------
    shares
        Thresholds of everyone-in and of the consensus, in ]0, 1]; a tie is inside.
    threshold
        Share at which raw and equal voice are set side by side.
    """
    _, _, sizes = group_colleges(colleges)

    def everyone_in(counts: Ints) -> Floats:
        return _reached((counts / sizes).min(axis=1), shares)

    def consensus(counts: Ints) -> Floats:
        drawn = counts.sum(axis=1) > 0
        return _reached(np.where(drawn, informed_consensus(counts, sizes), 0.0), shares)

    def weighing(counts: Ints) -> Floats:
        return _weighing(counts, sizes, threshold)

    found = integrate(
        walk,
        colleges,
        [everyone_in, consensus, weighing, lambda counts: divergences(counts / sizes)],
    )
    within, between = found[3]
    return Readings(
        shares=tuple(shares),
        everyone_in_m2=np.maximum(found[0], 0.0),
        consensus_m2=np.maximum(found[1], 0.0),
        disagreement_m2=float(within + between),
        within_m2=float(within),
        between_m2=float(between),
        weighing=Weighing(*(max(float(area), 0.0) for area in found[2])),
    )


def class_areas(walk: Walk, colleges: Sequence[str]) -> dict[str, float]:
    """Return the area (m²) of each class of agreement but the blind spots."""
    _, _, sizes = group_colleges(colleges)

    def classes(counts: Ints) -> Floats:
        ranks = class_ranks(shares_of_counts(counts, sizes))
        return np.asarray(ranks[:, None] == np.arange(len(MAPPED_CLASSES)), dtype=np.float64)

    (areas,) = integrate(walk, colleges, [classes])
    return {name: max(float(area), 0.0) for name, area in zip(MAPPED_CLASSES, areas, strict=True)}


def shares_of_counts(counts: Ints, sizes: Ints) -> Shares:
    """Return the shares of places from the voices per college that include them."""
    count = counts.sum(axis=1)
    return combine_colleges(counts / sizes, count, np.asarray(count / sizes.sum()))


def informed_consensus(counts: Ints, sizes: Ints) -> Floats:
    """Return the group-informed consensus of places: (Π_g (k_g + 1) / (n_g + 2))^(1/G).

    Polis (compdemocracy/polis, ``conversation.clj``) multiplies over groups the probability
    that one of them agrees; its root stays comparable whatever the number of colleges G.
    """
    return np.asarray(np.exp(np.log((counts + 1) / (sizes + 2)).mean(axis=1)))


def divergences(by_college: Floats) -> Floats:
    """Return the disagreement of places within colleges and between them, shape (places, 2).

    Their sum is p(1−p), p being the mean share (same algebra as Wright's F-statistics).
    """
    within = (by_college * (1 - by_college)).mean(axis=1)
    return np.column_stack([within, by_college.var(axis=1)])


def _reached(values: Floats, shares: Sequence[float]) -> Floats:
    return (values[:, None] >= np.asarray(shares) - TIE).astype(np.float64)


def _weighing(counts: Ints, sizes: Ints, threshold: float) -> Floats:
    shares = shares_of_counts(counts, sizes)
    raw, equal = shares.raw >= threshold - TIE, shares.equal >= threshold - TIE
    return np.column_stack([equal & ~raw, raw & ~equal, np.abs(shares.equal - shares.raw)])

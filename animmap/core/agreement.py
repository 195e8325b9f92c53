"""Who agrees where: shares, classes, disagreement, and the verdict of a round.

Notation of the formulas: voice i draws the area A_i; n voices; voice i belongs to one of G
colleges, of n_g voices; p(x) is the weighted share of the voices that include the place x.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

CORE_SHARE = 2 / 3
SHARED_SHARE = 1 / 2
DEBATED_SHARE = 1 / 3
TIE = 1e-9
CLASS_NAMES: tuple[str, ...] = ("core", "shared", "debated", "edge", "blind_spot")

# A zone counts in the verdict when it holds this share of the median sketch.
CORE_EXTENT = 0.25
MAJORITY_EXTENT = 0.10


@dataclass(frozen=True, slots=True)
class Shares:
    """How each place is covered; arrays of length places.

    ``count``: voices; ``raw``: count / n; ``equal``: mean over colleges of the share within
    the college; ``least``: smallest share among colleges; ``between``: part of the
    disagreement at the place that opposes colleges rather than members of one college, in
    [0, 1] (0 where there is no disagreement).
    """

    count: Ints
    raw: Floats
    equal: Floats
    least: Floats
    between: Floats


def carries(share: float) -> bool:
    """Tell whether a share is half or more: a tie counts, to a billionth (see TIE)."""
    return share >= SHARED_SHARE - TIE


def equal_weights(colleges: Sequence[str]) -> Floats:
    """Return one weight per voice, 1 / (G · n_g): every college weighs the same; they sum to 1.

    Two-stage mean (post-stratification to equal group weights).

    Examples
    --------
    >>> equal_weights(["a", "a", "b"]).tolist()
    [0.25, 0.25, 0.5]
    """
    _, group, size = np.unique(
        np.asarray(colleges, dtype=str), return_inverse=True, return_counts=True
    )
    return np.asarray(1.0 / (len(size) * size[group]), dtype=np.float64)


def effective_voices(weights: Floats) -> float:
    """Return 1 / Σ w², the number of equally weighted voices worth as much (Kish, 1965)."""
    return float(1.0 / np.square(weights).sum())


def share_places(membership: Bools | Floats, colleges: Sequence[str]) -> Shares:
    """Return the shares of places from who includes them.

    Parameters
    ----------
    membership
        True where the voice includes the place, or the part of it that the voice includes
        (lines, areas) in [0, 1]; shape (places, voices).
    colleges
        College of each voice, length voices.
    """
    names, group = np.unique(np.asarray(colleges, dtype=str), return_inverse=True)
    # College by college: a product of matrices would hold the whole membership as numbers.
    by_college = np.column_stack(
        [membership[:, group == college].mean(axis=1) for college in range(len(names))]
    )
    return combine_colleges(
        by_college,
        (membership > 0).sum(axis=1).astype(np.int64),
        np.asarray(membership.sum(axis=1) / membership.shape[1], dtype=np.float64),
    )


def combine_colleges(by_college: Floats, count: Ints, raw: Floats) -> Shares:
    """Return the shares of places from the share within each college (places × colleges)."""
    equal = by_college.mean(axis=1)
    disagreement = equal * (1 - equal)
    variance = by_college.var(axis=1)
    between = np.divide(variance, disagreement, out=np.zeros_like(equal), where=disagreement > TIE)
    return Shares(count, raw, equal, by_college.min(axis=1), between)


def classify(shares: Shares) -> NDArray[np.str_]:
    """Return the class of each place, one of CLASS_NAMES.

    Blind spot: in nobody's sketch. Core: equal share ≥ ⅔ and every college includes it at
    least in part. Edge: equal share < ⅓. Debated: equal share < ½, or more than half of the
    disagreement opposes colleges. Shared: the rest. A share that reaches a bound exactly is
    on its upper side.
    """
    return np.asarray(CLASS_NAMES)[class_ranks(shares)]


def class_ranks(shares: Shares) -> Ints:
    """Return the position in CLASS_NAMES of the class of each place (see ``classify``)."""
    equal = shares.equal
    chosen = np.select(
        [
            shares.count == 0,
            (equal >= CORE_SHARE - TIE) & (shares.least > TIE),
            equal < DEBATED_SHARE - TIE,
            (equal < SHARED_SHARE - TIE) | (shares.between > SHARED_SHARE + TIE),
        ],
        [CLASS_NAMES.index(name) for name in ("blind_spot", "core", "edge", "debated")],
        default=CLASS_NAMES.index("shared"),
    )
    return np.asarray(chosen, dtype=np.int64)


def disagreement_m2(intersections: Floats, weights: Floats) -> float:
    """Return ∫ p(1−p): half the area on which two voices drawn by weight differ (m²).

    Two voices drawn at random with replacement differ on twice this area. Follows from
    ∫ p² = Σ_ij w_i w_j |A_i ∩ A_j|; exact, and free of any map frame.
    """
    return float(weights @ np.diag(intersections) - weights @ intersections @ weights)


def between_colleges_share(intersections: Floats, colleges: Sequence[str]) -> float | None:
    """Return the share of the disagreement that opposes colleges: ∫ Var_g(p_g) / ∫ p(1−p).

    Equal voice; None when all voices drew the same area. At every place p(1−p) is the mean
    within-college disagreement plus the variance between colleges (same algebra as Wright's F).
    """
    weights = equal_weights(colleges)
    total = disagreement_m2(intersections, weights)
    if total <= TIE * max(float(intersections.max()), 1.0):
        return None
    names, group = np.unique(np.asarray(colleges, dtype=str), return_inverse=True)
    means = np.zeros((len(names), len(weights)))
    means[group, np.arange(len(weights))] = 1.0
    means /= means.sum(axis=1, keepdims=True)
    squares = np.einsum("gi,ij,gj->g", means, intersections, means)
    between = float(squares.mean() - weights @ intersections @ weights)
    return min(max(between / total, 0.0), 1.0)


def reach_verdict(area_by_count_m2: Floats, areas_m2: Floats) -> str:
    """Return what the room agrees on: "core", "debated" or "no-agreement".

    Core: the ground included by two thirds of the voices at least holds a quarter of the
    median sketch. No agreement: the ground included by more than half of the voices does not
    hold a tenth of the median sketch. Debated: between the two. Reaching a bar exactly is to
    hold it, whatever the dust of floating point.
    """
    voices = len(areas_m2)
    median = float(np.median(areas_m2))
    at_least = np.cumsum(area_by_count_m2[::-1])[::-1]
    core = at_least[int(np.ceil(CORE_SHARE * voices - TIE)) - 1]
    majority = at_least[voices // 2] if voices > 1 else at_least[0]
    dust = TIE * median
    if core >= CORE_EXTENT * median - dust:
        return "core"
    return "no-agreement" if majority < MAJORITY_EXTENT * median - dust else "debated"

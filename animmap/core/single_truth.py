"""An audit: what would be elected if one supposed that a single true perimeter exists.

STAPLE (Warfield, Zou, Wells, MICCAI 2002, 298–306) estimates a hidden truth and how well each
sketch renders it. It drowns whoever differs and depends on an empty frame: it is never a
reading of a round, only a measure of what such a hypothesis would silence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from animmap.core.agreement import Bools, Floats

# Stop when no square of a change exceeds this, as the reference implementation (ITK) does.
_STILL = 1e-14
MOST_STEPS = 20_000
HALF = 0.5


@dataclass(frozen=True, slots=True)
class SingleTruth:
    """What the estimation gives.

    ``truth``: probability of each face; ``sensitivity``: part of the supposed truth that each
    sketch holds; ``specificity``: part of the rest that it leaves; ``steps``: iterations.
    """

    truth: Floats
    sensitivity: Floats
    specificity: Floats
    steps: int
    converged: bool


def suppose_one_truth(membership: Bools, areas_m2: Floats, frame_m2: float) -> SingleTruth:
    """Estimate one truth from the faces of a round.

    Parameters
    ----------
    membership
        True where a sketch holds a face, shape (faces, sketches).
    areas_m2
        Area of each face.
    frame_m2
        Area of the frame supposed to hold everything; the faces fill only a part of it.

    Notes
    -----
    Expectation-maximisation on faces weighed by their area: the same numbers as on pixels.
    Faces held by the same sketches are one.
    """
    patterns, rank = np.unique(membership, axis=0, return_inverse=True)
    rank = np.ravel(rank)
    held = np.bincount(rank, weights=areas_m2, minlength=len(patterns))
    empty = np.zeros((1, membership.shape[1]), dtype=bool)
    votes = np.vstack([patterns, empty]).astype(np.float64)
    areas = np.append(held, max(frame_m2 - float(areas_m2.sum()), 0.0))
    truth, prior = votes.mean(axis=1), 0.0
    prior = float(truth @ areas / areas.sum())
    before = np.full((2, votes.shape[1]), np.inf)
    for step in range(MOST_STEPS):
        rates = _maximise(votes, truth, areas)
        truth = _expect(votes, rates, prior)
        if np.square(rates - before).max() <= _STILL:
            return SingleTruth(truth[:-1][rank], rates[0], rates[1], step, converged=True)
        before = rates
    return SingleTruth(truth[:-1][rank], before[0], before[1], MOST_STEPS, converged=False)


def _maximise(votes: Floats, truth: Floats, areas: Floats) -> Floats:
    """Sensitivity and specificity of each sketch, given the truth; shape (2, sketches)."""
    true, false = truth * areas, (1.0 - truth) * areas
    tiny = np.finfo(float).tiny
    return np.stack(
        [true @ votes / max(true.sum(), tiny), false @ (1.0 - votes) / max(false.sum(), tiny)]
    )


def _expect(votes: Floats, rates: Floats, prior: float) -> Floats:
    """Probability of each pattern, given how well each sketch renders the truth."""
    sensitivity, specificity = np.clip(rates, np.finfo(float).tiny, 1.0)
    missed = np.log(np.maximum(1.0 - sensitivity, np.finfo(float).tiny))
    added = np.log(np.maximum(1.0 - specificity, np.finfo(float).tiny))
    inside = votes @ np.log(sensitivity) + (1.0 - votes) @ missed
    outside = votes @ added + (1.0 - votes) @ np.log(specificity)
    odds = np.clip(outside - inside, -700.0, 700.0)
    return np.asarray(prior / (prior + (1.0 - prior) * np.exp(odds)))

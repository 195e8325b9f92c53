"""How the area shrinks as more is asked: Vorob'ev thresholds and the plateaus of the curve.

The share p(x) of the voices that include a place is the coverage function of a random set;
the ground where p reaches a share is its quantile of that level (Molchanov, *Theory of Random
Sets*, 2005).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from animmap.core.agreement import TIE, Floats
from animmap.core.sides import tally
from animmap.core.walk import Walk

# Along a plateau the area changes by less than this; shorter ones say nothing of the room.
PLATEAU_CHANGE = 0.05
SHORTEST_PLATEAU = 0.10
_GRAIN = 9


@dataclass(frozen=True, slots=True)
class Curve:
    """Every share found on the ground, rising, and the area (m²) where it is reached.

    ``mean_m2``: mean area of the sketches, by weight.
    """

    shares: Floats
    areas_m2: Floats
    mean_m2: float

    def at(self, shares: Sequence[float]) -> Floats:
        """Return the area (m²) where each share is reached; a tie is inside."""
        rank = np.searchsorted(self.shares, np.asarray(shares) - TIE)
        return np.asarray(np.append(self.areas_m2, 0.0)[rank])


@dataclass(frozen=True, slots=True)
class Expectation:
    """Vorob'ev expectation: the level whose area comes closest to the mean area from above.

    ``deviation_m2``: mean area on which the voices differ from that ground, by weight.
    """

    share: float
    area_m2: float
    mean_m2: float
    deviation_m2: float


@dataclass(frozen=True, slots=True)
class Plateau:
    """Shares between which the ground hardly changes, and its areas (m²) at both ends."""

    lowest: float
    highest: float
    largest_m2: float
    smallest_m2: float


def agreement_curve(walk: Walk, weights: Floats) -> Curve:
    """Return the exact area as a function of the share asked.

    Parameters
    ----------
    weights
        One weight per outline, summing to 1.
    """
    known, group, sizes = np.unique(weights, return_inverse=True, return_counts=True)
    found = (np.empty(0), np.empty(0))
    for counts, areas in tally(walk, group, sizes):
        found = gather_levels(found, (counts @ known, areas))
    return level_curve(*found)


def gather_levels(
    known: tuple[Floats, Floats], more: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Add up the areas of places by their share: shares rising, and the area of each."""
    shares = np.concatenate([known[0], np.round(more[0], _GRAIN)])
    told, rank = np.unique(shares, return_inverse=True)
    swept = np.concatenate([known[1], more[1]])
    return told, np.asarray(np.bincount(rank, weights=swept), dtype=np.float64)


def level_curve(shares: Floats, exact_m2: Floats) -> Curve:
    """Return the curve of places from the area of each share; shares rise."""
    drawn = shares > TIE
    reached = np.cumsum(exact_m2[drawn][::-1])[::-1]
    areas = np.maximum(np.maximum.accumulate(reached[::-1])[::-1], 0.0)
    return Curve(shares[drawn], areas, float(exact_m2[drawn] @ shares[drawn]))


def expectation(curve: Curve) -> Expectation:
    """Return the Vorob'ev expectation of a round and its deviation."""
    rank = int(np.flatnonzero(curve.areas_m2 >= curve.mean_m2 * (1 - TIE))[-1])
    area = float(curve.areas_m2[rank])
    # Inside the ground 1 − p is missing, outside it p is left over.
    exact = curve.areas_m2 - np.append(curve.areas_m2[1:], 0.0)
    held = float(exact[rank:] @ curve.shares[rank:])
    deviation = (area - held) + (curve.mean_m2 - held)
    return Expectation(float(curve.shares[rank]), area, curve.mean_m2, deviation)


def list_plateaus(shares: Sequence[float], areas_m2: Floats) -> list[Plateau]:
    """Return the plateaus of a curve sampled at rising shares, the widest first chosen.

    In the order of their shares; they don't overlap. Where the area stays within
    PLATEAU_CHANGE over SHORTEST_PLATEAU or more, the choice of a threshold changes little.
    """
    ends = [
        int(np.flatnonzero(areas_m2 >= area * (1 - PLATEAU_CHANGE))[-1]) if area > 0 else start
        for start, area in enumerate(areas_m2)
    ]
    found: list[tuple[int, int]] = []
    for start in sorted(range(len(shares)), key=lambda rank: (rank - ends[rank], rank)):
        end = ends[start]
        wide = shares[end] - shares[start] >= SHORTEST_PLATEAU - TIE
        if wide and all(end < one or start > two for one, two in found):
            found.append((start, end))
    return [
        Plateau(shares[start], shares[end], float(areas_m2[start]), float(areas_m2[end]))
        for start, end in sorted(found)
    ]

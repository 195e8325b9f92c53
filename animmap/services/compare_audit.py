"""Two audits of a comparison: the shake of the hand, and the hypothesis of a single truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.agreement import TIE
from animmap.core.comparison import Comparison, zone
from animmap.core.contours import zone_reaching
from animmap.core.grounds import cut_grounds
from animmap.core.robustness import shake_outlines
from animmap.core.single_truth import HALF, SingleTruth, suppose_one_truth
from animmap.core.walk import Walk, walk_boundaries
from animmap.core.zones import Zone
from animmap.services.plain import km2, ratio

# A drawing fills a telephone some ten centimetres wide, and a finger is good to a millimetre.
_FINGER = 0.01
# A debated zone of which less than this stays debated under a shaking hand is imprecise: two
# edges that the hand mixes up part about half of the time.
HOLDS = 2 / 3
_RUNS, _SEED = 5, 1
# Beyond, five more comparisons would make a person wait.
_MOST_CROSSINGS = 100_000
_MOST_VOTES = 1_000_000


def usual_tolerance(comparison: Comparison) -> float:
    """Return how well a hand draws (m): a hundredth of the median width of the sketches."""
    west, south, east, north = shapely.bounds(np.asarray(comparison.walk.shapes, dtype=object)).T
    return float(_FINGER * np.median(np.maximum(east - west, north - south)))


@dataclass(frozen=True, slots=True)
class Redrawn:
    """Every outline drawn again, some times over, with a shaking hand.

    ``walks``: one a time, outlines in the order of the comparison; ``debated``: the debated
    ground of each (metric CRS).
    """

    tolerance_m: float
    walks: tuple[Walk, ...]
    debated: tuple[BaseGeometry, ...]


@dataclass(frozen=True, slots=True)
class Shaken:
    """What holds when every outline is drawn again with a shaking hand.

    ``least_iou``, ``mean_iou``: how alike the ground of the share stays; ``kept``: mean part of
    each ground asked for that stays debated.
    """

    tolerance_m: float
    runs: int
    least_iou: float
    mean_iou: float
    kept: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Elected:
    """What a single supposed truth would elect.

    ``silenced``: voices that hold less than half of it, None when it may not be told;
    ``ground``: metric CRS; ``iou``: with the ground of the share, None when both are empty.
    """

    frame_m2: float
    area_m2: float
    iou: float | None
    silenced: int | None
    steps: int
    converged: bool
    ground: BaseGeometry


def draw_again(comparison: Comparison, tolerance_m: float) -> Redrawn | None:
    """Draw every outline again with a shaking hand; None when the outlines cross too often.

    It depends on no threshold: another one is read of the same outlines.
    """
    if comparison.walk.crossings > _MOST_CROSSINGS:
        return None
    rng = np.random.default_rng(_SEED)
    colleges = [shape.college for shape in comparison.shapes]
    walks = tuple(
        walk_boundaries(shake_outlines(comparison.walk.shapes, colleges, tolerance_m, rng))
        for _ in range(_RUNS)
    )
    debated = tuple(
        shapely.union_all([one.geometry for one in cut_grounds(walk, colleges, "debated")])
        for walk in walks
    )
    return Redrawn(tolerance_m, walks, debated)


def shake(
    comparison: Comparison, redrawn: Redrawn, grounds: Sequence[BaseGeometry], threshold: float
) -> Shaken:
    """Return what holds of the ground of a share, and of grounds that are debated."""
    majority = zone(comparison, "raw", threshold)
    weights = comparison.weights("raw")
    alike = [_iou(majority, zone_reaching(walk, weights, threshold)) for walk in redrawn.walks]
    kept = [
        np.mean([shapely.intersection(one, debated).area / one.area for debated in redrawn.debated])
        for one in grounds
    ]
    return Shaken(
        redrawn.tolerance_m,
        len(redrawn.walks),
        min(alike),
        float(np.mean(alike)),
        tuple(map(float, kept)),
    )


def report_shake(
    comparison: Comparison, zones: Sequence[Zone], threshold: float, tolerance_m: float
) -> tuple[dict[str, object] | None, list[float]]:
    """Return what :func:`shake` finds as plain values, and what is kept of each debated zone."""
    redrawn = draw_again(comparison, tolerance_m)
    if redrawn is None:
        return None, []
    found = shake(comparison, redrawn, [one.geometry for one in zones], threshold)
    figures: dict[str, object] = {
        "tolerance_m": round(tolerance_m, 3),
        "runs": found.runs,
        "majority_iou": {"min": ratio(found.least_iou), "mean": ratio(found.mean_iou)},
    }
    return figures, list(found.kept)


def _iou(one: BaseGeometry, two: BaseGeometry) -> float:
    common = shapely.intersection(one, two).area
    union = one.area + two.area - common
    return float(common / union) if union > 0 else 1.0


def suppose(comparison: Comparison) -> SingleTruth | None:
    """Suppose that the voices render a single truth; None when there are no faces, or too many."""
    faces = comparison.faces
    if not 0 < len(faces) * comparison.voices <= _MOST_VOTES:
        return None
    membership = np.zeros((len(faces), comparison.voices), dtype=bool)
    for face, voices in enumerate(faces["voices"]):
        membership[face, list(voices)] = True
    return suppose_one_truth(membership, faces["area_m2"].to_numpy(), _frame_m2(comparison))


def _frame_m2(comparison: Comparison) -> float:
    return float(shapely.box(*comparison.faces.total_bounds).area)


def elect_one_truth(comparison: Comparison, found: SingleTruth, threshold: float) -> Elected:
    """Return what a supposed truth would elect and silence, beside the ground of a share.

    ``found`` is what :func:`suppose` gives of the same comparison; no voice is ever named.
    """
    faces = comparison.faces
    areas = faces["area_m2"].to_numpy()
    elected = found.truth >= HALF
    majority = faces["share"].to_numpy() >= threshold - TIE
    union, common = areas[elected | majority].sum(), areas[elected & majority].sum()
    chosen = faces.geometry.to_numpy()[elected]
    return Elected(
        frame_m2=_frame_m2(comparison),
        area_m2=float(areas[elected].sum()),
        iou=float(common / union) if union > 0 else None,
        silenced=int((found.sensitivity < HALF).sum()),
        steps=found.steps,
        converged=found.converged,
        ground=shapely.coverage_union_all(chosen) if len(chosen) else shapely.MultiPolygon(),
    )


def report_single_truth(comparison: Comparison, threshold: float) -> dict[str, object] | None:
    """Return what :func:`elect_one_truth` finds as plain values."""
    supposed = suppose(comparison)
    if supposed is None:
        return None
    found = elect_one_truth(comparison, supposed, threshold)
    return {
        "caution": "if one supposed that a single truth exists; depends on an empty frame",
        "frame_km2": km2(found.frame_m2),
        "area_km2": km2(found.area_m2),
        "iou_with_majority": None if found.iou is None else ratio(found.iou),
        "silenced_voices": found.silenced,
        "steps": found.steps,
        "converged": found.converged,
    }

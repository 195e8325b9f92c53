"""Two audits of a comparison: the shake of the hand, and the hypothesis of a single truth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.agreement import TIE
from animmap.core.comparison import Comparison, zone
from animmap.core.contours import zone_reaching
from animmap.core.grounds import cut_grounds
from animmap.core.robustness import shake_outlines
from animmap.core.single_truth import HALF, suppose_one_truth
from animmap.core.walk import walk_boundaries
from animmap.core.zones import Zone
from animmap.services.plain import km2, ratio

# A drawing fills a telephone some ten centimetres wide, and a finger is good to a millimetre.
_FINGER = 0.01
_RUNS, _SEED = 5, 1
# Beyond, five more comparisons would make a person wait.
_MOST_CROSSINGS = 100_000
_MOST_VOTES = 1_000_000


def usual_tolerance(comparison: Comparison) -> float:
    """Return how well a hand draws (m): a hundredth of the median width of the sketches."""
    west, south, east, north = shapely.bounds(np.asarray(comparison.walk.shapes, dtype=object)).T
    return float(_FINGER * np.median(np.maximum(east - west, north - south)))


def report_shake(
    comparison: Comparison, zones: Sequence[Zone], threshold: float, tolerance_m: float
) -> tuple[dict[str, object] | None, list[float]]:
    """Draw every outline again with a shaking hand, and see what holds.

    Returns
    -------
    figures, kept
        How alike the majority stays; for each debated zone, the mean part of it that stays
        debated. None and nothing when the outlines cross too often.
    """
    if comparison.walk.crossings > _MOST_CROSSINGS:
        return None, []
    rng = np.random.default_rng(_SEED)
    colleges = [shape.college for shape in comparison.shapes]
    majority = zone(comparison, "raw", threshold)
    alike, kept = [], np.zeros((_RUNS, len(zones)))
    for run in range(_RUNS):
        walk = walk_boundaries(shake_outlines(comparison.walk.shapes, tolerance_m, rng))
        alike.append(_iou(majority, zone_reaching(walk, comparison.weights("raw"), threshold)))
        grounds = [one.geometry for one in cut_grounds(walk, colleges, "debated")]
        debated = shapely.union_all(grounds)
        kept[run] = [
            shapely.intersection(one.geometry, debated).area / one.area_m2 for one in zones
        ]
    figures: dict[str, object] = {
        "tolerance_m": round(tolerance_m, 3),
        "runs": _RUNS,
        "majority_iou": {"min": ratio(min(alike)), "mean": ratio(float(np.mean(alike)))},
    }
    return figures, kept.mean(axis=0).tolist()


def _iou(one: BaseGeometry, two: BaseGeometry) -> float:
    union = shapely.union(one, two).area
    return float(shapely.intersection(one, two).area / union) if union > 0 else 1.0


def report_single_truth(comparison: Comparison, threshold: float) -> dict[str, object] | None:
    """Return what a single supposed truth would elect and silence; no voice is ever named.

    None when there are no faces, or too many.
    """
    faces = comparison.faces
    if not 0 < len(faces) * comparison.voices <= _MOST_VOTES:
        return None
    membership = np.zeros((len(faces), comparison.voices), dtype=bool)
    for face, voices in enumerate(faces["voices"]):
        membership[face, list(voices)] = True
    areas = faces["area_m2"].to_numpy()
    frame = shapely.box(*faces.total_bounds).area
    found = suppose_one_truth(membership, areas, frame)
    elected = found.truth >= HALF
    majority = faces["share"].to_numpy() >= threshold - TIE
    union, common = areas[elected | majority].sum(), areas[elected & majority].sum()
    return {
        "caution": "if one supposed that a single truth exists; depends on an empty frame",
        "frame_km2": km2(frame),
        "area_km2": km2(float(areas[elected].sum())),
        "iou_with_majority": ratio(common / union) if union > 0 else None,
        "silenced_voices": int((found.sensitivity < HALF).sum()),
        "steps": found.steps,
        "converged": found.converged,
    }

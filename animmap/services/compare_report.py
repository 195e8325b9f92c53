"""The figures of a comparison as plain values: what ``compare`` writes (see docs/compare.md)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from animmap.core.agreement import CLASS_NAMES
from animmap.core.comparison import TENTHS, Comparison, Threshold, thresholds
from animmap.core.model import Feature
from animmap.core.portrait import Standing, stand_features
from animmap.services.compare_file import Voices

_M2_PER_KM2 = 1e6
# Square millimetres, and parts per billion.
_AREA_DIGITS, _RATIO_DIGITS = 12, 9


def report(voices: Voices, comparison: Comparison, threshold: float) -> dict[str, object]:
    """Return the figures of a comparison, areas in km²."""
    steps = thresholds(comparison, [*TENTHS, threshold])
    return {
        "crs": comparison.crs,
        "row_numbering": "1 is the first row of the file",
        "voices": {
            "read": voices.read,
            "used": len(voices.shapes),
            "repaired": list(voices.repaired),
            "rejected": list(voices.rejected),
        },
        "colleges": comparison.colleges,
        "area_by_count_km2": _list(comparison.area_by_count_m2 / _M2_PER_KM2, _AREA_DIGITS),
        "threshold": threshold,
        "areas_km2": {
            "union": _km2(comparison.union_m2),
            "core": _km2(float(comparison.area_by_count_m2[-1])),
            "majority": _km2(steps[-1].raw_m2),
        },
        "thresholds": [_step(step) for step in steps[:-1]],
        "pairwise": _pairs(voices, comparison),
        "mean_iou": comparison.mean_iou,
        "generalised_conformity_index": comparison.conformity_index,
        "expected_disagreement_km2": _km2(comparison.expected_disagreement_m2),
        "between_colleges_share": comparison.between_colleges_share,
        "effective_voices": comparison.effective_voices,
        "medoid": comparison.medoid,
        "verdict": comparison.verdict,
    }


def report_portrait(
    comparison: Comparison, places: Sequence[Feature]
) -> tuple[dict[str, object], bool]:
    """Return how many places stand in each class, and their names in the order of the file.

    Also whether there are places, all of them in nobody's sketch.
    """
    standings = stand_features(comparison, places)
    astray = bool(standings) and all(one.klass == "blind_spot" for one in standings)
    return {klass: _class_portrait(standings, klass) for klass in CLASS_NAMES}, astray


def _class_portrait(standings: Sequence[Standing], klass: str) -> dict[str, object]:
    names = [standing.feature.name for standing in standings if standing.klass == klass]
    return {"n": len(names), "names": names}


def _step(step: Threshold) -> dict[str, object]:
    return {
        "share": step.share,
        "raw_km2": _km2(step.raw_m2),
        "equal_voice_km2": _km2(step.equal_m2),
    }


def _pairs(voices: Voices, comparison: Comparison) -> dict[str, object]:
    pairs = comparison.pairwise
    return {
        "ids": list(pairs.ids),
        "rows": list(voices.rows),
        "intersection_km2": _list(pairs.intersection_m2 / _M2_PER_KM2, _AREA_DIGITS),
        "iou": _list(pairs.iou, _RATIO_DIGITS),
        "contained_in": _list(pairs.contained_in, _RATIO_DIGITS),
    }


def _km2(area_m2: float) -> float:
    return round(area_m2 / _M2_PER_KM2, _AREA_DIGITS)


def _list(values: np.ndarray, digits: int) -> list[object]:
    return list(np.round(values, digits).tolist())

"""The figures of a comparison as plain values: what ``compare`` writes (see docs/compare.md)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from animmap.core.agreement import CLASS_NAMES
from animmap.core.comparison import TENTHS, Comparison, Threshold, thresholds
from animmap.core.model import Feature
from animmap.core.portrait import Standing, stand_features
from animmap.core.readings import Readings
from animmap.services import compare_audit, compare_readings
from animmap.services.compare_file import Voices
from animmap.services.compare_readings import Debate
from animmap.services.plain import AREA_DIGITS, RATIO_DIGITS, km2, rounded


def report(voices: Voices, comparison: Comparison, threshold: float) -> dict[str, object]:
    """Return the figures of a comparison, areas in km²; matrices stay arrays (``plain.spell``)."""
    steps = thresholds(comparison, [*TENTHS, threshold])
    read, weights = compare_readings.report_weights(comparison, threshold)
    return {
        **report_voices(voices),
        "area_by_count_km2": rounded(comparison.area_by_count_m2 / 1e6, AREA_DIGITS),
        "threshold": threshold,
        "areas_km2": {
            "union": km2(comparison.union_m2),
            "core": km2(float(comparison.area_by_count_m2[-1])),
            "majority": km2(steps[-1].raw_m2),
        },
        "thresholds": [_step(step, read, rank) for rank, step in enumerate(steps[:-1])],
        "pairwise": _pairs(voices, comparison),
        "mean_iou": comparison.mean_iou,
        "generalised_conformity_index": comparison.conformity_index,
        "expected_disagreement_km2": km2(comparison.expected_disagreement_m2),
        "between_colleges_share": comparison.between_colleges_share,
        "effective_voices": comparison.effective_voices,
        "medoid": comparison.medoid,
        "verdict": comparison.verdict,
        **weights,
        "curve": compare_readings.report_curve(comparison),
        "clusters": compare_readings.report_families(comparison),
        **compare_readings.report_dependence(comparison, threshold),
        "snapped": compare_readings.report_snapped(comparison, threshold),
        "single_truth_audit": compare_audit.report_single_truth(comparison, threshold),
    }


def report_voices(voices: Voices) -> dict[str, object]:
    """Return what was read of a file, before any figure."""
    colleges = [shape.college for shape in voices.shapes]
    return {
        "crs": voices.crs,
        "row_numbering": "1 is the first row of the file",
        "voices": {
            "read": voices.read,
            "used": len(voices.shapes),
            "repaired": list(voices.repaired),
            "rejected": list(voices.rejected),
        },
        "colleges": {name: colleges.count(name) for name in dict.fromkeys(colleges)},
    }


def report_debates(
    comparison: Comparison,
    debates: Sequence[Debate],
    places: Sequence[Feature],
    threshold: float,
    tolerance_m: float | None,
) -> dict[str, object]:
    """Return the debated zones and how they hold under a shaking hand.

    Parameters
    ----------
    tolerance_m
        How well the outlines are drawn; guessed from their width when not given.
    """
    told = compare_readings.report_debates(comparison, debates, places)
    tolerance = tolerance_m or compare_audit.usual_tolerance(comparison)
    shake, kept = compare_audit.report_shake(
        comparison, [debate.zone for debate in debates], threshold, tolerance
    )
    for each, part in zip(told, kept, strict=False):
        each["kept_when_shaken"] = round(part, RATIO_DIGITS)
        each["imprecise"] = part < compare_audit.HOLDS
    return {"debated_zones": told, "shaking_hand": shake}


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


def _step(step: Threshold, read: Readings, rank: int) -> dict[str, object]:
    return {
        "share": step.share,
        "raw_km2": km2(step.raw_m2),
        "equal_voice_km2": km2(step.equal_m2),
        "everyone_in_km2": km2(read.everyone_in_m2[rank]),
        "consensus_km2": km2(read.consensus_m2[rank]),
    }


def _pairs(voices: Voices, comparison: Comparison) -> dict[str, object]:
    pairs = comparison.pairwise
    return {
        "ids": list(pairs.ids),
        "rows": list(voices.rows),
        "intersection_km2": np.round(pairs.intersection_m2 / 1e6, AREA_DIGITS),
        "iou": np.round(pairs.iou, RATIO_DIGITS),
        "contained_in": np.round(pairs.contained_in, RATIO_DIGITS),
        **compare_readings.report_distances(comparison),
    }

"""What moved between two questions as plain values: what ``compare --before`` writes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core import evolution
from animmap.core.comparison import Comparison, VoiceShape, compare_shapes, zone
from animmap.core.evolution import CollegeMove, DebateMove, Returning, Shift
from animmap.core.grounds import cut_grounds
from animmap.services.compare_file import Voices, read_voices
from animmap.services.compare_readings import read_debates
from animmap.services.plain import km2, ratio

RULE_NAMES = {"raw": "raw", "equal": "equal_voice"}
FATES = ("remains", "taken", "left", "new")


def report_files(
    path: Path,
    voices: Voices,
    after: Comparison,
    threshold: float,
    *,
    college: str | None = None,
    identifier: str | None = None,
) -> dict[str, object]:
    """Return what moved from the sketches of a file to those of ``voices``.

    Parameters
    ----------
    path
        File of the question asked first, with the same columns; its layer of areas is read.
    identifier
        Column of the identifier: voices that bear the same in both files came back.

    Raises
    ------
    AnimmapError
        Those of ``read_voices``.
    """
    first = read_voices(path, college=college, identifier=identifier, crs=voices.crs)
    before = compare_shapes(first.shapes, voices.crs)
    joint = evolution.join(before, after)
    names = {shape.college: shape.college for shape in (*first.shapes, *voices.shapes)}
    returning = _returning(first.shapes, voices.shapes) if identifier else None
    return report_evolution(
        (before, after),
        threshold,
        evolution.measure_shifts(joint, threshold),
        evolution.measure_colleges(joint, names),
        returning,
    ) | {"debates": _report_debates(before, after, threshold)}


def _returning(before: Sequence[VoiceShape], after: Sequence[VoiceShape]) -> Returning | None:
    known = {shape.id: shape.geometry for shape in before}
    pairs = [(known[shape.id], shape.geometry) for shape in after if shape.id in known]
    return evolution.measure_returning(pairs)


def _report_debates(before: Comparison, after: Comparison, threshold: float) -> dict[str, object]:
    listed = [[debate.zone.geometry for debate in read_debates(each)] for each in (before, after)]
    grounds = debated_ground(before), debated_ground(after)
    taken = zone(after, "equal", threshold)
    return report_moves(evolution.match_debates(listed[0], listed[1], grounds, taken))


def debated_ground(comparison: Comparison) -> BaseGeometry:
    """Return all the debated ground of a comparison (metric CRS), however small its pieces."""
    colleges = [shape.college for shape in comparison.shapes]
    grounds = cut_grounds(comparison.walk, colleges, "debated")
    return shapely.union_all([ground.geometry for ground in grounds])


def report_moves(moves: Sequence[DebateMove]) -> dict[str, object]:
    """Return the debated zones by what became of them; numbers count from one."""
    told = {
        fate: [
            {side: [at + 1 for at in getattr(move, side)] for side in ("before", "after")}
            for move in moves
            if move.fate == fate
        ]
        for fate in FATES
    }
    return dict(told)


def report_evolution(
    both: tuple[Comparison, Comparison],
    threshold: float,
    shifts: dict[str, Shift],
    colleges: Sequence[CollegeMove],
    returning: Returning | None,
) -> dict[str, object]:
    """Return what moved, areas in km²; ``both``: the first question and the second."""
    return {
        "threshold": threshold,
        **{side: _report_side(each) for side, each in zip(("before", "after"), both, strict=True)},
        "zones": {RULE_NAMES[rule]: _report_zone(shift) for rule, shift in shifts.items()},
        "colleges": [_report_college(one) for one in colleges],
        "returning": None if returning is None else _report_returning(returning),
    }


def _report_side(comparison: Comparison) -> dict[str, object]:
    between = comparison.between_colleges_share
    return {
        "voices": comparison.voices,
        "union_km2": km2(comparison.union_m2),
        "expected_disagreement_km2": km2(comparison.expected_disagreement_m2),
        "between_colleges_share": None if between is None else ratio(between),
        "mean_iou": None if comparison.mean_iou is None else ratio(comparison.mean_iou),
    }


def _report_zone(shift: Shift) -> dict[str, object]:
    return {**_report_shift(shift), "moved_km2": km2(shift.moved_m2)}


def _report_shift(shift: Shift) -> dict[str, object]:
    return {
        "before_km2": km2(shift.before_m2),
        "after_km2": km2(shift.after_m2),
        "gained_km2": km2(shift.gained_m2),
        "lost_km2": km2(shift.lost_m2),
        "iou": None if shift.iou is None else ratio(shift.iou),
    }


def _report_college(move: CollegeMove) -> dict[str, object]:
    return {
        "college": move.college,
        "voices_before": move.voices_before,
        "voices_after": move.voices_after,
        "half": _report_shift(move.half),
    }


def _report_returning(returning: Returning) -> dict[str, object]:
    return {
        "voices": returning.voices,
        "median_iou": ratio(returning.median_iou),
        "hardly_moved": returning.hardly,
        "partly_moved": returning.partly,
        "moved_a_lot": returning.a_lot,
    }

"""Areas by level for rounds too large for everything else: read from a grid, or exact by lots."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from animmap.core.agreement import Floats, equal_weights, reach_verdict
from animmap.core.comparison import TENTHS
from animmap.core.lots import reach_by_lots
from animmap.core.surface import Bounded, Surface, choose_cell, draw_surface, reached_areas
from animmap.services.compare_file import Voices
from animmap.services.compare_report import report_voices
from animmap.services.plain import AREA_DIGITS, km2, rounded

# Above, the matrices of all pairs and the debated zones would take minutes and gigabytes.
MOST_VOICES = 2_500
# Above, compiling the loops first takes less time than they spare.
WORTH_WAITING = 6_000

Figures = dict[str, object]


def report_exact_levels(
    voices: Voices, threshold: float, on_progress: Callable[[float], None]
) -> Figures:
    """Return the exact areas by level and threshold of a round, however large.

    Parameters
    ----------
    on_progress
        Told the part done, in ]0, 1].
    """
    outlines = [shape.geometry for shape in voices.shapes]
    colleges = [shape.college for shape in voices.shapes]
    equal = equal_weights(colleges)
    levels, reached = reach_by_lots(outlines, equal, TENTHS, on_progress)
    at_least = np.cumsum(np.maximum(levels, 0.0)[::-1])[::-1]
    return _figures(voices, threshold, at_least, reached)


def report_surface(voices: Voices, threshold: float) -> Figures:
    """Return the areas by level and threshold of a round, read from a grid, with their bounds."""
    outlines = [shape.geometry for shape in voices.shapes]
    colleges = [shape.college for shape in voices.shapes]
    cell_m = choose_cell(outlines)
    count = len(outlines)
    counts = reached_areas(draw_surface(outlines, np.ones(count), cell_m), range(1, count + 1))
    spread = draw_surface(outlines, equal_weights(colleges), cell_m)
    equal = reached_areas(spread, TENTHS)
    figures = _figures(voices, threshold, counts.areas_m2, equal.areas_m2)
    return figures | {"approximate": _bounds(spread, counts, equal, threshold)}


def largest_error_km2(figures: Figures) -> float:
    """Return how far at most any area of a surface is from the truth."""
    approximate = figures["approximate"]
    return float(approximate["largest_error_km2"]) if isinstance(approximate, dict) else 0.0


def _figures(voices: Voices, threshold: float, at_least: Floats, equal: Floats) -> Figures:
    by_count = at_least - np.append(at_least[1:], 0.0)
    areas = np.array([shape.geometry.area for shape in voices.shapes])
    raw = at_least[_bars(len(areas), [*TENTHS, threshold])]
    return {
        **report_voices(voices),
        "area_by_count_km2": rounded(by_count / 1e6, AREA_DIGITS),
        "threshold": threshold,
        "areas_km2": {
            "union": km2(at_least[0]),
            "core": km2(at_least[-1]),
            "majority": km2(raw[-1]),
        },
        "thresholds": [
            {"share": share, "raw_km2": km2(one), "equal_voice_km2": km2(two)}
            for share, one, two in zip(TENTHS, raw[:-1], equal, strict=True)
        ],
        "verdict": reach_verdict(by_count, areas),
    }


def _bars(voices: int, shares: Sequence[float]) -> list[int]:
    """Positions, among at least 1, 2, … voices, of the fewest that reach each share."""
    return [max(int(np.ceil(share * voices - 1e-9 * voices)), 1) - 1 for share in shares]


def _bounds(surface: Surface, counts: Bounded, equal: Bounded, threshold: float) -> Figures:
    bars = _bars(len(counts.areas_m2), [*TENTHS, threshold])
    majority = bars[-1]
    errors = [
        np.maximum(one.most_m2 - one.areas_m2, one.areas_m2 - one.least_m2).max()
        for one in (counts, equal)
    ]
    return {
        "cell_m": round(surface.cell_m, 3),
        "largest_error_km2": km2(max(errors)),
        "areas_between_km2": {
            "union": _between(counts, 0),
            "core": _between(counts, -1),
            "majority": _between(counts, majority),
        },
        "thresholds": [
            {
                "share": share,
                "raw_between_km2": _between(counts, bar),
                "equal_voice_between_km2": _between(equal, rank),
            }
            for rank, (share, bar) in enumerate(zip(TENTHS, bars, strict=False))
        ],
    }


def _between(areas: Bounded, rank: int) -> list[float]:
    return [km2(areas.least_m2[rank]), km2(areas.most_m2[rank])]

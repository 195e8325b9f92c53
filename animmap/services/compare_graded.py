"""Sure and maybe outlines of a file, compared together: what ``compare --maybe`` adds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from animmap.core.comparison import TENTHS
from animmap.core.graded import compare_graded
from animmap.services.compare_file import Voices, read_voices
from animmap.services.plain import RATIO_DIGITS, km2, rounded


def read_maybe(
    path: Path, voices: Voices, *, identifier: str | None = None
) -> tuple[list[BaseGeometry | None], int]:
    """Read the "maybe" outlines of voices, found by their identifier (row number otherwise).

    Returns
    -------
    maybe, strangers
        One outline or None per voice, in their metric CRS; how many rows are of no voice.
    """
    found = read_voices(path, identifier=identifier, crs=voices.crs)
    outlines = {shape.id: shape.geometry for shape in found.shapes}
    known = {shape.id for shape in voices.shapes}
    return [outlines.get(shape.id) for shape in voices.shapes], len(outlines.keys() - known)


def report_graded(voices: Voices, maybe: Sequence[BaseGeometry | None]) -> dict[str, object]:
    """Return what sure and maybe outlines give together, areas in km²."""
    sure = [shape.geometry for shape in voices.shapes]
    colleges = [shape.college for shape in voices.shapes]
    graded = compare_graded(sure, maybe, colleges, TENTHS)
    return {
        "hesitant_voices": graded.hesitant,
        "hesitation_km2": km2(graded.hesitation_m2),
        "thresholds": [
            {"share": share, "raw_km2": km2(raw), "equal_voice_km2": km2(equal)}
            for share, raw, equal in zip(
                graded.shares, graded.raw_m2.tolist(), graded.equal_m2.tolist(), strict=True
            )
        ],
        "likeness": rounded(graded.likeness, RATIO_DIGITS),
    }

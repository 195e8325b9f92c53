"""The agreement of a round as a few areas of one colour, ready for a map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from animmap.core import palette
from animmap.core.agreement import TIE
from animmap.core.comparison import Comparison, zone
from animmap.core.grounds import cut_grounds
from animmap.core.readings import MAPPED_CLASSES

ZoneOf = Callable[[Comparison, str, float], BaseGeometry]


@dataclass(frozen=True, slots=True)
class Band:
    """The ground of one colour (metric CRS).

    ``facts``: ``share_min``, ``share_max``, ``color``, ``pattern`` and, for classes, ``class``.
    """

    geometry: BaseGeometry
    facts: dict[str, object] = field(default_factory=dict)


def agreement_bands(
    comparison: Comparison, weighting: str, at_least: float = 0.0, zone: ZoneOf = zone
) -> list[Band]:
    """Return the bands of the agreement, from the least to the most shared.

    Parameters
    ----------
    weighting
        "raw" (each voice weighs one), "equal" (each college weighs one), or "class".
    at_least
        Share under which nothing is shown (of the raw share for "class").
    zone
        What traces the zones of a round without faces: ``comparison.zone``, or one that keeps
        those already traced.
    """
    if not len(comparison.faces):
        if weighting == "class":
            return _ground_bands(comparison, at_least, zone)
        return _zone_bands(comparison, weighting, at_least, zone)
    if weighting == "class":
        return _class_bands(comparison, at_least)
    return _share_bands(comparison, weighting, at_least)


def _share_bands(comparison: Comparison, weighting: str, at_least: float) -> list[Band]:
    faces = comparison.faces
    share = faces["equal_share" if weighting == "equal" else "share"].to_numpy()
    color = np.array([palette.agreement_color(value) for value in share])
    shown = share >= at_least - TIE
    return [
        _band(comparison, share, shown & (color == one), one)
        for one in palette.AGREEMENT_RAMP
        if (shown & (color == one)).any()
    ]


def _class_bands(comparison: Comparison, at_least: float) -> list[Band]:
    share = comparison.faces["share"].to_numpy()
    klass = comparison.faces["klass"].to_numpy()
    shown = share >= at_least - TIE
    bands = [
        _band(comparison, share, shown & (klass == name), color, name)
        for name, color in palette.CLASSES.items()
        if (shown & (klass == name)).any()
    ]
    return bands[::-1]


def _band(
    comparison: Comparison,
    share: NDArray[np.float64],
    chosen: NDArray[np.bool_],
    color: str,
    klass: str = "",
) -> Band:
    facts: dict[str, object] = {
        "share_min": float(share[chosen].min()),
        "share_max": float(share[chosen].max()),
        "color": color,
        "pattern": palette.pattern_of(color, klass),
    }
    if klass:
        facts["class"] = klass
    return Band(shapely.coverage_union_all(comparison.faces.geometry.to_numpy()[chosen]), facts)


def _zone_bands(
    comparison: Comparison, weighting: str, at_least: float, zone: ZoneOf
) -> list[Band]:
    """Bands of a round too large for faces, from the exact zone of each step of the ramp."""
    steps = len(palette.AGREEMENT_RAMP)
    lowest = max(at_least, 1.0 / comparison.voices)
    starts = [max(rank / steps, lowest) for rank in range(steps)]
    zones = [zone(comparison, weighting, start) for start in starts] + [shapely.MultiPolygon()]
    bands = [
        Band(
            shapely.difference(zones[rank], zones[rank + 1]),
            {
                "share_min": starts[rank],
                "share_max": (rank + 1) / steps,
                "color": palette.AGREEMENT_RAMP[rank],
                "pattern": palette.pattern_of(palette.AGREEMENT_RAMP[rank]),
            },
        )
        for rank in range(steps)
    ]
    return [band for band in bands if not band.geometry.is_empty]


def _ground_bands(comparison: Comparison, at_least: float, zone: ZoneOf) -> list[Band]:
    """Classes of a round too large for faces, from the grounds that the walk bounds."""
    colleges = [shape.college for shape in comparison.shapes]
    lowest = max(at_least, 1.0 / comparison.voices)
    bands = []
    for name in reversed(MAPPED_CLASSES):
        grounds = cut_grounds(comparison.walk, colleges, name)
        whole = shapely.union_all([ground.geometry for ground in grounds])
        if at_least > 0.0:
            whole = shapely.intersection(whole, zone(comparison, "raw", lowest))
        facts: dict[str, object] = {"share_min": lowest, "share_max": 1.0, "class": name}
        look = {"color": palette.CLASSES[name], "pattern": palette.pattern_of("", name)}
        bands.append(Band(whole, facts | look))
    return [band for band in bands if not band.geometry.is_empty]

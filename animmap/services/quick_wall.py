"""What a wall says of a large round that is not compared yet: read from a grid, with bounds.

The same values as ``compare_wall``; each area also comes ``least`` and ``most``.
"""

from __future__ import annotations

from animmap.errors import AnimmapError
from animmap.services import compare, quick_areas
from animmap.services.compare_quick import QuickReading, ground_reached
from animmap.services.compare_wall import KM2, list_steps, portray, shares_shown
from animmap.services.desk import Desk


def curve_json(reading: QuickReading) -> dict[str, object]:
    """Return what ``compare_wall.curve_json`` does, each area with its bounds."""
    shares = shares_shown(reading.voices)
    areas = {}
    for rule in compare.RULES:
        found = quick_areas.areas_reached(reading, rule, shares)
        areas[f"{rule}_km2"] = (found.areas_m2 / KM2).tolist()
        areas[f"{rule}_least_km2"] = (found.least_m2 / KM2).tolist()
        areas[f"{rule}_most_km2"] = (found.most_m2 / KM2).tolist()
    union = quick_areas.area_reached(reading, "raw", 1 / reading.voices)
    return {
        "voices": reading.voices,
        "union_km2": union.about_m2 / KM2,
        "union_least_km2": union.least_m2 / KM2,
        "union_most_km2": union.most_m2 / KM2,
        "steps": list_steps(shares, areas),
    }


def portrait_json(
    desk: Desk, reading: QuickReading, rule: str, threshold: float
) -> dict[str, object]:
    """Return what ``compare_wall.portrait_json`` does, with its area ``least`` and ``most``."""
    ground = ground_reached(reading, rule, threshold) if rule in compare.RULES else None
    if ground is None:
        raise AnimmapError("request_invalid", parameter="weighting")
    area = quick_areas.area_reached(reading, rule, threshold)
    facts: dict[str, object] = {"rule": rule, "threshold": threshold}
    return {
        **portray(desk, reading, ground, facts),
        "area_least_km2": area.least_m2 / KM2,
        "area_most_km2": area.most_m2 / KM2,
    }

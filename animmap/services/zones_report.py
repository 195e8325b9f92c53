"""The majority of a file beside the zones of another: what ``compare --zones`` writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import shapely

from animmap.core.comparison import Comparison, zone
from animmap.core.crs import to_lonlat
from animmap.core.importing.choices import Choices
from animmap.core.importing.draft import Draft
from animmap.core.importing.positions import region_around
from animmap.core.importing.settle import Proposal
from animmap.core.model import Feature
from animmap.services.compare_file import Notice
from animmap.services.compare_readings import communes_near
from animmap.services.import_report import say_proposal
from animmap.services.plain import km2, ratio
from animmap.services.zone_facing import Around, FacedZone, FacedZones, face
from animmap.services.zoning_plan import outline_of, read_plan

Say = Callable[..., str]


def report_zones(
    asked: tuple[Path, str | None],
    comparison: Comparison,
    threshold: float,
    places: Sequence[Feature],
    say: Say,
) -> tuple[dict[str, object], list[Notice]]:
    """Return how the majority stands beside the zones of a file, areas in km².

    ``asked``: the file, and the column that names its zones (guessed when None).

    Nothing astray is moved in silence: rows that wait are listed with their fault, and another
    reading of the file is told among ``proposals``. Raises those of ``zoning_plan.read_plan``.
    """
    drawn = zone(comparison, "raw", threshold)
    frame = to_lonlat([shapely.box(*shapely.total_bounds(list(comparison.walk.shapes)))],
                      comparison.crs)[0]  # fmt: skip
    path, name_column = asked
    plan = read_plan(path, region_around(*frame.bounds, comparison.crs), Choices(), name_column)
    around = Around(communes_near(comparison, [drawn]), places, comparison.crs)
    names = {str(draft.number): draft.name or str(draft.number) for draft in plan.kept}
    found = face(drawn, names, [outline_of(draft) for draft in plan.kept], around)
    told: dict[str, object] = {
        "name_column": plan.name_column,
        "read": len(plan.kept) + len(plan.waiting) + len(plan.aside),
        "aside": len(plan.aside),
        "waiting": [_waiting(draft, say) for draft in plan.waiting],
        "proposals": [_proposal(one, say) for one in plan.proposals],
        "touched": [_touched(one) for one in found.zones],
        "snapped": _snapped(found),
    }
    return told, [("zones_waiting", {"n": len(plan.waiting)})] if plan.waiting else []


def _waiting(draft: Draft, say: Say) -> dict[str, object]:
    fault = next(iter(draft.faults), None)
    code = fault.code if fault else "geometry_missing"
    facts = dict(fault.facts) if fault else {}
    return {
        "row": draft.number,
        "name": draft.name,
        "code": code,
        "message": say(f"fault.{code}", **facts),
    }


def _touched(one: FacedZone) -> dict[str, object]:
    facing = one.facing
    return {
        "row": int(one.key),
        "name": one.name,
        "area_km2": km2(facing.perimeter_m2),
        "common_km2": km2(facing.shared_m2),
        "share_of_majority": ratio(facing.share_of_zone),
        "share_of_zone": ratio(facing.share_of_perimeter),
        "iou": ratio(facing.iou),
        "gained_km2": km2(facing.gained_m2),
        "lost_km2": km2(facing.lost_m2),
        "communes_gained": list(one.beyond),
        "communes_lost": list(one.left_out),
        "holds_gained": list(one.gained),
        "holds_lost": list(one.lost),
    }


def _snapped(found: FacedZones) -> dict[str, object] | None:
    if found.snapped is None:
        return None
    return {
        "zones": list(found.chosen),
        "iou": ratio(found.snapped.iou),
        "gained_km2": km2(found.snapped.commission_m2),
        "lost_km2": km2(found.snapped.omission_m2),
    }


def _proposal(one: Proposal, say: Say) -> dict[str, object]:
    message = say_proposal(one, say)
    return {"code": one.code, "n": len(one.rows), "crs": one.crs, "message": message}

"""The deeper readings of a comparison as plain values: what ``compare`` writes beside figures.

Thresholds and plateaus, debated zones, families, robustness, snapping: see docs/compare.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.clusters import cluster_sketches
from animmap.core.comparison import TENTHS, Comparison, zone
from animmap.core.crs import to_lonlat, to_metric
from animmap.core.curve import Curve, Plateau, agreement_curve, expectation, list_plateaus
from animmap.core.debate import name_communes
from animmap.core.diagnostic import Place
from animmap.core.groundwork import list_places
from animmap.core.model import Commune, Feature
from animmap.core.outlines import hausdorff_distances, spread_distances
from animmap.core.readings import Readings, read_ground
from animmap.core.robustness import leave_one_college_out, leave_one_voice_out
from animmap.core.zones import Zone, list_debates
from animmap.core.zoning import snap_to_communes
from animmap.errors import AnimmapError
from animmap.services.plain import km2, ratio, rounded
from animmap.sources.communes import communes_around

HUNDREDTHS: tuple[float, ...] = tuple(rank / 100 for rank in range(1, 101))
# Above, the mean distances of all pairs take longer than everything else together.
_MOST_SPREAD = 300


@dataclass(frozen=True, slots=True)
class Debate:
    """A debated zone and the communes it concerns, most covered first."""

    zone: Zone
    communes: tuple[str, ...]


def colleges_of(comparison: Comparison) -> list[str]:
    """Return the college of each voice."""
    return [shape.college for shape in comparison.shapes]


def read_debates(comparison: Comparison) -> list[Debate]:
    """Return the debated zones, split by the colleges that carry them, the largest concern first.

    Communes are named in France only.
    """
    camps = [{college} for college in comparison.colleges]
    zones = list_debates(comparison, camps)
    places = _places_around(comparison, [each.geometry for each in zones])
    return [Debate(each, name_communes(each.geometry, places) if places else ()) for each in zones]


def _places_around(comparison: Comparison, geometries: Sequence[BaseGeometry]) -> tuple[Place, ...]:
    communes = communes_near(comparison, geometries)
    return list_places(communes, comparison.crs) if communes else ()


def communes_near(comparison: Comparison, geometries: Sequence[BaseGeometry]) -> list[Commune]:
    """Return the communes of France around grounds (metric); none out of France."""
    drawn = [geometry for geometry in geometries if not geometry.is_empty]
    if not drawn:
        return []
    frame = shapely.box(*shapely.total_bounds(np.asarray(drawn, dtype=object)))
    return communes_around(*to_lonlat([frame], comparison.crs)[0].bounds)


def report_debates(
    comparison: Comparison, debates: Sequence[Debate], places: Sequence[Feature]
) -> list[dict[str, object]]:
    """Return the debated zones, numbered from one."""
    placed = [place for place in places if place.geometry is not None]
    points = to_metric([p.geometry for p in placed if p.geometry is not None], comparison.crs)
    names = [shape.id for shape in comparison.shapes]
    told: list[dict[str, object]] = []
    for number, debate in enumerate(debates, start=1):
        each = debate.zone
        inside = to_lonlat([shapely.point_on_surface(each.geometry)], comparison.crs)
        told.append(
            {
                "number": number,
                "area_km2": km2(each.area_m2),
                "concern_km2": km2(each.concern_m2),
                "place": rounded(shapely.get_coordinates(inside)[0], 6),
                "communes": list(debate.communes),
                "share_by_college": {name: ratio(part) for name, part in each.by_college.items()},
                "colleges_for": list(each.colleges_for),
                "colleges_against": list(each.colleges_against),
                "voices_for": [names[rank] for rank in each.voices_for],
                "voices_against": [names[rank] for rank in each.voices_against],
                "holds": [
                    place.name
                    for place, point in zip(placed, points, strict=True)
                    if each.geometry.intersects(point)
                ],
            }
        )
    return told


def report_snapped(comparison: Comparison, threshold: float) -> dict[str, object] | None:
    """Return the whole communes that resemble the majority most; None out of France."""
    ground = zone(comparison, "raw", threshold)
    communes = communes_near(comparison, [ground])
    try:
        snapped = snap_to_communes(ground, communes, comparison.crs)
    except AnimmapError:
        return None
    named = {commune.code: commune.name for commune in communes}
    return {
        "commune_codes": list(snapped.commune_codes),
        "communes": [named[code] for code in snapped.commune_codes],
        "iou": ratio(snapped.iou),
        "gained_km2": km2(snapped.commission_m2),
        "lost_km2": km2(snapped.omission_m2),
    }


def report_families(comparison: Comparison) -> dict[str, object]:
    """Return the tree of the sketches and the families it holds at its cut."""
    found = cluster_sketches(comparison.pairwise.iou)
    names = [shape.id for shape in comparison.shapes]
    return {
        "linkage": "average",
        "cut": found.cut,
        "families": [[names[rank] for rank in family] for family in found.families],
        "order": list(found.order),
        "merges": [
            {"one": one.one, "two": one.two, "height": ratio(one.height), "size": one.size}
            for one in found.merges
        ],
        "cophenetic_correlation": None if found.fidelity is None else ratio(found.fidelity),
    }


def report_distances(comparison: Comparison) -> dict[str, object]:
    """Return the distances between outlines of all pairs (m); the mean ones up to 300 voices."""
    shapes = comparison.walk.shapes
    mean, usual = spread_distances(shapes) if len(shapes) <= _MOST_SPREAD else (None, None)
    return {
        "hausdorff_m": np.round(hausdorff_distances(shapes), 3),
        "mean_distance_m": None if mean is None else np.round(mean, 3),
        "usual_distance_m": None if usual is None else np.round(usual, 3),
    }


def report_dependence(comparison: Comparison, threshold: float) -> dict[str, object]:
    """Return what the ground owes to each college (equal voice) and to single voices (raw)."""
    without = leave_one_college_out(comparison.walk, colleges_of(comparison), threshold)
    alone = leave_one_voice_out(comparison.walk, threshold)
    most = int(np.argmin(alone))
    return {
        "leave_one_college_out": {
            one.college: {"area_km2": km2(one.area_m2), "iou": ratio(one.iou)} for one in without
        },
        "influence": {one.college: ratio(one.influence) for one in without},
        "leave_one_voice_out": {
            "min_iou": ratio(alone[most]),
            "median_iou": ratio(float(np.median(alone))),
            "most_influential": comparison.shapes[most].id,
        },
    }


def report_weights(comparison: Comparison, threshold: float) -> tuple[Readings, dict[str, object]]:
    """Return what weighing each college alike changes, and the disagreement it splits.

    Also the readings, for the thresholds.
    """
    read = read_ground(comparison.walk, colleges_of(comparison), TENTHS, threshold)
    return read, {
        "classes_km2": {name: km2(area) for name, area in comparison.classes_m2.items()},
        "weight_of_numbers": {
            "gained_km2": km2(read.weighing.gained_m2),
            "lost_km2": km2(read.weighing.lost_m2),
            "moved_km2": km2(read.weighing.moved_m2),
        },
        "disagreement": {
            "total_km2": km2(read.disagreement_m2),
            "within_colleges_km2": km2(read.within_m2),
            "between_colleges_km2": km2(read.between_m2),
        },
    }


def report_curve(comparison: Comparison) -> dict[str, object]:
    """Return the area asked share by share, its plateaus and the Vorob'ev expectation."""
    curves = {
        name: agreement_curve(comparison.walk, comparison.weights(rule))
        for name, rule in (("raw", "raw"), ("equal_voice", "equal"))
    }
    return {
        "shares": list(HUNDREDTHS),
        **{f"{name}_km2": _sampled(curve) for name, curve in curves.items()},
        "plateaus": {
            name: [_plateau(one) for one in list_plateaus(HUNDREDTHS, curve.at(HUNDREDTHS))]
            for name, curve in curves.items()
        },
        "vorobev": {name: _expected(curve) for name, curve in curves.items()},
    }


def _sampled(curve: Curve) -> list[object]:
    return rounded(curve.at(HUNDREDTHS) / 1e6, 12)


def _plateau(one: Plateau) -> dict[str, float]:
    return {
        "from": one.lowest,
        "to": one.highest,
        "largest_km2": km2(one.largest_m2),
        "smallest_km2": km2(one.smallest_m2),
    }


def _expected(curve: Curve) -> dict[str, float]:
    found = expectation(curve)
    return {
        "share": ratio(found.share),
        "area_km2": km2(found.area_m2),
        "mean_area_km2": km2(found.mean_m2),
        "deviation_km2": km2(found.deviation_m2),
    }

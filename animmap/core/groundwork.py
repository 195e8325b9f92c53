"""What the maps of the diagnostic draw: communes, levels of agreement, classes, marks."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core import palette
from animmap.core.agreement import CLASS_NAMES, SHARED_SHARE
from animmap.core.comparison import Comparison, zone
from animmap.core.crs import to_metric
from animmap.core.diagnostic import Level, Maps, Mark, Place
from animmap.core.model import Commune
from animmap.core.portrait import Standing


def draw_maps(
    comparison: Comparison, communes: Sequence[Commune], standings: Sequence[Standing]
) -> Maps:
    """Prepare what the maps draw: base, levels of agreement, classes, marks (metric CRS)."""
    outlines = to_metric([commune.geometry for commune in communes], comparison.crs)
    return Maps(
        communes=tuple(
            Place(commune.name, commune.population, outline)
            for commune, outline in zip(communes, outlines, strict=True)
        ),
        raw=list_levels(comparison, "raw"),
        equal=list_levels(comparison, "equal"),
        raw_half=zone(comparison, "raw", SHARED_SHARE),
        equal_half=zone(comparison, "equal", SHARED_SHARE),
        classes=_classes(comparison),
        marks=_marks(standings, comparison.crs),
    )


def list_levels(comparison: Comparison, rule: str) -> tuple[Level, ...]:
    """Return nested grounds, one a colour of the ramp, the largest (lowest share) first."""
    lowest = float(comparison.weights(rule).min())
    steps = len(palette.AGREEMENT_RAMP)
    shares = [max(rank / steps, lowest) for rank in range(steps)]
    levels = (
        Level(share, color, zone(comparison, rule, share))
        for share, color in zip(shares, palette.AGREEMENT_RAMP, strict=True)
    )
    return tuple(level for level in levels if not level.geometry.is_empty)


def _classes(comparison: Comparison) -> tuple[tuple[str, BaseGeometry], ...]:
    geometries = comparison.faces.geometry.to_numpy()
    klass = comparison.faces["klass"].to_numpy()
    return tuple(
        (name, shapely.union_all(geometries[klass == name]))
        for name in CLASS_NAMES
        if (klass == name).any()
    )


def _marks(standings: Sequence[Standing], crs: str) -> tuple[Mark, ...]:
    placed = [one for one in standings if one.feature.geometry is not None]
    points = shapely.point_on_surface(
        to_metric([one.feature.geometry for one in placed if one.feature.geometry], crs)
    )
    return tuple(
        Mark(one.feature.layer, one.klass, float(point.x), float(point.y))
        for one, point in zip(placed, points, strict=True)
    )

"""What the maps of the diagnostic draw: communes, bands of agreement, classes, marks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from animmap.core.agreement import SHARED_SHARE
from animmap.core.bands import agreement_bands
from animmap.core.comparison import Comparison, zone
from animmap.core.crs import to_metric
from animmap.core.diagnostic import Maps, Mark, Place, Tint
from animmap.core.model import Commune
from animmap.core.portrait import Standing
from animmap.core.taxonomy import Taxonomy

_PLAIN = Taxonomy(())


def draw_maps(
    comparison: Comparison,
    communes: Sequence[Commune],
    standings: Sequence[Standing],
    words: Taxonomy = _PLAIN,
) -> Maps:
    """Prepare what the maps draw, in the metric CRS; the same bands as on the screen's map.

    ``words`` give marks the colours of their kinds, else those of their layers.
    """
    return Maps(
        communes=list_places(communes, comparison.crs),
        raw=_tints(comparison, "raw"),
        equal=_tints(comparison, "equal"),
        classes=_tints(comparison, "class"),
        raw_half=zone(comparison, "raw", SHARED_SHARE),
        equal_half=zone(comparison, "equal", SHARED_SHARE),
        marks=_marks(standings, words, comparison.crs),
    )


def list_places(communes: Sequence[Commune], crs: str) -> tuple[Place, ...]:
    """Return the communes as places of the metric ``crs``, in the order given."""
    outlines = to_metric([commune.geometry for commune in communes], crs)
    return tuple(
        Place(commune.name, commune.population, outline)
        for commune, outline in zip(communes, outlines, strict=True)
    )


def parts_within(places: Sequence[Place], ground: BaseGeometry) -> NDArray[np.float64]:
    """Return the part of the area of each place that a ground (metric) holds, in [0, 1]."""
    outlines = np.asarray([place.geometry for place in places], dtype=object)
    common = shapely.area(shapely.intersection(outlines, ground))
    return np.asarray(common / shapely.area(outlines), dtype=np.float64)


def _tints(comparison: Comparison, weighting: str) -> tuple[Tint, ...]:
    return tuple(
        Tint(str(band.facts["color"]), str(band.facts.get("class", "")), band.geometry)
        for band in agreement_bands(comparison, weighting)
    )


def _marks(standings: Sequence[Standing], words: Taxonomy, crs: str) -> tuple[Mark, ...]:
    placed = [one for one in standings if one.feature.geometry is not None]
    points = shapely.point_on_surface(
        to_metric([one.feature.geometry for one in placed if one.feature.geometry], crs)
    )
    return tuple(
        Mark(item.layer, item.kind, words.color(item.layer, item.kind), one.klass, point.x, point.y)
        for one, point in zip(placed, points, strict=True)
        for item in (one.feature,)
    )

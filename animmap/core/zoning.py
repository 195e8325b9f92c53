"""From a drawn zone to the whole communes, or other zones, that resemble it most, with the loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.crs import to_metric
from animmap.core.model import Commune
from animmap.errors import AnimmapError

_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Snapped:
    """The best set of whole communes, or of other zones, for a drawn zone.

    ``commune_codes``: the keys of those chosen; ``geometry``: their union (metric CRS).
    ``iou``: resemblance with the drawn zone. ``commission_m2``: ground gained;
    ``omission_m2``: ground of the zone left out.
    """

    commune_codes: tuple[str, ...]
    geometry: BaseGeometry
    iou: float
    commission_m2: float
    omission_m2: float


def snap_to_communes(zone: BaseGeometry, communes: Sequence[Commune], crs: str) -> Snapped:
    """Return the set of communes with the largest IoU with a zone.

    Parameters
    ----------
    zone
        (Multi)polygon with a positive area, metric ``crs``.
    communes
        Candidates (outlines in longitude, latitude), without overlap.

    Raises
    ------
    AnimmapError
        ``territory_empty`` without commune, ``geometry_empty`` for a zone without area or
        that meets no commune.
    """
    outlines = to_metric([commune.geometry for commune in communes], crs)
    codes = [commune.code for commune in communes]
    return snap_to_zones(zone, dict(zip(codes, outlines, strict=True)))


def snap_to_zones(zone: BaseGeometry, zones: Mapping[str, BaseGeometry]) -> Snapped:
    """Return the set of zones with the largest IoU with a drawn one.

    Parameters
    ----------
    zone
        (Multi)polygon with a positive area.
    zones
        Candidates by key, same metric CRS, without overlap (see ``overlap_share``).

    Raises
    ------
    AnimmapError
        ``territory_empty`` without candidate, ``geometry_empty`` for a zone without area or
        that meets none.

    Notes
    -----
    Exact: maximising |zone∩S| / |zone∪S| is linear-fractional (Dinkelbach, 1967), so the best
    set is a prefix of the candidates sorted by the share of them that lies in the zone. Among
    sets as alike, the one of the fewest zones.
    """
    if not zones:
        raise AnimmapError("territory_empty")
    keys, outlines = list(zones), np.asarray(list(zones.values()), dtype=object)
    areas = shapely.area(outlines)
    covered = shapely.area(shapely.intersection(outlines, zone))
    if zone.area <= 0.0 or not covered.any():
        raise AnimmapError("geometry_empty")
    order = np.argsort(-covered / areas, kind="stable")
    gained = np.cumsum((areas - covered)[order])
    kept = np.cumsum(covered[order])
    resemblance = kept / (zone.area + gained)
    # What rounding alone tells apart is equal: then the fewest zones.
    best = int(np.argmax(np.round(resemblance, _DIGITS)))
    chosen = np.sort(order[: best + 1])
    return Snapped(
        tuple(keys[rank] for rank in chosen),
        shapely.union_all(outlines[chosen]),
        float(resemblance[best]),
        float(gained[best]),
        float(zone.area - kept[best]),
    )


def overlap_share(zones: Sequence[BaseGeometry]) -> float:
    """Return the part of the ground of zones (one metric CRS) that several of them hold.

    Above zero, no prefix of them need be the set that resembles a zone most.
    """
    outlines = np.asarray(zones, dtype=object)
    if not len(outlines):
        return 0.0
    whole = float(shapely.union_all(outlines).area)
    return max(0.0, float(shapely.area(outlines).sum()) / whole - 1.0) if whole else 0.0

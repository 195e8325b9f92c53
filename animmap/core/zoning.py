"""From a drawn zone to the whole communes that resemble it most, with what is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.crs import to_metric
from animmap.core.model import Commune
from animmap.errors import AnimmapError


@dataclass(frozen=True, slots=True)
class Snapped:
    """The best set of whole communes for a zone.

    ``geometry``: their union (metric CRS). ``iou``: resemblance with the drawn zone.
    ``commission_m2``: ground gained; ``omission_m2``: ground of the zone left out.
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

    Notes
    -----
    Exact: maximising |zone∩S| / |zone∪S| is linear-fractional (Dinkelbach, 1967), so the best
    set is a prefix of the communes sorted by the share of them that lies in the zone.
    """
    if not communes:
        raise AnimmapError("territory_empty")
    outlines = np.asarray(to_metric([commune.geometry for commune in communes], crs), dtype=object)
    areas = shapely.area(outlines)
    covered = shapely.area(shapely.intersection(outlines, zone))
    if zone.area <= 0.0 or not covered.any():
        raise AnimmapError("geometry_empty")
    order = np.argsort(-covered / areas, kind="stable")
    gained = np.cumsum((areas - covered)[order])
    kept = np.cumsum(covered[order])
    resemblance = kept / (zone.area + gained)
    best = int(np.argmax(resemblance))
    chosen = np.sort(order[: best + 1])
    return Snapped(
        tuple(communes[rank].code for rank in chosen),
        shapely.union_all(outlines[chosen]),
        float(resemblance[best]),
        float(gained[best]),
        float(zone.area - kept[best]),
    )

"""A drawn ground beside zones that exist: shares, what each gains and loses by name, best set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.cleaning import alphabetical
from animmap.core.crs import to_metric
from animmap.core.model import Commune, Feature
from animmap.core.official import Facing, face_zones
from animmap.core.zoning import Snapped, overlap_share, snap_to_zones

# Outlines are good to some hundred metres: less ground than this touches nothing.
TOUCH_M2 = 10_000.0
# Zones that overlap by more than this are no partition: the best set of them is not looked for.
_MOST_OVERLAP = 0.01


@dataclass(frozen=True, slots=True)
class FacedZone:
    """A zone that exists beside the drawn ground; ``key`` as it was given.

    ``beyond``, ``left_out``: communes in the drawn ground only, in this zone only (half of
    their area at least), by name; ``gained``, ``lost``: what stands in the drawn ground only,
    in this zone only, by name.
    """

    key: str
    name: str
    facing: Facing
    beyond: tuple[str, ...]
    left_out: tuple[str, ...]
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FacedZones:
    """Every zone touched, the most shared first; the set that resembles the drawn ground most.

    ``snapped``: None when zones overlap (``overlapping``) or none is touched; ``chosen``: names
    of its zones.
    """

    zones: tuple[FacedZone, ...] = ()
    snapped: Snapped | None = None
    chosen: tuple[str, ...] = ()
    overlapping: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """What names gains and losses: communes (none: not told) and features, and the metric CRS."""

    communes: Sequence[Commune]
    features: Sequence[Feature]
    crs: str


def face(
    drawn: BaseGeometry,
    names: Mapping[str, str],
    outlines: Sequence[BaseGeometry],
    around: Around,
) -> FacedZones:
    """Set a ground beside zones.

    Parameters
    ----------
    drawn
        (Multi)polygon in the metric CRS, maybe empty.
    names
        Name of each zone by key.
    outlines
        Of each zone, in the order of ``names``, longitude and latitude.
    """
    if drawn.is_empty or not names:
        return FacedZones()
    metric = dict(zip(names, to_metric(outlines, around.crs), strict=True))
    called = {commune.code: commune.name for commune in around.communes}
    places = to_metric([commune.geometry for commune in around.communes], around.crs)
    found = face_zones(drawn, metric, dict(zip(called, places, strict=True)), TOUCH_M2)
    ground = _Ground.of(drawn, around)
    faced = []
    for key, facing in found.items():
        beyond, left_out = (
            tuple(sorted(called[code] for code in codes))
            for codes in (facing.beyond, facing.left_out)
        )
        moved = ground.moved(metric[key])
        faced.append(FacedZone(key, names[key], facing, beyond, left_out, *moved))
    return _with_best(drawn, tuple(faced), metric)


def _with_best(
    drawn: BaseGeometry, faced: tuple[FacedZone, ...], metric: Mapping[str, BaseGeometry]
) -> FacedZones:
    touched = {one.key: metric[one.key] for one in faced}
    overlapping = overlap_share(list(touched.values())) > _MOST_OVERLAP
    if overlapping or not touched:
        return FacedZones(faced, overlapping=overlapping)
    snapped = snap_to_zones(drawn, touched)
    names = {one.key: one.name for one in faced}
    return FacedZones(faced, snapped, tuple(names[key] for key in snapped.commune_codes))


@dataclass(frozen=True, slots=True)
class _Ground:
    """What stands on the map, by name, and whether it stands in the drawn ground."""

    names: tuple[str, ...]
    places: np.ndarray
    inside: np.ndarray

    @classmethod
    def of(cls, drawn: BaseGeometry, around: Around) -> _Ground:
        placed = [(one.name, one.geometry) for one in around.features if one.geometry is not None]
        places = np.array(to_metric([place for _, place in placed], around.crs), dtype=object)
        shapely.prepare(drawn)
        return cls(tuple(name for name, _ in placed), places, shapely.intersects(drawn, places))

    def moved(self, other: BaseGeometry) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the names of what stands in the drawn ground only, then in another only."""
        shapely.prepare(other)
        within = shapely.intersects(other, self.places)
        gained, lost = (
            tuple(alphabetical(self.names[rank] for rank in np.flatnonzero(chosen)))
            for chosen in (self.inside & ~within, within & ~self.inside)
        )
        return gained, lost

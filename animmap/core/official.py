"""A zone beside perimeters that exist: what it takes of each, adds and leaves out, by commune."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.agreement import TIE

HALF = 0.5


@dataclass(frozen=True, slots=True)
class Facing:
    """A zone beside one perimeter.

    ``shared_m2``: ground of both; ``gained_m2``: of the zone only; ``lost_m2``: of the perimeter
    only. ``beyond``: communes in the zone, out of the perimeter; ``left_out``: communes of the
    perimeter out of the zone.
    """

    shared_m2: float
    gained_m2: float
    lost_m2: float
    beyond: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def share_of_zone(self) -> float:
        """Share of the zone that lies in the perimeter."""
        return self.shared_m2 / (self.shared_m2 + self.gained_m2)

    @property
    def share_of_perimeter(self) -> float:
        """Share of the perimeter that lies in the zone."""
        return self.shared_m2 / (self.shared_m2 + self.lost_m2)

    @property
    def iou(self) -> float:
        """Ground of both over ground of either."""
        return self.shared_m2 / (self.shared_m2 + self.gained_m2 + self.lost_m2)

    @property
    def perimeter_m2(self) -> float:
        """Area of the perimeter."""
        return self.shared_m2 + self.lost_m2


def face_perimeters(
    zone: BaseGeometry,
    communes: Mapping[str, BaseGeometry],
    perimeters: Mapping[str, Collection[str]],
) -> dict[str, Facing]:
    """Return how a zone stands beside each perimeter.

    Parameters
    ----------
    zone
        (Multi)polygon with a positive area.
    communes
        Outlines by code, same metric CRS as ``zone``; all those of the perimeters at least.
    perimeters
        Codes of the communes that make each perimeter up, none empty.

    Notes
    -----
    A commune is in the zone when half of its area at least is: ties count as in.
    """
    taken = list_within(zone, communes)
    return {name: _face(zone, communes, members, taken) for name, members in perimeters.items()}


def face_zones(
    zone: BaseGeometry,
    zones: Mapping[str, BaseGeometry],
    communes: Mapping[str, BaseGeometry],
    least_m2: float = 0.0,
) -> dict[str, Facing]:
    """Return how a drawn zone stands beside each zone that it touches, the most shared first.

    Parameters
    ----------
    zone
        (Multi)polygon with a positive area.
    zones
        Outlines by key, same metric CRS; communes may be cut by them.
    communes
        Outlines by code, to say what is gained and lost by name.
    least_m2
        Ground in common under which a zone is not touched.
    """
    keys, outlines = list(zones), np.asarray(list(zones.values()), dtype=object)
    shared = shapely.area(shapely.intersection(outlines, zone))
    touched = [rank for rank in np.argsort(-shared, kind="stable") if shared[rank] > least_m2]
    taken = list_within(zone, communes) if touched else []
    found = {}
    for rank in touched:
        common = float(shared[rank])
        own = list_within(outlines[rank], communes)
        found[keys[rank]] = Facing(
            common,
            max(0.0, float(zone.area) - common),
            max(0.0, float(outlines[rank].area) - common),
            tuple(code for code in taken if code not in own),
            tuple(code for code in own if code not in taken),
        )
    return found


def list_within(zone: BaseGeometry, communes: Mapping[str, BaseGeometry]) -> list[str]:
    """Return the codes of the communes of which half of the area at least lies in a zone."""
    outlines = np.asarray(list(communes.values()), dtype=object)
    covered = shapely.area(shapely.intersection(outlines, zone))
    inside = covered >= HALF * shapely.area(outlines) * (1.0 - TIE)
    return [code for code, within in zip(communes, inside, strict=True) if within]


def _face(
    zone: BaseGeometry,
    communes: Mapping[str, BaseGeometry],
    members: Collection[str],
    taken: Collection[str],
) -> Facing:
    whole = shapely.union_all([communes[code] for code in members])
    shared = float(whole.intersection(zone).area)
    kept, own = set(taken), set(members)
    return Facing(
        shared,
        max(0.0, float(zone.area) - shared),
        max(0.0, float(whole.area) - shared),
        tuple(code for code in taken if code not in own),
        tuple(code for code in members if code not in kept),
    )

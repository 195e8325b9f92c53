"""Any zone of a comparison as a ground that one may filter by, portray, take away and adopt.

A ground bears a code that an address carries: ``raw``, ``equal`` (where a rule reaches the
share asked), ``class-core`` (a class of agreement), ``debate-2`` (a debated zone),
``family-1`` (what all sketches of a family include), ``college-…`` (where a college reaches the
share by itself).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.contours import zone_reaching
from animmap.core.crs import to_lonlat
from animmap.core.geojson import collection
from animmap.core.model import Feature
from animmap.core.readings import MAPPED_CLASSES
from animmap.core.walk import walk_boundaries
from animmap.errors import AnimmapError
from animmap.services import compare, debates, explore
from animmap.services.adopt import Proposal, propose_ground
from animmap.services.compare import RoundReading
from animmap.services.compare_families import read_families
from animmap.services.desk import EVERYONE, Desk, require
from animmap.services.explore import Filters
from animmap.services.memory import Beside
from animmap.services.taxonomy import get_taxonomy

RULES: Final = ("raw", "equal")
_SHARED: Final = (*RULES, "college")
_KEPT: Final = 64


@dataclass(frozen=True, slots=True)
class Ground:
    """A zone of a comparison: its kind, which one of it, the share it reaches, metric geometry.

    ``kind``: "raw", "equal", "class", "debate", "family" or "college"; ``which``: the class,
    the number or the college. ``share`` is 0 for the kinds that ask none.
    """

    kind: str
    which: str
    share: float
    geometry: BaseGeometry

    @property
    def code(self) -> str:
        """What an address carries."""
        return self.kind if self.kind in RULES else f"{self.kind}-{self.which}"


_grounds: Beside[Ground] = Beside(_KEPT)


def list_codes(desk: Desk, reading: RoundReading) -> list[str]:
    """Return the codes of the grounds that the visitor may choose, rules first."""
    require(desk, *EVERYONE, project_id=reading.project.id)
    classes = [name for name in MAPPED_CLASSES if reading.comparison.classes_m2[name] > 0]
    _, zones = debates.tell_zones(reading)
    families = [
        number
        for number, members in enumerate(read_families(reading).tree.families, start=1)
        if len(members) > 1
    ]
    shown = {reading.sketches[rank].voice.college_id for rank in compare.shown_ranks(reading)}
    return [
        *RULES,
        *(f"class-{name}" for name in classes),
        *(f"debate-{each.number}" for each in zones),
        *(f"college-{each.id}" for each in reading.colleges if each.id in shown),
        *(f"family-{number}" for number in families),
    ]


def read_ground(desk: Desk, reading: RoundReading, code: str, share: float) -> Ground:
    """Return the ground of a code at a share; its geometry is empty where nothing reaches it.

    Raises
    ------
    AnimmapError
        ``not_found`` for a code that this round does not have; ``access_denied`` for a college
        that the visitor never sees apart; ``threshold_out_of_range``.
    """
    require(desk, *EVERYONE, project_id=reading.project.id)
    if not 0.0 < share <= 1.0:
        raise AnimmapError("threshold_out_of_range", threshold=share)
    kind, _, which = code.partition("-")
    asked = share if kind in _SHARED else 0.0

    def find() -> Ground:
        return Ground(kind, which, asked, _find(reading, kind, which, share))

    return _grounds.get([reading.comparison], (reading.role, code, asked), find)


def _find(reading: RoundReading, kind: str, which: str, share: float) -> BaseGeometry:
    if kind in RULES and not which:
        return compare.zone_of(reading.comparison, kind, share)
    if kind == "college":
        return _of_college(reading, which, share)
    finders = {"class": _of_class, "debate": _of_debate, "family": _of_family}
    found = finders[kind](reading, which) if kind in finders else None
    if found is None:
        raise AnimmapError("not_found")
    return found


def _of_class(reading: RoundReading, name: str) -> BaseGeometry | None:
    if name not in MAPPED_CLASSES:
        return None
    bands = compare.bands_of(reading, "class")
    return shapely.union_all([one.geometry for one in bands if one.facts["class"] == name])


def _of_debate(reading: RoundReading, number: str) -> BaseGeometry | None:
    _, zones = debates.tell_zones(reading)
    return next((each.geometry for each in zones if str(each.number) == number), None)


def _of_family(reading: RoundReading, number: str) -> BaseGeometry | None:
    if not (number.isascii() and number.isdecimal()) or len(number) > 4:
        return None
    members = read_families(reading).members(int(number))
    shapes = reading.comparison.walk.shapes
    return shapely.intersection_all([shapes[rank] for rank in members]) if members else None


def _of_college(reading: RoundReading, college: str, share: float) -> BaseGeometry:
    voices = {
        rank for rank, sketch in enumerate(reading.sketches) if sketch.voice.college_id == college
    }
    if not voices:
        raise AnimmapError("not_found")
    if not voices <= set(compare.shown_ranks(reading)):
        raise AnimmapError("access_denied")
    own = walk_boundaries([reading.comparison.shapes[rank].geometry for rank in sorted(voices)])
    return zone_reaching(own, np.full(len(voices), 1.0 / len(voices)), share)


def propose(reading: RoundReading, ground: Ground, *, snap: bool) -> Proposal:
    """Return a ground as a perimeter ready to be adopted, in whole communes on demand.

    Raises
    ------
    AnimmapError
        ``geometry_empty`` for a ground without any place.
    """
    rule = ground.kind if ground.kind in RULES else "zone"
    threshold = ground.share if ground.kind in RULES else 0.0
    return propose_ground(reading, ground.geometry, rule, threshold, snap=snap)


def ground_geojson(desk: Desk, reading: RoundReading, code: str, share: float) -> dict[str, object]:
    """Return a ground as a collection of one feature, of none when it is empty (EPSG:4326)."""
    ground = read_ground(desk, reading, code, share)
    if ground.geometry.is_empty:
        return collection([], [])
    places = to_lonlat([ground.geometry], reading.comparison.crs)
    return collection(list(places), [{"zone": ground.code, "share": ground.share}])


def features_geojson(
    desk: Desk, reading: RoundReading, ground: Ground, filters: Filters
) -> dict[str, object]:
    """Return the features of :func:`features_within` as the map draws them (EPSG:4326)."""
    found = features_within(desk, reading, ground, filters)
    words = get_taxonomy(desk, reading.project.id)
    return explore.as_geojson(found, reading.colleges, words)


def features_within(
    desk: Desk, reading: RoundReading, ground: Ground, filters: Filters
) -> list[Feature]:
    """Return the features that pass ``filters`` and stand in a ground or at its edge."""
    found = explore.find_features(desk, reading.project.id, filters)
    standing = compare.portrait_of(desk, reading, ground.geometry)
    within: Collection[str] = {each.id for each in (*standing.inside, *standing.edge)}
    return [each for each in found if each.id in within]

"""The zone of a round beside the perimeters that exist: the EPCI it touches, the study area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from animmap.core.cleaning import alphabetical
from animmap.core.crs import to_metric
from animmap.core.model import Commune, Role
from animmap.core.official import Facing, face_perimeters
from animmap.services.compare import RoundReading, zone_of
from animmap.services.desk import Desk, require
from animmap.services.memory import Beside
from animmap.services.zone_facing import TOUCH_M2
from animmap.sources.communes import Epci, list_epci, load_communes

_STUDY = "study"
_KEPT = 48


@dataclass(frozen=True, slots=True)
class Existing:
    """A perimeter that exists, and the zone beside it; communes by name, in their order.

    ``kind`` is "epci", "study" (the study area) or "both" when one EPCI is the study area.
    """

    kind: str
    name: str
    facing: Facing
    beyond: tuple[str, ...]
    left_out: tuple[str, ...]


_faced: Beside[tuple[Existing, ...]] = Beside(_KEPT)


def face_existing(
    desk: Desk, reading: RoundReading, rule: str, share: float
) -> tuple[Existing, ...]:
    """Return the zone of a rule ("raw" or "equal") and share beside what exists.

    The EPCI of the communes of the study area that the zone touches come first, whole, the one
    that holds most of the zone before the others; then the study area. Empty without a zone.
    """
    require(desk, *Role, project_id=reading.project.id)
    return _faced.get(
        [reading.comparison],
        (reading.project.revision, rule, share),
        lambda: _face_existing(reading, rule, share),
    )


def _face_existing(reading: RoundReading, rule: str, share: float) -> tuple[Existing, ...]:
    drawn = zone_of(reading.comparison, rule, share)
    if drawn.is_empty:
        return ()
    groups = _groups_of(reading)
    communes = _communes_of(reading, groups)
    outlines = to_metric([one.geometry for one in communes.values()], reading.comparison.crs)
    study = [commune.code for commune in reading.territory.communes]
    perimeters = {code: list(group.commune_codes) for code, group in groups.items()}
    faced = face_perimeters(
        drawn, dict(zip(communes, outlines, strict=True)), {**perimeters, _STUDY: study}
    )
    touched = [code for code in groups if faced[code].shared_m2 >= TOUCH_M2]
    touched.sort(key=lambda code: -faced[code].shared_m2)
    same = [code for code in touched if set(perimeters[code]) == set(study)]
    kinds = {code: "both" if code in same else "epci" for code in touched}
    kinds |= {} if same else {_STUDY: "study"}
    names = {code: group.name for code, group in groups.items()}
    names[_STUDY] = reading.territory.name
    return tuple(
        _existing(kind, names[code], faced[code], communes) for code, kind in kinds.items()
    )


def _groups_of(reading: RoundReading) -> dict[str, Epci]:
    """Return the EPCI that the communes of the study area belong to, by code."""
    wanted = {commune.epci_code for commune in reading.territory.communes}
    return {group.code: group for group in list_epci() if group.code in wanted}


def _communes_of(reading: RoundReading, groups: Mapping[str, Epci]) -> dict[str, Commune]:
    """Return the communes of the study area, and those of its EPCI beyond it, by code."""
    own = {commune.code: commune for commune in reading.territory.communes}
    codes = [code for group in groups.values() for code in group.commune_codes if code not in own]
    return own | {commune.code: commune for commune in load_communes(codes)}


def _existing(kind: str, name: str, facing: Facing, communes: Mapping[str, Commune]) -> Existing:
    beyond, left_out = (
        tuple(alphabetical(communes[code].name for code in codes))
        for codes in (facing.beyond, facing.left_out)
    )
    return Existing(kind, name, facing, beyond, left_out)

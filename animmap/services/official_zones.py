"""The zone of a round beside zones that exist: the communes, or those of a loaded zoning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from animmap.core.model import Role
from animmap.core.official import Facing
from animmap.errors import AnimmapError
from animmap.report.tables import Cell, Sheet, write_csv
from animmap.services import official, zonings
from animmap.services.compare import RoundReading, list_features, zone_of
from animmap.services.desk import EVERYONE, Desk, require
from animmap.services.memory import Beside
from animmap.services.zone_facing import Around, FacedZone, FacedZones, face
from animmap.texts import tr

COMMUNES = "communes"
KM2 = 1e6
_KEPT = 48
_COLUMNS = (
    *("name", "area", "common", "of_zone", "of_perimeter", "alike", "gained", "lost"),
    *("beyond", "left_out", "holds_more", "holds_less"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which zone ("raw" or "equal", at a share) beside what.

    ``against``: COMMUNES, a loaded zoning, or "" for the EPCI and the study area.
    """

    rule: str
    share: float
    against: str = ""


@dataclass(frozen=True, slots=True)
class FacedZoning:
    """What a zone is beside, and the credit of the zoning ("" for the communes)."""

    faced: FacedZones
    credit: str

    @property
    def zones(self) -> tuple[FacedZone, ...]:
        """Every zone touched, the most shared first."""
        return self.faced.zones


_faced: Beside[FacedZoning] = Beside(_KEPT)


def face_zoning(desk: Desk, reading: RoundReading, asked: Asked) -> FacedZoning:
    """Return the zone of a rule and share beside COMMUNES or the zones of a loaded zoning.

    Raises
    ------
    AnimmapError
        ``not_found`` for a zoning of another démarche, or deleted.
    """
    require(desk, *EVERYONE, project_id=reading.project.id)
    facts = (reading.project.revision, asked)
    return _faced.get([reading.comparison], facts, lambda: _face(desk, reading, asked))


def _face(desk: Desk, reading: RoundReading, asked: Asked) -> FacedZoning:
    drawn = zone_of(reading.comparison, asked.rule, asked.share)
    communes = reading.territory.communes
    features, crs = list_features(desk, reading), reading.comparison.crs
    if asked.against == COMMUNES:
        names = {one.code: one.name for one in communes}
        # A commune beside communes: only what stands there needs names.
        around = Around((), features, crs)
        return FacedZoning(face(drawn, names, [one.geometry for one in communes], around), "")
    loaded, zones = zonings.read_zones(desk, asked.against)
    if loaded.project_id != reading.project.id:
        raise AnimmapError("not_found")
    names = {one.id: one.name for one in zones}
    around = Around(communes, features, crs)
    return FacedZoning(face(drawn, names, [one.geometry for one in zones], around), loaded.credit)


def export_table(desk: Desk, reading: RoundReading, asked: Asked, language: str) -> bytes:
    """Return what exists beside the zone as CSV (areas in km²), the most shared first."""
    require(desk, Role.PARTNER, project_id=reading.project.id)
    if asked.against:
        rows = [
            _row(one.name, one.facing, one.beyond, one.left_out, one.gained, one.lost)
            for one in face_zoning(desk, reading, asked).zones
        ]
    else:
        rows = [
            _row(one.name, one.facing, one.beyond, one.left_out, (), ())
            for one in official.face_existing(desk, reading, asked.rule, asked.share)
        ]
    head = tuple(tr(f"zonings.csv_{column}", language) for column in _COLUMNS)
    return write_csv(Sheet("perimeters", head, tuple(rows)))


def _row(name: str, facing: Facing, *names: Sequence[str]) -> tuple[Cell, ...]:
    areas = (facing.perimeter_m2, facing.shared_m2)
    shares = (facing.share_of_zone, facing.share_of_perimeter, facing.iou)
    moved = (facing.gained_m2, facing.lost_m2)
    return (
        name,
        *(area / KM2 for area in areas),
        *shares,
        *(area / KM2 for area in moved),
        *("; ".join(listed) for listed in names),
    )

"""Adopting a perimeter: the zone a group settles on, snapped or not, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from shapely.geometry.base import BaseGeometry

from animmap.core.cleaning import clean_text
from animmap.core.crs import to_lonlat
from animmap.core.geojson import collection
from animmap.core.model import AdoptedPerimeter, Role
from animmap.core.zoning import Snapped, snap_to_communes
from animmap.errors import AnimmapError
from animmap.services.compare import RoundReading, zone_of
from animmap.services.desk import Desk, require

M2_PER_KM2 = 1e6


@dataclass(frozen=True, slots=True)
class Proposal:
    """A perimeter ready to be adopted.

    ``drawn``: the zone of the rule; ``geometry``: what would be adopted (the communes when
    ``snapped``); both in longitude, latitude. ``zone_metric``: ``geometry`` in the metric CRS.
    """

    rule: str
    threshold: float
    drawn: BaseGeometry
    geometry: BaseGeometry
    zone_metric: BaseGeometry
    snapped: Snapped | None

    @property
    def area_km2(self) -> float:
        """Area of what would be adopted."""
        return float(self.zone_metric.area / M2_PER_KM2)


def propose(reading: RoundReading, rule: str, threshold: float, *, snap: bool) -> Proposal:
    """Return the perimeter of a rule ("raw" or "equal") and threshold, snapped on demand.

    Raises
    ------
    AnimmapError
        ``geometry_empty`` when no place reaches the threshold.
    """
    drawn = zone_of(reading.comparison, rule, threshold)
    return propose_ground(reading, drawn, rule, threshold, snap=snap)


def propose_ground(
    reading: RoundReading, drawn: BaseGeometry, rule: str, threshold: float, *, snap: bool
) -> Proposal:
    """Return a metric ground as a perimeter, snapped on demand; ``rule`` "zone" for no rule.

    Raises
    ------
    AnimmapError
        ``geometry_empty`` without any place.
    """
    crs = reading.comparison.crs
    if drawn.is_empty:
        raise AnimmapError("geometry_empty")
    snapped = snap_to_communes(drawn, reading.territory.communes, crs) if snap else None
    chosen = snapped.geometry if snapped else drawn
    drawn_lonlat, chosen_lonlat = to_lonlat([drawn, chosen], crs)
    return Proposal(rule, threshold, drawn_lonlat, chosen_lonlat, chosen, snapped)


def adopt(
    desk: Desk,
    reading: RoundReading,
    proposal: Proposal,
    *,
    decided_on: date,
    decided_by: str,
    reasons: str,
    minority_views: str,
) -> AdoptedPerimeter:
    """Keep a proposal as the project's adopted perimeter; earlier ones stay in the history."""
    require(desk, Role.HOST, Role.ANIMATOR, project_id=reading.project.id)
    adopted = AdoptedPerimeter(
        id=str(uuid4()),
        project_id=reading.project.id,
        round_id=reading.round.id,
        rule=proposal.rule,
        threshold=proposal.threshold,
        drawn=proposal.drawn,
        geometry=proposal.geometry,
        commune_codes=proposal.snapped.commune_codes if proposal.snapped else (),
        decided_on=decided_on,
        decided_by=clean_text(decided_by),
        reasons=clean_text(reasons),
        minority_views=clean_text(minority_views),
        created_at=desk.now(),
    )
    desk.store.add_adoption(adopted, role=desk.access.role)
    return adopted


def history(desk: Desk, project_id: str) -> list[AdoptedPerimeter]:
    """Return the adopted perimeters of a project, the latest first."""
    require(desk, *Role, project_id=project_id)
    return desk.store.list_adoptions(project_id)


def current(desk: Desk, project_id: str) -> AdoptedPerimeter | None:
    """Return the perimeter adopted last, or None."""
    return next(iter(history(desk, project_id)), None)


def withdraw_adoption(desk: Desk, adoption_id: str) -> None:
    """Take an adoption back; the journal can restore it."""
    adopted = desk.store.find_adoption(adoption_id)
    require(desk, Role.HOST, Role.ANIMATOR, project_id=adopted.project_id)
    desk.store.withdraw_adoption(adoption_id, role=desk.access.role, at=desk.now())


def adopted_geojson(desk: Desk, project_id: str) -> dict[str, object]:
    """Return the current adopted perimeter as a collection of one feature, or none."""
    adopted = current(desk, project_id)
    if adopted is None:
        return collection([], [])
    facts: dict[str, object] = {"rule": adopted.rule, "threshold": adopted.threshold}
    return collection([adopted.geometry], [facts])

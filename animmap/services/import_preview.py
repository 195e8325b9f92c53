"""Where rows are, as written and as another reading would have them, before anyone accepts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from animmap.core.crs import LONLAT, is_horizontal
from animmap.core.importing.draft import Draft
from animmap.core.importing.positions import Reading, read_degrees
from animmap.core.importing.settle import Proposal
from animmap.core.model import Territory
from animmap.services.import_places import Communes, bounds_of, region_of
from animmap.services.import_plan import Plan

MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Places:
    """Points (longitude, latitude) of some rows, and how many are around the territory."""

    points: tuple[tuple[float, float], ...]
    near: int
    of: int


def places_now(plan: Plan, territory: Territory) -> Places:
    """Return where the rows that would be imported go."""
    points = [
        draft.shapes[0].representative_point().coords[0]
        for draft, state in zip(plan.drafts, plan.states, strict=True)
        if state == "imported" and draft.shapes
    ]
    return _places(np.array(points, dtype=float).reshape(-1, 2), territory)


def places_written(plan: Plan, proposal: Proposal, territory: Territory) -> Places:
    """Return where the rows of a proposal are when they are read as the file says."""
    drafts = [one for one in _drafts(plan, proposal) if one.raw is not None]
    said = {plan.choices.crs or one.crs or LONLAT for one in drafts}
    crs = said.pop() if len(said) == 1 else LONLAT
    return _places(_read(drafts, Reading(crs if is_horizontal(crs) else LONLAT)), territory)


def places_proposed(plan: Plan, proposal: Proposal, territory: Territory) -> Places:
    """Return where the rows of a proposal would go if it were accepted."""
    drafts = _drafts(plan, proposal)
    if proposal.accept == "commune":
        return _places(_middles(drafts, territory), territory)
    return _places(_read(drafts, proposal.reading or Reading(LONLAT)), territory)


def _drafts(plan: Plan, proposal: Proposal) -> list[Draft]:
    rows = set(proposal.rows)
    return [one for one in plan.drafts if one.table == proposal.table and one.number in rows]


def _read(drafts: list[Draft], reading: Reading) -> np.ndarray:
    raw = np.array([one.raw for one in drafts if one.raw is not None], dtype=object)
    if not len(raw):
        return np.empty((0, 2))
    sides = shapely.bounds(raw)
    return read_degrees((sides[:, :2] + sides[:, 2:]) / 2, reading)


def _middles(drafts: list[Draft], territory: Territory) -> np.ndarray:
    codes = [one.commune_code for one in drafts if one.commune_code]
    outlines = Communes(territory).outlines(sorted(set(codes)))
    points = {code: one.representative_point().coords[0] for code, one in outlines.items()}
    return np.array([points[code] for code in codes if code in points]).reshape(-1, 2)


def _places(points: np.ndarray, territory: Territory) -> Places:
    bounds = bounds_of(region_of(territory))
    (west, east), (south, north) = bounds["longitude"], bounds["latitude"]
    across, along = points[:, 0], points[:, 1]
    near = (across >= west) & (across <= east) & (along >= south) & (along <= north)
    on_earth = np.isfinite(points).all(axis=1) & (np.abs(across) <= 180) & (np.abs(along) <= 85)
    shown = points[on_earth][:MOST_SHOWN]
    return Places(tuple((float(x), float(y)) for x, y in shown), int(near.sum()), len(points))

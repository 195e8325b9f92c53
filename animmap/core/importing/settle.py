"""From places as written to places on the map: read, doubted, proposed, never moved in silence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.crs import LONLAT, is_horizontal, to_lonlat
from animmap.core.importing.choices import Choices
from animmap.core.importing.draft import Draft
from animmap.core.importing.lookalikes import find_cousins, find_lost_signs
from animmap.core.importing.mending import mend_shapes
from animmap.core.importing.positions import (
    COUNTRY,
    FAR,
    NEAR,
    Reading,
    Region,
    assess,
    guess_reading,
    read_degrees,
    straighten,
)

MOST_VERTICES = 50_000
_ACCEPTS = {"swapped": "swap", "swapped_sign": "swap", "sign_lost": "sign", "crs_wrong": "crs",
            "unit_wrong": "crs", "crs_missing": "crs", "crs_unknown": "crs"}  # fmt: skip


@dataclass(slots=True)
class Proposal:
    """Another reading of some rows, that waits for a person: ``accept`` is what accepts it.

    ``rows`` are numbers in ``table``; ``of`` how many rows of it have a place. ``reading`` is
    the one proposed (None when none does); ``rivals`` are systems that would do as well: one of
    them must be named. ``cousins`` are those that nothing tells from the one proposed, with the
    metres between: the one proposed is taken once accepted, unless another is named.
    ``written`` and ``read`` show the first row.
    """

    code: str
    accept: str
    table: str
    of: int
    rows: list[int] = field(default_factory=list)
    reading: Reading | None = None
    rivals: tuple[str, ...] = ()
    cousins: tuple[tuple[str, float], ...] = ()
    written: tuple[float, ...] = ()
    read: tuple[float, ...] = ()
    accepted: bool = False

    @property
    def crs(self) -> str:
        """Return the CRS proposed, "" when none is."""
        return self.reading.crs if self.reading else ""

    @property
    def systems(self) -> tuple[str, ...]:
        """Return the CRS proposed, those that would do as well and those nothing tells from it."""
        return tuple(filter(None, (self.crs, *self.rivals, *(crs for crs, _ in self.cousins))))

    @property
    def swapped(self) -> bool:
        """Tell whether the axes would be exchanged."""
        return self.reading is not None and self.reading.swapped


def is_to_choose(proposal: Proposal) -> bool:
    """Tell whether a person should choose among several systems rather than say yes."""
    return bool(proposal.rivals or proposal.cousins or not proposal.crs)


@dataclass(frozen=True, slots=True)
class _Offer:
    """A reading offered to rows of a group of ``of``."""

    code: str
    better: Reading | None
    rivals: frozenset[Reading]
    accepted: bool
    of: int
    cousins: tuple[tuple[str, float], ...] = ()


_Found = dict[tuple[str, str, Reading | None], Proposal]


def settle_places(
    drafts: Sequence[Draft], region: Region, choices: Choices, *, as_drawn: bool = False
) -> list[Proposal]:
    """Place every draft that writes a place; return what else could be accepted.

    A draft that stays astray keeps a fault; one that is well read gets its ``shapes``: mended,
    unless ``as_drawn`` (sketches are mended as those of a hand are).
    """
    placed = [draft for draft in drafts if draft.raw is not None]
    found: _Found = {}
    for group in _groups(placed, choices):
        _settle_group(group, region, choices, found)
    for draft in placed:
        if draft.shapes and not as_drawn:
            mend_shapes(draft, region.crs)
    return list(found.values())


def _groups(placed: Iterable[Draft], choices: Choices) -> list[list[Draft]]:
    """Gather the drafts of one table in one CRS; finite coordinates only, not too many."""
    groups: dict[tuple[str, str], list[Draft]] = {}
    for draft in placed:
        points = shapely.get_coordinates(draft.raw)
        if len(points) > MOST_VERTICES:
            draft.blame("geometry_too_complex", draft.placed_by, n=len(points), most=MOST_VERTICES)
        elif not np.isfinite(points).all():
            draft.blame("geometry_not_finite", draft.placed_by, _shown(points[:1].ravel()))
        elif "position_zero" not in {fault.code for fault in draft.faults}:
            crs = choices.crs or draft.crs
            groups.setdefault((draft.table, crs), []).append(draft)
    return list(groups.values())


def _settle_group(group: list[Draft], region: Region, choices: Choices, found: _Found) -> None:
    corners = np.array([_corners(draft.raw) for draft in group])
    reading = _read_or_guess(group, corners, region, choices, found)
    if reading is None:
        return
    assessed = assess(corners, reading, region)
    kept_out, doubtful = find_lost_signs(corners, reading, region)
    betters = list(assessed.better)
    if "outside" not in choices.accept:
        mirrored = replace(reading, mirrored=not reading.mirrored)
        for rank in np.flatnonzero(kept_out):
            betters[rank] = betters[rank] or mirrored
    cousins = _cousins(betters, corners, region)
    for draft, better, zone, place in zip(group, betters, assessed.zones, corners, strict=True):
        if better is None:
            _doubt(draft, reading, int(zone), place, choices)
            continue
        code = _difference(reading, better)
        rivals = assessed.rivals if _ACCEPTS[code] == "crs" else frozenset()
        accepted = _ACCEPTS[code] in choices.accept and not rivals
        offer = _Offer(code, better, rivals, accepted, len(group), cousins[better])
        _propose(found, draft, offer, place)
        if accepted:
            _give_shapes(draft, better)
    _read_the_rest(group, reading, doubtful)


def _read_the_rest(group: list[Draft], reading: Reading, doubtful: np.ndarray) -> None:
    """Read as the file says the drafts that nothing keeps; tell those whose sign is in doubt."""
    for draft, unsure in zip(group, doubtful, strict=True):
        if unsure:
            draft.blame("sign_doubtful", draft.placed_by)
        if not draft.waits and not draft.shapes:
            _give_shapes(draft, reading)


def _cousins(
    better: Sequence[Reading | None], corners: np.ndarray, region: Region
) -> dict[Reading, tuple[tuple[str, float], ...]]:
    """Return what nothing tells from each better reading, by that reading."""
    ranks: dict[Reading, list[int]] = {}
    for rank, one in enumerate(better):
        if one is not None:
            ranks.setdefault(one, []).append(rank)
    return {one: find_cousins(corners[rows], one, region) for one, rows in ranks.items()}


def _read_or_guess(
    group: list[Draft], corners: np.ndarray, region: Region, choices: Choices, found: _Found
) -> Reading | None:
    """Return how a group says it is to be read; a guess is proposed, and used once accepted."""
    crs = choices.crs or group[0].crs
    if crs and is_horizontal(crs):
        return Reading(crs)
    guess, rivals = guess_reading(corners, region)
    accepted = guess is not None and not rivals and "crs" in choices.accept
    cousins = find_cousins(corners, guess, region) if guess is not None else ()
    code = "crs_unknown" if crs else "crs_missing"
    offer = _Offer(code, guess, rivals, accepted, len(group), cousins)
    for draft, place in zip(group, corners, strict=True):
        _propose(found, draft, offer, place)
    return guess if accepted else None


def _corners(shape: BaseGeometry | None) -> tuple[tuple[float, float], tuple[float, float]]:
    west, south, east, north = shape.bounds if shape is not None else (np.nan,) * 4
    return (west, south), (east, north)


def _difference(reading: Reading, better: Reading) -> str:
    if better.unit != reading.unit:
        return "unit_wrong"
    if better.crs != reading.crs:
        return "crs_wrong"
    if better.swapped == reading.swapped:
        return "sign_lost"
    return "swapped_sign" if better.mirrored or better.upturned else "swapped"


def _propose(found: _Found, draft: Draft, offer: _Offer, corners: np.ndarray) -> None:
    """Write down another reading of a row; unless it is accepted, the row waits for it."""
    middle, better = corners[0] / 2 + corners[1] / 2, offer.better
    crs = "" if better is None else better.crs
    key = (draft.table, offer.code, better)
    if key not in found:
        found[key] = Proposal(
            code=offer.code,
            accept=_ACCEPTS[offer.code],
            table=draft.table,
            of=offer.of,
            reading=better,
            rivals=tuple(sorted({one.crs for one in offer.rivals})),
            cousins=offer.cousins,
            written=tuple(middle.tolist()),
            read=() if better is None else tuple(read_degrees(middle[None], better)[0].tolist()),
            accepted=offer.accepted,
        )
    found[key].rows.append(draft.number)
    if not offer.accepted:
        draft.blame(offer.code, draft.placed_by, _shown(middle), crs=crs)


def _shown(numbers: Iterable[float]) -> str:
    return ", ".join(f"{number:.8g}" for number in numbers)


def _doubt(
    draft: Draft, reading: Reading, zone: int, corners: np.ndarray, choices: Choices
) -> None:
    """Doubt a place out of the territory: told inside the country, waiting out of it."""
    if zone == NEAR:
        return
    shown = _shown(corners[0] / 2 + corners[1] / 2)
    if zone == COUNTRY:
        draft.blame("outside_territory", draft.placed_by, shown)
        return
    places = read_degrees(corners, reading)
    on_earth = bool(np.isfinite(places).all() and (np.abs(places) <= (180.0, 90.0)).all())
    if not on_earth:
        draft.blame("outside_world", draft.placed_by, shown)
    elif zone == FAR and "outside" not in choices.accept:
        draft.blame("far_from_territory", draft.placed_by, shown)


def _give_shapes(draft: Draft, reading: Reading) -> None:
    """Bring raw geometries to longitude, latitude."""
    if draft.raw is not None:
        draft.shapes = (_in_degrees(draft.raw, reading),)
    if draft.raw_maybe is not None:
        draft.maybe = _in_degrees(draft.raw_maybe, reading)


def _in_degrees(raw: BaseGeometry, reading: Reading) -> BaseGeometry:
    flat = shapely.force_2d(raw)
    if reading != Reading(reading.crs):
        flat = shapely.transform(flat, lambda points: straighten(points, reading))
    return flat if reading.crs == LONLAT else to_lonlat([flat], reading.crs)[0]

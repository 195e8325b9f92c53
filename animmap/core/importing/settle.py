"""From places as written to places on the map: read, doubted, proposed, never moved in silence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.crs import LONLAT, is_horizontal, to_lonlat, to_metric
from animmap.core.importing.choices import Choices
from animmap.core.importing.draft import Draft
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
from animmap.core.repair import repair_polygon

MOST_VERTICES = 50_000
_AREAS = ("Polygon", "MultiPolygon")
_ACCEPTS = {"swapped": "swap", "swapped_sign": "swap", "sign_lost": "sign", "crs_wrong": "crs",
            "unit_wrong": "crs", "crs_missing": "crs", "crs_unknown": "crs"}  # fmt: skip


@dataclass(slots=True)
class Proposal:
    """Another reading of some rows, that waits for a person: ``accept`` is what accepts it.

    ``rows`` are numbers in ``table``; ``of`` how many rows of it have a place. ``reading`` is
    the one proposed (None when none does); ``rivals`` are systems that would do as well.
    ``written`` and ``read`` show the first row.
    """

    code: str
    accept: str
    table: str
    of: int
    rows: list[int] = field(default_factory=list)
    reading: Reading | None = None
    rivals: tuple[str, ...] = ()
    written: tuple[float, ...] = ()
    read: tuple[float, ...] = ()
    accepted: bool = False

    @property
    def crs(self) -> str:
        """Return the CRS proposed, "" when none is."""
        return self.reading.crs if self.reading else ""

    @property
    def swapped(self) -> bool:
        """Tell whether the axes would be exchanged."""
        return self.reading is not None and self.reading.swapped


@dataclass(frozen=True, slots=True)
class _Offer:
    """A reading offered to rows of a group of ``of``."""

    code: str
    better: Reading | None
    rivals: frozenset[Reading]
    accepted: bool
    of: int


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
            _mend(draft, region)
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
    for rank, draft in enumerate(group):
        better = assessed.better[rank]
        if better is None:
            _doubt(draft, reading, int(assessed.zones[rank]), corners[rank], choices)
            continue
        code = _difference(reading, better)
        rivals = assessed.rivals if _ACCEPTS[code] == "crs" else frozenset()
        accepted = _ACCEPTS[code] in choices.accept and not rivals
        offer = _Offer(code, better, rivals, accepted, len(group))
        _propose(found, draft, offer, corners[rank])
        if accepted:
            _give_shapes(draft, better)
    for draft in group:
        if not draft.waits and not draft.shapes:
            _give_shapes(draft, reading)


def _read_or_guess(
    group: list[Draft], corners: np.ndarray, region: Region, choices: Choices, found: _Found
) -> Reading | None:
    """Return how a group says it is to be read; a guess is proposed, and used once accepted."""
    crs = choices.crs or group[0].crs
    if crs and is_horizontal(crs):
        return Reading(crs)
    guess, rivals = guess_reading(corners, region)
    accepted = guess is not None and not rivals and "crs" in choices.accept
    offer = _Offer("crs_unknown" if crs else "crs_missing", guess, rivals, accepted, len(group))
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
        # A longitude of zero leads elsewhere in France: an empty cell that became a number.
        unknown = draft.raw is not None and draft.raw.geom_type == "Point" and 0 in corners[0]
        code = "position_zero" if unknown and reading.geographic else "outside_territory"
        draft.blame(code, draft.placed_by, shown)
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


def _mend(draft: Draft, region: Region) -> None:
    """Split a mixed collection by kind, repair the areas that cross themselves."""
    parts = _split(draft.shapes[0])
    if len(parts) > 1:
        kind = draft.shapes[0].geom_type
        draft.mend("collection_split", draft.placed_by, kind, str(len(parts)))
    shapes = [_mended(draft, part, region.crs) for part in parts]
    kept = tuple(shape for shape in shapes if shape is not None)
    draft.shapes = kept if len(kept) == len(parts) else ()
    if not draft.shapes:
        draft.blame("geometry_no_area", draft.placed_by)


def _split(shape: BaseGeometry) -> list[BaseGeometry]:
    """Return the points, lines and areas of a collection, one geometry of each kind."""
    if shape.geom_type != "GeometryCollection":
        return [shape]
    leaves = [part for part in _leaves(shape) if not part.is_empty]
    kinds: dict[int, Any] = {
        0: shapely.MultiPoint,
        1: shapely.MultiLineString,
        2: shapely.MultiPolygon,
    }
    parts: list[BaseGeometry] = []
    for dimension, join in kinds.items():
        alike = [part for part in leaves if shapely.get_dimensions(part) == dimension]
        if alike:
            parts.append(alike[0] if len(alike) == 1 else join(alike))
    return parts


def _leaves(shape: BaseGeometry) -> list[BaseGeometry]:
    if not hasattr(shape, "geoms"):
        return [shape]
    return [leaf for part in shape.geoms for leaf in _leaves(part)]


def is_flat(shape: BaseGeometry) -> bool:
    """Tell whether an area as drawn encloses nothing: reprojected, a flat outline swells."""
    if shape.geom_type not in _AREAS:
        return False
    return not shapely.make_valid(shape, method="structure", keep_collapsed=False).area


def _mended(draft: Draft, lonlat: BaseGeometry, metric: str) -> BaseGeometry | None:
    """Return a shape (longitude, latitude) repaired if it is an area that crosses itself."""
    if lonlat.geom_type not in _AREAS or (lonlat.is_valid and lonlat.area):
        return lonlat
    if is_flat(lonlat):
        return None
    repaired = repair_polygon(to_metric([lonlat], metric)[0])
    if repaired.geometry is None:
        return None
    draft.mend("geometry_repaired", draft.placed_by, ", ".join(repaired.codes), "")
    back = to_lonlat([repaired.geometry], metric)[0]
    return back if back.is_valid else shapely.make_valid(back, method="structure")

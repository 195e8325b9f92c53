"""Where the rows of an import may be: the communes they name, those they fall in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.crs import to_metric
from animmap.core.importing.choices import Choices
from animmap.core.importing.draft import Draft
from animmap.core.importing.positions import Region, region_around
from animmap.core.importing.words import plain
from animmap.core.model import Territory
from animmap.errors import AnimmapError
from animmap.services.outlines import check_place
from animmap.sources import communes as source

# Shipped outlines are good to some 400 m: nearer than this, a place may well be inside.
NEAR_ENOUGH_M = 500.0


class Communes:
    """The communes of a territory first, then those of France."""

    def __init__(self, territory: Territory) -> None:
        self._own = {commune.code: commune for commune in territory.communes}
        self._names: dict[str, list[str]] = {}
        for commune in territory.communes:
            self._names.setdefault(plain(commune.name), []).append(commune.code)
        self._found: dict[tuple[str, str], tuple[str, ...]] = {}

    def name_of(self, code: str) -> str | None:
        """Return the name of a commune by its code, None when there is none."""
        own = self._own.get(code)
        known = own or source.find_commune(code)
        return known.name if known else None

    def codes_of(self, name: str, postcode: str) -> Sequence[str]:
        """Return the codes of the communes of that name.

        The department of the postcode settles between several, else the territory does.
        """
        key = (plain(name), postcode[:2])
        if key not in self._found:
            self._found[key] = self._search(name, *key)
        return self._found[key]

    def _search(self, name: str, folded: str, department: str) -> tuple[str, ...]:
        codes = [*self._names.get(folded, ()), *(one.code for one in source.communes_named(name))]
        found = tuple(dict.fromkeys(codes))
        for kept in (
            tuple(code for code in found if _is_in(code, department)),
            tuple(code for code in found if code in self._own),
        ):
            if len(kept) == 1:
                return kept
        return found

    def outlines(self, codes: Sequence[str]) -> dict[str, BaseGeometry]:
        """Return the outlines (EPSG:4326) of communes, those of the territory as it has them."""
        missing = [code for code in codes if code not in self._own and source.find_commune(code)]
        loaded = {one.code: one.geometry for one in source.load_communes(missing)}
        own = {code: self._own[code].geometry for code in codes if code in self._own}
        return loaded | own


def _is_in(code: str, postcode: str) -> bool:
    """Tell whether a commune is in the department of a postcode; those of Corsica start by 20."""
    department = postcode[:2]
    return bool(department) and code.startswith(("2A", "2B") if department == "20" else department)


def region_of(territory: Territory) -> Region:
    """Return where a démarche is, for the check of positions."""
    shapes = np.array([commune.geometry for commune in territory.communes], dtype=object)
    west, south, east, north = (float(side) for side in shapely.total_bounds(shapes))
    return region_around(west, south, east, north, territory.crs)


def region_outlined(territory: Territory) -> Region:
    """Return where a démarche is with its outline, which tells a lost sign beside Greenwich."""
    outline = shapely.union_all([commune.geometry for commune in territory.communes])
    shapely.prepare(outline)
    return replace(region_of(territory), inside=outline)


def bounds_of(region: Region) -> dict[str, tuple[float, float]]:
    """Return the least and most of coordinates around a démarche, in degrees and in metres."""
    west, south, east, north = region.near
    left, bottom, right, top = to_metric([shapely.box(*region.near)], region.crs)[0].bounds
    return {
        "longitude": (west, east),
        "latitude": (south, north),
        "x": (left, right),
        "y": (bottom, top),
    }


def check_places(drafts: Sequence[Draft]) -> None:
    """Refuse the places that no map can show."""
    for draft in drafts:
        _check_shapes(draft)


def check_communes(
    drafts: Sequence[Draft], communes: Communes, territory: Territory, choices: Choices
) -> None:
    """Doubt the places out of their declared commune; tell the commune of those that say none."""
    placed = [draft for draft in drafts if draft.shapes and not draft.waits]
    declared = [draft for draft in placed if draft.commune_code]
    codes = sorted({draft.commune_code for draft in declared if draft.commune_code})
    outlines = communes.outlines(codes)
    metric = dict(zip(outlines, to_metric(list(outlines.values()), territory.crs), strict=True))
    known = [draft for draft in declared if draft.commune_code in metric]
    moved = to_metric([draft.shapes[0] for draft in known], territory.crs)
    for draft, shape in zip(known, moved, strict=True):
        distance = float(shapely.distance(shape, metric[draft.commune_code or ""]))
        _doubt_commune(draft, distance, communes, choices)
    _tell_communes([draft for draft in placed if not draft.commune_code], territory)


def _check_shapes(draft: Draft) -> None:
    try:
        for shape in draft.shapes:
            check_place(shape)
    except AnimmapError as error:
        complex_one = error.code == "geometry_too_complex"
        draft.blame(
            "geometry_too_complex" if complex_one else "outside_world",
            draft.placed_by,
            n=error.facts.get("vertices", 0),
            most=error.facts.get("most", 0),
        )


def _doubt_commune(draft: Draft, distance: float, communes: Communes, choices: Choices) -> None:
    if not distance:
        return
    near = distance <= NEAR_ENOUGH_M or "outside" in choices.accept
    name = communes.name_of(draft.commune_code or "") or ""
    draft.blame(
        "outside_commune_near" if near else "outside_commune",
        draft.placed_by, ", ".join(f"{one:.6f}" for one in _middle(draft)),
        commune=name, metres=round(distance),
    )  # fmt: skip


def _middle(draft: Draft) -> tuple[float, float]:
    west, south, east, north = draft.shapes[0].bounds
    return (west + east) / 2, (south + north) / 2


def _tell_communes(drafts: Sequence[Draft], territory: Territory) -> None:
    """Give the commune of the territory that a place falls in to rows that declare none."""
    if not drafts:
        return
    tree = shapely.STRtree([commune.geometry for commune in territory.communes])
    points = [draft.shapes[0].representative_point() for draft in drafts]
    rows, found = tree.query(np.array(points, dtype=object), predicate="within")
    for row, place in zip(rows, found, strict=True):
        draft, code = drafts[row], territory.communes[place].code
        draft.commune_code = code
        if draft.postcode and not _is_in(code, draft.postcode):
            draft.blame("outside_department", draft.placed_by, postcode=draft.postcode)
    _tell_outside([draft for draft in drafts if not draft.commune_code], territory)


def _tell_outside(drafts: Sequence[Draft], territory: Territory) -> None:
    """Tell the places beside the territory, further than its outlines are good for."""
    unsaid = [
        draft
        for draft in drafts
        if "outside_territory" not in {fault.code for fault in draft.faults}
    ]
    if not unsaid:
        return
    outline = shapely.union_all([commune.geometry for commune in territory.communes])
    whole, *shapes = to_metric([outline, *(draft.shapes[0] for draft in unsaid)], territory.crs)
    for draft, metres in zip(unsaid, shapely.distance(whole, shapes), strict=True):
        if metres > NEAR_ENOUGH_M:
            shown = ", ".join(f"{one:.6f}" for one in _middle(draft))
            draft.blame("outside_territory", draft.placed_by, shown)


def place_by_commune(drafts: Sequence[Draft], communes: Communes) -> None:
    """Place rows without a place at a point inside their commune, once that is accepted."""
    outlines = communes.outlines(sorted({one.commune_code for one in drafts if one.commune_code}))
    for draft in drafts:
        outline = outlines.get(draft.commune_code or "")
        if outline is not None:
            draft.shapes = (outline.representative_point(),)
            draft.method = "commune"

"""Changing the territory of a démarche: its communes, the precision of their outlines.

Each change is one line of the journal that one undo takes back. Sketches made by choosing
communes keep their meaning: they are drawn again on the new outlines of the same communes, in
the same change. Sketches drawn by hand, and perimeters already adopted, stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.crs import crs_for_communes
from animmap.core.model import Commune, Territory
from animmap.errors import AnimmapError
from animmap.services.desk import Desk, new_id, require
from animmap.services.projects import get_project, get_territory
from animmap.settings import read_settings
from animmap.sources.communes import find_commune, load_communes
from animmap.sources.online.asking import Stop
from animmap.sources.online.geo import (
    ATTRIBUTION,
    LICENCE,
    Outline,
    fetch_outlines,
    read_outlines,
)
from animmap.sources.online.transport import Tell, Transport
from animmap.storage import outlines as rows
from animmap.storage import schema
from animmap.storage.changes import Change
from animmap.storage.outlines import OutlineOrigin
from animmap.storage.rows import bounds_of, to_wkb

__all__ = ["OutlineOrigin"]

PRECISE_M: Final = 5
SHIPPED_M: Final = 400
MOST_COMMUNES: Final = 2_000
LARGEST_ANSWER: Final = 60_000_000


@dataclass(frozen=True, slots=True)
class Refined:
    """What more precise outlines did: ``lacking`` are the names of communes they do not hold.

    ``points``, ``metres``: how many points the outlines of the territory had and have, to how
    many metres they were and are good (that of the worst one), before then after.
    """

    communes: int
    sketches: int
    lacking: tuple[str, ...]
    points: tuple[int, int]
    metres: tuple[int, int]


def read_origin(desk: Desk, project_id: str) -> OutlineOrigin | None:
    """Return where the outlines come from, None for those the démarche began with."""
    get_project(desk, project_id)
    with desk.store.read() as connection:
        return rows.find_origin(connection, project_id)


def has_own_outlines(territory: Territory) -> bool:
    """Tell whether a territory was made from a file: its parts are no communes of France."""
    return find_commune(territory.communes[0].code) is None


def change_communes(desk: Desk, project_id: str, codes: Sequence[str]) -> Territory:
    """Make the communes of ``codes`` the territory; those already there keep their outlines.

    Raises
    ------
    AnimmapError
        ``territory_empty``, ``communes_unknown``; ``crs_mismatch`` for communes that are not
        measured as the others are; ``too_many_communes``.
    """
    require(desk, project_id=project_id)
    territory = get_territory(desk, project_id)
    wanted = list(dict.fromkeys(codes))
    if not wanted:
        raise AnimmapError("territory_empty")
    if len(wanted) > MOST_COMMUNES:
        raise AnimmapError("too_many_communes", n=len(wanted), most=MOST_COMMUNES)
    own = {each.code: each for each in territory.communes}
    new = [code for code in wanted if code not in own]
    loaded = {each.code: each for each in load_communes(new)}
    _check_crs(territory, loaded)
    chosen = [own.get(code) or loaded[code] for code in wanted]
    if set(wanted) == set(own):
        return territory
    before = read_origin(desk, project_id)
    origin = before or OutlineOrigin("", "", "", None, SHIPPED_M)
    # The worst outline tells the precision of them all.
    precision = max(origin.precision_m or 0, SHIPPED_M) if new else origin.precision_m
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        fresh = replace(origin, stamp=new_id(), precision_m=precision)
        rows.add(change, fresh, chosen, "territory.changed")
    return get_territory(desk, project_id)


def _check_crs(territory: Territory, new: Mapping[str, Commune]) -> None:
    if not new:
        return
    crs = crs_for_communes(new)
    if crs != territory.crs:
        raise AnimmapError("crs_mismatch", found=f"{territory.crs}, {crs}")


def commune_at(territory: Territory, longitude: float, latitude: float) -> str | None:
    """Return the code of the commune of a territory at a place (EPSG:4326), None outside it."""
    place = shapely.Point(longitude, latitude)
    return next((each.code for each in territory.communes if each.geometry.covers(place)), None)


def fetch_precise(
    desk: Desk,
    project_id: str,
    tell: Tell = lambda done, of: None,
    stop: Stop | None = None,
    transport: Transport | None = None,
) -> Refined:
    """Replace the outlines by those of geo.api.gouv.fr, good to some metres.

    Nothing changes unless all that the service holds has come.

    Raises
    ------
    AnimmapError
        Those of ``Transport.ask``; ``outlines_elsewhere`` when it holds none of the communes.
    """
    require(desk, project_id=project_id)
    territory = get_territory(desk, project_id)
    own = transport or Transport(read_settings(), stop=stop)
    with own as asked:
        found = fetch_outlines(asked, territory.communes, tell)
    return _refine(desk, territory, found, desk.now().date())


def take_precise(desk: Desk, project_id: str, path: Path) -> Refined:
    """Replace the outlines by those of a saved answer of geo.api.gouv.fr (GeoJSON).

    Raises
    ------
    AnimmapError
        ``answer_unreadable``, ``outlines_elsewhere``, ``file_too_large``.
    """
    require(desk, project_id=project_id)
    territory = get_territory(desk, project_id)
    if path.stat().st_size > LARGEST_ANSWER:
        raise AnimmapError("file_too_large", name=path.name, most_mb=LARGEST_ANSWER // 1_000_000)
    return _refine(desk, territory, read_outlines(path.read_bytes()), None)


def _refine(
    desk: Desk, territory: Territory, found: Mapping[str, Outline], retrieved_on: date | None
) -> Refined:
    known = {code: one for code, one in found.items() if _is_there(territory, one)}
    if not known:
        raise AnimmapError("outlines_elsewhere")
    communes = [
        replace(each, geometry=known[each.code].geometry) if each.code in known else each
        for each in territory.communes
    ]
    lacking = tuple(each.name for each in territory.communes if each.code not in known)
    known_before = read_origin(desk, territory.project_id)
    before = (known_before.precision_m if known_before else None) or SHIPPED_M
    precision = PRECISE_M if not lacking else before
    origin = OutlineOrigin(new_id(), ATTRIBUTION, LICENCE, retrieved_on, precision)
    with desk.store.write(territory.project_id, desk.role, desk.now()) as change:
        rows.add(change, origin, communes, "territory.refined")
        redrawn = _redraw(change, {each.code: each.geometry for each in communes})
    points = (_count_points(territory.communes), _count_points(communes))
    return Refined(len(known), redrawn, lacking, points, (before, precision))


def _count_points(communes: Sequence[Commune]) -> int:
    return int(shapely.get_num_coordinates([each.geometry for each in communes]).sum())


def _is_there(territory: Territory, one: Outline) -> bool:
    """Tell whether an outline is that of the commune of its code: it meets the one there was."""
    return any(
        each.code == one.code and each.geometry.intersects(one.geometry)
        for each in territory.communes
    )


def _redraw(change: Change, shapes: Mapping[str, BaseGeometry]) -> int:
    """Draw again the sketches that name communes, all of which are known; return how many."""
    redrawn = 0
    for sketch_id, codes, maybe in rows.list_chosen(change.connection, change.project_id):
        if not codes or not all(code in shapes for code in codes):
            continue
        sure = shapely.union_all([shapes[code] for code in sorted(codes)])
        values = {"sure": to_wkb(sure), "raw": to_wkb(sure), **bounds_of(sure)}
        if maybe is not None:
            wider = shapely.union(maybe, sure)
            values |= {"maybe": to_wkb(wider), **bounds_of(wider)}
        redrawn += change.update(schema.sketch, sketch_id, values, "sketch.redrawn")
    return redrawn

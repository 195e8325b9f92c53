"""Zonings of a démarche: layers of zones that exist, loaded, shown, renamed, deleted.

Whoever reads a démarche reads its zonings; those who lead it load and change them.
"""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.cleaning import NAME_LIMIT, clean_line, clean_name
from animmap.core.geojson import collection
from animmap.core.zonings import NamedZone, Zoning
from animmap.errors import AnimmapError
from animmap.services.desk import EVERYONE, Desk, new_id, require
from animmap.services.projects import get_project
from animmap.services.zoning_plan import ZonePlan, outline_of
from animmap.storage import zonings as rows
from animmap.storage.schema_zonings import zone, zoning

# Half a pixel at the closest zoom that a territory is read at.
_DISPLAY_DEGREES = 0.0001


def load_zoning(
    desk: Desk, project_id: str, plan: ZonePlan, *, name: str, credit: str = "", unnamed: str = "{}"
) -> Zoning:
    """Keep the zones of a plan under a name; one undo takes the whole layer back.

    Parameters
    ----------
    unnamed
        Name of a zone that its file does not name, from its row.

    Raises
    ------
    AnimmapError
        ``zones_missing`` when no zone can serve; ``name_missing``, ``text_too_long``.
    """
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    if not plan.kept:
        raise AnimmapError("zones_missing", name=plan.path.name)
    zones = [
        NamedZone(new_id(), draft.name or unnamed.format(draft.number), outline_of(draft))
        for draft in plan.kept
    ]
    loaded = Zoning(
        id=new_id(),
        project_id=project_id,
        name=clean_name(name),
        credit=clean_line(credit),
        file=clean_line(plan.path.name[:NAME_LIMIT]),
        name_column=clean_line(plan.name_column[:NAME_LIMIT]),
        zones=len(zones),
        created_at=desk.now(),
    )
    with desk.store.write(project_id, desk.role, loaded.created_at) as change:
        change.insert(zoning, rows.values_of(loaded), "zoning.loaded")
        change.add_part(zone, rows.zone_values(loaded.id, zones))
    return loaded


def list_zonings(desk: Desk, project_id: str) -> list[Zoning]:
    """Return the zonings of a démarche, first loaded first."""
    get_project(desk, project_id)
    with desk.store.read() as connection:
        return rows.list_of(connection, project_id)


def list_deleted(desk: Desk, project_id: str) -> list[Zoning]:
    """Return the zonings of a démarche in the trash, kept 30 days; staff only."""
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    with desk.store.read() as connection:
        return rows.list_trash(connection, project_id)


def read_zones(desk: Desk, zoning_id: str) -> tuple[Zoning, list[NamedZone]]:
    """Return a zoning and its zones; ``not_found`` once it is deleted."""
    with desk.store.read() as connection:
        found = rows.find(connection, zoning_id)
        require(desk, *EVERYONE, project_id=found.project_id)
        get_project(desk, found.project_id)
        if found.deleted_at is not None:
            raise AnimmapError("not_found")
        return found, rows.zones_of(connection, zoning_id)


def amend_zoning(desk: Desk, zoning_id: str, *, name: str, credit: str) -> Zoning:
    """Rename a zoning, or say its credit anew. Raises ``name_missing``, ``text_too_long``."""
    found = _reach(desk, zoning_id)
    values = {"name": clean_name(name), "credit": clean_line(credit)}
    with desk.store.write(found.project_id, desk.role, desk.now()) as change:
        change.update(zoning, found.id, values, "zoning.amended")
    return _reach(desk, zoning_id)


def delete_zoning(desk: Desk, zoning_id: str) -> None:
    """Put a zoning in the trash for 30 days."""
    found = _reach(desk, zoning_id)
    with desk.store.write(found.project_id, desk.role, desk.now()) as change:
        change.update(zoning, found.id, {"deleted_at": change.at}, "zoning.deleted")


def restore_zoning(desk: Desk, zoning_id: str) -> Zoning:
    """Take a zoning out of the trash."""
    found = _reach(desk, zoning_id, deleted=True)
    with desk.store.write(found.project_id, desk.role, desk.now()) as change:
        change.update(zoning, found.id, {"deleted_at": None}, "zoning.restored")
    return _reach(desk, zoning_id)


def _reach(desk: Desk, zoning_id: str, *, deleted: bool = False) -> Zoning:
    """Return a zoning once it is certain that staff is asking; in the trash, or not."""
    with desk.store.read() as connection:
        found = rows.find(connection, zoning_id)
    require(desk, project_id=found.project_id)
    get_project(desk, found.project_id)
    if (found.deleted_at is not None) is not deleted:
        raise AnimmapError("not_found")
    return found


def zones_geojson(desk: Desk, zoning_id: str) -> dict[str, object]:
    """Return the zones of a zoning, thinned for display, each with its name (EPSG:4326)."""
    found, zones = read_zones(desk, zoning_id)
    return collection(
        [_thinned(one.geometry) for one in zones],
        [{"name": one.name, "zoning": found.name} for one in zones],
    )


def _thinned(outline: BaseGeometry) -> BaseGeometry:
    light = shapely.simplify(outline, _DISPLAY_DEGREES)
    return outline if light.is_empty else light

"""The pack of map tiles of a démarche: estimated, downloaded, brought, read, removed.

Packs lie in files beside the database: they can be had again, so that no backup holds them and
nothing of them is told in the journal.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import uuid4

import shapely

from animmap.core.tiles import (
    LEAST_ZOOM,
    MOST_TILES,
    MOST_ZOOM,
    Estimate,
    Tile,
    count_cover,
    cover,
    estimate,
)
from animmap.errors import AnimmapError
from animmap.services.desk import Desk, new_id, require
from animmap.services.projects import get_project, get_territory
from animmap.settings import read_settings
from animmap.sources.child import ask_child
from animmap.sources.online.asking import Stop
from animmap.sources.online.plan_ign import ATTRIBUTION, fetch_tile
from animmap.sources.online.transport import Transport
from animmap.storage import tile_pack
from animmap.storage.tile_pack import PackInfo, PackWriter

__all__ = ["PackInfo"]

USUAL_ZOOMS: Final = (8, 15)
DOWNLOADED, BROUGHT = "ign", "file"
_BATCH: Final = 25
_INTAKE_S: Final = 600.0
_SPARE_BYTES: Final = 300_000_000
# A tile that does not come is left for later; a service that fails so often is left alone.
_MOST_FAILURES: Final = 20

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PackPlan:
    """The tiles a pack would hold, by zoom; those ``missing`` yet; what all would weigh."""

    project_id: str
    name: str
    bounds: tuple[float, float, float, float]
    tiles: dict[int, list[Tile]]
    missing: list[Tile]
    estimate: Estimate


def plan_pack(desk: Desk, project_id: str, zooms: tuple[int, int] = USUAL_ZOOMS) -> PackPlan:
    """Tell what a pack of the territory between two zooms would be, asking nobody.

    The weight is measured on the tiles already there, else a usual one.

    Raises
    ------
    AnimmapError
        ``zoom_out_of_range``, ``pack_too_large``, ``access_denied``, ``not_found``.
    """
    require(desk, project_id=project_id)
    first, last = zooms
    if not LEAST_ZOOM <= first <= last <= MOST_ZOOM:
        raise AnimmapError("zoom_out_of_range", least=LEAST_ZOOM, most=MOST_ZOOM)
    territory = get_territory(desk, project_id)
    outline = shapely.union_all([commune.geometry for commune in territory.communes])
    levels = range(first, last + 1)
    _check_count(sum(count_cover(outline, levels).values()), 10 * MOST_TILES)
    tiles = cover(outline, levels)
    count = sum(map(len, tiles.values()))
    _check_count(count, MOST_TILES)
    path = _path(project_id)
    wanted = [tile for each in tiles.values() for tile in each]
    mean: dict[int, float] = {}
    if tile_pack.describe(path) is not None:
        wanted, mean = tile_pack.list_missing(path, wanted), tile_pack.mean_bytes(path)
    west, south, east, north = map(float, outline.bounds)
    return PackPlan(
        project_id, territory.name, (west, south, east, north), tiles, wanted,
        estimate(tiles, mean),
    )  # fmt: skip


def _check_count(count: int, most: int) -> None:
    if count > most:
        raise AnimmapError("pack_too_large", n=count, most=MOST_TILES)


def download_pack(
    desk: Desk,
    plan: PackPlan,
    tell: Tell = lambda done, of: None,
    stop: Stop | None = None,
    transport: Transport | None = None,
) -> PackInfo:
    """Fetch the tiles of a plan that are not there yet; what came stays, whatever happens.

    Tiles are kept by twenty-five: a killed process loses the last ones at most, and the next
    download asks for what is missing only.

    Raises
    ------
    AnimmapError
        ``pack_present`` when a brought pack is there, ``disk_full``, ``pack_unwritable``,
        ``fetch_stopped``, those of ``Transport.ask``.
    """
    require(desk, project_id=plan.project_id)
    get_project(desk, plan.project_id)
    path = _path(plan.project_id)
    known = tile_pack.describe(path)
    if known is not None and known.origin != DOWNLOADED:
        raise AnimmapError("pack_present")
    _check_room(path, plan)
    own = transport or Transport(read_settings(), stop=stop)
    with own as asked, tile_pack.writing(path) as pack:
        pack.describe(_facts(plan, known, desk.now().isoformat()))
        _fetch_all(asked, pack, plan, tell)
    return _described(path)


def _fetch_all(transport: Transport, pack: PackWriter, plan: PackPlan, tell: Tell) -> None:
    total = sum(map(len, plan.tiles.values()))
    there, failures = total - len(plan.missing), 0
    batch: dict[Tile, bytes] = {}
    left = len(plan.missing)
    try:
        for tile in plan.missing:
            try:
                content = fetch_tile(transport, tile)
            except AnimmapError as error:
                failures += 1
                if error.code not in ("tile_damaged", "host_failing") or failures > _MOST_FAILURES:
                    raise
                continue
            left -= 1
            there += 1
            if content is not None:
                batch[tile] = content
            if len(batch) >= _BATCH:
                pack.keep(batch, left)
                batch.clear()
            tell(there, total)
    finally:
        pack.keep(batch, left)


def _check_room(path: Path, plan: PackPlan) -> None:
    """Refuse to fill the disk that holds the database."""
    tile_pack.make_folder(path)
    share = len(plan.missing) / max(1, plan.estimate.total)
    needed = round(2 * plan.estimate.size * share) + _SPARE_BYTES
    if shutil.disk_usage(path.parent).free < needed:
        raise AnimmapError("disk_full", mb=needed // 1_000_000)


def _facts(plan: PackPlan, known: PackInfo | None, moment: str) -> dict[str, str]:
    """Return the metadata of a pack, wider than before if it was there."""
    first, last = min(plan.tiles), max(plan.tiles)
    west, south, east, north = plan.bounds
    middle = ((west + east) / 2, (south + north) / 2)
    return {
        "name": plan.name,
        "type": "baselayer",
        "version": "1",
        "description": "Plan IGN V2",
        "format": "png",
        "attribution": ATTRIBUTION,
        "bounds": ",".join(f"{each:.6f}" for each in plan.bounds),
        "center": f"{middle[0]:.6f},{middle[1]:.6f},{first}",
        "minzoom": str(min(first, known.min_zoom) if known else first),
        "maxzoom": str(max(last, known.max_zoom) if known else last),
        "animmap_origin": DOWNLOADED,
        "animmap_stamp": known.stamp if known else new_id(),
        "animmap_missing": str(len(plan.missing)),
        "animmap_made_at": moment,
    }


def bring_pack(desk: Desk, project_id: str, source: Path, name: str = "") -> PackInfo:
    """Take the tiles over the territory out of an MBTiles file; the pack there is replaced.

    Raises
    ------
    AnimmapError
        Those of ``tile_intake.take_in``; ``access_denied``, ``not_found``.
    """
    require(desk, project_id=project_id)
    plan_outline = shapely.union_all(
        [commune.geometry for commune in get_territory(desk, project_id).communes]
    )
    west, south, east, north = plan_outline.bounds
    wide, high = (east - west) / 4, (north - south) / 4
    bounds = (west - wide, south - high, east + wide, north + high)
    path = _path(project_id)
    tile_pack.make_folder(path)
    fresh = path.with_name(f"{uuid4().hex}.part")
    arguments = [str(source.resolve()), str(fresh), ",".join(map(repr, map(float, bounds)))]
    shown = name or source.name
    try:
        taken = ask_child("animmap.services.tile_intake", arguments, shown, _INTAKE_S)
        with tile_pack.writing(fresh) as pack:
            pack.describe(_brought_facts(taken, bounds, shown, desk.now().isoformat()))
        tile_pack.remove(path)
        os.replace(fresh, path)
    finally:
        tile_pack.remove(fresh)
    return _described(path)


def _brought_facts(
    taken: dict[str, str | int], bounds: tuple[float, float, float, float], name: str, moment: str
) -> dict[str, str]:
    return {
        "name": str(taken["name"]) or name,
        "type": "baselayer",
        "version": "1",
        "description": name,
        "format": str(taken["kind"]),
        "attribution": str(taken["attribution"]),
        "bounds": ",".join(f"{each:.6f}" for each in bounds),
        "minzoom": str(taken["min_zoom"]),
        "maxzoom": str(taken["max_zoom"]),
        "animmap_origin": BROUGHT,
        "animmap_stamp": new_id(),
        "animmap_missing": "0",
        "animmap_made_at": moment,
    }


def read_pack(desk: Desk, project_id: str) -> PackInfo | None:
    """Return what the pack of a démarche holds, None when there is none."""
    get_project(desk, project_id)
    return tile_pack.describe(_path(project_id))


def read_tile(desk: Desk, project_id: str, tile: Tile) -> bytes | None:
    """Return the image of a tile, None when the pack does not hold it."""
    get_project(desk, project_id)
    return tile_pack.read_tile(_path(project_id), tile)


def remove_pack(desk: Desk, project_id: str) -> None:
    """Erase the pack of a démarche; none there is no error."""
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    tile_pack.remove(_path(project_id))


def _path(project_id: str) -> Path:
    return tile_pack.path_of(read_settings().var_dir, project_id)


def _described(path: Path) -> PackInfo:
    found = tile_pack.describe(path)
    if found is None:
        raise AnimmapError("pack_invalid", name=path.name)
    return found

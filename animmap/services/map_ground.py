"""What lies under the maps of a démarche: its pack of tiles, else tiles online, else nothing.

The communes as lines are always there, below: no map waits for a tile.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from animmap.services.desk import Desk
from animmap.services.tile_packs import read_pack
from animmap.settings import read_settings
from animmap.sources.online.plan_ign import ATTRIBUTION, address_pattern

NO_GROUND: Final[Mapping[str, None]] = {"pack": None, "online": None}


def describe_ground(desk: Desk, project_id: str, route: str) -> dict[str, Any]:
    """Return what browsers need to draw tiles: ``pack`` and ``online``, each None without it.

    Without ``project_id`` (a map of the country) there is no pack.

    ``route``: where the server gives the tiles of the pack to who is asking.
    """
    pack = read_pack(desk, project_id) if project_id else None
    settings = read_settings()
    told: dict[str, Any] = dict(NO_GROUND)
    if pack is not None and pack.count:
        told["pack"] = {
            "url": f"{route}/{{z}}/{{x}}/{{y}}?v={pack.stamp[:12]}",
            "credit": pack.attribution,
            "min_zoom": pack.min_zoom,
            "max_zoom": pack.max_zoom,
        }
    if settings.online_tiles:
        told["online"] = {"url": address_pattern(settings), "credit": ATTRIBUTION}
    return told

"""The layers of actors and riches on a map: their address."""

from __future__ import annotations

from urllib.parse import urlencode

from animmap.core import palette
from animmap.services.explore import Filters
from animmap.views import maps
from animmap.views.zone_filter import Narrowed

_LOOK = {"color": palette.ALERT, "weight": 3}


def overlays(project_id: str, filters: Filters, narrowed: Narrowed | None) -> list[maps.Overlay]:
    """Return the layers of a map, within a zone of a comparison when it is narrowed to one."""
    if narrowed is None:
        return [features_overlay(project_id, filters)] if filters.layers else []
    zone = maps.Overlay("zone", f"{narrowed.address}.geojson?{narrowed.query}", _LOOK)
    if not filters.layers:
        return [zone]
    url = f"{narrowed.address}/features.geojson?{narrowed.query}&{_query(filters)}"
    return [zone, maps.Overlay("features", url, {"legend": False})]


def features_overlay(project_id: str, filters: Filters, *, legend: bool = False) -> maps.Overlay:
    """Return the overlay whose points the browser fetches by itself."""
    return maps.Overlay(
        kind="features",
        url=f"/api/projects/{project_id}/features.geojson?{_query(filters)}",
        options={"legend": legend},
    )


def _query(filters: Filters) -> str:
    asked = {
        "layers": ",".join(filters.layers),
        "kinds": ",".join(filters.kinds),
        "colleges": ",".join(filters.college_ids),
        "themes": ",".join(filters.themes),
        "words": filters.words,
    }
    return urlencode({name: value for name, value in asked.items() if value})

"""The layers of actors and riches on a map: their address."""

from __future__ import annotations

from urllib.parse import urlencode

from animmap.services.explore import Filters
from animmap.views import maps


def features_overlay(project_id: str, filters: Filters, *, legend: bool = False) -> maps.Overlay:
    """Return the overlay whose points the browser fetches by itself."""
    asked = {
        "layers": ",".join(filters.layers),
        "kinds": ",".join(filters.kinds),
        "colleges": ",".join(filters.college_ids),
        "themes": ",".join(filters.themes),
        "words": filters.words,
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    return maps.Overlay(
        kind="features",
        url=f"/api/projects/{project_id}/features.geojson?{query}",
        options={"legend": legend},
    )

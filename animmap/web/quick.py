"""Map data of a round read from a grid (EPSG:4326), while it is not compared exactly."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from animmap.errors import AnimmapError
from animmap.services.compare_drawn import select
from animmap.services.compare_quick import READINGS, layer_geojson, read_quick
from animmap.web.answers import answer_geojson
from animmap.web.data import EMPTY, round_project, share_of, stamp_of, words_of


def layer(request: Request) -> Response:
    """Serve a reading of a round as the grid tells it."""
    weighting = request.query_params.get("weighting", "raw")
    if weighting not in READINGS:
        raise AnimmapError("request_invalid", parameter="weighting")
    at_least = share_of(request, "at_least", default=0.0)
    desk, project = round_project(request)

    def build() -> Mapping[str, object]:
        drawn = select(
            desk,
            request.path_params["round_id"],
            with_maybe=request.query_params.get("maybe") == "1",
            college_ids=words_of(request, "colleges"),
        )
        if not drawn.sketches:
            return EMPTY
        return layer_geojson(read_quick(desk, drawn), weighting, at_least)

    return answer_geojson(request, desk.access, stamp_of(project), build)

"""Routes of the layers of readings (EPSG:4326): exact, or from a grid with its bounds."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from animmap.errors import AnimmapError
from animmap.services import compare_layers
from animmap.services.compare_drawn import Drawn, select
from animmap.services.compare_layers import Layer
from animmap.services.compare_quick import READINGS
from animmap.services.desk import Desk
from animmap.web.answers import answer_geojson
from animmap.web.data import EMPTY, round_project, share_of, stamp_of, words_of


def agreement(request: Request) -> Response:
    """Serve a reading of a round: share of voices, of colleges, by class, or a field.

    Of a large round, what is known now: its layer from the grid, ``approximate``, until the
    exact one is there.
    """
    desk, drawn = _drawn(request)
    name, at_least = reading_asked(request)
    if not drawn.sketches:
        return answer_layer(request, desk, drawn, Layer(lambda: EMPTY, approximate=False))
    layer = compare_layers.find_layer(desk, drawn, name, at_least)
    return answer_layer(request, desk, drawn, layer)


def quick(request: Request) -> Response:
    """Serve a reading of a round as the grid tells it."""
    desk, drawn = _drawn(request)
    name, at_least = reading_asked(request)
    layer = Layer(lambda: EMPTY, approximate=True)
    if drawn.sketches:
        layer = compare_layers.grid_layer(desk, drawn, name, at_least)
    return answer_layer(request, desk, drawn, layer)


def answer_layer(request: Request, desk: Desk, drawn: Drawn, layer: Layer) -> Response:
    """Answer a layer; what is approximate is asked for again once the exact one is there."""
    stamp = stamp_of(drawn.project) + (":grid" if layer.approximate else "")
    return answer_geojson(request, desk.access, stamp, layer.draw)


def reading_asked(request: Request) -> tuple[str, float]:
    """Return the reading of the query, and the share under which it shows nothing."""
    name = request.query_params.get("weighting", "raw")
    if name not in READINGS:
        raise AnimmapError("request_invalid", parameter="weighting")
    return name, share_of(request, "at_least", default=0.0)


def _drawn(request: Request) -> tuple[Desk, Drawn]:
    desk, _ = round_project(request)
    drawn = select(
        desk,
        request.path_params["round_id"],
        with_maybe=request.query_params.get("maybe") == "1",
        college_ids=words_of(request, "colleges"),
    )
    return desk, drawn

"""The ground of France, to choose a territory on: public data, for whoever may come in."""

from __future__ import annotations

import math
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from animmap.core.model import Access, Territory
from animmap.errors import AnimmapError
from animmap.services import territories
from animmap.web.answers import answer_geojson
from animmap.web.data import base_map
from animmap.web.identity import desk_of

SHIPPED = "france"


def departments(request: Request) -> Response:
    """Serve the departments of France."""
    access = desk_of(request).access
    return _answer(request, access, lambda: territories.country_map(overseas=True))


def communes(request: Request) -> Response:
    """Serve the communes that meet the ``bounds`` of the query (west,south,east,north)."""
    access = desk_of(request).access  # Who may not come in is told nothing else.
    try:
        west, south, east, north = map(float, request.query_params.get("bounds", "").split(","))
    except ValueError as error:
        raise AnimmapError("request_invalid", parameter="bounds") from error
    if not all(map(math.isfinite, (west, south, east, north))) or west > east or south > north:
        raise AnimmapError("request_invalid", parameter="bounds")
    return _answer(request, access, lambda: territories.communes_near(west, south, east, north))


def _answer(request: Request, access: Access, read: Callable[[], Territory]) -> Response:
    return answer_geojson(request, access, SHIPPED, lambda: base_map(read()))

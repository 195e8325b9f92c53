"""Bodies of the write routes: JSON from our own pages, read strictly, never trusted."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Final, NoReturn

import shapely
from shapely.geometry.base import BaseGeometry
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from animmap.errors import AnimmapError
from animmap.web.answers import refusing
from animmap.web.identity import is_foreign

Body = Mapping[str, object]
Writing = Callable[[Request, Body], Response]
AsyncEndpoint = Callable[[Request], Awaitable[Response]]

MOST_BYTES: Final = 262_144
PATIENCE_S: Final = 30.0  # a phone at the edge of the Wi-Fi; longer is a socket held on purpose
MOST_CODES: Final = 2_000
_RING: Final = 3


def writing(endpoint: Writing) -> AsyncEndpoint:
    """Make a route of an endpoint that writes: our own pages only, JSON only, short only.

    A form of another site can neither send this content type nor hide where it comes from.
    """

    def answer(request: Request, body: bytes) -> Response:
        return refusing(lambda asked: endpoint(asked, _document(asked, body)))(request)

    @wraps(endpoint)
    async def routed(request: Request) -> Response:
        try:
            body = await asyncio.wait_for(_content(request), PATIENCE_S)
        except (TimeoutError, ClientDisconnect):
            return Response(status_code=408)
        return await run_in_threadpool(answer, request, body)

    return routed


async def _content(request: Request) -> bytes:
    """Return the body, cut one byte beyond what is accepted: the announced size may lie."""
    received = bytearray()
    async for part in request.stream():
        received += part
        if len(received) > MOST_BYTES:
            break
    return bytes(received)


def _document(request: Request, body: bytes) -> Body:
    if is_foreign(request):
        raise AnimmapError("origin_foreign")
    if len(body) > MOST_BYTES:
        raise AnimmapError("body_too_large")
    # What has nothing to say needs no type; a browser asks before it sends DELETE elsewhere.
    if request.method == "DELETE" and not body:
        return {}
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        _refuse("content-type")
    if not body:
        return {}
    try:
        document = json.loads(body.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise AnimmapError("request_invalid", parameter="body") from error
    if not isinstance(document, dict):
        _refuse("body")
    return document


def text_in(body: Body, name: str) -> str:
    """Return a text of the body, empty when it is left out; its length is checked by services."""
    found = body.get(name)
    if found is None:
        return ""
    if not isinstance(found, str):
        _refuse(name)
    return _whole(found)


def number_in(body: Body, name: str) -> int:
    """Return a whole number of the body."""
    found = body.get(name)
    if not isinstance(found, int) or isinstance(found, bool):
        _refuse(name)
    return found


def codes_in(body: Body, name: str) -> tuple[str, ...]:
    """Return a list of short texts of the body, each once, in the order given."""
    found = body.get(name)
    if found is None:
        return ()
    if not isinstance(found, list) or len(found) > MOST_CODES:
        _refuse(name)
    if not all(isinstance(each, str) and len(each) <= 100 for each in found):
        _refuse(name)
    return tuple(dict.fromkeys(_whole(each) for each in found))


def place_in(body: Body, name: str) -> shapely.Point | None:
    """Return ``[longitude, latitude]`` as a point, None when left out."""
    found = body.get(name)
    return None if found is None else shapely.Point(_position(found, name))


def outline_in(body: Body, name: str) -> BaseGeometry | None:
    """Return a GeoJSON Polygon or MultiPolygon as drawn, maybe invalid; None when left out.

    Rings may be open; a ring of fewer than three points encloses nothing and is left out.

    Raises
    ------
    AnimmapError
        ``request_invalid`` when it is no such GeoJSON, ``geometry_outside_world`` when a
        coordinate is not finite.
    """
    found = body.get(name)
    if found is None:
        return None
    if not isinstance(found, dict):
        _refuse(name)
    listed = found.get("coordinates")
    if found.get("type") == "Polygon":
        return _polygon(listed, name)
    if found.get("type") != "MultiPolygon" or not isinstance(listed, list):
        _refuse(name)
    parts = [_polygon(rings, name) for rings in listed]
    return shapely.MultiPolygon([part for part in parts if not part.is_empty])


def _polygon(rings: object, name: str) -> shapely.Polygon:
    if not isinstance(rings, list):
        _refuse(name)
    read = [_ring(ring, name) for ring in rings]
    if not read or not read[0]:
        return shapely.Polygon()
    return shapely.Polygon(read[0], [hole for hole in read[1:] if hole])


def _ring(ring: object, name: str) -> list[tuple[float, float]]:
    """Return the points of a ring without its closing one; none when it encloses nothing."""
    if not isinstance(ring, list):
        _refuse(name)
    positions = [_position(each, name) for each in ring]
    distinct = positions[:-1] if positions[1:] and positions[0] == positions[-1] else positions
    return distinct if len(distinct) >= _RING else []


def _position(found: object, name: str) -> tuple[float, float]:
    if not isinstance(found, list) or len(found) < 2:
        _refuse(name)
    longitude, latitude = found[:2]
    for value in (longitude, latitude):
        if not isinstance(value, int | float) or isinstance(value, bool):
            _refuse(name)
    try:
        position = float(longitude), float(latitude)
    except OverflowError:  # a whole number longer than any coordinate
        raise AnimmapError("geometry_outside_world") from None
    if not all(map(math.isfinite, position)):
        raise AnimmapError("geometry_outside_world")
    return position


def _whole(text: str) -> str:
    """Return a text without the half of a sign that cutting an emoji leaves: no UTF-8 writes it."""
    return text.encode("utf-8", "ignore").decode("utf-8")


def _refuse(name: str) -> NoReturn:
    raise AnimmapError("request_invalid", parameter=name)

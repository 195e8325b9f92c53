"""Tiles of a démarche's pack: to who may read its map, and to the phones of its room.

A tile that is not there is no error (204): the browser draws what it has around it.
"""

from __future__ import annotations

import hashlib
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from animmap.core.tiles import Tile, image_kind
from animmap.errors import AnimmapError
from animmap.services.desk import Desk
from animmap.services.tile_packs import read_tile
from animmap.web.identity import desk_of
from animmap.web.room_access import guest_of

# The address names the pack: another pack has another address.
KEPT: Final = "private, max-age=604800"
MOST_DIGITS: Final = 8
TYPES: Final = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}


def project_tile(request: Request) -> Response:
    """Serve a tile to whoever may read the démarche."""
    return _answer(request, desk_of(request), request.path_params["project_id"])


def room_tile(request: Request) -> Response:
    """Serve a tile to a phone of a room."""
    guest = guest_of(request)
    return _answer(request, guest.desk, guest.workshop.project_id)


def _answer(request: Request, desk: Desk, project_id: str) -> Response:
    tile = Tile(*(_number(request, name) for name in ("zoom", "column", "row")))
    content = read_tile(desk, project_id, tile)
    kind = image_kind(content) if content else ""
    if not content or not kind:
        return Response(status_code=204, headers={"Cache-Control": "no-store"})
    etag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    headers = {"ETag": etag, "Cache-Control": KEPT, "Vary": "Cookie"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=TYPES[kind], headers=headers)


def _number(request: Request, name: str) -> int:
    """Return a number of the address; ``request_invalid`` for anything else."""
    told: str = request.path_params[name]
    if not (told.isascii() and told.isdecimal()) or len(told) > MOST_DIGITS:
        raise AnimmapError("request_invalid", parameter=name)
    return int(told)

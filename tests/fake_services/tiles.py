"""WMTS of the Géoplateforme for Plan IGN: ``GetTile`` in the matrix set PM, as PNG.

Each tile is a picture of its own colour, so that two are never taken for each other. Outside
France there is none (404); a wrong layer or format is a 400 in XML, as the real one answers.
"""

from __future__ import annotations

import struct
import zlib

from tests.fake_services.server import Limit, Reply, Request, Ticks, as_text

LAYER = "GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2"
_REFUSED = '<?xml version="1.0"?><ExceptionReport><Exception>{}</Exception></ExceptionReport>'


def png(zoom: int, column: int, row: int, side: int = 256) -> bytes:
    """Return a whole PNG of one colour, that of its place, framed by a darker line."""
    color = bytes((40 + zoom * 11 % 200, column * 37 % 256, row * 53 % 256))
    edge = bytes(channel // 2 for channel in color)
    line = b"\0" + edge + color * (side - 1)
    raw = b"\0" + edge * side + line * (side - 1)
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part))
        for name, part in ((b"IHDR", head), (b"IDAT", zlib.compress(raw)), (b"IEND", b""))
    )


class Tiles:
    def __init__(self, ticks: Ticks) -> None:
        self._limit = Limit(200, ticks)

    def __call__(self, request: Request) -> Reply:
        refused = self._limit.refuse()
        if refused:
            return refused
        wanted = {"REQUEST": "GetTile", "LAYER": LAYER, "STYLE": "normal", "FORMAT": "image/png",
                  "TILEMATRIXSET": "PM"}  # fmt: skip
        for name, value in wanted.items():
            if request.get(name) != value:
                return as_text(_REFUSED.format(name), 400, "text/xml")
        place = [request.get(name) for name in ("TILEMATRIX", "TILECOL", "TILEROW")]
        if not all(each.isdigit() for each in place) or int(place[0]) > 19:
            return as_text(_REFUSED.format("TILEMATRIX"), 400, "text/xml")
        zoom, column, row = map(int, place)
        west = 360.0 * column / 2**zoom - 180.0
        if not -10.0 < west < 12.0 and zoom > 5:
            return as_text(_REFUSED.format("no data"), 404, "text/xml")
        return Reply(200, png(zoom, column, row), "image/png")

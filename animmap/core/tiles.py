"""Map tiles: which ones cover a territory, and whether what was received is one.

Tiles are those of the web (Web Mercator, row 0 at the north). An MBTiles file counts its rows
from the south (TMS): see ``flipped``. Method: OpenStreetMap wiki, "Slippy map tilenames";
MBTiles 1.3.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

MERCATOR_LATITUDE: Final = 85.051129
LEAST_ZOOM, MOST_ZOOM = 4, 17
# A map shows what lies around a territory too, as far as a screen zoomed out on it goes.
AROUND: Final = 0.25
# From this zoom on a screen stands inside the territory: only what meets it is taken.
CLOSE_ZOOM: Final = 13
MOST_TILES: Final = 40_000
MOST_TILE_BYTES: Final = 1_000_000
MOST_SIDE: Final = 1024
# Until some were received: the order of magnitude of a drawn tile of 256 pixels.
USUAL_TILE_BYTES: Final = 20_000

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_END = b"IEND\xaeB`\x82"


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """One tile of the web: zoom, column from the west, row from the north."""

    zoom: int
    column: int
    row: int

    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north in degrees (EPSG:4326)."""
        side = 1 << self.zoom
        west, east = (360.0 * (self.column + step) / side - 180.0 for step in (0, 1))
        north, south = (_latitude(self.row + step, side) for step in (0, 1))
        return west, south, east, north

    def exists(self) -> bool:
        """Tell whether there is such a tile in the world."""
        side = 1 << self.zoom if 0 <= self.zoom <= 30 else 0
        return 0 <= self.column < side and 0 <= self.row < side


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a pack would hold: tiles by zoom, and bytes of all (``measured`` on real tiles)."""

    counts: Mapping[int, int]
    size: int
    measured: bool

    @property
    def total(self) -> int:
        """Return how many tiles there are."""
        return sum(self.counts.values())


def flipped(zoom: int, row: int) -> int:
    """Return the row counted from the other side: web to MBTiles and back."""
    return (1 << zoom) - 1 - row


def tile_at(longitude: float, latitude: float, zoom: int) -> Tile:
    """Return the tile that holds a place in degrees (EPSG:4326)."""
    side = 1 << zoom
    column, row = _position(longitude, latitude, side)
    return Tile(zoom, min(side - 1, max(0, int(column))), min(side - 1, max(0, int(row))))


def cover(outline: BaseGeometry, zooms: Iterable[int]) -> dict[int, list[Tile]]:
    """Return the tiles that show a territory (EPSG:4326), by zoom.

    Far away: all within its bounds and a quarter of its size around; close: those it meets.
    """
    west, south, east, north = outline.bounds
    wide, high = AROUND * (east - west), AROUND * (north - south)
    around = (west - wide, south - high, east + wide, north + high)
    shapely.prepare(outline)
    found = {}
    for zoom in zooms:
        close = zoom >= CLOSE_ZOOM
        tiles = list(tiles_within(outline.bounds if close else around, zoom))
        found[zoom] = _meeting(outline, tiles) if close else tiles
    return found


def count_cover(outline: BaseGeometry, zooms: Iterable[int]) -> dict[int, int]:
    """Return how many tiles ``cover`` would give, at most, without making them."""
    west, south, east, north = outline.bounds
    counts = {}
    for zoom in zooms:
        side = 1 << zoom
        left, top = _position(west, north, side)
        right, bottom = _position(east, south, side)
        counts[zoom] = (int(right) - int(left) + 1) * (int(bottom) - int(top) + 1)
    return counts


def tiles_within(bounds: tuple[float, float, float, float], zoom: int) -> Iterator[Tile]:
    """Give the tiles that meet bounds (west, south, east, north) in degrees, row by row."""
    west, south, east, north = bounds
    first, last = tile_at(west, north, zoom), tile_at(east, south, zoom)
    for row in range(first.row, last.row + 1):
        for column in range(first.column, last.column + 1):
            yield Tile(zoom, column, row)


def _meeting(outline: BaseGeometry, tiles: list[Tile]) -> list[Tile]:
    if not tiles:
        return []
    corners = np.array([tile.bounds() for tile in tiles])
    meets = shapely.intersects(outline, shapely.box(*corners.T))
    return [tile for tile, met in zip(tiles, meets, strict=True) if met]


def estimate(
    tiles: Mapping[int, list[Tile]], mean_bytes: Mapping[int, float] | None = None
) -> Estimate:
    """Return how many tiles there are and what they would weigh.

    ``mean_bytes``: mean size of some real tiles by zoom; the nearest zoom stands for the rest.
    """
    known = mean_bytes or {}

    def mean(zoom: int) -> float:
        if not known:
            return USUAL_TILE_BYTES
        return known[min(known, key=lambda each: abs(each - zoom))]

    counts = {zoom: len(each) for zoom, each in tiles.items()}
    size = round(sum(count * mean(zoom) for zoom, count in counts.items()))
    return Estimate(counts, size, bool(known))


def image_kind(content: bytes) -> str:
    """Return "png", "jpg" or "webp" for a whole image of a reasonable size, "" otherwise.

    Sides are read from the header, so that no browser is sent an image of a billion pixels.
    """
    if not 0 < len(content) <= MOST_TILE_BYTES:
        return ""
    for kind, read in (("png", _png_sides), ("jpg", _jpeg_sides), ("webp", _webp_sides)):
        try:
            sides = read(content)
        except (struct.error, IndexError):
            continue
        if sides is not None:
            return kind if all(0 < side <= MOST_SIDE for side in sides) else ""
    return ""


def _png_sides(content: bytes) -> tuple[int, ...] | None:
    if not content.startswith(_PNG) or not content.endswith(_PNG_END):
        return None
    return struct.unpack(">II", content[16:24])


def _jpeg_sides(content: bytes) -> tuple[int, ...] | None:
    if not content.startswith(b"\xff\xd8\xff") or not content.endswith(b"\xff\xd9"):
        return None
    place = 2
    while content[place] == 0xFF:
        mark = content[place + 1]
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            return struct.unpack(">HH", content[place + 5 : place + 9])
        place += 2 + struct.unpack(">H", content[place + 2 : place + 4])[0]
    return None


def _webp_sides(content: bytes) -> tuple[int, ...] | None:
    whole = len(content) == 8 + int.from_bytes(content[4:8], "little")
    if not content.startswith(b"RIFF") or content[8:12] != b"WEBP" or not whole:
        return None
    if content[12:16] == b"VP8X":
        return tuple(1 + int.from_bytes(content[at : at + 3], "little") for at in (24, 27))
    if content[12:16] == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if content[12:16] == b"VP8 ":
        return tuple(side & 0x3FFF for side in struct.unpack("<HH", content[26:30]))
    return None


def _position(longitude: float, latitude: float, side: int) -> tuple[float, float]:
    """Return column and row as real numbers, the world being ``side`` tiles wide."""
    held = math.radians(max(-MERCATOR_LATITUDE, min(MERCATOR_LATITUDE, latitude)))
    return (
        (longitude + 180.0) / 360.0 * side,
        (1.0 - math.asinh(math.tan(held)) / math.pi) / 2.0 * side,
    )


def _latitude(row: float, side: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1.0 - 2.0 * row / side))))

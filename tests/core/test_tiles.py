"""Tiles: where they are, which ones a territory needs, what counts as an image."""

from __future__ import annotations

import math
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from animmap.core.tiles import (
    MERCATOR_LATITUDE,
    MOST_TILE_BYTES,
    USUAL_TILE_BYTES,
    Tile,
    count_cover,
    cover,
    estimate,
    flipped,
    image_kind,
    tile_at,
)
from tests.fake_services.tiles import png

PLACES = st.tuples(
    st.floats(-179.999, 179.999), st.floats(-MERCATOR_LATITUDE + 0.001, MERCATOR_LATITUDE - 0.001)
)


def test_tile_of_a_place_worked_by_hand():
    # Zoom 1 cuts the world in four at 0°, 0°; zoom 2 at 90° and at the latitude of a square.
    assert tile_at(10.0, 50.0, 0) == Tile(0, 0, 0)
    assert tile_at(10.0, 50.0, 1) == Tile(1, 1, 0)
    assert tile_at(-10.0, -50.0, 1) == Tile(1, 0, 1)
    half = math.degrees(math.atan(math.sinh(math.pi / 2)))
    assert tile_at(95.0, half + 0.01, 2) == Tile(2, 3, 0)
    assert tile_at(95.0, half - 0.01, 2) == Tile(2, 3, 1)


def test_bethune_is_where_the_web_says_it_is():
    # 2.6389° E, 50.5303° N: x = 512 · (1 + 2.6389/180); y by the secant formula of the wiki.
    turn = math.radians(50.5303)
    y = (1 - math.log(math.tan(turn) + 1 / math.cos(turn)) / math.pi) / 2 * 1024
    assert tile_at(2.6389, 50.5303, 10) == Tile(10, int(512 * (1 + 2.6389 / 180)), int(y))


@given(place=PLACES, zoom=st.integers(0, 19))
def test_a_place_lies_within_the_bounds_of_its_tile(place, zoom):
    tile = tile_at(*place, zoom)
    west, south, east, north = tile.bounds()
    assert tile.exists()
    assert west - 1e-9 <= place[0] <= east + 1e-9
    assert south - 1e-9 <= place[1] <= north + 1e-9


@given(zoom=st.integers(0, 22), data=st.data())
def test_flipping_a_row_twice_gives_it_back(zoom, data):
    row = data.draw(st.integers(0, 2**zoom - 1))
    assert flipped(zoom, flipped(zoom, row)) == row
    assert 0 <= flipped(zoom, row) < 2**zoom


@given(
    corner=st.tuples(st.floats(-4, 7), st.floats(43, 50)),
    size=st.tuples(st.floats(0.05, 0.6), st.floats(0.05, 0.6)),
    point=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    zoom=st.integers(6, 14),
)
def test_every_place_of_a_territory_is_on_a_tile_of_its_cover(corner, size, point, zoom):
    (west, south), (wide, high) = corner, size
    outline = box(west, south, west + wide, south + high)
    tiles = cover(outline, [zoom])[zoom]
    assert tile_at(west + point[0] * wide, south + point[1] * high, zoom) in tiles
    assert len(set(tiles)) == len(tiles)


def test_close_tiles_that_the_territory_does_not_meet_are_left_out():
    corner = Polygon([(2.0, 50.0), (2.5, 50.0), (2.0, 50.4)])
    far, close = cover(corner, [12, 14]).values()
    assert tile_at(2.5, 50.4, 12) in far
    assert tile_at(2.5, 50.4, 14) not in close
    assert all(box(*tile.bounds()).intersects(corner) for tile in close)
    assert count_cover(corner, [14])[14] >= len(close)


def test_weight_is_counted_with_the_nearest_level_that_is_known():
    tiles = {8: [Tile(8, 1, 1)], 9: [Tile(9, 1, 1)] * 3, 15: [Tile(15, 1, 1)] * 10}
    told = estimate(tiles, {8: 1_000.0, 14: 500.0})
    assert (told.total, told.size, told.measured) == (14, 1_000 + 3_000 + 5_000, True)
    assert estimate(tiles).size == 14 * USUAL_TILE_BYTES
    assert not estimate(tiles).measured


def jpeg(width: int, height: int) -> bytes:
    frame = b"\xff\xc0\x00\x0b\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return b"\xff\xd8\xff\xe0\x00\x04ab" + frame + b"\x01\x11\x00\xff\xd9"


def webp(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + (10).to_bytes(4, "little") + b"\0\0\0\0" + size
    return b"RIFF" + len(body).to_bytes(4, "little") + body


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (png(3, 1, 2), "png"),
        (jpeg(256, 512), "jpg"),
        (webp(512, 512), "webp"),
        (png(3, 1, 2)[:-1], ""),
        (png(3, 1, 2)[:100], ""),
        (jpeg(256, 256)[:-1], ""),
        (webp(512, 512)[:-1], ""),
        (png(3, 1, 2, side=1025), ""),
        (jpeg(60_000, 60_000), ""),
        (webp(16_000, 16_000), ""),
        (b"", ""),
        (b"<html>429</html>", ""),
        (b"\x1f\x8b" + zlib.compress(b"vector tile"), ""),
        (b"\xff\xd8\xff", ""),
        (b"\x89PNG\r\n\x1a\nIEND\xaeB`\x82", ""),
        (b"\x89PNG\r\n\x1a\n" + b"x" * MOST_TILE_BYTES + b"IEND\xaeB`\x82", ""),
    ],
)
def test_only_a_whole_image_of_a_reasonable_size_is_an_image(content, kind):
    assert image_kind(content) == kind


@given(st.binary(max_size=400))
def test_any_bytes_are_an_image_or_not_and_never_a_surprise(content):
    for start in (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\x04\0\0\0WEBP"):
        assert image_kind(start + content) in ("", "png", "jpg", "webp")

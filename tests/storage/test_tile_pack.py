"""The file of a pack, as any MBTiles reader sees it; and files that nobody checked."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from shapely.geometry import box

from animmap.core.tiles import MOST_TILE_BYTES, Tile, cover
from animmap.errors import AnimmapError
from animmap.storage.tile_intake import take_in
from animmap.storage.tile_pack import describe, list_missing, path_of, read_tile, remove, writing
from tests.fake_services.tiles import png

HERE = (2.5, 50.4, 2.7, 50.6)
AROUND = (2.45, 50.35, 2.75, 50.65)
FACTS = {
    "name": "Essai", "format": "png", "bounds": "2.5,50.4,2.7,50.6", "minzoom": "8",
    "maxzoom": "12", "attribution": "© IGN", "animmap_origin": "ign", "animmap_stamp": "abc",
    "animmap_missing": "0", "animmap_made_at": "2026-11-23T14:05:00+00:00",
}  # fmt: skip


def some_tiles(*zooms: int) -> dict[Tile, bytes]:
    found = cover(box(*HERE), zooms or (10,))
    return {one: png(one.zoom, one.column, one.row) for each in found.values() for one in each}


def test_a_pack_follows_the_specification_row_zero_in_the_south(tmp_path):
    path, tile = tmp_path / "a.mbtiles", Tile(3, 4, 2)
    with writing(path) as pack:
        pack.describe(FACTS)
        pack.keep({tile: png(3, 4, 2)})
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT zoom_level, tile_column, tile_row FROM tiles").fetchall()
        told = dict(connection.execute("SELECT name, value FROM metadata"))
    assert rows == [(3, 4, 2**3 - 1 - 2)]
    assert told.items() >= FACTS.items()
    assert [each.name for each in tmp_path.iterdir()] == ["a.mbtiles"]


def test_what_is_put_is_read_and_what_is_not_is_missing(tmp_path):
    path, tiles = tmp_path / "a.mbtiles", some_tiles(9, 10)
    with writing(path) as pack:
        pack.describe(FACTS)
        pack.keep(tiles)
    assert list_missing(path, [*tiles, Tile(11, 5, 5)]) == [Tile(11, 5, 5)]
    assert all(read_tile(path, tile) == content for tile, content in tiles.items())
    assert read_tile(path, Tile(11, 5, 5)) is None
    assert read_tile(path, Tile(2, 9, 9)) is None
    found = describe(path)
    assert (found.count, found.complete, found.min_zoom) == (len(tiles), True, 8)
    remove(path)
    assert (describe(path), list(tmp_path.iterdir())) == (None, [])


def test_a_full_disk_is_said_and_what_was_kept_before_stays(tmp_path):
    path, tiles = tmp_path / "a.mbtiles", list(some_tiles(9, 10, 11, 12).items())
    with writing(path) as pack:
        pack.describe(FACTS)
        pack.keep(dict(tiles[:10]))
        # SQLite's own way to have no room left.
        pack._connection.execute("PRAGMA max_page_count=1")
        with pytest.raises(AnimmapError, match="pack_unwritable") as refused:
            pack.keep({one: png(1, 1, 1, side=1000) for one, _ in tiles[10:]})
    assert refused.value.facts["reason"] == "disk_full"
    assert describe(path).count == 10
    assert all(read_tile(path, one) == content for one, content in tiles[:10])


@pytest.mark.parametrize("where", ["folder", "file"])
def test_a_place_where_nothing_can_be_written_is_said(tmp_path, where):
    path = tmp_path / "tiles" / "a.mbtiles"
    if where == "folder":
        path.parent.write_bytes(b"a file where the folder should be")
    else:
        path.mkdir(parents=True)
    with pytest.raises(AnimmapError, match="pack_unwritable"), writing(path):
        pass


def test_tiles_are_read_while_others_are_written(tmp_path):
    path, tile = tmp_path / "a.mbtiles", Tile(3, 4, 2)
    with writing(path) as pack:
        pack.describe(FACTS)
        pack.keep({tile: png(3, 4, 2)}, missing=7)
        assert read_tile(path, tile) == png(3, 4, 2)
        assert describe(path).missing == 7


@pytest.mark.parametrize("name", ["", "../x", "a/b", "x" * 65, "a.b"])
def test_an_identifier_never_names_another_file(tmp_path, name):
    with pytest.raises(AnimmapError, match="not_found"):
        path_of(tmp_path, name)


def test_a_damaged_pack_is_as_if_it_were_not_there(tmp_path):
    path = tmp_path / "a.mbtiles"
    path.write_bytes(b"SQLite format 3\x00" + b"\x99" * 5_000)
    assert describe(path) is None
    assert read_tile(path, Tile(3, 4, 2)) is None


def hostile(path, *statements, rows=()):
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
        if rows:
            connection.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    return path


METADATA = "CREATE TABLE metadata (name text, value text)"
TILES = (
    "CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)"
)


def put(tile, content):
    return (tile.zoom, tile.column, 2**tile.zoom - 1 - tile.row, content)


def test_only_whole_images_over_the_territory_are_taken(tmp_path):
    inside = list(some_tiles(10))
    rows = [put(tile, png(tile.zoom, tile.column, tile.row)) for tile in inside[1:]]
    rows += [
        put(inside[0], b"<script>"),
        put(Tile(10, 0, 0), png(10, 0, 0)),
        (10, "x", "y", png(1, 1, 1)),
    ]
    source = hostile(tmp_path / "s.mbtiles", METADATA, TILES, rows=rows)
    taken = take_in(source, tmp_path / "t.mbtiles", AROUND)
    assert (taken.kept, taken.refused) == (len(inside) - 1, 1)
    assert read_tile(tmp_path / "t.mbtiles", inside[1]) == png(10, inside[1].column, inside[1].row)
    assert read_tile(tmp_path / "t.mbtiles", Tile(10, 0, 0)) is None


def test_tiles_that_are_a_view_over_images_are_read(tmp_path):
    tile = next(iter(some_tiles(10)))
    z, x, y, content = put(tile, png(1, 2, 3))
    source = hostile(
        tmp_path / "s.mbtiles",
        METADATA,
        "CREATE TABLE map (zoom_level, tile_column, tile_row, tile_id)",
        "CREATE TABLE images (tile_id, tile_data)",
        "CREATE VIEW tiles AS SELECT zoom_level, tile_column, tile_row, tile_data"
        " FROM map JOIN images ON images.tile_id = map.tile_id",
        f"INSERT INTO map VALUES ({z}, {x}, {y}, 'a')",
        f"INSERT INTO images VALUES ('a', x'{content.hex()}')",
    )
    assert take_in(source, tmp_path / "t.mbtiles", AROUND).kept == 1


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        ((METADATA,), "pack_invalid"),
        ((TILES,), "pack_invalid"),
        ((METADATA, TILES), "pack_elsewhere"),
        ((METADATA, TILES, "INSERT INTO metadata VALUES ('format', 'pbf')"), "pack_vector"),
        ((METADATA, "CREATE TABLE tiles (a, b)"), "pack_invalid"),
        ((METADATA, TILES, "INSERT INTO metadata VALUES ('format', x'00ff')"), "pack_elsewhere"),
    ],
)
def test_a_file_that_is_no_pack_of_here_is_refused_by_name(tmp_path, statements, code):
    source = hostile(tmp_path / "s.mbtiles", *statements)
    with pytest.raises(AnimmapError, match=code):
        take_in(source, tmp_path / "t.mbtiles", AROUND)


def test_a_view_that_never_ends_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr("animmap.storage.tile_intake._MOST_STEPS", 20)
    source = hostile(
        tmp_path / "s.mbtiles",
        METADATA,
        "CREATE VIEW tiles AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n)"
        " SELECT 0 AS zoom_level, -1 - i AS tile_column, 0 AS tile_row, x'00' AS tile_data FROM n",
    )
    with pytest.raises(AnimmapError, match="pack_invalid"):
        take_in(source, tmp_path / "t.mbtiles", AROUND)


def test_a_blob_that_swells_is_never_read_whole(tmp_path):
    tile = next(iter(some_tiles(10)))
    z, x, y, _ = put(tile, b"")
    source = hostile(
        tmp_path / "s.mbtiles", METADATA, TILES,
        f"INSERT INTO tiles VALUES ({z}, {x}, {y}, zeroblob({MOST_TILE_BYTES * 3}))",
        f"INSERT INTO tiles VALUES ({z}, {x}, {y}, 'text')",
    )  # fmt: skip
    with pytest.raises(AnimmapError, match="pack_invalid"):
        take_in(source, tmp_path / "t.mbtiles", AROUND)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"SQLite format 3\x00", b"x" * 100])
def test_bytes_that_are_no_database_are_refused(tmp_path, content):
    source = tmp_path / "s.mbtiles"
    source.write_bytes(content)
    with pytest.raises(AnimmapError, match="pack_invalid"):
        take_in(source, tmp_path / "t.mbtiles", AROUND)

"""An MBTiles file that nobody has checked: its tiles are copied, one by one, into one of ours.

Its schema is never used to serve anything. It is opened read-only, nothing of it may run but
plain reading, and a query that goes on too long is stopped (a table may be a view that never
ends). Call it in a process of its own, with bounded memory and time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from animmap.core.tiles import (
    MOST_TILE_BYTES,
    MOST_TILES,
    MOST_ZOOM,
    Tile,
    flipped,
    image_kind,
    tile_at,
)
from animmap.errors import AnimmapError
from animmap.storage.tile_pack import PackWriter, writing

MAGIC: Final = b"SQLite format 3\x00"
LARGEST_FILE_MB: Final = 4_000
MOST_BYTES: Final = 2_000_000_000
MOST_NAME: Final = 120
_STEPS: Final = 50_000
_MOST_STEPS: Final = 40_000  # of _STEPS each: some minutes of processor
_BATCH: Final = 200
_IMAGES: Final = {"png": "png", "jpg": "jpg", "jpeg": "jpg", "webp": "webp"}


@dataclass(slots=True)
class Intake:
    """What came of a file: tiles ``kept``, ``refused`` (no whole image), and what it says."""

    kept: int = 0
    refused: int = 0
    size: int = 0
    kind: str = ""
    name: str = ""
    attribution: str = ""
    min_zoom: int = MOST_ZOOM
    max_zoom: int = 0


def take_in(source: Path, target: Path, bounds: tuple[float, float, float, float]) -> Intake:
    """Copy the tiles of a file over ``bounds`` (EPSG:4326) into a fresh pack.

    Raises
    ------
    AnimmapError
        ``file_missing``, ``file_too_large``, ``pack_invalid`` when it is no MBTiles,
        ``pack_vector`` when its tiles are no images, ``pack_elsewhere`` when none is here.
    """
    _check_file(source)
    try:
        with _opened(source) as connection, writing(target) as pack:
            taken = _read_facts(connection, source.name)
            batch: dict[Tile, bytes] = {}
            for tile, content in _tiles(connection, bounds):
                _take(taken, tile, content, batch)
                if len(batch) >= _BATCH:
                    _flush(pack, batch)
                if taken.kept > MOST_TILES * 2 or taken.size > MOST_BYTES:
                    raise AnimmapError("pack_too_large", n=taken.kept)
            _flush(pack, batch)
    except (sqlite3.Error, ValueError, OverflowError, UnicodeError) as error:
        raise AnimmapError("pack_invalid", name=source.name) from error
    if not taken.kept:
        code = "pack_invalid" if taken.refused else "pack_elsewhere"
        raise AnimmapError(code, name=source.name)
    return taken


def _check_file(source: Path) -> None:
    if not source.is_file():
        raise AnimmapError("file_missing", name=source.name)
    if source.stat().st_size > LARGEST_FILE_MB * 1_000_000:
        raise AnimmapError("file_too_large", name=source.name, most_mb=LARGEST_FILE_MB)
    with source.open("rb") as stream:
        if stream.read(len(MAGIC)) != MAGIC:
            raise AnimmapError("pack_invalid", name=source.name)


def _opened(source: Path) -> closing[sqlite3.Connection]:
    address = f"{source.resolve().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True)
    for pragma in ("trusted_schema=OFF", "query_only=ON", "cell_size_check=ON", "mmap_size=0"):
        connection.execute(f"PRAGMA {pragma}")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 4 * MOST_TILE_BYTES)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    steps = iter(range(_MOST_STEPS))
    connection.set_progress_handler(lambda: next(steps, None) is None, _STEPS)
    return closing(connection)


def _read_facts(connection: sqlite3.Connection, name: str) -> Intake:
    """Read the few lines of metadata that mean something to us, as text and cut."""
    told: dict[str, str] = {}
    for key, value in connection.execute("SELECT name, value FROM metadata LIMIT 1000"):
        if isinstance(key, str) and isinstance(value, str | int | float):
            told[key] = str(value)[:MOST_NAME]
    said = told.get("format", "").lower()
    if said in ("pbf", "mvt"):
        raise AnimmapError("pack_vector", name=name)
    return Intake(
        kind=_IMAGES.get(said, "png"),
        name=told.get("name", ""),
        attribution=told.get("attribution", ""),
    )


def _tiles(
    connection: sqlite3.Connection, bounds: tuple[float, float, float, float]
) -> Iterator[tuple[Tile, bytes | None]]:
    """Give the tiles over bounds, None for what is no image of a reasonable size."""
    west, south, east, north = bounds
    query = (
        "SELECT tile_column, tile_row, CASE WHEN LENGTH(tile_data) <= ? THEN tile_data END"
        " FROM tiles WHERE zoom_level=? AND tile_column BETWEEN ? AND ?"
        " AND tile_row BETWEEN ? AND ?"
    )
    for zoom in range(MOST_ZOOM + 3):
        first, last = tile_at(west, north, zoom), tile_at(east, south, zoom)
        rows = flipped(zoom, last.row), flipped(zoom, first.row)
        asked = (MOST_TILE_BYTES, zoom, first.column, last.column, *rows)
        for column, row, content in connection.execute(query, asked):
            if isinstance(column, int) and isinstance(row, int):
                whole = isinstance(content, bytes) and image_kind(content)
                yield Tile(zoom, column, flipped(zoom, row)), content if whole else None


def _take(taken: Intake, tile: Tile, content: bytes | None, batch: dict[Tile, bytes]) -> None:
    if content is None:
        taken.refused += 1
        return
    batch[tile] = content
    taken.kept += 1
    taken.size += len(content)
    taken.kind = image_kind(content)
    taken.min_zoom = min(taken.min_zoom, tile.zoom)
    taken.max_zoom = max(taken.max_zoom, tile.zoom)


def _flush(pack: PackWriter, batch: dict[Tile, bytes]) -> None:
    if batch:
        pack.keep(batch)
        batch.clear()

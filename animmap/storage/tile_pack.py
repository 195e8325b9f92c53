"""A pack of map tiles: one MBTiles file a démarche, beside the database.

Only files made here are served. The rows of a tile count from the south in the file (TMS), from
the north everywhere else. Specification: MBTiles 1.3 (mapbox/mbtiles-spec).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from animmap.core.tiles import Tile, flipped
from animmap.errors import AnimmapError, reason_of

FOLDER: Final = "tiles"
_KNOWN_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_BUSY_S: Final = 5.0
_SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS metadata (name TEXT PRIMARY KEY, value TEXT)",
    "CREATE TABLE IF NOT EXISTS tiles (zoom_level INTEGER, tile_column INTEGER,"
    " tile_row INTEGER, tile_data BLOB)",
    "CREATE UNIQUE INDEX IF NOT EXISTS tile_index ON tiles (zoom_level, tile_column, tile_row)",
)


@dataclass(frozen=True, slots=True)
class PackInfo:
    """What a pack holds. ``stamp`` changes with each pack that is begun.

    ``origin`` is "ign" for a pack downloaded here, "file" for one that was brought. ``missing``:
    tiles asked for that did not come yet. ``bounds`` in degrees (EPSG:4326); ``size`` in bytes.
    """

    stamp: str
    name: str
    attribution: str
    origin: str
    bounds: tuple[float, float, float, float]
    min_zoom: int
    max_zoom: int
    missing: int
    count: int
    size: int
    made_at: datetime

    @property
    def complete(self) -> bool:
        """Tell whether every tile that was asked for is there."""
        return not self.missing


def path_of(var_dir: Path, project_id: str) -> Path:
    """Return where the pack of a démarche is, there or not.

    Raises
    ------
    AnimmapError
        ``not_found`` for an identifier that would name another file.
    """
    if not _KNOWN_NAME.fullmatch(project_id):
        raise AnimmapError("not_found")
    return var_dir / FOLDER / f"{project_id}.mbtiles"


def make_folder(path: Path) -> None:
    """Make the folder of a pack if need be.

    Raises
    ------
    AnimmapError
        ``pack_unwritable``.
    """
    with _written():
        path.parent.mkdir(parents=True, exist_ok=True)


@contextmanager
def writing(path: Path) -> Iterator[PackWriter]:
    """Open a pack to add tiles to it, made if need be; what was there stays.

    A process killed meanwhile loses the tiles since the last ``keep`` and nothing else.

    Raises
    ------
    AnimmapError
        ``pack_unwritable`` when the disk is full or refuses; what was kept before stays.
    """
    make_folder(path)
    with _written():
        opened = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)
    with closing(opened) as connection:
        with _written():
            # Tiles are read by others meanwhile; they can be had again: no wait for the disk.
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            for statement in _SCHEMA:
                connection.execute(statement)
        yield PackWriter(connection)
        with _written():
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        # One file again, to copy on a key: refused while somebody reads, which does no harm.
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def _written() -> Iterator[None]:
    """Say in one way that the disk is full, or that nothing may be written there."""
    try:
        yield
    except (sqlite3.OperationalError, OSError) as error:
        raise AnimmapError("pack_unwritable", reason=reason_of(error)) from error


class PackWriter:
    """Adds to a pack."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def describe(self, facts: Mapping[str, str]) -> None:
        """Write lines of the metadata, over those of the same name."""
        with _written():
            self._describe(facts)

    def _describe(self, facts: Mapping[str, str]) -> None:
        self._connection.executemany("INSERT OR REPLACE INTO metadata VALUES (?, ?)", facts.items())

    def keep(self, tiles: Mapping[Tile, bytes], missing: int = 0) -> None:
        """Add tiles, all or none, over those of the same place; ``missing`` are still to come."""
        rows = [
            (tile.zoom, tile.column, flipped(tile.zoom, tile.row), content)
            for tile, content in tiles.items()
        ]
        with _written():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.executemany(
                    "INSERT OR REPLACE INTO tiles VALUES (?, ?, ?, ?)", rows
                )
                self._describe({"animmap_missing": str(missing)})
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")


def list_missing(path: Path, tiles: Iterable[Tile]) -> list[Tile]:
    """Return the tiles that a pack does not hold yet, in their order."""
    with _reading(path) as connection:
        there = set(connection.execute("SELECT zoom_level, tile_column, tile_row FROM tiles"))
    rows = ((tile, flipped(tile.zoom, tile.row)) for tile in tiles)
    return [tile for tile, row in rows if (tile.zoom, tile.column, row) not in there]


def mean_bytes(path: Path) -> dict[int, float]:
    """Return the mean size of the tiles that a pack holds, by zoom."""
    query = "SELECT zoom_level, AVG(LENGTH(tile_data)) FROM tiles GROUP BY zoom_level"
    with _reading(path) as connection:
        return {int(zoom): float(mean) for zoom, mean in connection.execute(query)}


def describe(path: Path) -> PackInfo | None:
    """Return what a pack holds, None when there is none or it cannot be read."""
    if not path.is_file():
        return None
    try:
        with _reading(path) as connection:
            facts = dict(connection.execute("SELECT name, value FROM metadata"))
            (count,) = connection.execute("SELECT COUNT(*) FROM tiles").fetchone()
        west, south, east, north = map(float, facts["bounds"].split(","))
        return PackInfo(
            stamp=facts["animmap_stamp"],
            name=facts["name"],
            attribution=facts["attribution"],
            origin=facts["animmap_origin"],
            bounds=(west, south, east, north),
            min_zoom=int(facts["minzoom"]),
            max_zoom=int(facts["maxzoom"]),
            missing=int(facts["animmap_missing"]),
            count=int(count),
            size=sum(each.stat().st_size for each in _files(path) if each.is_file()),
            made_at=datetime.fromisoformat(facts["animmap_made_at"]).astimezone(UTC),
        )
    except (sqlite3.Error, KeyError, ValueError, OSError):
        return None


def read_tile(path: Path, tile: Tile) -> bytes | None:
    """Return the image of a tile, None when the pack does not hold it."""
    if not tile.exists() or not path.is_file():
        return None
    place = (tile.zoom, tile.column, flipped(tile.zoom, tile.row))
    query = "SELECT tile_data FROM tiles WHERE zoom_level=? AND tile_column=? AND tile_row=?"
    try:
        with _reading(path) as connection:
            found = connection.execute(query, place).fetchone()
    except sqlite3.Error:
        return None
    return bytes(found[0]) if found else None


def remove(path: Path) -> None:
    """Erase a pack; none there is no error."""
    for each in _files(path):
        each.unlink(missing_ok=True)


def _files(path: Path) -> tuple[Path, ...]:
    """Return the file, and those that SQLite keeps beside it while it is written."""
    return (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal")))


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    # Not "mode=ro": after a crash the first reader must be able to bring the file back.
    address = f"{path.resolve().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, timeout=_BUSY_S)) as connection:
        connection.execute("PRAGMA query_only=ON")
        yield connection

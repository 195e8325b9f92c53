"""Copy a living SQLite database to one file, check such a file, put it back.

A plain copy of the file misses what is still in the write-ahead log, so copies go through
SQLite's own backup. A copy is named only once it is whole and checked.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa

from animmap.errors import AnimmapError
from animmap.storage.migrate import known_revisions

_MAGIC = b"SQLite format 3\0"


def back_up(url: str, target: Path) -> Path:
    """Copy the database of an SQLAlchemy address to the file ``target``, even in use.

    Raises
    ------
    AnimmapError
        ``database_unusable`` when the address is not an SQLite file or the copy is damaged.
    """
    database = sa.make_url(url).database
    if not url.startswith("sqlite") or not database:
        raise AnimmapError("database_unusable", detail="not a file")
    _copy(Path(database), target)
    return target


def check_backup(path: Path) -> str:
    """Return the revision of the tables of a sound backup.

    Raises
    ------
    AnimmapError
        ``database_unusable`` when the file is missing, damaged, not a database of animmap or
        made by a later version.
    """
    try:
        with closing(_open(path)) as connection:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchone()
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, TypeError) as error:
        raise AnimmapError("database_unusable", detail="damaged") from error
    if verdict != "ok" or orphans is not None or revision not in known_revisions():
        raise AnimmapError("database_unusable", detail="damaged")
    return str(revision)


def find_backups(url: str, places: Iterable[Path] = ()) -> list[Path]:
    """Return the backups in some folders, and the files named, the latest last.

    Without places, the folder of the database of the address, which is never among them.

    Raises
    ------
    AnimmapError
        ``database_unusable`` for a file named that is no sound backup.
    """
    living = Path(sa.make_url(url).database or "").resolve()
    # Opened and closed here, the living files would lose every lock that this process holds on
    # them: another one would then take away a log that this one goes on writing to.
    own = {living.with_name(living.name + end) for end in ("", "-wal", "-shm", "-journal")}
    found: set[Path] = set()
    for place in [*places] or [living.parent]:
        if place.is_dir():
            found |= {
                one for one in place.iterdir() if one.resolve() not in own and _is_backup(one)
            }
        else:
            check_backup(place)
            found.add(place)
    return sorted(
        (one for one in found if one.resolve() != living), key=lambda one: one.stat().st_mtime
    )


def _is_backup(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            if stream.read(len(_MAGIC)) != _MAGIC:
                return False
        check_backup(path)
    except (OSError, AnimmapError):
        return False
    return True


def restore(source: Path, url: str) -> None:
    """Put a backup in the place of the database of an address, which nobody may be using.

    A backup that is not sound is refused and the database in place is left untouched.
    """
    check_backup(source)
    target = Path(sa.make_url(url).database or "")
    _copy(source, target)
    for leftover in ("-wal", "-shm"):
        target.with_name(target.name + leftover).unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    try:
        with closing(_open_living(source)) as live, closing(sqlite3.connect(partial)) as copy:
            live.backup(copy)
        check_backup(partial)
        _sync(partial)
        os.replace(partial, target)
    except (sqlite3.Error, OSError) as error:
        raise AnimmapError("database_unusable", detail=type(error).__name__) from error
    finally:
        partial.unlink(missing_ok=True)


def _open_living(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _open(path: Path) -> sqlite3.Connection:
    query = urlencode(reading(path))
    return sqlite3.connect(f"{path.resolve().as_uri()}?{query}", uri=True)


def reading(path: Path) -> dict[str, str]:
    """Return how SQLite opens a file without writing to it nor beside it.

    A file alone is read as one that nobody changes: SQLite would leave two more beside it, and
    refuse a folder where it may not write.
    """
    log = path.with_name(f"{path.name}-wal")
    alone = not (log.exists() and log.stat().st_size)
    return {"mode": "ro", "immutable": "1"} if alone else {"mode": "ro"}


def _sync(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())

"""Connections: one writer, readers that cannot write, and one translation of errors.

On SQLite the journal is write-ahead with a full sync at each commit, so that what was
acknowledged survives a battery that dies; a write takes its lock when it begins, because a
transaction that reads first and writes later is refused by SQLite whatever its patience.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine.interfaces import DBAPIConnection

from animmap.errors import AnimmapError

PATIENCE_S = 10
READERS = 16
PRAGMAS: dict[str, str | int] = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    # What is erased is overwritten, not only let go.
    "secure_delete": 1,
    "busy_timeout": PATIENCE_S * 1000,
}


def open_engines(url: str) -> tuple[sa.Engine, sa.Engine]:
    """Return the engines (writer, readers) of a database address.

    Raises
    ------
    AnimmapError
        ``database_unusable`` when the address cannot be used.
    """
    try:
        address = sa.make_url(url)
        if address.get_backend_name() != "sqlite":
            return _open_server(address)
        return _open_sqlite(address)
    except (exc.ArgumentError, exc.NoSuchModuleError, ImportError, OSError) as error:
        raise AnimmapError("database_unusable", detail=type(error).__name__) from error


def _open_server(address: sa.URL) -> tuple[sa.Engine, sa.Engine]:
    writer = sa.create_engine(address, pool_pre_ping=True)
    readers = writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return writer, readers


def _open_sqlite(address: sa.URL) -> tuple[sa.Engine, sa.Engine]:
    if not address.database or address.database == ":memory:":
        raise AnimmapError("database_unusable", detail="memory")
    Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    writer = sa.create_engine(address, pool_size=1, max_overflow=0, pool_timeout=PATIENCE_S)
    readers = sa.create_engine(address, pool_size=READERS, max_overflow=0, pool_timeout=PATIENCE_S)
    event.listen(writer, "connect", _prepare_writer)
    event.listen(readers, "connect", _prepare_reader)
    event.listen(writer, "begin", lambda connection: _begin(connection, "BEGIN IMMEDIATE"))
    event.listen(readers, "begin", lambda connection: _begin(connection, "BEGIN"))
    return writer, readers


def _begin(connection: sa.Connection, statement: str) -> None:
    connection.exec_driver_sql(statement)


def _prepare_writer(connection: DBAPIConnection, _record: object) -> None:
    _prepare(connection, {})


def _prepare_reader(connection: DBAPIConnection, _record: object) -> None:
    _prepare(connection, {"query_only": 1})


def _prepare(connection: DBAPIConnection, more: dict[str, str | int]) -> None:
    """Set the pragmas of a new connection, and read each back: SQLite ignores in silence."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for name, value in ({"busy_timeout": PRAGMAS["busy_timeout"]} | PRAGMAS | more).items():
        cursor.execute(f"PRAGMA {name} = {value}")
        cursor.execute(f"PRAGMA {name}")
        (found,) = cursor.fetchall()[0]
        if found != value:
            raise AnimmapError("database_unusable", detail=f"{name}={found}")
    cursor.close()


@contextmanager
def keys_unwatched(connection: sa.Connection) -> Iterator[None]:
    """Let SQLite replace a table that others point at, as a changed guard needs.

    Foreign keys can only be left unwatched outside a transaction; ``check_keys`` must be
    asked before the one within commits.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driven = connection.connection.dbapi_connection
    if driven is None:
        raise AnimmapError("database_unusable", detail="no connection")
    driven.cursor().execute("PRAGMA foreign_keys = 0")
    try:
        yield
    finally:
        driven.cursor().execute("PRAGMA foreign_keys = 1")


def check_keys(connection: sa.Connection) -> None:
    """Refuse rows that point at nothing; other databases than SQLite never stop watching.

    Raises
    ------
    AnimmapError
        ``database_unusable``.
    """
    if connection.dialect.name != "sqlite":
        return
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise AnimmapError("database_unusable", detail="foreign keys")


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn database failures into ``database_busy`` (try again) or ``database_unusable``."""
    try:
        yield
    except exc.SQLAlchemyError as error:
        code = "database_busy" if _is_passing(error) else "database_unusable"
        raise AnimmapError(code, detail=type(error).__name__) from error


def _is_passing(error: exc.SQLAlchemyError) -> bool:
    """Tell whether trying again may work: a lock, or another writer who came first."""
    if isinstance(error, exc.TimeoutError):
        return True
    words = str(getattr(error, "orig", "")).lower()
    signs = ("locked", "busy", "deadlock", "serialize", "unique constraint")
    return any(sign in words for sign in signs)

"""Telling that nothing changed without reading anything: what a room asks all the time."""

from __future__ import annotations

from itertools import count
from threading import Lock

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection

_serials = count(1)


class Watch:
    """A connection of its own that tells states of a database apart.

    SQLite counts, for each connection, the commits of all others, those of other processes
    included; asking costs some microseconds and no transaction. Other databases tell nothing.
    """

    def __init__(self, readers: sa.Engine) -> None:
        self._readers = readers
        self._serial = next(_serials)  # the counts of two connections cannot be compared
        self._held: sa.PoolProxiedConnection | None = None
        self._lock = Lock()

    def state(self) -> str | None:
        """Return a text that differs after any commit, None when the database cannot tell.

        Ask before reading: what is read afterwards is of this state or of a later one.
        """
        if self._readers.dialect.name != "sqlite":
            return None
        with self._lock:
            cursor = self._connection().cursor()
            cursor.execute("PRAGMA data_version")
            (version,) = cursor.fetchall()[0]
            cursor.close()
        return f"{self._serial}.{version}"

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            if self._held is not None:
                self._held.close()
                self._held = None

    def _connection(self) -> DBAPIConnection:
        if self._held is None:
            self._held = self._readers.raw_connection()
        found: DBAPIConnection = self._held
        return found

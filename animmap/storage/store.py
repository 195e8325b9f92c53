"""The store: one file (or one server) of data, read by many, written by one at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa

from animmap.core.model import AdoptedPerimeter, Role
from animmap.storage import adoptions, schema
from animmap.storage.changes import Change
from animmap.storage.engine import open_engines, translated_errors
from animmap.storage.migrate import upgrade
from animmap.storage.watch import Watch


class Store:
    """Reads and journalled writes of one database."""

    def __init__(self, url: str, writer: sa.Engine, readers: sa.Engine) -> None:
        self.url = url
        self._writer = writer
        self._readers = readers
        self._watch = Watch(readers)
        self.unclean = False  # bytes of what was erased may stay in the files

    @classmethod
    def open(cls, url: str) -> Store:
        """Open the database at an SQLAlchemy address, with the tables of this version.

        Raises
        ------
        AnimmapError
            ``database_unusable`` when it cannot be opened, ``database_busy`` when another
            program holds it.
        """
        writer, readers = open_engines(url)
        with translated_errors():
            upgrade(writer)
        return cls(url, writer, readers)

    def close(self) -> None:
        """Give every connection back."""
        self._watch.close()
        self._readers.dispose()
        self._writer.dispose()

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Read from one consistent state; a write through this connection is refused."""
        with translated_errors(), self._readers.begin() as connection:
            yield connection

    @contextmanager
    def write(self, project_id: str, role: Role, at: datetime) -> Iterator[Change]:
        """Write to one project: all of it or nothing, on disk when the block ends."""
        with translated_errors(), self._writer.begin() as connection:
            change = Change(connection, project_id, role, at)
            yield change
            change.finish()

    @contextmanager
    def write_unseen(self) -> Iterator[sa.Connection]:
        """Write what is no change of a project: the last use of a link, the emptied trash."""
        with translated_errors(), self._writer.begin() as connection:
            yield connection

    def clean(self) -> bool:
        """Leave no byte of what was erased in the files of SQLite; return False if one may stay.

        Rewrites the database whole, then empties the log beside it, which a reader or another
        program may prevent: cleaning again, or closing the store, then finishes it. A server
        cleans by itself.
        """
        if self._writer.dialect.name != "sqlite":
            return True
        held = self._writer.raw_connection()
        try:
            cursor = held.cursor()
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (busy, _, _) = cursor.fetchall()[0]
            cursor.close()
            self.unclean = bool(busy)
        except sqlite3.OperationalError:
            self.unclean = True
        finally:
            held.close()
        return not self.unclean

    def state(self) -> str | None:
        """Return a text that differs once anything is written, by any process; None if unknown.

        Ask before reading: what is read afterwards is of this state or of a later one.
        """
        with translated_errors():
            return self._watch.state()

    def revision(self, project_id: str) -> int:
        """Return the revision of a project, 0 when there is no such project."""
        query = sa.select(schema.project.c.revision).where(schema.project.c.id == project_id)
        with self.read() as connection:
            return int(connection.scalar(query) or 0)

    def add_adoption(self, adopted: AdoptedPerimeter, *, role: Role) -> None:
        """Keep a perimeter a group settled on, at its ``created_at``."""
        with self.write(adopted.project_id, role, adopted.created_at) as change:
            adoptions.add(change, adopted)

    def list_adoptions(self, project_id: str) -> list[AdoptedPerimeter]:
        """Return the adopted perimeters of a project, latest first, withdrawn ones left out."""
        with self.read() as connection:
            return adoptions.list_of(connection, project_id)

    def find_adoption(self, adoption_id: str) -> AdoptedPerimeter:
        """Return one adopted perimeter; ``not_found`` when unknown or withdrawn."""
        with self.read() as connection:
            return adoptions.find(connection, adoption_id)

    def withdraw_adoption(self, adoption_id: str, *, role: Role, at: datetime) -> None:
        """Take an adopted perimeter back; the journal keeps it."""
        adopted = self.find_adoption(adoption_id)
        with self.write(adopted.project_id, role, at) as change:
            adoptions.withdraw(change, adoption_id)

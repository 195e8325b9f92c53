"""One change of a project: every row written is told in the journal, with its revision."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from animmap.core.model import Role
from animmap.errors import AnimmapError
from animmap.storage import schema
from animmap.storage.rows import UNTOLD, Values, tell

_CHUNK = 500  # identifiers in one IN (...): far below the limits of every database


class Change:
    """A write transaction on one project, by a role, at a moment.

    The project's revision grows by one however many rows the transaction writes, and does
    not move when it writes none.
    """

    def __init__(
        self, connection: sa.Connection, project_id: str, role: Role, at: datetime
    ) -> None:
        self.connection = connection
        self.project_id = project_id
        self.role = role
        self.at = at
        self.revision = self._next_revision()
        self.undoes: int | None = None
        self._touched = False

    def _next_revision(self) -> int:
        """Return the revision this change makes, 0 while the project does not exist."""
        query = sa.select(schema.project.c.revision).where(schema.project.c.id == self.project_id)
        current: int | None = self.connection.scalar(query.with_for_update())
        return 0 if current is None else current + 1

    def insert(self, table: sa.Table, values: Values, action: str) -> None:
        """Add one row."""
        self.add_part(table, [values])
        self.write_entry(action, table, str(values["id"]), {}, self.row(table, values["id"]))

    def insert_many(self, table: sa.Table, rows: Sequence[Values], action: str) -> None:
        """Add many rows, told as one entry that one undo takes back."""
        if not rows:
            return
        self.add_part(table, rows)
        ids = [str(row["id"]) for row in rows]
        self.write_entry(action, table, ids[0], {}, batch(self.connection, table, ids))

    def add_part(self, table: sa.Table, rows: Sequence[Values]) -> None:
        """Add rows that have no life of their own (communes, contacts, the voice of a sketch)."""
        if rows:
            self.connection.execute(sa.insert(table), list(rows))

    def update(self, table: sa.Table, row_id: str, values: Values, action: str) -> bool:
        """Change one row; return False, and tell nothing, when it already was so."""
        before = self.row(table, row_id)
        if all(before[name] == value for name, value in tell(values).items()):
            return False
        self._set(table, [row_id], values)
        self.write_entry(action, table, row_id, before, self.row(table, row_id))
        return True

    def update_many(self, table: sa.Table, ids: Sequence[str], values: Values, action: str) -> None:
        """Give the same values to many rows that all had the same ones, told as one entry."""
        first = self.row(table, ids[0])
        self._set(table, ids, values)
        before = {"ids": list(ids), "values": {name: first[name] for name in values}}
        after = batch(self.connection, table, ids) | {"values": tell(values)}
        self.write_entry(action, table, ids[0], before, after)

    def _set(self, table: sa.Table, ids: Sequence[str], values: Values) -> None:
        counted: Values = dict(values)
        if "version" in table.c:
            counted["version"] = table.c.version + 1
        if "updated_at" in table.c:
            counted["updated_at"] = self.at
        for start in range(0, len(ids), _CHUNK):
            chosen = key_of(table).in_(ids[start : start + _CHUNK])
            self.connection.execute(sa.update(table).where(chosen).values(counted))

    def row(self, table: sa.Table, row_id: str) -> dict[str, object]:
        """Return a row as the journal tells it; ``not_found`` when there is none."""
        found = self.connection.execute(sa.select(table).where(key_of(table) == row_id)).first()
        if found is None:
            raise AnimmapError("not_found")
        return tell(dict(found._mapping))

    def write_entry(
        self,
        action: str,
        table: sa.Table,
        entity_id: str,
        before: Mapping[str, object],
        after: Mapping[str, object],
    ) -> None:
        """Write one line of the journal."""
        self._touched = True
        entry: Values = {
            "project_id": self.project_id,
            "revision": self.revision,
            "at": self.at,
            "role": self.role.value,
            "action": action,
            "entity": table.name,
            "entity_id": entity_id,
            "before": dict(before),
            "after": dict(after),
            "undoes": self.undoes,
        }
        written = self.connection.execute(sa.insert(schema.journal).values(entry))
        if not self.revision:
            self._start_revision(written.inserted_primary_key)

    def _start_revision(self, key: Sequence[int] | None) -> None:
        """Start a new project at the number of its first line, which no other ever had.

        A project erased and made again under its identifier thus never shows an old revision,
        and nothing that was computed for the old one is taken for the new one's.
        """
        (self.revision,) = key or (1,)
        line = schema.journal.c.id == self.revision
        self.connection.execute(
            sa.update(schema.journal).where(line).values(revision=self.revision)
        )

    def finish(self) -> None:
        """Push the project's revision, once, if anything was told."""
        if self._touched:
            self.connection.execute(
                sa.update(schema.project)
                .where(schema.project.c.id == self.project_id)
                .values(revision=self.revision, updated_at=self.at)
            )


def key_of(table: sa.Table) -> sa.Column[Any]:
    """Return the column that names a row of a table."""
    [key] = table.primary_key.columns
    return key


def batch(
    connection: sa.Connection,
    table: sa.Table,
    ids: Sequence[str],
    columns: Iterable[str] | None = None,
    *,
    stored: bool = True,
) -> dict[str, Any]:
    """Return what the journal keeps of many rows: identifiers, ``columns``, a digest of them.

    The columns are those of the table unless given: a line may be older than some. The digest
    is that of values as they are stored, which takes a tenth of the time of decoding them;
    lines that do not say so have one of values as the journal tells them.
    """
    read = sorted(column.name for column in table.c) if columns is None else sorted(columns)
    if stored:
        digest = _digest_stored(connection, table, ids, [name for name in read if name in table.c])
        return {"ids": list(ids), "columns": read, "digest": digest, "stored": True}
    key = key_of(table)
    chosen = [table.c[name] for name in {key.name, *read} if name in table.c]
    found: dict[str, dict[str, object]] = {}
    for start in range(0, len(ids), _CHUNK):
        query = sa.select(*chosen).where(key.in_(ids[start : start + _CHUNK]))
        told_rows = (row._mapping for row in connection.execute(query))
        found |= {str(row[key.name]): tell(dict(row)) for row in told_rows}
    told = json.dumps([found.get(row_id) for row_id in ids], sort_keys=True)
    digest = hashlib.sha256(told.encode()).hexdigest()
    return {"ids": list(ids), "columns": read, "digest": digest}


def _digest_stored(
    connection: sa.Connection, table: sa.Table, ids: Sequence[str], names: Sequence[str]
) -> str:
    """Return the digest of rows in the order of their identifiers, values left undecoded."""
    key = key_of(table)
    columns = [
        sa.type_coerce(table.c[name], sa.types.NullType())
        for name in (key.name, *names)
        if name not in UNTOLD
    ]
    found: dict[str, bytes] = {}
    for start in range(0, len(ids), _CHUNK):
        query = sa.select(*columns).where(key.in_(ids[start : start + _CHUNK]))
        for row in connection.execute(query):
            values = [bytes(one) if isinstance(one, memoryview) else one for one in row]
            found[str(row[0])] = repr(values).encode()
    whole = hashlib.sha256()
    for row_id in ids:
        whole.update(found.get(row_id, b"-"))
    return whole.hexdigest()

"""What was erased since a backup was made, found in it and erased there too.

The journal of the living data tells which features lost their contact and when; a backup made
before still has those contacts, and its own journal lacks the line.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from animmap.core.forgetting import traces_of
from animmap.core.model import Role
from animmap.storage import erasing
from animmap.storage.backup import back_up, check_backup, reading
from animmap.storage.engine import translated_errors
from animmap.storage.schema import contact, journal
from animmap.storage.store import Store


@dataclass(frozen=True, slots=True)
class Erasure:
    """One line of a journal: contacts of these features were erased then."""

    project_id: str
    at: datetime
    features: tuple[str, ...]
    masked: tuple[str, ...] = ()
    records: bool = False


def list_erasures(connection: sa.Connection) -> list[Erasure]:
    """Return what was erased, of every démarche, the oldest first."""
    columns = journal.c
    query = sa.select(columns.project_id, columns.at, columns.entity_id, columns.after)
    told = connection.execute(query.where(columns.action == erasing.ERASED).order_by(columns.id))
    return [
        Erasure(
            line.project_id,
            line.at,
            # Older lines name one feature only.
            tuple(line.after.get("features") or [line.entity_id]),
            tuple(line.after.get("masked") or ()),
            bool(line.after.get("records")),
        )
        for line in told
    ]


def pending(path: Path, erasures: Sequence[Erasure]) -> list[Erasure]:
    """Return those of some erasures that a backup was made before, and whose contacts it holds."""
    with _reading(path) as connection:
        done = {(one.project_id, one.at) for one in list_erasures(connection)}
        return [
            one
            for one in erasures
            if (one.project_id, one.at) not in done and _holds(connection, one.features)
        ]


def holds(path: Path, feature_ids: Collection[str]) -> bool:
    """Tell whether a backup has contacts of some features."""
    with _reading(path) as connection:
        return _holds(connection, feature_ids)


def erase_again(path: Path, erasures: Sequence[Erasure]) -> None:
    """Put in the place of a backup one from which the same people are erased, checked before.

    It is brought to the tables of this version on the way. The backup stays as it was if
    anything fails.
    """
    beside = path.with_name(f"{path.name}.cleaning")
    beside.unlink(missing_ok=True)
    try:
        back_up(f"sqlite:///{path}", beside)
        with closing(Store.open(f"sqlite:///{beside}")) as store:
            for one in erasures:
                _repeat(store, one)
            store.clean()
        check_backup(beside)
        os.replace(beside, path)
    finally:
        for end in ("", "-wal", "-shm"):
            beside.with_name(beside.name + end).unlink(missing_ok=True)


def _repeat(store: Store, erasure: Erasure) -> None:
    with store.write(erasure.project_id, Role.HOST, erasure.at) as change:
        people = erasing.find_people(change.connection, erasure.project_id, erasure.features)
        ids = [one.feature_id for one in people]
        erasing.forget(change, people, traces_of(people), erasure.masked)
        if erasure.records:
            erasing.purge_features(change, ids)
        told = {"n": len(ids), "features": ids, "masked": list(erasure.masked),
                "records": erasure.records}  # fmt: skip
        change.write_entry(erasing.ERASED, contact, ids[0], {}, told)


def _holds(connection: sa.Connection, feature_ids: Collection[str]) -> bool:
    query = sa.select(contact.c.feature_id).where(contact.c.feature_id.in_(feature_ids))
    return connection.execute(query).first() is not None


@contextmanager
def _reading(path: Path) -> Iterator[sa.Connection]:
    """Read a backup as it is, whatever the version of its tables."""
    query = reading(path) | {"uri": "true"}
    address = sa.URL.create("sqlite", database=path.resolve().as_uri(), query=query)
    engine = sa.create_engine(address, poolclass=sa.pool.NullPool)
    with translated_errors(), engine.connect() as connection:
        yield connection

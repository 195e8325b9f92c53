"""Erase for good: features of the trash, and what the tables know of a person.

Undo puts nothing of it back: the lines of the journal stay, without what they told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import sqlalchemy as sa

from animmap.core.cleaning import fold
from animmap.core.forgetting import Traces
from animmap.core.model import Contact
from animmap.storage.changes import Change
from animmap.storage.quotes import PROSE, TEXTS
from animmap.storage.rows import Values
from animmap.storage.schema import answer, contact, feature, journal, project
from animmap.storage.schema_imports import import_batch, import_row

_CHUNK = 500  # identifiers in one IN (...): far below the limits of every database
ERASED = "contact.erased"
_SIDES = ("before", "after")
_Line: TypeAlias = sa.Row[int, str, dict[str, Any], dict[str, Any]]


def removed_before(connection: sa.Connection, limit: datetime) -> dict[str, list[str]]:
    """Return the features that went to the trash before a moment, by démarche not deleted."""
    columns = feature.c
    query = (
        sa.select(columns.project_id, columns.id)
        .join(project, project.c.id == columns.project_id)
        .where(columns.deleted_at < limit, project.c.deleted_at.is_(None))
        .order_by(columns.project_id, columns.id)
    )
    found: dict[str, list[str]] = {}
    for project_id, feature_id in connection.execute(query):
        found.setdefault(project_id, []).append(feature_id)
    return found


def purge_features(change: Change, ids: Sequence[str]) -> None:
    """Erase features with their contacts and the cells they were read from."""
    gone = set(ids)
    _rewrite_lines(change, lambda line: _emptied(line, gone))
    unread: Values = {"feature_id": None, "cells": {}, "faults": [], "siret": ""}
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        for statement in (
            sa.delete(contact).where(contact.c.feature_id.in_(some)),
            sa.update(import_row).where(import_row.c.feature_id.in_(some)).values(unread),
            sa.update(answer).where(answer.c.feature_id.in_(some)).values(feature_id=None),
            sa.delete(feature).where(feature.c.id.in_(some)),
        ):
            change.connection.execute(statement)
    change.write_entry("features.purged", feature, ids[0], {}, {"n": len(ids)})


def _emptied(line: _Line, gone: Collection[str]) -> Values | None:
    """Return what a line about purged features becomes, None when it stays as it is."""
    ids = line.after.get("ids")
    if ids is None:
        return {"before": {}, "after": {}} if line.entity_id in gone else None
    if not set(ids) <= set(gone):
        return None
    return {"before": line.before | {"values": {}}, "after": line.after | {"values": {}}}


def find_people(
    connection: sa.Connection, project_id: str, feature_ids: Collection[str]
) -> list[Contact]:
    """Return the contacts of some features, in the trash or not, and those of the same e-mail."""
    query = (
        sa.select(contact)
        .join(feature, feature.c.id == contact.c.feature_id)
        .where(feature.c.project_id == project_id)
        .order_by(contact.c.feature_id)
    )
    every = [Contact(**row._mapping) for row in connection.execute(query)]
    emails = {fold(one.email.strip()) for one in every if one.feature_id in feature_ids} - {""}
    return [
        one for one in every if one.feature_id in feature_ids or fold(one.email.strip()) in emails
    ]


def forget(
    change: Change, people: Sequence[Contact], traces: Traces, masked: Collection[str] = ()
) -> None:
    """Erase contacts, and take what tells who they are out of every text of the démarche.

    A name is sought in what is about the features of the contacts and in the rows ``masked``;
    an e-mail or a telephone everywhere.
    """
    ids = {one.feature_id for one in people}
    change.connection.execute(sa.delete(contact).where(contact.c.feature_id.in_(ids)))
    named = ids | set(masked)
    _forget_in_features(change, named, traces)
    _forget_in_imports(change, named, traces)
    for table, columns in TEXTS.items():
        _forget_in_texts(change, table, columns, named, traces)
    _rewrite_lines(change, lambda line: _without_traces(line, named, traces))


def _forget_in_features(change: Change, named: Collection[str], traces: Traces) -> None:
    columns = [feature.c[name] for name in ("id", "sources", *PROSE)]
    query = sa.select(*columns).where(feature.c.project_id == change.project_id)
    for row in change.connection.execute(query).all():
        here = row.id in named
        told: Values = {name: traces.without(row._mapping[name], named=here) for name in PROSE}
        told["sources"] = [
            {key: traces.without(value, named=here) for key, value in one.items()}
            for one in row.sources
        ]
        if all(row._mapping[name] == value for name, value in told.items()):
            continue
        told["search"] = fold(f"{told['name']}\n{told['description']}")
        change.connection.execute(sa.update(feature).where(feature.c.id == row.id).values(told))


def _forget_in_imports(change: Change, ids: Collection[str], traces: Traces) -> None:
    """Blank the cells that tell who a person is, in rows of theirs and what corrected them."""
    of_project = import_batch.c.project_id == change.project_id
    for batch_id, template in change.connection.execute(
        sa.select(import_batch.c.id, import_batch.c.template).where(of_project)
    ).all():
        written = template.get("cells", {})
        if _tells(written, traces, named=True):
            kept = {key: _blanked(cells, traces) for key, cells in written.items()}
            told = {"template": template | {"cells": kept}}
            own = import_batch.c.id == batch_id
            change.connection.execute(sa.update(import_batch).where(own).values(told))
    columns = import_row.c
    query = (
        sa.select(columns.id, columns.feature_id, columns.cells, columns.faults)
        .join(import_batch, import_batch.c.id == columns.import_batch_id)
        .where(of_project)
    )
    for row in change.connection.execute(query).all():
        if row.feature_id in ids or _tells(row.cells, traces, named=False):
            faults = [one for one in row.faults if not _tells(one, traces, named=True, part=True)]
            told = {"cells": _blanked(row.cells, traces), "faults": faults}
            change.connection.execute(
                sa.update(import_row).where(columns.id == row.id).values(told)
            )


def _blanked(cells: dict[str, str], traces: Traces) -> dict[str, str]:
    return {
        name: "" if _tells(value, traces, named=True, part=True) else value
        for name, value in cells.items()
    }


def _forget_in_texts(
    change: Change, table: sa.Table, names: Sequence[str], named: Collection[str], traces: Traces
) -> None:
    columns = [table.c[name] for name in ("id", *names)]
    query = sa.select(*columns).where(table.c.project_id == change.project_id)
    for row in change.connection.execute(query).all():
        texts = dict(zip(names, row[1:], strict=True))
        kept = {name: traces.without(text, named=row.id in named) for name, text in texts.items()}
        if kept != texts:
            change.connection.execute(sa.update(table).where(table.c.id == row.id).values(kept))


def _rewrite_lines(change: Change, rewrite: Callable[[_Line], Values | None]) -> None:
    """Write again the lines of the journal that ``rewrite`` changes."""
    columns = journal.c
    query = sa.select(columns.id, columns.entity_id, columns.before, columns.after)
    of_project = columns.project_id == change.project_id
    for line in change.connection.execute(query.where(of_project)).all():
        told = rewrite(line)
        if told is not None:
            own = columns.id == line.id
            change.connection.execute(sa.update(journal).where(own).values(told))


def _without_traces(line: _Line, ids: Collection[str], traces: Traces) -> Values | None:
    """Return a line without the fields that tell who a person is, None when none does."""
    named = line.entity_id in ids
    sides = (line.before, line.after)
    telling = {
        name
        for side in sides
        for name, value in _values_of(side).items()
        if _tells(value, traces, named=named)
    }
    if not telling:
        return None
    return {name: _dropped(side, telling) for name, side in zip(_SIDES, sides, strict=True)}


def _values_of(side: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = side.get("values", {}) if "ids" in side else side
    return values


def _dropped(side: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    kept = {name: value for name, value in _values_of(side).items() if name not in names}
    return side | {"values": kept} if "ids" in side else kept


def _tells(value: object, traces: Traces, *, named: bool, part: bool = False) -> bool:
    """Tell whether a value of JSON, at any depth, tells who a person is."""
    if isinstance(value, str):
        return traces.cited(value, named=named) or (part and traces.is_part_of_name(value))
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return any(_tells(one, traces, named=named, part=part) for one in value)
    return False

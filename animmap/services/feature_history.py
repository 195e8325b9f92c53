"""What happened to one feature: when, by which role, each field before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from animmap.core.model import JournalEntry, Role
from animmap.services.desk import Desk, require
from animmap.services.projects import get_project
from animmap.storage import features as rows
from animmap.storage import journal, schema

# What a person did not write: derived, or said by the action itself.
_UNTOLD = frozenset(
    {"id", "project_id", "search", "created_at", "deleted_at", "west", "south", "east", "north"}
)


@dataclass(frozen=True, slots=True)
class Event:
    """One change of a feature; ``changes``: field, before, after, as the journal tells them.

    A geometry is told as hexadecimal WKB (EPSG:4326), what it was not before as None.
    """

    entry_id: int
    at: datetime
    role: Role
    action: str
    changes: tuple[tuple[str, Any, Any], ...]


def history_of(desk: Desk, feature_id: str) -> list[Event]:
    """Return what happened to a feature, in the trash or not, latest first; staff only."""
    with desk.store.read() as connection:
        project_id = rows.project_of(connection, feature_id, removed=True)
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    with desk.store.read() as connection:
        return [
            _event(entry) for entry in journal.list_about(connection, schema.feature, feature_id)
        ]


def _event(entry: JournalEntry) -> Event:
    before, after = _values(entry.before), _values(entry.after)
    changes = tuple(
        (name, before.get(name), after.get(name))
        for name in after
        if name not in _UNTOLD and before and before.get(name) != after.get(name)
    )
    return Event(entry.id, entry.at, entry.role, entry.action, changes)


def _values(told: dict[str, Any]) -> dict[str, Any]:
    values = told.get("values", {}) if "ids" in told else told
    return values if isinstance(values, dict) else {}

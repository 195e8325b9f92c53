"""What changed, and how to take it back."""

from __future__ import annotations

from animmap.core.model import JournalEntry
from animmap.services.desk import Desk, require
from animmap.services.projects import get_project
from animmap.storage import journal as rows


def recent(desk: Desk, project_id: str, limit: int = 20) -> list[JournalEntry]:
    """Return the last changes of a démarche, latest first; animators only."""
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    with desk.store.read() as connection:
        return rows.list_recent(connection, project_id, limit)


def undo(desk: Desk, project_id: str, entry_id: int) -> JournalEntry:
    """Take one change back, and return the line that says so (itself undoable).

    What the change created goes to the trash, what it changed becomes as it was.

    Raises
    ------
    AnimmapError
        ``nothing_to_undo`` when there is no such change or it cannot be taken back,
        ``undo_conflict`` when something changed since: nothing is overwritten.
    """
    require(desk, project_id=project_id)
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        rows.take_back(change, rows.find(change.connection, project_id, entry_id))
        return rows.list_recent(change.connection, project_id, 1)[0]

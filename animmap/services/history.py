"""What changed, and how to take it back."""

from __future__ import annotations

from animmap.core.model import JournalEntry
from animmap.core.privacy import STAFF
from animmap.errors import AnimmapError
from animmap.services.desk import Desk, require
from animmap.services.projects import get_project
from animmap.storage import journal as rows
from animmap.storage.changes import Change

# What a group gives is not the animator's to take back with one key, even from one machine;
# nor is the démarche itself. The words of a contact are not in the journal.
_PASSED_OVER = (
    *rows.FINAL,
    "answer.amended",
    "answer.sent",
    "answer.withdrawn",
    "contact.amended",
    "contacts.exported",
    "project.created",
    "project.deleted",
    "project.restored",
    "sketch.amended",
    "sketch.sent",
    "sketch.withdrawn",
    "voice.amended",
)


def recent(desk: Desk, project_id: str, limit: int = 20) -> list[JournalEntry]:
    """Return the last changes of a démarche, latest first; animators only."""
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    with desk.store.read() as connection:
        return rows.list_recent(connection, project_id, limit)


def undo(desk: Desk, project_id: str, entry_id: int) -> JournalEntry:
    """Take one change back, and return the line that says so (itself undoable).

    What the change created goes to the trash, what it changed becomes as it was; a change that
    wrote several lines (a merge, a new order) is taken back whole.

    Raises
    ------
    AnimmapError
        ``nothing_to_undo`` when there is no such change or it cannot be taken back,
        ``undo_conflict`` when something changed since: nothing is overwritten.
    """
    require(desk, project_id=project_id)
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        entry = rows.find(change.connection, project_id, entry_id)
        return _take_back(change, entry.revision)


def undo_last(desk: Desk, project_id: str) -> JournalEntry:
    """Take back the last change an animator made to a démarche; asked again, the one before.

    What groups gave, and the démarche itself, are passed over. Raises what ``undo`` raises.
    """
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        revision = rows.find_last_standing(change.connection, project_id, STAFF, _PASSED_OVER)
        if revision is None:
            raise AnimmapError("nothing_to_undo")
        return _take_back(change, revision)


def _take_back(change: Change, revision: int) -> JournalEntry:
    for entry in rows.list_of_revision(change.connection, change.project_id, revision):
        rows.take_back(change, entry)
    return rows.list_recent(change.connection, change.project_id, 1)[0]

"""What was imported: each file with what became of its rows, taken back or taken up again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from animmap.core.importing.choices import Choices, read_template
from animmap.errors import AnimmapError
from animmap.services import history
from animmap.services.desk import Desk, require
from animmap.services.projects import get_project
from animmap.storage import imports as rows
from animmap.storage import journal


@dataclass(frozen=True, slots=True)
class Batch:
    """A file that was imported.

    ``standing``: something of it is on the map. ``states``: number of rows by state;
    ``located``: of those imported, by method of location. ``template``: the choices made.
    """

    id: str
    name: str
    layer: str
    at: datetime
    standing: bool
    states: Counter[str]
    located: Counter[str]
    template: dict[str, Any]

    @property
    def waiting(self) -> int:
        """Return how many rows wait."""
        return self.states["quarantined"]


def list_batches(desk: Desk, project_id: str) -> list[Batch]:
    """Return what was imported into a démarche, latest first; staff only."""
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    with desk.store.read() as connection:
        return [_batch(one) for one in rows.list_batches(connection, project_id)]


def _batch(told: dict[str, Any]) -> Batch:
    states: Counter[str] = Counter()
    located: Counter[str] = Counter()
    for (state, method), count in told["counts"].items():
        states[state] += count
        if state == "imported":
            located[method] += count
    return Batch(
        told["id"], told["name"], told["layer"], told["created_at"], bool(told["standing"]),
        states, located, told["template"],
    )  # fmt: skip


def undo_import(desk: Desk, batch_id: str) -> None:
    """Take a whole import back; its rows leave the map, what it merged becomes as it was.

    Raises
    ------
    AnimmapError
        ``nothing_to_undo`` when nothing of it is on the map, ``undo_conflict`` when something
        of it changed since.
    """
    project_id, revision = _reach(desk, batch_id)
    with desk.store.read() as connection:
        lines = journal.list_of_revision(connection, project_id, revision) if revision else []
    if not lines:
        raise AnimmapError("nothing_to_undo")
    history.undo(desk, project_id, lines[0].id)


def read_waiting(desk: Desk, batch_id: str) -> list[dict[str, Any]]:
    """Return the rows of an import that wait: ``sheet``, ``number``, ``cells``, ``faults``."""
    _reach(desk, batch_id)
    with desk.store.read() as connection:
        return rows.waiting_of(connection, batch_id)


def discard_waiting(desk: Desk, batch_id: str) -> int:
    """Erase for good the rows of an import that wait; return how many."""
    _reach(desk, batch_id)
    with desk.store.write_unseen() as connection:
        return rows.discard(connection, batch_id)


def remember(desk: Desk, project_id: str, layer: str, columns: Sequence[str]) -> Batch | None:
    """Return the last import into a layer whose columns are all among these, None when none."""
    for batch in list_batches(desk, project_id):
        known = batch.template.get("columns", {})
        if batch.layer == layer and known and known.keys() <= set(columns):
            return batch
    return None


def choices_of(batch: Batch) -> Choices:
    """Return what the choices of an import say of the next file with the same headers.

    What was accepted, or decided of coordinates and doubles, held for that file alone.
    """
    made = read_template(batch.template)
    return Choices(columns=made.columns, values=made.values, kind=made.kind, credit=made.credit)


def _reach(desk: Desk, batch_id: str) -> tuple[str, int]:
    """Return the démarche and the revision of an import that who asks may touch."""
    with desk.store.read() as connection:
        project_id, revision = rows.project_of(connection, batch_id)
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    return project_id, revision

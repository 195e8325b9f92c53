"""Backups: making one, and those that still hold people who were erased since.

They are the business of whoever holds the machine: the command line makes, cleans and deletes
them; a screen only says which of those beside the database hold a person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from animmap.core.model import Role
from animmap.errors import AnimmapError
from animmap.services.desk import Desk, require
from animmap.services.projects import get_project
from animmap.storage import backup, erased_again
from animmap.storage.erased_again import Erasure


@dataclass(frozen=True, slots=True)
class Backup:
    """A sound backup, when its file was written, and what was erased since that it holds."""

    path: Path
    made_at: datetime
    pending: tuple[Erasure, ...]


def make_backup(desk: Desk, target: Path) -> Path:
    """Copy the living data to a file that does not exist yet; hosts only.

    Raises
    ------
    AnimmapError
        ``file_overwritten``; ``database_unusable``; ``access_denied``.
    """
    _require_host(desk)
    if target.exists():
        raise AnimmapError("file_overwritten", name=target.name)
    return backup.back_up(desk.store.url, target)


def list_backups(desk: Desk, places: Iterable[Path] = ()) -> list[Backup]:
    """Return the backups of some folders and files, beside the database unless given; hosts only.

    Raises
    ------
    AnimmapError
        ``database_unusable`` for a file named that is no sound backup; ``access_denied``.
    """
    _require_host(desk)
    with desk.store.read() as connection:
        erasures = erased_again.list_erasures(connection)
    return [
        Backup(
            path,
            datetime.fromtimestamp(path.stat().st_mtime, UTC),
            tuple(erased_again.pending(path, erasures)),
        )
        for path in backup.find_backups(desk.store.url, places)
    ]


def clean_backup(desk: Desk, one: Backup) -> None:
    """Erase in a backup the people who were erased since it was made; hosts only."""
    _require_host(desk)
    if one.pending:
        erased_again.erase_again(one.path, one.pending)


def delete_backup(desk: Desk, one: Backup) -> None:
    """Delete the file of a backup; hosts only."""
    _require_host(desk)
    one.path.unlink(missing_ok=True)


def names_holding(desk: Desk, project_id: str, feature_ids: Collection[str]) -> list[str]:
    """Return the names of the backups beside the database that have contacts of some features.

    Staff only. Backups kept elsewhere are not known.
    """
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    found = []
    with suppress(AnimmapError, OSError):
        for path in backup.find_backups(desk.store.url):
            if erased_again.holds(path, feature_ids):
                found.append(path.name)
    return found


def _require_host(desk: Desk) -> None:
    if desk.role is not Role.HOST:
        raise AnimmapError("access_denied")

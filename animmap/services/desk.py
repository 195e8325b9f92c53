"""The desk from which every use case is asked: whose data, who asks, what time it is.

Rights are checked here, in the function that reads or writes; a hidden button protects
nothing. An identifier of another démarche answers ``not_found``, as if it did not exist.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from animmap.core.model import Access, Role
from animmap.core.privacy import STAFF
from animmap.errors import AnimmapError
from animmap.settings import read_settings
from animmap.storage import erasing, projects, purge, tile_pack, zonings
from animmap.storage.store import Store

EVERYONE: tuple[Role, ...] = tuple(Role)
TRASH_DAYS = 30


@dataclass(frozen=True, slots=True)
class Desk:
    """A store, who is asking, and the clock."""

    store: Store
    access: Access
    now: Callable[[], datetime]

    @property
    def role(self) -> Role:
        """Return the role of who is asking."""
        return self.access.role


class _Shared:
    """The store of this process."""

    lock = threading.Lock()
    store: Store | None = None
    emptied_on: date | None = None


def open_store() -> Store:
    """Return the store of this process, opened once from the settings.

    Opening brings the tables up to date. The trash is emptied of what went there 30 days ago
    then, and when the store is first asked for on another day.
    """
    with _Shared.lock:
        if _Shared.store is None:
            _Shared.store = Store.open(read_settings().database_url)
            _Shared.emptied_on = None
        empty_once_a_day(_Shared.store, datetime.now(UTC))
        return _Shared.store


def empty_once_a_day(store: Store, now: datetime) -> None:
    """Empty the trash unless this process already did on that day (UTC)."""
    if _Shared.emptied_on == now.date():
        return
    _Shared.emptied_on = now.date()
    # Another program may hold the database: nobody waits for the trash, it is for tomorrow.
    with suppress(AnimmapError):
        empty_trash(store, now)


def close_store() -> None:
    """Close the store of this process, which gathers in one file what SQLite kept beside it."""
    with _Shared.lock:
        if _Shared.store is not None:
            _Shared.store.close()
            _Shared.store = None


def use_store(store: Store | None) -> None:
    """Make ``store`` the store of this process; None forgets it, without closing it.

    Its trash is left as it is that day.
    """
    with _Shared.lock:
        _Shared.store = store
        _Shared.emptied_on = datetime.now(UTC).date()


def open_desk(access: Access) -> Desk:
    """Return a desk on the store of this process."""
    return Desk(store=open_store(), access=access, now=lambda: datetime.now(UTC))


def empty_trash(store: Store, now: datetime) -> int:
    """Erase for good what was deleted more than 30 days ago; return how many démarches.

    Features and zonings go too; the journal of their démarche tells of features.
    """
    limit = now - timedelta(days=TRASH_DAYS)
    with store.read() as connection:
        expired = projects.ids_deleted_before(connection, limit)
        zones = zonings.ids_deleted_before(connection, limit)
        removed = erasing.removed_before(connection, limit)
    if expired or zones:
        with store.write_unseen() as connection:
            zonings.erase(connection, zones)
            for project_id in expired:
                purge.purge_project(connection, project_id)
        for project_id in expired:
            tile_pack.remove(tile_pack.path_of(read_settings().var_dir, project_id))
    for project_id, ids in removed.items():
        with store.write(project_id, Role.HOST, now) as change:
            erasing.purge_features(change, ids)
    if expired or removed or store.unclean:
        store.clean()
    return len(expired)


def require(desk: Desk, *roles: Role, project_id: str | None = None) -> None:
    """Check that who asks has one of ``roles`` (hosts and animators always do).

    Raises
    ------
    AnimmapError
        ``not_found`` when the link opens another démarche than ``project_id``;
        ``access_denied`` when the role may not do this.
    """
    opened = desk.access.project_id
    if project_id is not None and opened is not None and opened != project_id:
        raise AnimmapError("not_found")
    if desk.role not in STAFF and desk.role not in roles:
        raise AnimmapError("access_denied")


def is_staff(desk: Desk) -> bool:
    """Tell whether who asks hosts or animates."""
    return desk.role in STAFF


def as_projector(desk: Desk, project_id: str) -> Desk:
    """Return the same desk for the wall of a démarche, whoever asks.

    A wall is read by the whole room: an animator who looks at it must see no more than it.
    """
    require(desk, *EVERYONE, project_id=project_id)
    return replace(desk, access=Access(role=Role.PROJECTOR, project_id=project_id))


def new_id() -> str:
    """Return a fresh opaque identifier."""
    return uuid4().hex

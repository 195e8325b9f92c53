"""Links that open a démarche: 256-bit tokens, kept as hashes, that expire and can be revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from animmap.core.cleaning import clean_line
from animmap.core.model import Access, Role
from animmap.errors import AnimmapError
from animmap.services.desk import Desk, new_id, require
from animmap.services.projects import get_project
from animmap.settings import Settings
from animmap.storage import links as rows
from animmap.storage import schema
from animmap.storage.links import LinkInfo
from animmap.storage.store import Store

__all__ = [
    "LOCAL_NAMES",
    "LinkInfo",
    "access_of_token",
    "create_link",
    "is_local_name",
    "is_relayed",
    "list_links",
    "local_access",
    "revoke_link",
]

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_RELAY_MARKS = (
    "cf-",
    "forwarded",
    "true-client-",
    "via",
    "x-client-ip",
    "x-forwarded-",
    "x-real-ip",
)

_TOKEN_LENGTH = 43  # 32 bytes in URL-safe base 64
_LAST_USE_PRECISION = timedelta(minutes=1)  # spares a write at each request


def create_link(
    desk: Desk, project_id: str, role: Role, label: str, expires_at: datetime | None = None
) -> tuple[LinkInfo, str]:
    """Create a link and return it with its token, which is shown this once only.

    Raises
    ------
    AnimmapError
        ``access_denied`` when asking for a host's link: it opens more than one démarche.
    """
    require(desk, project_id=project_id)
    if role is Role.HOST:
        raise AnimmapError("access_denied")
    get_project(desk, project_id)
    token = secrets.token_urlsafe(32)
    info = LinkInfo(
        id=new_id(),
        project_id=project_id,
        role=role,
        label=clean_line(label),
        created_at=desk.now(),
        expires_at=expires_at,
        last_used_at=None,
        revoked_at=None,
    )
    with desk.store.write(project_id, desk.role, info.created_at) as change:
        change.insert(schema.link, rows.link_values(info, _hash(token)), "link.created")
    return info, token


def list_links(desk: Desk, project_id: str) -> list[LinkInfo]:
    """Return the links of a démarche, latest first, revoked and expired ones included."""
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    with desk.store.read() as connection:
        return rows.list_of(connection, project_id)


def revoke_link(desk: Desk, link_id: str) -> LinkInfo:
    """Close a link for good, from the next request on."""
    with desk.store.read() as connection:
        found = rows.find(connection, link_id)
    require(desk, project_id=found.project_id)
    if found.revoked_at is None:
        with desk.store.write(found.project_id, desk.role, desk.now()) as change:
            change.update(schema.link, link_id, {"revoked_at": change.at}, "link.revoked")
    with desk.store.read() as connection:
        return rows.find(connection, link_id)


def access_of_token(store: Store, token: str, now: datetime) -> Access:
    """Return what a token opens, and remember that it was used.

    Raises
    ------
    AnimmapError
        ``link_invalid`` for a token that is unknown, expired or revoked, or whose démarche is
        deleted: one answer for all, so that a guess teaches nothing.
    """
    if len(token) != _TOKEN_LENGTH or not token.isascii():
        raise AnimmapError("link_invalid")
    with store.read() as connection:
        found = rows.find_by_hash(connection, _hash(token))
    if found is None or not found.is_open(now):
        raise AnimmapError("link_invalid")
    if found.last_used_at is None or now - found.last_used_at >= _LAST_USE_PRECISION:
        with store.write_unseen() as connection:
            rows.touch(connection, found.id, now)
    return Access(role=found.role, project_id=found.project_id, label=found.label, link_id=found.id)


def local_access(settings: Settings) -> Access | None:
    """Return the access of a browser of this machine that holds no link, None for no access.

    Raises
    ------
    AnimmapError
        ``setting_unknown`` for a role that does not exist: better no server than a wrong door.
    """
    if settings.local_role == "none":
        return None
    allowed = [role.value for role in Role]
    if settings.local_role not in allowed:
        raise AnimmapError(
            "setting_unknown",
            name="ANIMMAP_LOCAL_ROLE",
            value=settings.local_role,
            allowed=", ".join(["none", *allowed]),
        )
    return Access(role=Role(settings.local_role))


def is_local_name(address: str) -> bool:
    """Tell whether an address names this machine in a way that no other one understands.

    Checked beside the address of the other end: a foreign page may have its own name answer
    127.0.0.1 (DNS rebinding).
    """
    try:
        return urlsplit(address).hostname in LOCAL_NAMES
    except ValueError:  # brackets that do not close
        return False


def is_relayed(headers: Iterable[str]) -> bool:
    """Tell from the names of its headers whether a request came through a proxy.

    Some proxies leave no mark: behind any of them, set ``ANIMMAP_LOCAL_ROLE=none``.
    """
    return any(name.lower().startswith(_RELAY_MARKS) for name in headers)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

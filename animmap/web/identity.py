"""Who is asking over HTTP: the link of the cookie, else the local role on this machine."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from starlette.requests import HTTPConnection

from animmap.core.model import Access, Role
from animmap.errors import AnimmapError
from animmap.services import access as access_service
from animmap.services import desk as desk_service
from animmap.services.desk import Desk
from animmap.settings import read_settings
from animmap.texts import DEFAULT_LANGUAGE, LANGUAGES

ACCESS_COOKIE: Final = "animmap_access"
LANGUAGE_COOKIE: Final = "animmap_lang"
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})


def is_local(client: str, host: str, forwarded: bool) -> bool:
    """Tell whether a request comes from a browser on this very machine.

    ``client`` is the address of the other end, ``host`` the ``Host`` header, ``forwarded``
    whether a proxy left a trace.
    """
    return client in LOOPBACK and access_service.is_local_name(f"//{host}") and not forwarded


def connection_is_local(connection: HTTPConnection) -> bool:
    """Apply :func:`is_local` to a request."""
    client = connection.client.host if connection.client else ""
    forwarded = access_service.is_relayed(connection.headers)
    return is_local(client, connection.headers.get("host", ""), forwarded)


def is_foreign(connection: HTTPConnection) -> bool:
    """Tell whether a page of another host asks; what is no browser says nothing."""
    origin = connection.headers.get("origin")
    host = connection.headers.get("host", "")
    return origin is not None and origin.partition("://")[2].lower() != host.lower()


def is_own_page(connection: HTTPConnection) -> bool:
    """Tell whether a page of this very server asks, which only a browser can say."""
    if is_foreign(connection):
        return False
    said = connection.headers.get("sec-fetch-site", "")
    return said == "same-origin" or (not said and "origin" in connection.headers)


def access_of(connection: HTTPConnection) -> Access:
    """Return who is asking.

    Raises
    ------
    AnimmapError
        ``link_invalid`` for a revoked, expired or unknown link, ``access_denied`` for a
        visitor from elsewhere without a link.
    """
    token = connection.cookies.get(ACCESS_COOKIE, "")
    if token:
        return access_service.access_of_token(desk_service.open_store(), token, datetime.now(UTC))
    access = access_service.local_access(read_settings())
    if access is None or not connection_is_local(connection):
        raise AnimmapError("access_denied")
    return access


def desk_of(connection: HTTPConnection) -> Desk:
    """Open the desk of who is asking; same refusals as :func:`access_of`."""
    return desk_service.open_desk(access_of(connection))


def may_upload(connection: HTTPConnection) -> bool:
    """Tell whether files of this visitor may enter the server's memory."""
    try:
        return access_of(connection).role in (Role.ANIMATOR, Role.HOST)
    except AnimmapError:
        return False


def language_of(connection: HTTPConnection) -> str:
    """Return the visitor's language: ``?lang=``, then the cookie, then the browser's."""
    accepted = connection.headers.get("accept-language", "").split(",")
    wishes = [
        connection.query_params.get("lang", ""),
        connection.cookies.get(LANGUAGE_COOKIE, ""),
        *(wish.split(";")[0].strip()[:2].lower() for wish in accepted),
    ]
    return next((wish for wish in wishes if wish in LANGUAGES), DEFAULT_LANGUAGE)

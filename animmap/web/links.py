"""Links that open a démarche, the way out, and the health of the server."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from animmap import __version__
from animmap.core.model import Access, Role
from animmap.errors import AnimmapError
from animmap.services import access as access_service
from animmap.services import desk as desk_service
from animmap.web.identity import ACCESS_COOKIE
from animmap.web.limits import FailureLimit, source_of

COOKIE_DAYS: Final = 180


_failures = FailureLimit()


def join(request: Request) -> Response:
    """Exchange a link's token for a cookie, then go on without the token.

    A projector's link leads to the wall, any other to the home page.
    """
    address = source_of(request)
    _failures.check(address)
    token = request.path_params["token"]
    store, now = desk_service.open_store(), datetime.now(UTC)
    try:
        access = access_service.access_of_token(store, token, now)
    except AnimmapError:
        _failures.count(address)
        raise
    answer = RedirectResponse(_first_page(access), status_code=303, headers=_FRESH)
    answer.set_cookie(
        ACCESS_COOKIE,
        token,
        max_age=COOKIE_DAYS * 86_400,
        httponly=True,
        secure=request.url.scheme == "https",
        samesite="lax",
    )
    return answer


def leave(request: Request) -> Response:
    """Forget the link held by this browser."""
    answer = RedirectResponse("/", status_code=303, headers=_FRESH)
    answer.delete_cookie(ACCESS_COOKIE, httponly=True, samesite="lax")
    return answer


def health(request: Request) -> Response:
    """Tell that the server is up and its database opens; nothing about what it holds."""
    desk_service.open_store()
    return JSONResponse({"status": "ok", "version": __version__}, headers=_FRESH)


_FRESH: Final = {"Cache-Control": "no-store"}


def _first_page(access: Access) -> str:
    path = "/mur" if access.role is Role.PROJECTOR else "/"
    return f"{path}?demarche={access.project_id}" if access.project_id else path

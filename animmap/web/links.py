"""Links that open a démarche, the way out, and the health of the server."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock
from time import monotonic
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from animmap import __version__
from animmap.errors import AnimmapError
from animmap.services import access as access_service
from animmap.services import desk as desk_service
from animmap.web.identity import ACCESS_COOKIE

TRIES_A_MINUTE: Final = 10
COOKIE_DAYS: Final = 180


class FailureLimit:
    """Counts failed tries by address over one minute.

    Only failures count: a whole room behind one Wi-Fi address opens its links unhindered.
    """

    def __init__(
        self,
        allowed: int = TRIES_A_MINUTE,
        clock: Callable[[], float] = monotonic,
        capacity: int = 10_000,
    ) -> None:
        self._allowed = allowed
        self._clock = clock
        self._capacity = capacity
        self._failures: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = Lock()

    def check(self, address: str) -> None:
        """Raise ``too_many_tries`` when this address failed too often in the last minute."""
        with self._lock:
            recent = self._recent(address)
            if len(recent) >= self._allowed:
                wait = math.ceil(60 - (self._clock() - recent[0]))
                raise AnimmapError("too_many_tries", seconds=max(wait, 1))

    def count(self, address: str) -> None:
        """Note one failure of this address."""
        with self._lock:
            self._failures[address] = [*self._recent(address), self._clock()]
            self._failures.move_to_end(address)
            while len(self._failures) > self._capacity:
                self._failures.popitem(last=False)

    def _recent(self, address: str) -> list[float]:
        limit = self._clock() - 60
        return [moment for moment in self._failures.get(address, []) if moment > limit]


_failures = FailureLimit()


def join(request: Request) -> Response:
    """Exchange a link's token for a cookie, then go to the home page without the token."""
    address = request.client.host if request.client else ""
    _failures.check(address)
    token = request.path_params["token"]
    store, now = desk_service.open_store(), datetime.now(UTC)
    try:
        access = access_service.access_of_token(store, token, now)
    except AnimmapError:
        _failures.count(address)
        raise
    answer = RedirectResponse(_home(access.project_id), status_code=303, headers=_FRESH)
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


def _home(project_id: str | None) -> str:
    return f"/?demarche={project_id}" if project_id else "/"

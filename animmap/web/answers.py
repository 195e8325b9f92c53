"""How the routes answer: JSON with ETag and gzip, refusals as a code and a sentence."""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import wraps
from html import escape
from threading import Lock
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from animmap import __version__
from animmap.core.model import Access
from animmap.errors import AnimmapError
from animmap.texts import has_text, tr
from animmap.web.identity import language_of

Endpoint = Callable[[Request], Response]
GEOJSON: Final = "application/geo+json"
STATUS_OF_CODE: Final[Mapping[str, int]] = {
    "access_denied": 403,
    "college_not_invited": 403,
    "origin_foreign": 403,
    "round_hidden": 403,
    "link_invalid": 404,
    "not_found": 404,
    "demo_missing": 404,
    "room_unknown": 404,
    "already_contributed": 409,
    "edit_conflict": 409,
    "no_sketch_yet": 409,
    "round_closed": 409,
    "round_has_voices": 409,
    "round_paused": 409,
    "sketch_conflict": 409,
    "too_many_answers": 409,
    "undo_conflict": 409,
    "body_too_large": 413,
    "too_many_tries": 429,
    "being_compared": 503,
    "database_busy": 503,
    "database_unusable": 503,
}

log = logging.getLogger("animmap.web")


class Bodies:
    """The compressed bodies last sent, by ETag: equal ETags stand for equal bodies.

    An ETag holds role, link scope and revision, so a body is only ever sent again to whoever
    has the same rights on the same data.
    """

    def __init__(self, capacity: int = 64) -> None:
        self._capacity = capacity
        self._bodies: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, etag: str) -> bytes | None:
        """Return the body kept under ``etag``."""
        with self._lock:
            if etag in self._bodies:
                self._bodies.move_to_end(etag)
            return self._bodies.get(etag)

    def keep(self, etag: str, body: bytes) -> None:
        """Keep a body, dropping the one used least recently when there are too many."""
        with self._lock:
            self._bodies[etag] = body
            while len(self._bodies) > self._capacity:
                self._bodies.popitem(last=False)


_bodies = Bodies()


def answer_geojson(
    request: Request, access: Access, stamp: str, build: Callable[[], Mapping[str, object]]
) -> Response:
    """Answer a request for data that only changes with ``stamp``.

    Parameters
    ----------
    access
        Who is asking; rights on the project must be checked before.
    stamp
        Text that changes whenever the data do (project and revision).
    build
        Makes the JSON value; called only when no equal answer is kept.
    """
    etag = _etag(request, access, stamp)
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Vary": "Cookie, Accept-Encoding",
    }
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    body = _bodies.get(etag)
    if body is None:
        text = json.dumps(build(), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        body = gzip.compress(text.encode(), compresslevel=5, mtime=0)
        _bodies.keep(etag, body)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(body, media_type=GEOJSON, headers=headers | {"Content-Encoding": "gzip"})
    return Response(gzip.decompress(body), media_type=GEOJSON, headers=headers)


def _etag(request: Request, access: Access, stamp: str) -> str:
    query = sorted(request.query_params.multi_items())
    parts = [__version__, request.url.path, query, access.role, access.project_id, stamp]
    digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
    return f'W/"{digest[:32]}"'


def refusal(code: str, language: str, **facts: object) -> JSONResponse:
    """Answer ``{code, message}`` with the status of the code (400 when it has none).

    ``percent`` besides, where the refusal is that something is still being made.
    """
    told = {"code": code, "message": _sentence(code, language, facts)}
    far = {"percent": facts["percent"]} if "percent" in facts else {}
    return _refuse(code, told | far, facts)


def refusal_beside(
    current: Mapping[str, object], code: str, language: str, **facts: object
) -> JSONResponse:
    """Answer a refusal of a change, with what is kept instead as ``current``."""
    told = {"code": code, "message": _sentence(code, language, facts), "current": current}
    return _refuse(code, told, facts)


def _refuse(code: str, told: object, facts: Mapping[str, object]) -> JSONResponse:
    return JSONResponse(
        told,
        status_code=STATUS_OF_CODE.get(code, 400),
        headers={"Cache-Control": "no-store"} | _patience(facts),
    )


def _sentence(code: str, language: str, facts: Mapping[str, object]) -> str:
    identifier = f"error.{code}"
    return tr(identifier, language, **facts) if has_text(identifier) else code


def _patience(facts: Mapping[str, object]) -> dict[str, str]:
    """Return how long to wait before the next try, when the refusal says so."""
    return {"Retry-After": str(facts["seconds"])} if "seconds" in facts else {}


def refusal_page(code: str, language: str, **facts: object) -> HTMLResponse:
    """Say a refusal to a person who followed a link, with the way to the home page."""
    said = refusal(code, language, **facts)
    message = _sentence(code, language, facts)
    again = f'<meta http-equiv="refresh" content="{facts.get("seconds")}">'
    page = _PAGE.format(
        language=language,
        again=again if code == "being_compared" else "",
        message=escape(message),
        home=escape(tr("common.no_project_step", language)),
    )
    return HTMLResponse(page, status_code=said.status_code, headers={"Cache-Control": "no-store"})


_PAGE: Final = (
    '<!doctype html><html lang="{language}"><meta charset="utf-8"><title>animmap</title>{again}'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<style>body{{font:1.25rem/1.5 Verdana,sans-serif;color:#1D2B33;max-width:34rem;"
    "margin:15vh auto;padding:0 1.2rem}}a{{color:#0B5C63}}h1{{color:#0B5C63}}</style>"
    '<h1>animmap</h1><p role="alert">{message}</p><p><a href="/">{home}</a></p></html>'
)


def refusing(endpoint: Endpoint) -> Endpoint:
    """Turn refusals of ``endpoint`` into answers; a surprise into a reference, never a trace."""

    @wraps(endpoint)
    def guarded(request: Request) -> Response:
        try:
            return endpoint(request)
        except AnimmapError as error:
            by_a_person = "text/html" in request.headers.get("accept", "")
            answer = refusal_page if by_a_person else refusal
            return answer(error.code, language_of(request), **error.facts)
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("route failed, reference %s", reference)
            message = tr("map.breakdown", language_of(request), reference=reference)
            return JSONResponse({"code": "breakdown", "message": message}, status_code=500)

    return guarded

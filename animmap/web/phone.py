"""The participants' page: light, without Streamlit, readable before any script has arrived.

Its first screen is written here, style and room within: one request shows it. All texts go to
the scripts as JSON; texts of people are escaped by the template, never written as markup.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from animmap.core import palette
from animmap.errors import AnimmapError
from animmap.services.codes import clean_code
from animmap.services.map_ground import NO_GROUND, describe_ground
from animmap.texts import LANGUAGES, tr
from animmap.vendored import STATIC_DIR, address_of
from animmap.web.answers import STATUS_OF_CODE
from animmap.web.identity import LANGUAGE_COOKIE, language_of
from animmap.web.rendering import draw_page, words_of_area
from animmap.web.room_access import guest_of
from animmap.web.room_json import moment
from animmap.web.rooms import tell_room

NOTICE: Final = (
    "who",
    "why",
    "basis",
    "optional",
    "recipients",
    "duration",
    "rights",
    "contact",
    "complaint",
)
_SEASON: Final = 180 * 86_400
_FRESH: Final = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding, Accept-Language, Cookie"}


def enter(request: Request) -> Response:
    """Ask for the code of a room, or go to the one whose code was typed."""
    typed = clean_code(request.query_params.get("code", ""))
    if typed:
        return RedirectResponse(f"/r/{typed}", status_code=303, headers=_FRESH)
    return _page(request, {"room": None, "code": "", "problem": ""})


def show(request: Request) -> Response:
    """Show the page of a room; ask for the code again when it opens none."""
    try:
        guest = guest_of(request)
        room = tell_room(guest) | {"server_time": moment(datetime.now(UTC))}
    except AnimmapError as error:
        problem = tr(f"error.{error.code}", language_of(request), **error.facts)
        code = clean_code(request.path_params["code"])
        asked = {"room": None, "code": code, "problem": problem}
        return _page(request, asked, STATUS_OF_CODE.get(error.code, 400))
    opened = room["code"]
    ground = describe_ground(guest.desk, guest.workshop.project_id, f"/api/rooms/{opened}/tiles")
    return _page(request, {"room": room, "code": opened, "problem": ""}, ground=ground)


def manifest(request: Request) -> Response:
    """Describe the page to phones that put it among their apps."""
    address = f"/r/{clean_code(request.path_params['code'])}"
    return JSONResponse(
        {
            "name": "animmap",
            "short_name": "animmap",
            "lang": language_of(request),
            "start_url": address,
            "scope": "/r",
            "display": "standalone",
            "background_color": palette.SURFACE,
            "theme_color": palette.PRIMARY,
            "icons": [{"src": address_of("icon.png"), "sizes": "128x128", "type": "image/png"}],
        },
        media_type="application/manifest+json",
        headers=_FRESH,
    )


def worker(_: Request) -> Response:
    """Serve the service worker, from the root so that it may serve the page offline."""
    content = (STATIC_DIR / "phone" / "worker.js").read_bytes()
    return Response(content, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


def _page(
    request: Request,
    asked: Mapping[str, object],
    status: int = 200,
    ground: Mapping[str, object] = NO_GROUND,
) -> Response:
    language = language_of(request)
    kiosk = request.query_params.get("kiosque") == "1"
    room = asked["room"]
    other = next(each for each in LANGUAGES if each != language)
    values = {
        "language": language,
        "other_language": other,
        "other_language_name": tr(f"common.language_{other}", language),
        "say": partial(_say, language),
        "title": room["workshop"]["name"] if isinstance(room, Mapping) else "animmap",
        "kiosk": kiosk,
        "notice": NOTICE,
        "style": _style(),
        "icon": address_of("icon.png"),
        "script": address_of("phone/all.js"),
    }
    page = {
        "code": asked["code"],
        "kiosk": kiosk,
        "language": language,
        "room": room,
        "title": values["title"],
        "texts": words_of_area("phone.", language),
        "map_script": address_of("phone/map-all.js"),
        "map_style": address_of("phone/map-all.css"),
        "colors": _COLORS,
        "layers": palette.LAYERS,
        "ground": ground,
    }
    html = draw_page("phone.html", **values, **asked, page=page)
    answer = _packed(request, html.encode(), status)
    if request.query_params.get("lang") == language:  # chosen on the page: kept for next time
        answer.set_cookie(LANGUAGE_COOKIE, language, max_age=_SEASON, samesite="lax")
    return answer


_COLORS: Final = {
    "pen": palette.PRIMARY,
    "ink": palette.INK,
    "muted": palette.MUTED,
    "line": palette.LINE,
    "paper": palette.PAPER,
    "ground": "#E3E9E6",
}


def _packed(request: Request, body: bytes, status: int) -> Response:
    """Answer a page compressed: on a poor network its size is most of the wait."""
    headers = dict(_FRESH)
    if "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, compresslevel=6, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(body, status_code=status, media_type="text/html", headers=headers)


def _say(language: str, text: str, /, **values: object) -> str:
    return tr(f"phone.{text}", language, **values)


@lru_cache(maxsize=1)
def _style() -> Markup:
    text = (STATIC_DIR / "phone" / "phone.css").read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704 - our file

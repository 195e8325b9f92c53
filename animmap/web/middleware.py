"""What every HTTP answer and request goes through: headers, closed doors, size limits."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from animmap.settings import Settings, read_settings
from animmap.web.answers import refusal
from animmap.web.bodies import MOST_BYTES
from animmap.web.early import early_links, package_folder
from animmap.web.identity import is_foreign, language_of, may_upload
from animmap.web.pack import Packed

UPLOADS: Final = "/_stcore/upload_file"
COMPONENTS: Final = "/component/"
CLOSED: Final = ("/_stcore/metrics", "/_stcore/agent")
DOCUMENTS: Final = "/documents/"
PHONE: Final = "/r"
WALL: Final = "/mur"
FOREVER: Final = "max-age=31536000, immutable"


def list_middleware(settings: Settings | None = None) -> list[Middleware]:
    """Return the layers around the app, outermost first."""
    known = settings or read_settings()
    host = _origin(known.service_urls["tiles"]) if known.online_tiles else ""
    return [
        Middleware(SecurityHeaders, tile_host=host),
        Middleware(Doors),
        Middleware(Packed),
    ]


def policy(path: str, tile_host: str) -> str:
    """Return the Content-Security-Policy of a path; ``tile_host`` may give images, if any.

    The map component writes and evaluates its own script, so its frame alone may; that frame
    holds no text from people and may only talk to this server. The wall is framed by our own
    screens; it and the phone's page run no script but those of this server.
    """
    images = f"'self' data: blob: {tile_host}".strip()
    rules = {
        "default-src": "'self'",
        "script-src": f"'self'{_other_scripts(path)}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": images,
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "frame-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'" if _is_framed(path) else "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _other_scripts(path: str) -> str:
    if path.startswith(COMPONENTS):
        return " 'unsafe-inline' 'unsafe-eval'"
    return "" if is_light(path) else " " + " ".join(inline_scripts())


def is_light(path: str) -> bool:
    """Tell whether a page is drawn without Streamlit: the phone's, the wall's."""
    return path in (PHONE, WALL) or path.startswith(f"{PHONE}/")


def _is_framed(path: str) -> bool:
    return path == WALL or path.startswith(COMPONENTS)


@lru_cache(maxsize=1)
def inline_scripts() -> tuple[str, ...]:
    """Return the hashes of the scripts written in Streamlit's own page, the only ones allowed."""
    page = package_folder("streamlit") / "static" / "index.html"
    scripts = re.findall(r"<script>(.*?)</script>", page.read_text(encoding="utf-8"), re.DOTALL)
    digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
    return tuple(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


class SecurityHeaders:
    """Adds to every answer the headers that browsers need to protect people."""

    def __init__(self, app: ASGIApp, tile_host: str) -> None:
        self._app = app
        self._tile_host = tile_host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with the headers added."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._protect(MutableHeaders(scope=message), scope)
            await send(message)

        await self._app(scope, receive, send_protected)

    def _protect(self, headers: MutableHeaders, scope: Scope) -> None:
        path = scope["path"]
        headers.setdefault("Content-Security-Policy", policy(path, self._tile_host))
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "SAMEORIGIN" if _is_framed(path) else "DENY"
        headers["Referrer-Policy"] = "strict-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(self)"
        if scope["scheme"] == "https":
            headers["Strict-Transport-Security"] = "max-age=63072000"
        if path.startswith("/vendor/"):
            versioned = b"v=" in scope.get("query_string", b"")
            headers["Cache-Control"] = FOREVER if versioned else "no-cache"
        elif path.startswith(COMPONENTS) and "/static/" in path:
            headers["Cache-Control"] = FOREVER  # named after their content
        elif _is_page(path, headers):
            headers["Link"] = early_links()


def _is_page(path: str, headers: Headers) -> bool:
    """Tell whether an answer is the page that holds every screen."""
    html = headers.get("content-type", "").startswith("text/html")
    return html and not is_light(path) and not path.startswith((COMPONENTS, DOCUMENTS))


class Doors:
    """Closes what is nobody's business: metrics, agents, uploads of visitors, big bodies."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse at the door, or let through."""
        # Streamlit refuses too, but first asks a host of the internet for this machine's address.
        if scope["type"] == "websocket" and is_foreign(HTTPConnection(scope)):
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] == "http":
            code = await self._refused(HTTPConnection(scope))
            if code:
                language = language_of(HTTPConnection(scope))
                await refusal(code, language)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _refused(self, connection: HTTPConnection) -> str:
        path = connection.scope["path"]
        if path.startswith(CLOSED):
            return "not_found"
        if path.startswith(UPLOADS):
            writing = connection.scope["method"] not in ("GET", "HEAD", "OPTIONS")
            allowed = not writing or await run_in_threadpool(may_upload, connection)
            return "" if allowed else "access_denied"
        return "body_too_large" if _announced(connection.headers) > MOST_BYTES else ""


def _announced(headers: Headers) -> int:
    """Return the announced size of a body; an endless one counts as too large."""
    if "transfer-encoding" in headers:
        return MOST_BYTES + 1
    length = headers.get("content-length", "0")
    return int(length) if length.isdecimal() else MOST_BYTES + 1

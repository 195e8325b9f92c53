"""Public files, compressed once and kept in memory.

Streamlit serves its hundred scripts one by one from the disk and as they are: three megabytes
a visitor, and more work for the server than drawing the first screen. Only files that are the
same for everybody come through here; nothing of a démarche does.
"""

from __future__ import annotations

import gzip
from collections import OrderedDict
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PUBLIC: Final = ("/static/", "/vendor/", "/component/")
# Pages are left out: an unknown address answers one, and would be kept under that address.
KINDS: Final = ("text/javascript", "application/javascript", "text/css")
LEAST_BYTES: Final = 400
MOST_BYTES: Final = 16_000_000
# Who asks with one of these wants a part, or to know whether the file changed.
CONDITIONS: Final = ("range", "if-none-match", "if-modified-since")


class Packed:
    """Answers for the app with what it answered before, compressed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: OrderedDict[str, tuple[Message, bytes]] = OrderedDict()
        self._size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, compressed when the browser reads it."""
        if not _is_packable(scope):
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if path not in self._kept:
            answer = _Answer()
            await self._app(scope, receive, answer.take)
            if not answer.is_text():
                await answer.give(send)
                return
            body = await run_in_threadpool(gzip.compress, answer.body, 6, mtime=0)
            self._keep(path, answer.packed(len(body)), body)
        start, body = self._kept[path]
        self._kept.move_to_end(path)
        await send({**start, "headers": list(start["headers"])})
        await send({"type": "http.response.body", "body": body})

    def _keep(self, path: str, start: Message, body: bytes) -> None:
        if path not in self._kept:
            self._size += len(body)
        self._kept[path] = (start, body)
        while self._size > MOST_BYTES and len(self._kept) > 1:
            _, (_, dropped) = self._kept.popitem(last=False)
            self._size -= len(dropped)


def _is_packable(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    headers = Headers(scope=scope)
    return (
        scope["path"].startswith(PUBLIC)
        and scope["path"].endswith((".js", ".css"))
        and "gzip" in headers.get("accept-encoding", "")
        and not any(name in headers for name in CONDITIONS)
    )


class _Answer:
    """An answer of the app, held back until it is whole."""

    def __init__(self) -> None:
        self.start: Message = {}
        self.body = b""

    async def take(self, message: Message) -> None:
        """Take one message of the app."""
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self.body += message.get("body", b"")

    def is_text(self) -> bool:
        """Tell whether this is a script or a style sheet, worth compressing."""
        headers = Headers(raw=self.start["headers"])
        return (
            self.start["status"] == 200
            and headers.get("content-type", "").split(";")[0] in KINDS
            and "content-encoding" not in headers
            and len(self.body) >= LEAST_BYTES
        )

    def packed(self, length: int) -> Message:
        """Return the head of the compressed answer; its ETag stays, Vary tells both apart."""
        headers = MutableHeaders(raw=list(self.start["headers"]))
        headers["Content-Encoding"] = "gzip"
        headers["Content-Length"] = str(length)
        headers.add_vary_header("Accept-Encoding")
        if "accept-ranges" in headers:
            del headers["accept-ranges"]
        return {**self.start, "headers": headers.raw}

    async def give(self, send: Send) -> None:
        """Send the answer on as it was."""
        await send(self.start)
        await send({"type": "http.response.body", "body": self.body})

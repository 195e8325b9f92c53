"""One server on the loopback; each service is a module that answers under its own prefix."""

from __future__ import annotations

import gzip
import json
import sys
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

Ticks = Callable[[], float]


@dataclass(frozen=True)
class Request:
    """What was asked: ``path`` without the prefix of the service."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes = b""

    def get(self, name: str, default: str = "") -> str:
        """Return the last value of a parameter, whatever the case of its name."""
        found = [value for key, value in self.query if key.lower() == name.lower()]
        return found[-1] if found else default

    def list(self, name: str) -> tuple[str, ...]:
        """Return a comma list."""
        return tuple(one for one in self.get(name).split(",") if one)


@dataclass(frozen=True)
class Reply:
    status: int
    content: bytes
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


def as_json(value: Any, status: int = 200, **headers: str) -> Reply:
    told = {name.replace("_", "-"): text for name, text in headers.items()}
    return Reply(status, json.dumps(value, ensure_ascii=False).encode(), headers=told)


def as_text(text: str, status: int = 200, content_type: str = "text/plain") -> Reply:
    return Reply(status, text.encode(), content_type)


Service = Callable[[Request], Reply]


@dataclass
class Limit:
    """``most`` requests in a second by address; above, 429 with ``Retry-After``.

    ``punished_s``: how long everything is refused after that (0: only while it lasts).
    """

    most: int
    ticks: Ticks
    punished_s: float = 0.0
    retry_after: str = "1"
    _times: deque[float] = field(default_factory=deque)
    _until: float = 0.0

    def refuse(self) -> Reply | None:
        now = self.ticks()
        while self._times and now - self._times[0] >= 1.0:
            self._times.popleft()
        if now < self._until or len(self._times) >= self.most:
            self._until = max(self._until, now + self.punished_s)
            return as_json({"erreur": "Trop de requêtes"}, 429, Retry_After=self.retry_after)
        self._times.append(now)
        return None


_LONGEST_HOLD_S = 60.0
_OPEN = threading.Event()
_OPEN.set()


class FakeServices:
    """The server, started at once; ``requests`` holds what it was asked, by service.

    ``plan(service, reply)``: the next request to a service gets that reply instead.
    ``ticks``: its sense of time, that of the test, so that nobody waits for a limit.
    """

    def __init__(
        self, services: Mapping[str, Service], ticks: Ticks = time.monotonic, port: int = 0
    ) -> None:
        self.services, self.ticks = dict(services), ticks
        # The clock behind ``ticks``, for the tests that let days go by.
        self.clock: Any = None
        self.requests: dict[str, list[Request]] = defaultdict(list)
        self._gates: dict[str, tuple[int, threading.Event]] = {}
        self._planned: dict[str, deque[Reply]] = defaultdict(deque)
        self._server = _Server(("127.0.0.1", port), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.daemon = True
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def environ(self) -> dict[str, str]:
        """Settings that point every known service here."""
        return {
            f"ANIMMAP_URL_{name.upper()}": f"http://127.0.0.1:{self.port}/{name}"
            for name in self.services
        }

    def plan(self, service: str, *replies: Reply) -> None:
        self._planned[service].extend(replies)

    def hold(self, service: str, after: int = 0) -> threading.Event:
        """Let ``after`` more requests of a service through; the next ones wait for the event."""
        gate = threading.Event()
        self._gates[service] = (len(self.requests[service]) + after, gate)
        return gate

    def answer(self, service: str, request: Request) -> Reply:
        self.requests[service].append(request)
        most, gate = self._gates.get(service, (0, _OPEN))
        if len(self.requests[service]) > most:
            gate.wait(_LONGEST_HOLD_S)
        if self._planned[service]:
            return self._planned[service].popleft()
        known = self.services.get(service)
        return known(request) if known else as_text("Not Found", 404)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that hangs up, as one that refuses an answer does."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def _handler(fake: FakeServices) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # A small answer must not wait for the acknowledgement of its headers.
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            service, _, path = parts.path.lstrip("/").partition("/")
            length = int(self.headers.get("Content-Length", "0"))
            request = Request(
                self.command,
                f"/{unquote(path)}" if path else "",
                tuple(parse_qsl(parts.query, keep_blank_values=True)),
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(length),
            )
            self._send(fake.answer(service, request))

        do_POST = do_HEAD = do_GET  # noqa: N815

        def _send(self, reply: Reply) -> None:
            content, headers = reply.content, dict(reply.headers)
            if "gzip" in self.headers.get("Accept-Encoding", "") and len(content) > 500:
                content, headers = gzip.compress(content, 1), headers | {"Content-Encoding": "gzip"}
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", headers.pop("Content-Length", str(len(content))))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler

"""What is asked of a service, what it answers, and how a person stops the asking."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from animmap.errors import AnimmapError

WEEK = timedelta(days=7)
NOT_KEPT = timedelta(0)
LARGEST_BYTES = 50_000_000
Query = Sequence[tuple[str, str]]


class Stop:
    """A request to stop, made by a person and obeyed between two requests, or while waiting."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def ask(self) -> None:
        """Ask to stop."""
        self._asked.set()

    @property
    def asked(self) -> bool:
        """Tell whether stopping was asked."""
        return self._asked.is_set()

    def check(self) -> None:
        """Raise ``fetch_stopped`` once stopping was asked."""
        if self._asked.is_set():
            raise AnimmapError("fetch_stopped")

    def wait(self, seconds: float) -> None:
        """Wait, unless stopping is asked meanwhile."""
        self._asked.wait(seconds)


class Clock(Protocol):
    """Time as the transport needs it; tests give one that never makes anybody wait."""

    def now(self) -> datetime:
        """Return the moment, UTC."""

    def ticks(self) -> float:
        """Return seconds that only go forward."""

    def wait(self, seconds: float, stop: Stop) -> None:
        """Let seconds pass, or less when stopping is asked."""


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """Return the moment, UTC."""
        return datetime.now(UTC)

    def ticks(self) -> float:
        """Return seconds that only go forward."""
        return time.monotonic()

    def wait(self, seconds: float, stop: Stop) -> None:
        """Let seconds pass, or less when stopping is asked."""
        stop.wait(seconds)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a service.

    ``service``: a name of ``settings.SERVICE_URLS``, whose address is put before ``path``.
    ``site``: address pasted by a person, asked instead (public hosts over HTTPS only).
    ``query``: parameters in order. ``body``: sent with POST when there is one. ``kept``: how
    long the answer is good in the cache, ``NOT_KEPT`` not to keep it. ``refresh``: do not read
    the cache. ``largest``: bytes that an answer may weigh, unpacked.
    """

    service: str
    path: str = ""
    query: Query = ()
    body: bytes | None = None
    content_type: str = ""
    accept: str = "application/json"
    site: str = ""
    kept: timedelta = WEEK
    refresh: bool = False
    largest: int = LARGEST_BYTES


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered, and when; ``cached`` when it comes from the disk.

    ``late``: the copy is past its date, and was taken because the service cannot be reached.
    """

    content: bytes
    content_type: str
    retrieved_at: datetime
    cached: bool = False
    late: bool = False

"""How fast each host may be asked, whoever asks; and when to ask again after a refusal."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

# Requests a second, below what each service allows (limits of its documentation).
RATES: Mapping[str, float] = {
    "entreprises": 5.0,
    "geo": 5.0,
    "geocoding": 40.0,
    "wfs": 1.0,
    "tiles": 8.0,
    "gbif": 2.0,
    "gogocarto": 0.5,
}
_OTHERS = 1.0
MOST_TRIES = 4
LONGEST_PAUSE_S = 60.0
_LONGEST_BACKOFF_S = 8.0


class Pace:
    """The next moment when each host may be asked, shared by all that ask."""

    def __init__(self) -> None:
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def take_turn(self, origin: str, service: str, ticks: float) -> float:
        """Book the next turn at a host and return how many seconds to wait for it."""
        with self._lock:
            turn = max(ticks, self._next.get(origin, ticks))
            self._next[origin] = turn + 1.0 / RATES.get(service, _OTHERS)
        return turn - ticks

    def hold(self, origin: str, until: float) -> None:
        """Ask nothing of a host before a moment."""
        with self._lock:
            self._next[origin] = max(until, self._next.get(origin, until))


def pause_before_retry(status: int, retry_after: str, attempt: int, now: datetime) -> float | None:
    """Return the seconds to wait before asking again, None when asking again is no use.

    429 and 503 say how long in ``Retry-After`` (seconds or a date); other failures of a server
    wait twice as long at each ``attempt`` (from 0).
    """
    if status != 429 and status < 500:
        return None
    backoff = min(2.0**attempt, _LONGEST_BACKOFF_S)
    if status not in (429, 503) or not retry_after:
        return backoff
    return max(_seconds(retry_after, now, backoff), 0.0)


def _seconds(retry_after: str, now: datetime, otherwise: float) -> float:
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return (parsedate_to_datetime(text) - now).total_seconds()
    except (ValueError, TypeError):
        return otherwise

"""A clock that never makes anybody wait, for the transport and for the limits of services."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from animmap.sources.online.asking import Stop


class FakeClock:
    """Seconds pass only when somebody waits; how long they did is written down."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.waits: list[float] = []

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 14, 5, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def ticks(self) -> float:
        return self.seconds

    def wait(self, seconds: float, stop: Stop) -> None:
        self.waits.append(seconds)
        self.seconds += seconds

"""How far a long work is, step by step, by the processor time that its thread has taken.

A step whose length is only guessed goes on moving, ever slower, and never passes its end.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

# A step that takes just what was expected ends at four fifths of its part.
_EAGER: Final = 1.6


class Pace:
    """The steps of a work in order, with the processor seconds that each is expected to take."""

    def __init__(self, expected_s: Mapping[str, float]) -> None:
        self._expected = dict(expected_s)
        self._step = next(iter(self._expected))
        self._spent: Callable[[], float] = lambda: 0.0

    @property
    def step(self) -> str:
        """Name of the step that goes on, the first before any began."""
        return self._step

    def begin(self, step: str) -> None:
        """Begin a step; told by the thread that does the work."""
        self._step, self._spent = step, _own_clock()

    def spent(self) -> float:
        """Return the processor seconds that the step has taken so far."""
        return self._spent()

    def share(self) -> float:
        """Return the part of the whole that is done, under one."""
        names = list(self._expected)
        before = sum(self._expected[name] for name in names[: names.index(self._step)])
        whole = self._expected[self._step]
        within = whole * (1.0 - math.exp(-_EAGER * self.spent() / whole))
        return (before + within) / sum(self._expected.values())


def _own_clock() -> Callable[[], float]:
    """Return what tells the processor seconds this thread has taken from now on."""
    if not hasattr(time, "pthread_getcpuclockid"):  # where no system clock follows a thread
        started = time.monotonic()
        return lambda: time.monotonic() - started
    clock = time.pthread_getcpuclockid(threading.get_ident())
    begun, last = time.clock_gettime(clock), [0.0]

    def read() -> float:
        with suppress(OSError):  # the thread has ended
            last[0] = time.clock_gettime(clock) - begun
        return last[0]

    return read

"""Comparing a large round exactly, in the background.

One errand a set of drawings and a role; it stands back before whoever uses the page meanwhile,
and stops between two steps. What it makes is kept by ``compare``, like any comparison.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from typing import Final

from animmap.core.comparison import STEPS
from animmap.services import compare, errands
from animmap.services.compare_drawn import Drawn
from animmap.services.desk import Desk
from animmap.services.errands import Errand, Stop, Tell

# Parts of the whole (%) of each step, on the 1,387 drawings of Park Slope.
_WEIGHTS: Final = dict(zip(STEPS, (52, 4, 4, 38, 2), strict=True))
_ENDS: Final = {name: sum(list(_WEIGHTS.values())[: at + 1]) for at, name in enumerate(_WEIGHTS)}
# Ten and more would hardly run beside a busy room.
_NICE: Final = 5


def name_of(drawn: Drawn) -> str:
    """Return the name of the errand that compares what was drawn, as a role reads it."""
    return f"exact-{drawn.round.id}-{drawn.digest[1][:16]}-{drawn.role.value}"


def start(desk: Desk, drawn: Drawn) -> Errand:
    """Compare in the background; whoever asks again sees the same errand."""

    def work(tell: Tell, stop: Stop) -> None:
        _stand_back()

        def on_step(name: str) -> None:
            stop.check()
            tell(_ENDS[name] - _WEIGHTS[name], sum(_WEIGHTS.values()))

        compare.read_drawn(desk, drawn, on_step)

    return errands.start(name_of(drawn), work)


def step_of(errand: Errand) -> str:
    """Return the name of the step that an errand is at."""
    return next((name for name, end in _ENDS.items() if errand.done < end), STEPS[-1])


def _stand_back() -> None:
    """Lower the priority of this thread alone, where the system has one for each."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)

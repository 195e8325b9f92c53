"""A large round compared exactly, and read exactly part by part, in the background.

One errand a set of drawings and a role, one a part; they stand back before whoever uses the
page meanwhile, take turns, and are dropped when nobody waits for them any more. What they make
is kept where it is read: ``is_ready`` tells that reading it again takes no time.
"""

from __future__ import annotations

import math
import os
import sys
import threading
import time
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Final

from animmap.core.comparison import STEPS
from animmap.errors import AnimmapError
from animmap.services import compare, compare_layers, errands, heap
from animmap.services.compare import RoundReading
from animmap.services.compare_drawn import Drawn, select
from animmap.services.desk import Desk
from animmap.services.errands import Errand, Stop, Tell
from animmap.services.memory import Beside
from animmap.services.pace import Pace

Key = tuple[Hashable, ...]
# Parts of the whole of each step, and processor seconds by pair of voices, on the 1,387
# drawings of Park Slope.
_WEIGHTS: Final = dict(zip(STEPS, (0.52, 0.04, 0.04, 0.38, 0.02), strict=True))
_S_PER_PAIR: Final = 8e-6
_S_PER_PART: Final = 3.0
RETRY_S: Final = 3
# Ten and more would hardly run beside a busy room.
_NICE: Final = 5
# A page asks every second while it waits; some are slow.
_PATIENCE_S: Final = 20.0
_PART: Final = "part-"
_turn = threading.Lock()
_asked_at: dict[str, float] = {}
_took: dict[str, float] = {}
_ready: Beside[bool] = Beside(256)


def name_of(drawn: Drawn) -> str:
    """Return the name of the errand that compares what was drawn, as a role reads it."""
    return f"exact-{drawn.round.id}-{drawn.digest[1][:16]}-{drawn.role.value}"


def start(desk: Desk, drawn: Drawn) -> Errand:
    """Compare in the background; whoever asks again sees the same errand."""
    pairs = len(drawn.sketches) ** 2 / 2
    each = _took.get("", _S_PER_PAIR) * pairs
    pace = Pace({name: weight * each for name, weight in _WEIGHTS.items()})

    def work(tell: Tell, stop: Stop) -> None:
        _stand_back()

        def on_step(name: str) -> None:
            stop.check()
            pace.begin(name)

        with _turn:
            started = time.thread_time()
            try:
                compare.read_drawn(desk, drawn, on_step)
            finally:
                heap.give_back()
            _took[""] = max((time.thread_time() - started) / pairs, 1e-9)

    return errands.start(name_of(drawn), work, pace)


def read_compared(
    desk: Desk, round_id: str, *, with_maybe: bool = False, college_ids: tuple[str, ...] = ()
) -> RoundReading:
    """Return a round compared, at once: a large one that is not begins in the background.

    Raises
    ------
    AnimmapError
        ``being_compared`` (with ``percent`` and ``seconds`` to wait) until it is; those of
        ``compare.read_round``.
    """
    drawn = select(desk, round_id, with_maybe=with_maybe, college_ids=college_ids)
    if compare_layers.waits(drawn):
        errand = start(desk, drawn)
        percent = math.floor(100 * errand.share)
        raise AnimmapError("being_compared", percent=percent, seconds=RETRY_S)
    return compare.read_drawn(desk, drawn)


def step_of(errand: Errand) -> str:
    """Return the name of the step that an errand is at."""
    return STEPS[0] if errand.pace is None else errand.pace.step


def is_ready(reading: RoundReading, key: Key) -> bool:
    """Tell whether a part of a round was read, so that reading it again takes no time."""
    return _ready.holds([reading.comparison], (reading.role, *key))


def prepare(reading: RoundReading, key: Key, read: Callable[[], object]) -> Errand:
    """Read a part in the background; whoever asks again sees the same errand.

    Parameters
    ----------
    key
        The kind of the part, then all that it depends on besides the reading.
    read
        Reads it from the services, which keep what they read.
    """
    kind = str(key[0])
    name = _name_part(reading, key)
    errands.forget_ended(_PART)
    ask_again(reading, key)
    pace = Pace({kind: _took.get(kind, _S_PER_PART)})

    def work(tell: Tell, stop: Stop) -> None:
        _stand_back()
        with _turn:
            if _is_left(name):
                raise AnimmapError(errands.STOPPED)
            pace.begin(kind)
            try:
                read()
            finally:  # what it refuses is refused again, at once, to whoever reads it
                _took[kind] = max(pace.spent(), 0.01)
                _ready.get([reading.comparison], (reading.role, *key), lambda: True)
                heap.give_back()

    return errands.start(name, work, pace)


def ask_again(reading: RoundReading, key: Key) -> None:
    """Say that somebody still waits for a part."""
    for name in [name for name in list(_asked_at) if _is_left(name)]:
        _asked_at.pop(name, None)
    _asked_at[_name_part(reading, key)] = time.monotonic()


def _is_left(name: str) -> bool:
    """Tell whether nobody asks for a part any more."""
    return time.monotonic() - _asked_at.get(name, -math.inf) > _PATIENCE_S


def _name_part(reading: RoundReading, key: Key) -> str:
    return f"{_PART}{id(reading.comparison)}-{reading.role.value}-{key!r}"


def _stand_back() -> None:
    """Lower the priority of this thread alone, where the system has one for each."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)

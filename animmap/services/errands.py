"""What takes minutes: done in a thread of its own, told while it goes on, stopped when asked.

One errand a name at a time, in this process; whoever asks under the same name sees the same one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from animmap.errors import AnimmapError
from animmap.services.pace import Pace
from animmap.sources.online.asking import Stop

__all__ = ["STOPPED", "Errand", "Stop", "Tell", "find", "forget", "list_all", "start"]

Tell = Callable[[int, int], None]
Work = Callable[[Tell, Stop], object]
STOPPED = "fetch_stopped"

log = logging.getLogger("animmap.services")


@dataclass(slots=True)
class Errand:
    """An errand: how far it is, then what came of it, or the refusal it ended with."""

    done: int = 0
    total: int = 0
    pace: Pace | None = None
    refusal: AnimmapError | None = None
    failed: bool = False
    outcome: object = None
    stop: Stop = field(default_factory=Stop)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def running(self) -> bool:
        """Tell whether it goes on."""
        return not self.ended.is_set()

    def wait(self, seconds: float) -> None:
        """Wait for its end, some seconds at most."""
        self.ended.wait(seconds)

    @property
    def share(self) -> float:
        """Part of the whole that is done: as told, or by its pace where it has one."""
        if self.pace is not None:
            return self.pace.share()
        return min(1.0, self.done / self.total) if self.total else 0.0

    def tell(self, done: int, total: int) -> None:
        """Say how far it is."""
        self.done, self.total = done, total


class _Errands:
    """The errands of this process, by name: those that run, and the last that ended."""

    by_name: dict[str, Errand] = {}  # noqa: RUF012 - one for the process
    lock = threading.Lock()


def start(name: str, work: Work, pace: Pace | None = None) -> Errand:
    """Start an errand, or return the one that already runs under that name.

    ``pace``: how far the work is, when it does not tell it by counts.
    """
    with _Errands.lock:
        known = _Errands.by_name.get(name)
        if known is not None and known.running:
            return known
        errand = _Errands.by_name[name] = Errand(pace=pace)
    threading.Thread(target=_do, args=(errand, work), name=name, daemon=True).start()
    return errand


def find(name: str) -> Errand | None:
    """Return the errand of a name that runs, or the last that ended; None when there is none."""
    with _Errands.lock:
        return _Errands.by_name.get(name)


def list_all() -> list[Errand]:
    """Return the errands that run, and those whose end was not told yet."""
    with _Errands.lock:
        return list(_Errands.by_name.values())


def forget(name: str) -> None:
    """Forget an errand that ended, once its end was told."""
    with _Errands.lock:
        known = _Errands.by_name.get(name)
        if known is not None and not known.running:
            del _Errands.by_name[name]


def forget_ended(start: str) -> None:
    """Forget the errands that ended, of those whose name starts so: nobody tells their end."""
    with _Errands.lock:
        names = [name for name in _Errands.by_name if name.startswith(start)]
        for name in names:
            if not _Errands.by_name[name].running:
                del _Errands.by_name[name]


def _do(errand: Errand, work: Work) -> None:
    try:
        errand.outcome = work(errand.tell, errand.stop)
    except AnimmapError as refusal:
        errand.refusal = refusal
    except Exception:
        log.exception("an errand failed")
        errand.failed = True
    finally:
        errand.ended.set()

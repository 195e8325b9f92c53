"""Computing ahead, in the background, so that the room does not wait.

A round is compared before its reveal; once it is shown, what its parts ask first is read.
What is computed is kept where it is read; nothing of it is told to who asked for it.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from animmap.core.model import Access, Role
from animmap.errors import AnimmapError
from animmap.services import (
    compare,
    compare_curve,
    compare_evolution,
    compare_families,
    compare_fields,
    compare_quick,
    compare_soundness,
    debates,
    grounds,
)
from animmap.services.compare import RoundReading
from animmap.services.compare_drawn import select
from animmap.services.desk import Desk
from animmap.services.memory import Beside

# While sketches arrive, a comparison is soon out of date: the processor is for the phones.
PAUSE: Final = timedelta(seconds=6)
HALF: Final = 0.5
_MOST_ROUNDS: Final = 64
_worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="compare")
_lock = Lock()


@dataclass(frozen=True, slots=True)
class _Turn:
    """The last time a round was compared ahead, and at which revision of its démarche."""

    at: datetime
    revision: int
    work: Future[None]


_ahead: Beside[Future[None]] = Beside(24)
_read_at: dict[tuple[str, str], datetime] = {}
_turns: dict[tuple[str, str], _Turn] = {}


def warm(desk: Desk, project_id: str, round_id: str, revision: int) -> Future[None] | None:
    """Compare a round ahead, unless that is done, being done, or was done a moment ago.

    Returns the work, None when there is none to do. Any role may cause it.
    """
    key, now = (desk.store.url, round_id), desk.now()
    with _lock:
        last = _turns.get(key)
        if last is not None and not _is_due(last, now, revision):
            return None
        if last is None and len(_turns) >= _MOST_ROUNDS:
            _turns.clear()
        staff = replace(desk, access=Access(Role.ANIMATOR, project_id))
        work = _worker.submit(_compare, staff, round_id)
        _turns[key] = _Turn(now, revision, work)
        return work


def _is_due(last: _Turn, now: datetime, revision: int) -> bool:
    return last.work.done() and last.revision != revision and now - last.at >= PAUSE


def _compare(desk: Desk, round_id: str) -> None:
    with suppress(AnimmapError):  # nobody has drawn yet, or the round is gone
        drawn = select(desk, round_id)
        if compare_quick.is_large(drawn):
            compare_quick.layer_geojson(compare_quick.read_quick(desk, drawn), "raw")
        else:
            compare.agreement_geojson(compare.read_drawn(desk, drawn))


def read_ahead(desk: Desk, reading: RoundReading) -> None:
    """Read, once a reading, what the parts of Comparer ask when they are first opened.

    Not of a round too large for faces: that would take the processor from who plays with it.
    """
    if reading.comparison.faces.empty:
        return

    def submit() -> Future[None]:
        return _worker.submit(_read_ahead, desk, reading, _is_calm(desk, reading))

    _ahead.get([reading], (), submit)


def _is_calm(desk: Desk, reading: RoundReading) -> bool:
    """Tell whether nothing new came in a round for a while: else it is soon out of date again."""
    key, now = (desk.store.url, reading.round.id), desk.now()
    with _lock:
        last = _read_at.get(key)
        if last is None and len(_read_at) >= _MOST_ROUNDS:
            _read_at.clear()
        _read_at[key] = now
    return last is None or now - last >= PAUSE


def _read_ahead(desk: Desk, reading: RoundReading, calm: bool) -> None:
    read_parts(desk, reading)
    if calm:
        read_slow_parts(desk, reading)


def read_parts(desk: Desk, reading: RoundReading) -> None:
    """Read the curves, the debated zones, the families and the distances of a round."""
    with suppress(AnimmapError):  # the démarche is gone, or its link revoked
        compare_curve.read_curves(reading)
        debates.list_debated(desk, reading)
        compare_families.read_families(reading)
        compare_families.read_distances(reading)
        compare_fields.read_fields(reading, HALF)
        for rule in compare.RULES:
            compare.zone_of(reading.comparison, rule, HALF)


def read_slow_parts(desk: Desk, reading: RoundReading) -> None:
    """Read what is asked less often and takes longer: colleges apart, soundness, evolution."""
    for college in reading.colleges:
        with suppress(AnimmapError):  # hidden from this visitor, or silent
            grounds.read_ground(desk, reading, f"college-{college.id}", HALF)
            own = compare.read_round(desk, reading.round.id, college_ids=(college.id,))
            compare.zone_of(own.comparison, "raw", HALF)
    with suppress(AnimmapError):
        compare_fields.read_dependence(reading, HALF)
        compare.standings(desk, reading)
        tolerance = compare_soundness.likely_tolerance(reading)
        compare_soundness.read_shake(desk, reading, HALF, tolerance)
        compare_soundness.read_truth(reading, HALF)
        compare_soundness.read_graded(desk, reading.round.id)
    with suppress(AnimmapError):
        questions = compare_evolution.list_questions(desk, reading.project.id)
        pair = compare_evolution.usual_pair(questions, reading.round.id)
        if pair is not None:
            before, after = (each.round.id for each in pair)
            compare_evolution.read_evolution(desk, before, after, HALF)
            for rule in compare.RULES:
                compare_evolution.shift_geojson(desk, before, after, rule)

"""What each role may read of the others: pure masks, applied on the server.

A label or a reason in a small college points at a person, so partners read neither, and no
outline of a small college is shown on its own; counts and surfaces still include it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from animmap.core.model import Role, Sketch

SMALL_COLLEGE = 3
STAFF: frozenset[Role] = frozenset({Role.HOST, Role.ANIMATOR})


def sees_labels(role: Role) -> bool:
    """Tell whether a role may read the pseudonyms of the voices."""
    return role in STAFF


def sees_single_voices(role: Role, voices_of_college: int) -> bool:
    """Tell whether a role may be shown one outline or reason of a college of that size."""
    return role is not Role.PARTNER or voices_of_college >= SMALL_COLLEGE


def small_colleges(sketches: Iterable[Sketch]) -> frozenset[str]:
    """Return the colleges with one or two voices among ``sketches``."""
    voices = Counter(drawn.voice.college_id for drawn in sketches)
    return frozenset(college for college, number in voices.items() if number < SMALL_COLLEGE)


def mask_sketches(sketches: Sequence[Sketch], role: Role) -> list[Sketch]:
    """Return the sketches as ``role`` may read them: same order, same outlines, masked words."""
    small = small_colleges(sketches)
    return [_mask(drawn, role, small) for drawn in sketches]


def single_sketches(sketches: Sequence[Sketch], role: Role) -> list[Sketch]:
    """Return the sketches whose outline may be shown on its own to ``role``."""
    voices = Counter(drawn.voice.college_id for drawn in sketches)
    return [drawn for drawn in sketches if sees_single_voices(role, voices[drawn.voice.college_id])]


def _mask(drawn: Sketch, role: Role, small: frozenset[str]) -> Sketch:
    label = drawn.voice.label if sees_labels(role) else ""
    hidden = role is Role.PARTNER and drawn.voice.college_id in small
    return replace(
        drawn,
        voice=replace(drawn.voice, label=label),
        reason="" if hidden else drawn.reason,
    )

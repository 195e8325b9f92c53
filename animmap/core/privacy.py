"""What each role may read of the others: pure masks, applied on the server.

A label or a reason in a small college points at a person, so partners read neither, and no
outline of a small college is shown on its own; counts and surfaces still include it. What is
hidden holds three voices at least, else the whole minus what is shown would give it away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from animmap.core.model import Role, Round, RoundState, Sketch
from animmap.core.room import Answer

SMALL_COLLEGE = 3
# What colleges that a visitor may not see apart are called, all together.
TOGETHER = "together"
STAFF: frozenset[Role] = frozenset({Role.HOST, Role.ANIMATOR})


def is_hidden(asked: Round) -> bool:
    """Tell whether what was given to a question is not yet for the others to see."""
    return asked.blind and asked.state is not RoundState.REVEALED


def sees_labels(role: Role) -> bool:
    """Tell whether a role may read the pseudonyms of the voices."""
    return role in STAFF


def small_colleges(sketches: Iterable[Sketch]) -> frozenset[str]:
    """Return the colleges with one or two voices among ``sketches``."""
    voices = Counter(drawn.voice.college_id for drawn in sketches)
    return frozenset(college for college, number in voices.items() if number < SMALL_COLLEGE)


def veiled_colleges(voices: Mapping[str, int]) -> frozenset[str]:
    """Return the colleges that partners never see apart, given the voices of each.

    Those under three voices, and the smallest others until the veil covers three voices
    (complementary suppression): a single veiled voice would be what is left of the whole.

    Examples
    --------
    >>> sorted(veiled_colleges({"a": 1, "b": 3, "c": 8}))
    ['a', 'b']
    """
    by_size = sorted((number, college) for college, number in voices.items() if number)
    veiled = {college for number, college in by_size if number < SMALL_COLLEGE}
    covered = sum(voices[college] for college in veiled)
    for number, college in by_size:
        if covered >= SMALL_COLLEGE or not veiled:
            break
        if college not in veiled:
            veiled.add(college)
            covered += number
    return frozenset(veiled)


def told_apart(role: Role, voices: Mapping[str, int]) -> dict[str, str]:
    """Return under which name ``role`` reads each college, given the voices of each.

    Veiled ones are one college in all that weighs colleges: a lone voice would else weigh like
    no other, and the difference between two readings of a place would tell what it drew.
    """
    veiled = veiled_colleges(voices) if role is Role.PARTNER else frozenset()
    return {college: TOGETHER if college in veiled else college for college in voices}


def tell_counts(role: Role, *counts: Mapping[str, int]) -> list[dict[str, int]]:
    """Return numbers by college, of people or of voices, as ``role`` may read them, in order.

    Colleges that partners do not see apart in one of them are told together in all, else one
    number would name whom the other hides. Sums are kept.

    Examples
    --------
    >>> tell_counts(Role.PARTNER, {"a": 1, "b": 2, "c": 7})
    [{'together': 3, 'c': 7}]
    """
    veiled: frozenset[str] = frozenset()
    if role is Role.PARTNER:
        veiled = veiled.union(*(veiled_colleges(each) for each in counts))
    told = [Counter[str]() for _ in counts]
    for numbers, kept in zip(counts, told, strict=True):
        for college, number in numbers.items():
            kept[TOGETHER if college in veiled else college] += number
    return [dict(each) for each in told]


def mask_sketches(sketches: Sequence[Sketch], role: Role) -> list[Sketch]:
    """Return the sketches as ``role`` may read them: same order, same outlines, masked words."""
    small = small_colleges(sketches)
    return [_mask(drawn, role, small) for drawn in sketches]


def single_sketches(sketches: Sequence[Sketch], role: Role) -> list[Sketch]:
    """Return the sketches whose outline may be shown on its own to ``role``."""
    if role is not Role.PARTNER:
        return list(sketches)
    veiled = veiled_colleges(Counter(drawn.voice.college_id for drawn in sketches))
    return [drawn for drawn in sketches if drawn.voice.college_id not in veiled]


def _mask(drawn: Sketch, role: Role, small: frozenset[str]) -> Sketch:
    voice = drawn.voice
    if not sees_labels(role):
        voice = replace(voice, label="", participant_id=None)
    hidden = role is Role.PARTNER and drawn.voice.college_id in small
    return replace(
        drawn,
        voice=voice,
        reason="" if hidden else drawn.reason,
    )


def mask_answers(answers: Sequence[Answer], role: Role) -> list[Answer]:
    """Return the answers as ``role`` may read them, in their order.

    An answer is words and a place: partners read none of a college they never see apart. A
    device is one voice however many answers it gave, and is named to nobody.
    """
    if role in STAFF:
        return list(answers)
    kept: Iterable[Answer] = answers
    if role is Role.PARTNER:
        voices = {(given.college_id, given.participant_id or given.id) for given in answers}
        veiled = veiled_colleges(Counter(college for college, _ in voices))
        kept = [given for given in answers if given.college_id not in veiled]
    return [replace(given, label="", participant_id=None) for given in kept]

"""What is asked of a comparison: which readings, from how many voices, of which colleges.

Choices live in the address (``lecture``, ``seuil``, ``colleges``, ``peutetre``), so that a link
shows the same screen, and are kept in the session from page to page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from animmap.core.model import College
from animmap.services import projects
from animmap.texts import format_share
from animmap.views import state
from animmap.views.state import say

READINGS: tuple[str, ...] = ("raw", "equal", "class")
MORE: tuple[str, ...] = ("difference", "everyone", "consensus", "within", "between")
READING_PARAM = "lecture"
SHARE_PARAM = "seuil"
COLLEGES_PARAM = "colleges"
MAYBE_PARAM = "peutetre"
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Choices:
    """What the screen shows. ``share`` is ``at_least`` voices over all voices, in ]0, 1]."""

    readings: tuple[str, ...]
    at_least: int
    share: float
    hide_below: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked before anything is compared; ``room`` is where the threshold will stand."""

    readings: tuple[str, ...]
    college_ids: tuple[str, ...]
    maybe: bool
    hide_below: bool
    room: DeltaGenerator


@dataclass(slots=True)
class LastChoices:
    """What this session asked last; the address wins over it."""

    readings: tuple[str, ...] = ("raw", "equal")
    share: float = HALF
    addresses: dict[str, str] = field(default_factory=dict)


def voices_for_share(share: float, voices: int) -> int:
    """Return the smallest count, at least 1, that reaches ``share`` of ``voices``.

    Examples
    --------
    >>> [voices_for_share(share, 3) for share in (0.0, 0.5, 2 / 3, 1.0)]
    [1, 2, 2, 3]
    """
    return min(max(1, math.ceil(share * voices - 1e-9)), voices)


def share_in_address(default: float) -> float:
    """Return the share (0 to 1) that the address carries as a percentage, else ``default``."""
    try:
        percent = float(state.choice_of_any(SHARE_PARAM))
    except ValueError:
        return default
    return min(max(percent / 100, 0.0), 1.0) if math.isfinite(percent) else default


def _follow_address(name: str, key: str, value: object) -> None:
    """Give a widget what the address asks: at its first run, and when "back" has changed it."""
    asked = state.choice_of_any(name)
    seen = state.kept(LastChoices).addresses.get(name, asked)
    if seen != asked or state.widget_value(key, None) is None:
        state.set_widget(key, value)


def _tell_address(name: str, value: str, *, changed: bool) -> None:
    """Write a choice once a person made it: written unasked, it would hold "back" in place."""
    if changed:
        state.put_in_address(name, value)
    state.kept(LastChoices).addresses[name] = state.choice_of_any(name)


def count_words(at_least: int, voices: int) -> str:
    """Say "12 voix sur 48 (25 %)" in the visitor's language."""
    share = format_share(at_least / voices, state.language())
    return say("compare.count_of", count=at_least, n=voices, share=share)


def ask(project_id: str) -> Asked:
    """Ask, in one row: which readings, whose voices, and leave room for the threshold."""
    readings, more, threshold, refine = st.columns(
        [9.5, 4.5, 6.5, 4], gap="small", vertical_alignment="bottom"
    )
    chosen = _ask_readings(readings, more)
    with refine, st.popover(say("compare.refine"), icon=":material/tune:", width="stretch"):
        colleges = _ask_colleges(projects.list_colleges(state.desk(), project_id))
        maybe = _ask_maybe()
        hide_below = st.toggle(say("compare.hide_below"), key="compare-hide-below")
    return Asked(chosen, colleges, maybe, hide_below, threshold)


def _ask_colleges(colleges: Sequence[College]) -> tuple[str, ...]:
    names = {college.id: college.name for college in colleges}
    chosen = st.multiselect(
        say("compare.colleges"),
        list(names),
        default=list(state.choices_in_address(COLLEGES_PARAM, list(names))),
        format_func=names.__getitem__,
        placeholder=say("compare.all_colleges"),
        key="compare-colleges",
    )
    state.put_in_address(COLLEGES_PARAM, ",".join(chosen))
    return tuple(chosen)


def _ask_maybe() -> bool:
    asked = st.toggle(
        say("compare.with_maybe"),
        value=state.choice_of_any(MAYBE_PARAM) == "1",
        help=say("compare.with_maybe_help"),
        key="compare-maybe",
    )
    state.put_in_address(MAYBE_PARAM, "1" if asked else "")
    return asked


def _ask_readings(plain: DeltaGenerator, more: DeltaGenerator) -> tuple[str, ...]:
    last = state.kept(LastChoices)
    default = state.choices_in_address(READING_PARAM, READINGS + MORE) or last.readings
    with plain:
        chosen = _pick_among("compare.readings", READINGS, default, "compare-readings")
    with more, st.popover(say("compare.more"), icon=":material/layers:", width="stretch"):
        chosen += _pick_among("compare.more_readings", MORE, default, "compare-more")
    last.readings = tuple(chosen) or READINGS[:1]
    changed = last.readings != tuple(default)
    _tell_address(READING_PARAM, ",".join(last.readings), changed=changed)
    return last.readings


def _pick_among(
    label: str, readings: tuple[str, ...], default: Sequence[str], key: str
) -> list[str]:
    _follow_address(READING_PARAM, key, [each for each in default if each in readings])
    chosen = st.segmented_control(
        say(label),
        readings,
        selection_mode="multi",
        format_func=lambda reading: say(f"compare.pick.{reading}"),
        key=key,
        wrap=True,
    )
    return [reading for reading in readings if reading in chosen]


def ask_threshold(asked: Asked, voices: int) -> Choices:
    """Ask "at least k voices out of n", half at first, in the room left by :func:`ask`."""
    last = state.kept(LastChoices)
    default = voices_for_share(share_in_address(last.share), voices)
    _follow_address(SHARE_PARAM, f"compare-at-least-{voices}", default)
    with asked.room:
        at_least = ask_count(say("compare.at_least"), voices, default, "compare-at-least")
    last.share = at_least / voices
    _tell_address(SHARE_PARAM, f"{last.share * 100:.1f}", changed=at_least != default)
    return Choices(asked.readings, at_least, last.share, asked.hide_below)


def choose_count(count: int, voices: int) -> None:
    """Set the threshold from elsewhere on the screen; before :func:`ask_threshold` is drawn."""
    state.set_widget(f"compare-at-least-{voices}", count)


def ask_count(label: str, voices: int, default: int, key: str) -> int:
    """Ask a count of voices from 1 to ``voices``, each said with its share."""
    if voices == 1:
        st.html(f'<p class="am-hint">{escape(count_words(1, 1))}</p>')
        return 1
    key = f"{key}-{voices}"
    if state.widget_value(key, None) is None:
        state.set_widget(key, default)
    chosen = st.select_slider(
        label,
        range(1, voices + 1),
        format_func=lambda count: count_words(count, voices),
        help=say("compare.at_least_help"),
        key=key,
    )
    return int(chosen)

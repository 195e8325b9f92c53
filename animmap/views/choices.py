"""What is asked of a comparison: which readings, from how many voices, of which colleges.

Choices live in the address (``lecture``, ``seuil``, ``colleges``, ``peutetre``, ``masque``), so
that a link shows the same screen; readings and threshold are kept from page to page.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from animmap.core.model import College
from animmap.services import projects
from animmap.texts import format_share, tr
from animmap.views import address, state, zoning_layer
from animmap.views.state import say

READINGS: tuple[str, ...] = ("raw", "equal", "class")
MORE: tuple[str, ...] = ("difference", "everyone", "consensus", "within", "between")
READING_PARAM = "lecture"
SHARE_PARAM = "seuil"
COLLEGES_PARAM = "colleges"
MAYBE_PARAM = "peutetre"
HIDE_PARAM = "masque"
HALF = 0.5
# Half of the last decimal that a percentage is written with, as a share.
_ROUNDED = 0.0005


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
    """What this session asked last, and when it came to the screen; the address wins over both.

    What it came with is what an address that says nothing means: "back" may lead there.
    """

    readings: tuple[str, ...] = ("raw", "equal")
    share: float = HALF
    came_readings: tuple[str, ...] = readings
    came_share: float = share


def voices_for_share(share: float, voices: int) -> int:
    """Return the smallest count, at least 1, that reaches ``share`` of ``voices``.

    Examples
    --------
    >>> [voices_for_share(share, 3) for share in (0.0, 0.5, 2 / 3, 1.0)]
    [1, 2, 2, 3]
    """
    return min(max(1, math.ceil(share * voices - 1e-9)), voices)


def count_in_address(text: str, voices: int) -> int | None:
    """Return the count of voices that a percentage of the address stands for, None for none.

    A percentage is rounded where it is written: the count that it was written for comes back.

    Examples
    --------
    >>> [count_in_address(text, 3) for text in ("66.7", "50", "tout")]
    [2, 2, None]
    """
    try:
        share = min(max(float(text) / 100, 0.0), 1.0)
    except ValueError:
        return None
    if math.isnan(share):
        return None
    near = round(share * voices)
    close = abs(near / voices - share) <= _ROUNDED
    return max(near, 1) if close else voices_for_share(share, voices)


def percent_written(at_least: int, voices: int) -> str:
    """Return the share of a count as a percentage, with the decimals that bring it back.

    Examples
    --------
    >>> percent_written(2, 3), percent_written(700, 1387)
    ('66.7', '50.5')
    """
    written = (f"{100 * at_least / voices:.{decimals}f}" for decimals in (1, 2, 3))
    return next((text for text in written if count_in_address(text, voices) == at_least), "100.0")


def count_words(at_least: int, voices: int, language: str = "") -> str:
    """Say "12 voix sur 48 (25 %)"; ``language`` spares asking the visitor's a thousand times."""
    return _say_count(at_least, voices, language or state.language())


# A slider asks the same sentences again at each move, one for each voice.
@lru_cache(maxsize=8_192)
def _say_count(at_least: int, voices: int, language: str) -> str:
    share = format_share(at_least / voices, language)
    return tr("compare.count_of", language, count=at_least, n=voices, share=share)


def ask(project_id: str) -> Asked:
    """Ask, in one row: which readings, whose voices, and leave room for the threshold."""
    readings, more, threshold, refine = st.columns(
        [9.5, 4.5, 6.5, 4], gap="small", vertical_alignment="bottom"
    )
    chosen = _ask_readings(readings, more)
    with refine, st.popover(say("compare.refine"), icon=":material/tune:", width="stretch"):
        colleges = _ask_colleges(projects.list_colleges(state.desk(), project_id))
        maybe = _ask_flag(MAYBE_PARAM, "compare.with_maybe", say("compare.with_maybe_help"))
        hide_below = _ask_flag(HIDE_PARAM, "compare.hide_below")
        zoning_layer.ask(project_id, "compare-zonings")
    return Asked(chosen, colleges, maybe, hide_below, threshold)


def _ask_colleges(colleges: Sequence[College]) -> tuple[str, ...]:
    names = {college.id: college.name for college in colleges}
    asked = state.choices_in_address(COLLEGES_PARAM, list(names))
    address.follow(COLLEGES_PARAM, "compare-colleges", list(asked))
    chosen = st.multiselect(
        say("compare.colleges"),
        list(names),
        format_func=names.__getitem__,
        placeholder=say("compare.all_colleges"),
        key="compare-colleges",
    )
    address.tell(COLLEGES_PARAM, ",".join(chosen), changed=set(chosen) != set(asked))
    return tuple(chosen)


def _ask_flag(name: str, label: str, told: str | None = None) -> bool:
    asked = state.choice_of_any(name) == "1"
    address.follow(name, f"compare-{name}", asked)
    chosen = st.toggle(say(label), help=told, key=f"compare-{name}")
    address.tell(name, "1" if chosen else "", changed=chosen != asked)
    return chosen


def _ask_readings(plain: DeltaGenerator, more: DeltaGenerator) -> tuple[str, ...]:
    last = state.kept(LastChoices)
    if not state.holds_widget("compare-readings"):
        last.came_readings = last.readings
    default = state.choices_in_address(READING_PARAM, READINGS + MORE) or last.came_readings
    with plain:
        chosen = _pick_among("compare.readings", READINGS, default, "compare-readings")
    with more, st.popover(say("compare.more"), icon=":material/layers:", width="stretch"):
        chosen += _pick_among("compare.more_readings", MORE, default, "compare-more")
    last.readings = tuple(chosen) or READINGS[:1]
    changed = last.readings != tuple(default)
    address.tell(READING_PARAM, ",".join(last.readings), changed=changed)
    return last.readings


def _pick_among(
    label: str, readings: tuple[str, ...], default: Sequence[str], key: str
) -> list[str]:
    address.follow(READING_PARAM, key, [each for each in default if each in readings])
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
    carried = count_in_address(state.choice_of_any(SHARE_PARAM), voices)
    key = f"compare-at-least-{voices}"
    if not state.holds_widget(key):
        last.came_share = last.share
    default = carried or voices_for_share(last.came_share, voices)
    address.follow(SHARE_PARAM, key, default)
    with asked.room:
        at_least = ask_count(say("compare.at_least"), voices, default, "compare-at-least")
    last.share = at_least / voices
    address.tell(SHARE_PARAM, percent_written(at_least, voices), changed=at_least != default)
    return Choices(asked.readings, at_least, last.share, asked.hide_below)


def choose_count(count: int, voices: int) -> None:
    """Set the threshold from elsewhere on the screen; before :func:`ask_threshold` is drawn."""
    state.set_widget(f"compare-at-least-{voices}", count)


def ask_count(
    label: str, voices: int, default: int, key: str, on_change: Callable[[int], None] | None = None
) -> int:
    """Ask a count of voices from 1 to ``voices``, each said with its share.

    With ``on_change``, the count is ``default`` at each run, and a change by hand is told.
    """
    if voices == 1:
        st.html(f'<p class="am-hint">{escape(count_words(1, 1))}</p>')
        return 1
    key = f"{key}-{voices}"
    if on_change or state.widget_value(key, None) is None:
        state.set_widget(key, default)
    language = state.language()
    chosen = st.select_slider(
        label,
        range(1, voices + 1),
        format_func=lambda count: count_words(count, voices, language),
        help=say("compare.at_least_help"),
        key=key,
        on_change=(lambda: on_change(state.widget_value(key, default))) if on_change else None,
    )
    return int(chosen)

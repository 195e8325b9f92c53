"""A large round at once: its maps read from a grid, with their bounds, and the way to the exact.

The exact comparison goes on in the background while this screen is used; once it is there, the
screen shows it, and offers to come back here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

import streamlit as st
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from animmap.core.bands import Band
from animmap.core.model import Round
from animmap.services import compare_exact, compare_layers, compare_quick, errands, quick_areas
from animmap.services.compare import RoundReading, is_compared, read_drawn
from animmap.services.compare_drawn import Drawn, count_together, select
from animmap.services.compare_quick import QuickReading
from animmap.services.errands import Errand
from animmap.texts import format_number
from animmap.views import (
    comparison,
    errand_bar,
    exact,
    in_words,
    map_rows,
    maps,
    panels,
    place,
    quick_words,
    readings,
    state,
)
from animmap.views.choices import Asked, Choices
from animmap.views.maps import Overlay
from animmap.views.state import say


@dataclass(slots=True)
class Preferred:
    """What this session prefers of large rounds.

    ``quick``: the quick view of rounds compared exactly; ``begun``: the exact comparisons that
    opening a part began: one that was stopped is not begun again unasked.
    """

    quick: bool = False
    begun: set[str] = field(default_factory=set)


def read(asked: Round, wanted: Asked) -> QuickReading | None:
    """Return a large round read from a grid; None when it is to be read exactly."""
    desk = state.desk()
    drawn = select(desk, asked.id, with_maybe=wanted.maybe, college_ids=wanted.college_ids)
    if not compare_quick.is_large(drawn):
        return None
    if is_compared(drawn) and not state.kept(Preferred).quick:
        _say_exact(drawn)
        return None
    with panels.at_work(say("quick.reading", n=len(drawn.sketches))):
        return compare_quick.read_quick(desk, drawn)


def _say_exact(drawn: Drawn) -> None:
    """Say that what is shown is exact, and offer to come back."""
    name = compare_exact.name_of(drawn)
    if errands.find(name) is not None:
        errand_bar.follow(name, _how_far, lambda _: say("quick.done", n=len(drawn.sketches)))
    with st.container(key="quick-exact", horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="am-hint">{escape(say("quick.exact_shown", n=len(drawn.sketches)))}</p>')
        st.button(
            say("quick.come_back"),
            icon=":material/speed:",
            help=say("quick.come_back_help"),
            key="quick-back",
            on_click=_prefer,
            args=(True,),
        )


def _prefer(quick: bool) -> None:
    state.kept(Preferred).quick = quick


def show_notice(reading: QuickReading) -> None:
    """Say that areas are read from a grid, how far they may be, and offer the exact ones."""
    language = state.language()
    error = quick_areas.largest_error_m2(reading)
    text = say(
        "quick.notice",
        n=reading.voices,
        cell=format_number(reading.cells.cell_m, language, decimals=1),
        error=quick_words.upper(error),
    )
    with st.container(border=True, key="quick-notice"):
        told, offered = st.columns([3, 1], gap="medium", vertical_alignment="center")
        title = escape(say("quick.title"))
        told.html(f'<div role="status"><b>{title}</b><p>{escape(text)}</p></div>')
        with offered:
            _offer_exact(reading.drawn)


def _offer_exact(drawn: Drawn) -> None:
    name = compare_exact.name_of(drawn)
    if errand_bar.follow(name, _how_far, stopped=say("quick.stopped")):
        return
    if is_compared(drawn):
        st.button(
            say("quick.show_exact"),
            icon=":material/straighten:",
            key="quick-exact-ready",
            on_click=_prefer,
            args=(False,),
        )
        return
    if st.button(
        say("quick.compute"),
        icon=":material/straighten:",
        help=say("quick.compute_help"),
        key="quick-compute",
    ):
        _prefer(False)
        compare_exact.start(state.desk(), drawn)
        st.rerun()


def begin_exact(drawn: Drawn) -> None:
    """Compare exactly in the background, for a part just opened, once a session."""
    begun, name = state.kept(Preferred).begun, compare_exact.name_of(drawn)
    if name not in begun:
        begun.add(name)
        compare_exact.start(state.desk(), drawn)
        st.rerun()


def read_exactly(
    round_id: str, why: str, *, with_maybe: bool = False, college_ids: tuple[str, ...] = ()
) -> RoundReading:
    """Return a round compared exactly; of a large one, once it was compared in the background.

    ``why`` is said meanwhile, over how far it is. Raises ``exact.Preparing`` until it is there.
    """
    desk = state.desk()
    drawn = select(desk, round_id, with_maybe=with_maybe, college_ids=college_ids)
    if not compare_layers.waits(drawn):
        return read_drawn(desk, drawn)
    begin_exact(drawn)
    panels.words(why, style="words muted")
    _offer_exact(drawn)
    raise exact.Preparing


def _how_far(errand: Errand) -> str:
    return say(f"quick.step_{compare_exact.step_of(errand)}")


def stand_in(asked: Round, wanted: Asked, choices: Choices) -> Callable[[str, list[Overlay]], None]:
    """Return what draws from the grid the map of a reading that is still being read exactly."""

    def draw(chosen: str, above: list[Overlay]) -> None:
        desk = state.desk()
        drawn = select(desk, asked.id, with_maybe=wanted.maybe, college_ids=wanted.college_ids)
        reading = compare_quick.read_quick(desk, drawn)
        _show_map(reading, chosen, wanted, choices, above)

    return draw


def show_maps(reading: QuickReading, wanted: Asked, choices: Choices) -> None:
    """Draw one map a reading, as Comparer does; a click on any of them chooses a place."""
    above = [*comparison.adopted(reading.project), *place.marker()]
    above += comparison.zonings(reading.project)
    for row, columns in map_rows.lay_out(choices.readings):
        for column, chosen in zip(columns, row, strict=True):
            with column:
                _show_map(reading, chosen, wanted, choices, above)


def _show_map(
    reading: QuickReading, chosen: str, wanted: Asked, choices: Choices, above: list[Overlay]
) -> None:
    reached = compare_quick.ground_reached(reading, chosen, choices.share)
    detail = quick_words.detail(reading, chosen, choices)
    st.html(comparison.caption(say(f"compare.reading.{chosen}"), detail))
    answer = maps.show_map(
        reading.territory,
        key=f"compare-{chosen}-{reading.project.id}",
        overlays=[
            comparison.agreement(reading, chosen, wanted, choices, quick=True),
            *comparison.outline(reached, reading.project.crs),
            *above,
        ],
        height=comparison.MAP_HEIGHT,
        language=state.language(),
        listen=frozenset({"clicked"}),
        group="compare",
    )
    place.remember(f"map-{chosen}", answer.clicked)
    areas = quick_words.class_areas(reading) if chosen == "class" else {}
    lines = comparison.lines(reached is not None, above, reading.project.id)
    together = count_together(reading)
    st.html(comparison.legend(chosen, areas) + lines + readings.explain_told(chosen, together))
    _offer_words(reading, chosen, reached)


def _offer_words(reading: QuickReading, chosen: str, reached: BaseGeometry | None) -> None:
    """Offer the map in words, commune by commune."""

    def find_bands() -> list[Band]:
        return compare_quick.bands_of(reading, chosen)

    def find_classes() -> list[BaseGeometry]:
        known = {band.facts["class"]: band.geometry for band in find_bands()}
        return [known.get(name, Polygon()) for name in in_words.CLASSES]

    if reached is not None:
        in_words.offer_zone(reading, chosen, reached)
    elif chosen == "class":
        in_words.offer_classes(reading, chosen, find_classes)
    else:
        in_words.offer_steps(reading, chosen, find_bands, signed=chosen in in_words.SIGNED)


def show_verdict(reading: QuickReading) -> None:
    """Say what these voices agree on, or that the grid alone cannot tell."""
    found = quick_areas.verdict(reading)
    text = say(f"compare.verdict.{found}") if found else say("quick.no_verdict")
    facts = say("compare.verdict.for_these", n=reading.voices)
    st.html(f'<div class="am-verdict"><p>{escape(text)}</p><small>{escape(facts)}</small></div>')

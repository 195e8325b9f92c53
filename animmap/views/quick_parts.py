"""The screen of a large round read from a grid, part by part; some ask for the exact."""

from __future__ import annotations

from html import escape

import streamlit as st
from shapely.geometry.base import BaseGeometry
from streamlit.delta_generator import DeltaGenerator

from animmap.core import agreement, palette
from animmap.core.model import College
from animmap.errors import AnimmapError
from animmap.services import quick_areas
from animmap.services.compare import is_compared, read_drawn
from animmap.services.compare_drawn import voices_by_college
from animmap.services.compare_quick import QuickReading
from animmap.services.quick_areas import Area
from animmap.texts import format_number
from animmap.views import (
    charts,
    choices,
    compare_parts,
    curve,
    exact,
    figures,
    in_words,
    panels,
    place,
    quick,
    quick_words,
    sharing,
    state,
    voices,
)
from animmap.views.choices import Asked, Choices
from animmap.views.figures import Figure, how
from animmap.views.state import say


def show_all(reading: QuickReading, wanted: Asked, shared: DeltaGenerator) -> None:
    """Draw the whole screen of a round read from a grid."""
    chosen = choices.ask_threshold(wanted, reading.voices)
    quick.show_notice(reading)
    quick.show_maps(reading, wanted, chosen)
    place.show_place(reading)
    quick.show_verdict(reading)
    _show_part(reading, wanted, chosen)
    sharing.offer_link(shared)


def _show_part(reading: QuickReading, wanted: Asked, chosen: Choices) -> None:
    part = compare_parts.open_part()
    with part.room, exact.part():
        if is_compared(reading.drawn):
            exactly = read_drawn(state.desk(), reading.drawn)
            compare_parts.draw(part.name, exactly, wanted, chosen)
        elif part.name == "figures":
            _show_figures(reading)
            error = quick_words.upper(quick_areas.largest_error_m2(reading))
            note = say("quick.curve_note", error=error)
            curves = quick_areas.read_curves(reading)
            curve.draw_curves(reading.round.id, reading.voices, curves, chosen, note)
            panels.words(say("quick.no_export"), style="words muted")
        elif part.name == "colleges":
            _show_colleges(reading)
        else:
            quick.begin_exact(reading.drawn)
            panels.words(say("quick.part_needs_exact"), style="words muted")


def _show_figures(reading: QuickReading) -> None:
    found = quick_areas.area_by_count(reading)
    union = Area(*(float(each[0]) for each in (found.areas_m2, found.least_m2, found.most_m2)))
    differing = quick_areas.area_differing(reading)
    weights = agreement.equal_weights([shape.college for shape in reading.shapes])
    effective = format_number(agreement.effective_voices(weights), state.language(), decimals=1)
    facts = {"n": reading.voices, "colleges": len(reading.cells.names)}
    told = (
        ("union", quick_words.about(union)),
        ("disagreement", quick_words.about(differing)),
        ("effective", effective),
    )
    cards = [
        figures.card(
            Figure(code, value, say(f"compare.figure.{code}.text", value=value, **facts)),
            say(f"compare.figure.{code}.how" if code == "effective" else "quick.how"),
        )
        for code, value in told
    ]
    st.html(f'<div class="am-figures">{"".join(cards)}</div>')
    panels.words(say("quick.more_figures"), style="words muted")


def _show_colleges(reading: QuickReading) -> None:
    st.html(f"<p>{escape(say('compare.by_college.lede'))}</p>")
    frame, ground = voices.lay_ground(reading)
    counts = voices_by_college(reading.sketches)
    heard = [each for each in reading.colleges if each.id in counts]
    halves = {each.id: _half(reading, each) for each in heard}
    tiles = [_tile(reading, each, halves[each.id], ground, frame) for each in heard]
    st.html(f'<div class="am-tiles">{"".join(tiles)}</div>{how(say("quick.how"))}')
    named = [(each.name, half[0]) for each in heard if (half := halves[each.id]) is not None]
    if named:
        in_words.offer_each(reading, "colleges", lambda: named)
    panels.words(say("quick.rest_needs_exact"), style="words muted")


def _half(reading: QuickReading, college: College) -> tuple[BaseGeometry, Area] | None:
    """Return where half of a college agrees, and its area; None where it is not told apart."""
    try:
        return quick_areas.college_half(reading, college.id, choices.HALF)
    except AnimmapError:
        return None


def _tile(
    reading: QuickReading,
    college: College,
    half: tuple[BaseGeometry, Area] | None,
    ground: str,
    frame: charts.Frame,
) -> str:
    own = [
        outline
        for outline, sketch in zip(reading.outlines, reading.sketches, strict=True)
        if sketch.voice.college_id == college.id
    ]
    if half is None:
        return voices.tile(college, len(own), "", "")
    color = palette.college_color(college.position)
    svg = charts.college_tile(ground, own, half[0], color, frame)
    return voices.tile(college, len(own), svg, quick_words.about(half[1]))

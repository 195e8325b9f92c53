"""Comparer: who agrees where, on what, and the perimeter that the group settles on."""

from __future__ import annotations

import streamlit as st

from animmap.core.model import Round
from animmap.errors import AnimmapError
from animmap.views import (
    adoption,
    choices,
    comparison,
    exports,
    figures,
    panels,
    place,
    portrait,
    state,
    voices,
)
from animmap.views.state import say

PARTS = ("figures", "colleges", "overlap", "portrait", "adopt")


def main() -> None:
    project = state.current_project()
    asked = state.current_round(project) if project else None
    panels.header(say("compare.title"), asked.question if asked else "")
    if asked is None:
        panels.empty_state(say("compare.no_round"), say("compare.no_round_text"), screen="home")
        return
    try:
        compare(asked)
    except AnimmapError as refusal:
        comparison.show_refusal(refusal, asked)


@st.fragment
def compare(asked: Round) -> None:
    st.html(comparison.SHEET)
    wanted = choices.ask(asked.project_id)
    reading = comparison.read(asked, wanted)
    chosen = choices.ask_threshold(wanted, reading.comparison.voices)
    comparison.show_maps(reading, wanted, chosen)
    place.show_place(reading)
    figures.show_verdict(reading)
    tabs = st.tabs(
        [say(f"compare.part.{part}") for part in PARTS], key="compare-parts", on_change="rerun"
    )
    shown = next((part for part, tab in zip(PARTS, tabs, strict=True) if tab.open), PARTS[0])
    with tabs[PARTS.index(shown)]:
        if shown == "figures":
            figures.show_figures(reading)
            figures.show_sweep(reading, chosen.share)
            exports.offer(reading, chosen.share)
        elif shown == "colleges":
            voices.show_colleges(reading, maybe=wanted.maybe)
        elif shown == "overlap":
            voices.show_overlap(reading)
        elif shown == "portrait":
            portrait.show_portrait(reading, chosen.share)
        else:
            adoption.show_adoption(reading, chosen.share)


main()

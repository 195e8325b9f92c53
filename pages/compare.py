"""Comparer: who agrees where, on what, and the perimeter that the group settles on."""

from __future__ import annotations

import streamlit as st

from animmap.core.model import Round
from animmap.errors import AnimmapError
from animmap.services import compare_warm
from animmap.views import (
    choices,
    compare_parts,
    comparison,
    figures,
    panels,
    place,
    quick,
    quick_parts,
    screens,
    sharing,
    state,
)
from animmap.views.state import say


def show_compare() -> None:
    screens.require("compare")
    project = state.current_project()
    if project is None:
        panels.no_project("compare")
        return
    asked = state.current_round(project)
    if asked is None:
        panels.header(say("compare.title"))
        panels.empty_state(say("compare.no_round"), say("compare.no_round_text"), screen="home")
        return
    comparison.open_room(asked)
    compare(asked)


@st.fragment
def compare(asked: Round) -> None:
    title, shared = st.columns([5, 4], gap="medium", vertical_alignment="bottom")
    with title:
        panels.header(say("compare.title"), asked.question)
    try:
        wanted = choices.ask(asked.project_id)
        quickly = quick.read(asked, wanted)
        if quickly is not None:
            quick_parts.show_all(quickly, wanted, shared)
            return
        reading = comparison.read(asked, wanted)
        chosen = choices.ask_threshold(wanted, reading.comparison.voices)
        comparison.show_maps(reading, wanted, chosen, quick.stand_in(asked, wanted, chosen))
        under_maps = st.container()
        place.show_place(reading)
        figures.show_verdict(reading)
        compare_parts.show_part(reading, wanted, chosen, under_maps)
        sharing.offer(shared, reading, wanted, chosen)
        compare_warm.read_ahead(state.desk(), reading)
    except AnimmapError as refusal:
        comparison.show_refusal(refusal, asked)


try:
    show_compare()
except AnimmapError as error:
    panels.show_error(error)

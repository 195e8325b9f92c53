"""Comparer: who agrees where, on what, and the perimeter that the group settles on."""

from __future__ import annotations

import streamlit as st

from animmap.core.model import Round
from animmap.errors import AnimmapError
from animmap.services.compare import RoundReading
from animmap.views import (
    adoption,
    choices,
    comparison,
    exports,
    figures,
    moderation,
    panels,
    place,
    portrait,
    screens,
    state,
    voices,
)
from animmap.views.choices import Asked, Choices
from animmap.views.state import say

PARTS = ("figures", "colleges", "overlap", "portrait", "adopt")


def show_compare() -> None:
    screens.require("compare")
    project = state.current_project()
    if project is None:
        panels.no_project("compare")
        return
    asked = state.current_round(project)
    panels.header(say("compare.title"), asked.question if asked else "")
    if asked is None:
        panels.empty_state(say("compare.no_round"), say("compare.no_round_text"), screen="home")
        return
    comparison.open_room(asked)
    compare(asked)


@st.fragment
def compare(asked: Round) -> None:
    try:
        wanted = choices.ask(asked.project_id)
        reading = comparison.read(asked, wanted)
        chosen = choices.ask_threshold(wanted, reading.comparison.voices)
        comparison.show_maps(reading, wanted, chosen)
        place.show_place(reading)
        figures.show_verdict(reading)
        show_part(reading, wanted, chosen)
    except AnimmapError as refusal:
        comparison.show_refusal(refusal, asked)


def show_part(reading: RoundReading, wanted: Asked, chosen: Choices) -> None:
    part = comparison.open_part(PARTS)
    with part.room:
        if part.name == "figures":
            figures.show_figures(reading)
            figures.show_sweep(reading, chosen.share)
            exports.offer(reading, chosen.share)
        elif part.name == "colleges":
            voices.show_colleges(reading, maybe=wanted.maybe)
        elif part.name == "overlap":
            voices.show_overlap(reading)
            moderation.offer_to_set_aside(reading)
        elif part.name == "portrait":
            portrait.show_portrait(reading, chosen.share)
        else:
            adoption.show_adoption(reading, chosen.share)


try:
    show_compare()
except AnimmapError as error:
    panels.show_error(error)

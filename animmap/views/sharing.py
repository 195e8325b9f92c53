"""Showing what is on Comparer to others: its link on the clipboard, its state on the wall."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from animmap.services.compare import RoundReading
from animmap.views import compare_parts, components, debates, state, wall
from animmap.views.choices import Asked, Choices
from animmap.views.state import say

_copy = components.declare("copy")


def offer(room: DeltaGenerator, reading: RoundReading, wanted: Asked, chosen: Choices) -> None:
    """Offer, in ``room``, to copy the link of the screen and to put it on the wall.

    Call it last: what is shown is read from the address, which each choice has written by then.
    """
    on_wall = wall.can_show(reading)
    with room:
        columns = st.columns(2 if on_wall else 1, gap="small", vertical_alignment="top")
    offer_link(columns[0])
    if on_wall and columns[1].button(
        say("sharing.wall"),
        icon=":material/present_to_all:",
        help=say("sharing.wall_help"),
        key="compare-wall",
        width="stretch",
    ):
        part = compare_parts.part_in_address()
        wall.show(
            reading,
            chosen.readings,
            chosen.share,
            by_college=part == "colleges",
            debate=debates.number_in_address() if part == "debates" else 0,
            narrowed=wanted.maybe or bool(wanted.college_ids),
        )


def offer_link(room: DeltaGenerator) -> None:
    """Offer, in ``room``, to copy the link of the screen."""
    with room:
        _copy(
            copy=say("sharing.copy"),
            copied=say("sharing.copied"),
            failed=say("sharing.copy_failed"),
            help=say("sharing.copy_help"),
            language=state.language(),
            key="compare-copy",
        )

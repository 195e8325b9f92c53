"""Rehearsing with simulated voices, and wiping them before the hall comes in."""

from __future__ import annotations

import streamlit as st

from animmap.services import rehearse
from animmap.views import forms, panels, state
from animmap.views.lead import Live
from animmap.views.state import say

VOICES = 30
MOST_VOICES = 200


def rehearse_room(live: Live) -> None:
    """Add simulated voices to the question at hand; wipe all those of the workshop."""
    panels.words(say("lead.rehearsal_text"))
    if live.asked is not None:
        _simulate(live.asked.id)
    simulated = rehearse.count_simulated(state.desk(), live.workshop.id)
    if simulated and forms.confirmed(
        say("lead.wipe"),
        say("lead.wipe_question", n=simulated),
        key="lead_wipe",
        icon="cleaning_services",
    ):
        with panels.refusals_shown():
            rehearse.wipe(state.desk(), live.workshop.id)
            state.leave_notice(say("lead.wiped"))
            st.rerun(scope="app")


def _simulate(round_id: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        voices = st.number_input(
            say("lead.rehearsal_voices"),
            min_value=1,
            max_value=MOST_VOICES,
            value=VOICES,
            key="lead_simulated_voices",
            width=220,
        )
        pressed = st.button(
            say("lead.simulate"), key="lead_simulate", icon=":material/theater_comedy:"
        )
    if pressed:
        with panels.refusals_shown():
            rehearse.simulate(state.desk(), round_id, voices=int(voices), language=state.language())
            state.leave_notice(say("lead.simulated_done", n=int(voices)))
            st.rerun(scope="app")

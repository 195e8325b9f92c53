"""Preparing the questions of a workshop: templates, a form, their order, erasing one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from animmap.core.model import Round, RoundState
from animmap.services import templates, workshops
from animmap.views import forms, panels, round_form, rounds, state
from animmap.views.lead import Live
from animmap.views.state import say


def prepare_rounds(live: Live) -> None:
    """Show the questions in their order, what may be done with each, and how to add some."""
    listed, added = st.columns([3, 2], gap="large")
    with listed:
        if not live.rounds:
            panels.words(say("lead.no_question_text"), style="words muted")
        for rank, question in enumerate(live.rounds):
            with st.container(border=True, key=f"lead_round_{question.id}"):
                rounds.say_round(question)
                with st.container(horizontal=True, gap="small"):
                    rounds.move_buttons(question)
                    _order(live, question, rank)
                    _amend(live, question)
                    _erase(question)
    with added:
        _add_from_template(live)
        _add(live)


def _order(live: Live, question: Round, rank: int) -> None:
    for by, icon, name, stuck in (
        (-1, "arrow_upward", "up", rank == 0),
        (1, "arrow_downward", "down", rank == len(live.rounds) - 1),
    ):
        if st.button(
            say(f"lead.round_{name}"),
            icon=f":material/{icon}:",
            key=f"lead_round_{name}_{question.id}",
            disabled=stuck,
            type="tertiary",
        ):
            _do(partial(workshops.move_round, state.desk(), question.id, by))


def _amend(live: Live, question: Round) -> None:
    with st.popover(
        say("lead.round_amend"), icon=":material/edit:", key=f"lead_round_amend_{question.id}"
    ):
        draft = round_form.ask_round(live.colleges, question)
        if st.button(say("lead.round_keep"), key=f"lead_round_keep_{question.id}", type="primary"):
            _do(lambda: workshops.update_round(state.desk(), question.id, draft), "round_kept")


def _erase(question: Round) -> None:
    """Erase a question; one that was put to the room asks first."""
    key, label = f"lead_round_erase_{question.id}", say("lead.round_erase")
    if question.state is RoundState.DRAFT:
        agreed = st.button(label, icon=":material/delete:", key=key, type="tertiary")
    else:
        agreed = forms.confirmed(label, say("lead.round_erase_question"), key=key, icon="delete")
    if agreed:
        _do(lambda: workshops.delete_round(state.desk(), question.id), "round_erased")


def _add_from_template(live: Live) -> None:
    panels.section(say("lead.templates"))
    with st.container(horizontal=True, gap="small"):
        for name in templates.TEMPLATES:
            if st.button(
                say(f"lead.template_{name}"),
                icon=":material/add:",
                key=f"lead_template_{name}",
            ):
                deed = partial(templates.apply_template, state.desk(), live.workshop.id)
                _do(partial(deed, name, state.language()), "template_added")


def _add(live: Live) -> None:
    with st.expander(say("lead.round_add"), icon=":material/edit_note:", key="lead_round_add"):
        draft = round_form.ask_round(live.colleges)
        if st.button(say("lead.round_create"), type="primary", key="lead_round_create"):
            _do(
                lambda: workshops.create_round(state.desk(), live.workshop.id, draft),
                "round_created",
            )


def _do(deed: Callable[[], object], told: str = "") -> None:
    with panels.refusals_shown():
        deed()
        if told:
            state.leave_notice(say(f"lead.told_{told}"))
        st.rerun(scope="app")

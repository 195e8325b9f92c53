"""The questions put to the room: open, close, reveal, add one (animators only)."""

from __future__ import annotations

from html import escape

import streamlit as st

from animmap.core.model import Project, Round, RoundState
from animmap.services import workshops
from animmap.views import forms, panels, state

TARGETS: dict[str, RoundState] = {
    "open": RoundState.OPEN,
    "reopen": RoundState.OPEN,
    "close": RoundState.CLOSED,
    "reveal": RoundState.REVEALED,
}
MOVES: dict[RoundState, tuple[str, ...]] = {
    RoundState.DRAFT: ("open",),
    RoundState.OPEN: ("close",),
    RoundState.PAUSED: ("reopen", "close"),
    RoundState.CLOSED: ("reveal", "reopen"),
    RoundState.REVEALED: ("reopen",),
}
FORWARD = frozenset({(RoundState.DRAFT, "open"), (RoundState.CLOSED, "reveal")})


def manage_rounds(project: Project) -> None:
    """Show the questions of a démarche with what may be done with each."""
    panels.section(state.say("home.rounds"))
    for question in workshops.list_rounds(state.desk(), project.id):
        _round_row(question)
    _add_round(project)


def _round_row(question: Round) -> None:
    with st.container(border=True):
        blind = f" · {state.say('home.round_blind')}" if question.blind else ""
        st.html(
            f'<div class="words"><b>{escape(question.question)}</b></div>'
            f'<span class="badge">{escape(state.say(f"round.{question.state.value}"))}</span>'
            f'<span class="small muted">{escape(blind)}</span>'
        )
        with st.container(horizontal=True, gap="small"):
            for move in MOVES[question.state]:
                target = TARGETS[move]
                if st.button(
                    state.say(f"home.round_{move}"),
                    key=f"round_{question.id}_{target.value}",
                    type="primary" if (question.state, move) in FORWARD else "secondary",
                ):
                    _move(question, target)


def _move(question: Round, target: RoundState) -> None:
    with panels.refusals_shown():
        workshops.set_round_state(state.desk(), question.id, target)
        state.leave_notice(state.say(f"home.round_now_{target.value}"))
        st.rerun()


def _add_round(project: Project) -> None:
    meetings = workshops.list_workshops(state.desk(), project.id)
    if not meetings:
        return
    with st.expander(state.say("home.round_add"), icon=":material/add:"):
        question = forms.name_field(state.say("home.create_question_hint"), key="round_question")
        blind = st.checkbox(state.say("home.round_blind_choice"), value=True, key="round_is_blind")
        if st.button(state.say("home.round_create"), type="primary", key="round_create"):
            with panels.refusals_shown():
                made = workshops.create_round(
                    state.desk(), meetings[-1].id, question=question, blind=blind
                )
                state.select_round(made.id)
                state.leave_notice(state.say("home.round_created"))
                st.rerun()

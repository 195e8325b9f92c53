"""The questions put to the room, one row each: what state they are in and what may be done."""

from __future__ import annotations

from html import escape

import streamlit as st

from animmap.core.model import Project, Round, RoundState
from animmap.services import workshops
from animmap.views import panels, state

TARGETS: dict[str, RoundState] = {
    "open": RoundState.OPEN,
    "reopen": RoundState.OPEN,
    "pause": RoundState.PAUSED,
    "close": RoundState.CLOSED,
    "reveal": RoundState.REVEALED,
}
MOVES: dict[RoundState, tuple[str, ...]] = {
    RoundState.DRAFT: ("open",),
    RoundState.OPEN: ("close", "pause"),
    RoundState.PAUSED: ("reopen", "close"),
    RoundState.CLOSED: ("reveal", "reopen"),
    RoundState.REVEALED: ("reopen",),
}
FORWARD = frozenset({(RoundState.DRAFT, "open"), (RoundState.CLOSED, "reveal")})


def manage_rounds(project: Project) -> None:
    """Show the questions of a démarche with what may be done with each."""
    panels.section(state.say("home.rounds"))
    for question in workshops.list_rounds(state.desk(), project.id):
        with st.container(border=True):
            say_round(question)
            with st.container(horizontal=True, gap="small"):
                move_buttons(question)
    panels.next_step("lead", label=state.say("home.round_prepare"), first=False)


def say_round(question: Round) -> None:
    """Say a question, what it asks for, and how far it is."""
    facts = [state.say(f"lead.kind_{question.kind.value}")]
    if question.blind:
        facts.append(state.say("home.round_blind"))
    if question.minutes:
        facts.append(state.say("home.round_minutes", n=question.minutes))
    st.html(
        f'<div class="words"><b>{escape(question.question)}</b></div>'
        f'<span class="badge">{escape(state.say(f"round.{question.state.value}"))}</span> '
        f'<span class="small muted">{escape(" · ".join(facts))}</span>'
    )


def move_buttons(question: Round) -> None:
    """Offer what may follow the state of a question."""
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

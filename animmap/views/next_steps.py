"""What to do next in a démarche: a few rules in order, each with its way there."""

from __future__ import annotations

from html import escape

import streamlit as st

from animmap.core.model import Project, Round, RoundState
from animmap.services import contribute, projects
from animmap.views import panels, screens, state


def next_steps(project: Project) -> None:
    """Show the next useful step of the current question, and who has not spoken yet."""
    panels.section(state.say("home.next"))
    question = state.current_round(project)
    if question is None:
        panels.words(state.say("home.next_no_round"))
        return
    _question(question)
    first = True
    for sentence, screen in _steps(question):
        if screens.is_open(screen, state.role()):
            panels.words(sentence)
            panels.next_step(screen, first=first)
            first = False


def _question(question: Round) -> None:
    told = escape(state.say(f"round.{question.state.value}"))
    st.html(
        f'<div class="quote">{escape(question.question)}</div><span class="badge">{told}</span>'
    )


def _steps(question: Round) -> list[tuple[str, str]]:
    """Return ``(sentence, name of the screen)``, the most useful first."""
    voices = contribute.voices_by_college(state.desk(), question.id)
    total = sum(voices.values())
    if question.state is RoundState.REVEALED:
        return [
            (state.say("home.next_compare", n=total), "compare"),
            (state.say("home.next_diagnose"), "diagnose"),
        ]
    if question.state is RoundState.CLOSED:
        return [(state.say("home.next_reveal", n=total), "wall")]
    if question.state is RoundState.DRAFT:
        return [(state.say("home.next_open"), "share")]
    return [
        (_say_who_is_missing(question.project_id, voices, total), "draw"),
        (state.say("home.next_project"), "wall"),
    ]


def _say_who_is_missing(project_id: str, voices: dict[str, int], total: int) -> str:
    if total == 0:
        return state.say("home.next_draw_first")
    colleges = projects.list_colleges(state.desk(), project_id)
    silent = [college.name for college in colleges if not voices.get(college.id)]
    if not silent:
        return state.say("home.next_all_heard", n=total)
    return state.say("home.next_missing", n=total, names=", ".join(silent))

"""Which question the shared screen answers, and whether the draft on it is for that one."""

from __future__ import annotations

import streamlit as st

from animmap.core.model import College, Project, Round, RoundState
from animmap.services import projects, workshops
from animmap.views import panels, state
from animmap.views.sketch_form import SketchForm, form_for_next_group

SHEET_PARAM = "saisie"
WAIT_SECONDS = 2.0


def is_sheet() -> bool:
    """Tell whether an animator copies paper sheets, which answer questions in any state."""
    return state.choice_of_any(SHEET_PARAM) == "1" and state.is_animator()


def choose_round(project: Project) -> Round | None:
    """Return the open question to answer, chosen by the group when there are several."""
    if is_sheet():
        return state.current_round(project)
    open_rounds = _open_rounds(project)
    if len(open_rounds) < 2:
        return open_rounds[0] if open_rounds else None
    current = state.current_round(project)
    position = open_rounds.index(current) if current in open_rounds else 0
    names = panels.told_apart({each.id: each.question for each in open_rounds})
    chosen = st.radio(
        state.say("draw.choose_round"),
        list(names),
        index=position,
        key="draw_round",
        format_func=lambda each: panels.literal(names[each]),
    )
    return next(each for each in open_rounds if each.id == chosen)


def _open_rounds(project: Project) -> list[Round]:
    rounds = workshops.list_rounds(state.desk(), project.id)
    return [each for each in rounds if each.state is RoundState.OPEN]


def say_no_question(form: SketchForm, project: Project) -> None:
    """Say that no question is open, and that an unsent drawing is kept; wait for one."""
    panels.header(state.say("screen.draw"))
    panels.empty_state(state.say("draw.no_round"), state.say("draw.no_round_why"))
    if form.is_begun() and form.receipt is None:
        panels.words(state.say("draw.kept_unsent"))
    _wait_for_question(project)


@st.fragment(run_every=WAIT_SECONDS)
def _wait_for_question(project: Project) -> None:
    """Draw the screen again once a question opens: nobody stands by a shared device."""
    if _open_rounds(project):
        st.rerun(scope="app")


def answers_its_question(form: SketchForm, question: Round) -> bool:
    """Tell whether the draft was begun for ``question``; if not, ask the group what to do.

    A question may close, or its démarche go, while a group draws; another one then takes its
    place on the screen, and must not receive the drawing unasked.
    """
    if not form.is_begun():
        form.round_id = question.id
    if form.round_id in ("", question.id):
        form.round_id = question.id
        return True
    with st.container(border=True):
        panels.words(state.say("draw.other_question"))
        with st.container(horizontal=True):
            if form.amended is None:
                st.button(
                    state.say("draw.give_here"),
                    key="draw_give_here",
                    on_click=setattr,
                    args=(form, "round_id", question.id),
                )
            st.button(
                state.say("draw.start_over"),
                key="draw_start_over",
                on_click=lambda: state.keep(form_for_next_group()),
            )
    return False


def invited_colleges(question: Round) -> list[College]:
    """Return the colleges that a question invites."""
    known = projects.list_colleges(state.desk(), question.project_id)
    return [each for each in known if not question.college_ids or each.id in question.college_ids]

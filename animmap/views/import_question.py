"""Which question imported sketches answer, and the college of those that do not say theirs."""

from __future__ import annotations

import streamlit as st

from animmap.services import projects, workshops
from animmap.services.import_plan import Plan
from animmap.services.import_sketches import OUTLINES
from animmap.views import forms, import_state, state
from animmap.views.import_state import Bringing
from animmap.views.state import say

NEW = ""


def ask_question(bringing: Bringing, plan: Plan) -> None:
    """Ask for a question of the démarche or the words of a new one, then for a college."""
    desk = state.desk()
    asked = {
        each.id: each.question
        for each in workshops.list_rounds(desk, plan.project_id)
        if each.kind in OUTLINES
    }
    chosen = bringing.choices.question
    question, college = st.columns(2)
    with question:
        state.set_widget("prepare_question", chosen if chosen in asked else NEW)
        st.selectbox(
            say("prepare.question"),
            (NEW, *asked),
            key="prepare_question",
            format_func=lambda each: asked.get(each) or say("prepare.question_new"),
            on_change=lambda: import_state.change(
                bringing, question=state.widget_value("prepare_question", NEW)
            ),
        )
        if chosen not in asked:
            _ask_words(bringing, plan)
    with college:
        names = [each.name for each in projects.list_colleges(desk, plan.project_id)]
        state.set_widget("prepare_college", bringing.choices.college)
        st.selectbox(
            say("prepare.college"),
            ("", *names),
            key="prepare_college",
            format_func=lambda each: each or say("prepare.college_none"),
            on_change=lambda: import_state.change(
                bringing, college=state.widget_value("prepare_college", "")
            ),
        )


def _ask_words(bringing: Bringing, plan: Plan) -> None:
    into = plan.sketching
    state.set_widget("prepare_words", bringing.choices.question)
    st.text_input(
        say("prepare.question_words"),
        key="prepare_words",
        max_chars=forms.NAME_LENGTH,
        placeholder=into.asked.question if into else "",
        on_change=lambda: import_state.change(
            bringing, question=state.widget_value("prepare_words", "").strip()
        ),
    )

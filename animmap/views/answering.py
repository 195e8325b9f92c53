"""Answering a question about places or in words on the shared laptop: one answer after another."""

from __future__ import annotations

import streamlit as st

from animmap.core.model import Round, Territory
from animmap.services import answers
from animmap.services.answers import AnswerDraft
from animmap.views import answer_form, drawing, panels, sending, state
from animmap.views.question import invited_colleges
from animmap.views.sketch_form import SketchForm, form_for_next_group
from animmap.views.state import say


def give_answers(form: SketchForm, question: Round, territory: Territory) -> None:
    """Ask who speaks, then as many answers as the group has; the next group starts afresh."""
    college = drawing.choose_voice(form, invited_colleges(question))
    if college is None:
        return
    drawing.say_who_speaks(form, college)
    drawing.group_name(form, question)
    given = answer_form.ask_answer(question, territory, key=form.id)
    with st.container(horizontal=True):
        pressed = st.button(
            say("answer.send"), type="primary", icon=":material/send:", key=f"answer_send_{form.id}"
        )
        st.button(
            say("draw.next_group"),
            icon=":material/group_add:",
            key="answer_next_group",
            on_click=sending.next_group,
        )
    if pressed:
        with panels.refusals_shown():
            draft = AnswerDraft(
                form.id, question.id, college.id, form.label, given.words, given.place
            )
            answers.send_answer(state.desk(), draft)
            _ask_for_another(form)
            st.rerun()


def _ask_for_another(form: SketchForm) -> None:
    """Keep who speaks; the fields are fresh, under an identifier of their own."""
    following = form_for_next_group()
    following.college_id, following.label = form.college_id, form.label
    state.keep(following)
    state.leave_notice(say("answer.kept"))

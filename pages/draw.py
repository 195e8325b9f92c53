"""Dessiner: a group gives its perimeter, on the map or from a list of communes."""

from __future__ import annotations

import streamlit as st

from animmap.core import palette
from animmap.core.model import Project, Round, Territory
from animmap.errors import AnimmapError
from animmap.services import projects
from animmap.views import drawing, mine, panels, picking, screens, sending, state
from animmap.views.sketch_form import BY_COMMUNES, SURE, SketchForm


def show_draw() -> None:
    screens.require("draw")
    project = state.current_project()
    if project is None:
        panels.no_project("draw")
        return
    form = state.kept(SketchForm)
    question = drawing.choose_round(project)
    if question is None:
        panels.header(state.say("screen.draw"))
        panels.empty_state(state.say("draw.no_round"), state.say("draw.no_round_why"))
        if form.is_begun() and form.receipt is None:
            panels.words(state.say("draw.kept_unsent"))
        return
    panels.header(question.question, "" if form.college_id else state.say("draw.subtitle"))
    territory = projects.get_territory(state.desk(), project.id)
    if form.receipt is not None:
        sending.show_receipt(form, form.receipt, territory)
    elif drawing.answers_its_question(form, question):
        give_perimeter(form, project, question, territory)
    mine.have_a_code(question.id, territory)


def give_perimeter(
    form: SketchForm, project: Project, question: Round, territory: Territory
) -> None:
    drawing.say_amending(form)
    college = drawing.choose_voice(form, drawing.colleges_of(project))
    if college is None:
        return
    shown = drawing.choose_tools(form, college)
    where, what = st.columns([2, 1], gap="large")
    with where:
        color = palette.college_color(college.position)
        drawing.outline_on_map(form, project, territory, color=color, shown=shown)
    with what:
        finish(form, question, territory)


def finish(form: SketchForm, question: Round, territory: Territory) -> None:
    panels.words(state.say(f"draw.how_{form.way}"), style="small muted")
    drawing.group_name(form)
    if form.way == BY_COMMUNES:
        picking.communes_from_list(form, territory)
    seen = sending.preview_outline(form, question.id, territory)
    if form.shape(SURE, territory.communes) is not None:
        drawing.second_outline(form)
        drawing.erase_button(form)
    sending.ask_reason(form)
    sending.send_button(form, form.draft(question.id, territory.communes) if seen else None)


try:
    show_draw()
except AnimmapError as error:
    panels.show_error(error)

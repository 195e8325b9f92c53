"""Dessiner: a group gives its perimeter, on the map or from a list of communes."""

from __future__ import annotations

import streamlit as st

from animmap.core import palette
from animmap.core.model import Project, Round, Territory
from animmap.core.room import SKETCH_KINDS
from animmap.errors import AnimmapError
from animmap.services import projects
from animmap.views import (
    answering,
    drawing,
    kiosk,
    mine,
    panels,
    picking,
    question,
    screens,
    sending,
    state,
)
from animmap.views.sketch_form import BY_COMMUNES, SURE, SketchForm


def show_draw() -> None:
    screens.require("draw")
    project = state.current_project()
    if project is None:
        panels.no_project("draw")
        return
    form = state.kept(SketchForm)
    asked = question.choose_round(project)
    if asked is None:
        question.say_no_question(form, project)
        return
    panels.header(asked.question, "" if form.college_id else state.say("draw.subtitle"))
    kiosk.offer_to_start_over(form)
    territory = projects.get_territory(state.desk(), project.id)
    if form.receipt is not None:
        kiosk.thank_or_show(form, form.receipt, territory)
    elif asked.kind not in SKETCH_KINDS:
        answering.give_answers(form, asked, territory)
    elif question.answers_its_question(form, asked):
        give_perimeter(form, project, asked, territory)
    mine.have_a_code(asked.id, territory)


def give_perimeter(form: SketchForm, project: Project, asked: Round, territory: Territory) -> None:
    drawing.say_amending(form)
    college = drawing.choose_voice(form, question.invited_colleges(asked))
    if college is None:
        return
    shown = drawing.choose_tools(form, college, asked)
    where, what = st.columns([2, 1], gap="large")
    with where:
        color = palette.college_color(college.position)
        drawing.outline_on_map(form, project, territory, color=color, shown=shown)
    with what:
        finish(form, asked, territory)


def finish(form: SketchForm, asked: Round, territory: Territory) -> None:
    panels.words(state.say(f"draw.how_{form.way}"), style="small muted")
    drawing.group_name(form, asked)
    if form.way == BY_COMMUNES:
        picking.communes_from_list(form, territory)
    seen = sending.preview_outline(form, asked.id, territory)
    if form.shape(SURE, territory.communes) is not None:
        drawing.second_outline(form, asked)
        drawing.erase_button(form)
    sending.ask_reason(form)
    sending.send_button(form, form.draft(asked.id, territory.communes) if seen else None)


try:
    show_draw()
except AnimmapError as error:
    panels.show_error(error)

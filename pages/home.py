"""Accueil: the démarches, what happened lately, what to do next."""

from __future__ import annotations

import streamlit as st

from animmap.errors import AnimmapError
from animmap.services import projects
from animmap.services.projects import ProjectCard
from animmap.views import panels, state
from animmap.views.create_project import create_project_form
from animmap.views.journal import recent_changes
from animmap.views.next_steps import next_steps
from animmap.views.project_cards import project_cards, project_tiles
from animmap.views.rounds import manage_rounds


def show_home() -> None:
    cards = projects.list_projects(state.desk())
    project = state.current_project()
    current = next((card for card in cards if project and card.project.id == project.id), None)
    if current is None:
        panels.header(state.say("screen.home"), state.say("common.welcome"))
        panels.empty_state(state.say("common.no_project_title"), state.say("home.empty"))
    else:
        show_current(current)
    project_cards(cards, current.project.id if current else "")
    if state.is_animator() and state.desk().access.project_id is None:
        create_project_form()


def show_current(card: ProjectCard) -> None:
    panels.header(card.project.name, card.project.summary)
    project_tiles(card)
    left, right = st.columns(2, gap="large")
    with left:
        next_steps(card.project)
        if state.is_animator():
            manage_rounds(card.project)
    with right:
        if state.is_animator():
            recent_changes(card.project)


try:
    show_home()
except AnimmapError as error:
    panels.show_error(error)

"""Partager: links for the wall, the tables and the partners (animators only)."""

from __future__ import annotations

import streamlit as st

from animmap.errors import AnimmapError
from animmap.views import panels, screens, state
from animmap.views.links import create_link_form, list_links, show_fresh_link


def show_share() -> None:
    screens.require("share")
    project = state.current_project()
    if project is None:
        panels.no_project("share")
        return
    panels.header(state.say("screen.share"), state.say("share.subtitle", name=project.name))
    left, right = st.columns(2, gap="large")
    with left:
        create_link_form(project)
        show_fresh_link(project)
    with right:
        list_links(project)


try:
    show_share()
except AnimmapError as error:
    panels.show_error(error)

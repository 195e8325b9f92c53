"""Territoire: the communes of the study area, and what is ready for a hall without network."""

from __future__ import annotations

import streamlit as st

from animmap.core.model import Project
from animmap.errors import AnimmapError
from animmap.services import projects
from animmap.views import maps, panels, screens, state
from animmap.views.tile_pack import show_pack

MAP_HEIGHT = 620


def show_territory() -> None:
    screens.require("territory")
    project = state.current_project()
    if project is None:
        panels.no_project("territory")
        return
    panels.header(project.territory_name, state.say("offline.subtitle"))
    where, ready = st.columns([3, 2], gap="large")
    with ready:
        show_pack(project)
    with where:
        show_map(project)


def show_map(project: Project) -> None:
    maps.show_map(
        projects.get_territory(state.desk(), project.id),
        key="territory",
        overlays=[],
        height=MAP_HEIGHT,
        language=state.language(),
        listen=frozenset(),
    )


try:
    show_territory()
except AnimmapError as error:
    panels.show_error(error)

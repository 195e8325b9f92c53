"""Territoire: the communes of the study area, and what is ready for a hall without network."""

from __future__ import annotations

import streamlit as st

from animmap.errors import AnimmapError
from animmap.views import panels, screens, state
from animmap.views.precise import show_precise
from animmap.views.territory import show_communes
from animmap.views.tile_pack import show_pack


def show_territory() -> None:
    screens.require("territory")
    project = state.current_project()
    if project is None:
        panels.no_project("territory")
        return
    panels.header(project.territory_name, state.say("offline.subtitle"))
    where, ready = st.columns([3, 2], gap="large")
    with where:
        show_communes(project)
    with ready:
        show_pack(project)
        show_precise(project)


try:
    show_territory()
except AnimmapError as error:
    panels.show_error(error)

"""Carte: actors, structures, riches, living assets and needs, on a map and named."""

from __future__ import annotations

import streamlit as st

from animmap.core.model import Project, Territory
from animmap.errors import AnimmapError
from animmap.services import projects
from animmap.views import layers, maps, panels, state, zone_filter, zoning_layer
from animmap.views.feature_form import Ground, offer_changes
from animmap.views.features_filters import choose_filters
from animmap.views.features_list import count_features, select_features, show_list
from animmap.views.terms import terms_of

MAP_HEIGHT = 680


def show_explore() -> None:
    project = state.current_project()
    if project is None:
        panels.no_project("explore")
        return
    territory = projects.get_territory(state.desk(), project.id)
    counts = count_features(project)
    if not sum(counts.layers.values()):
        panels.header(state.say("screen.explore"), state.say("explore.subtitle"))
        panels.empty_state(state.say("explore.empty"), state.say("explore.empty_why"))
        empty_map(project, territory)
        return
    map_and_list(project, territory)


@st.fragment
def map_and_list(project: Project, territory: Territory) -> None:
    filters = choose_filters(
        count_features(project),
        projects.list_colleges(state.desk(), project.id),
        terms_of(project.id),
    )
    where, named = st.columns([2, 1], gap="medium")
    narrowed = zone_filter.read(project)
    with where, st.container(key="tall_map"):
        zone_filter.tell(narrowed)
        zoning_layer.ask(project.id, "explore_zonings")
        shown = zoning_layer.overlays(project.id, project.revision)
        shown += layers.overlays(project.id, filters, narrowed)
        answer = maps.show_map(
            territory,
            key=f"explore_{project.id}",
            overlays=shown,
            height=MAP_HEIGHT,
            language=state.language(),
            listen=frozenset({"bounds", "clicked"}),
        )
    with named:
        chosen = zone_filter.narrow(select_features(project, filters), narrowed)
        if state.is_animator():
            offer_changes(Ground(project, territory, answer.clicked), list(chosen.features))
        show_list(chosen, answer.bounds, territory)


@st.fragment
def empty_map(project: Project, territory: Territory) -> None:
    offer = st.container()
    answer = maps.show_map(
        territory, key="explore", overlays=[], height=MAP_HEIGHT, language=state.language()
    )
    if state.is_animator():
        with offer:
            offer_changes(Ground(project, territory, answer.clicked), [])


try:
    show_explore()
except AnimmapError as error:
    panels.show_error(error)

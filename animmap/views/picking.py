"""Picking whole communes: from the map, by a search, from a list; no map or mouse is needed."""

from __future__ import annotations

import streamlit as st
from shapely.geometry import Point

from animmap.core.model import Territory
from animmap.services import territories
from animmap.views import panels, state
from animmap.views.sketch_form import SketchForm


def toggle_commune_at(form: SketchForm, territory: Territory, clicked: tuple[float, float]) -> None:
    """Pick, or take out, the commune that was clicked on the map."""
    here = Point(clicked)
    found = next((each for each in territory.communes if each.geometry.covers(here)), None)
    if found is not None:
        form.toggle_commune(found.code)
        st.rerun()


def communes_from_list(form: SketchForm, territory: Territory) -> None:
    """Pick communes by name, with or without a mouse, accents or hyphens."""
    _search_communes(form, territory)
    names = panels.told_apart({each.code: each.name for each in territory.communes})
    key = f"draw_communes_{form.outline}_{form.id}"
    state.set_widget(key, list(form.codes.get(form.outline, ())))
    st.multiselect(
        state.say(f"draw.communes_{form.outline}"),
        list(names),
        key=key,
        format_func=lambda code: names.get(code, code),
        placeholder=state.say("draw.communes_none"),
        select_all=False,
        wrap=True,
        on_change=lambda: form.codes.__setitem__(form.outline, tuple(state.widget_value(key, []))),
    )


def _search_communes(form: SketchForm, territory: Territory) -> None:
    key = f"draw_search_{form.id}"
    words = st.text_input(
        state.say("draw.search"),
        key=key,
        type="search",
        icon=":material/search:",
        placeholder=state.say("draw.communes_hint"),
        live=True,
    )
    picked = form.codes.get(form.outline, ())
    with st.container(horizontal=True, gap="xsmall"):
        for commune in territories.find_among(territory.communes, words or ""):
            st.button(
                panels.literal(commune.name),
                icon=":material/check:" if commune.code in picked else ":material/add:",
                key=f"draw_pick_{commune.code}_{form.id}",
                on_click=_pick_found,
                args=(form, commune.code, key),
            )


def _pick_found(form: SketchForm, code: str, search_key: str) -> None:
    form.toggle_commune(code)
    state.set_widget(search_key, "")

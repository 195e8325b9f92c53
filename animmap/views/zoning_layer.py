"""Loaded zonings as outlines on maps: which are shown is in the address (``zonages``)."""

from __future__ import annotations

from html import escape

import streamlit as st

from animmap.core.zonings import Zoning
from animmap.services import zonings
from animmap.views import address, state
from animmap.views.maps import Overlay
from animmap.views.state import say

PARAM = "zonages"


def ask(project_id: str, key: str) -> None:
    """Ask which zonings to outline, when the démarche has some."""
    known = {one.id: one.name for one in zonings.list_zonings(state.desk(), project_id)}
    if not known:
        return
    asked = list(state.choices_in_address(PARAM, list(known)))
    address.follow(PARAM, key, asked)
    chosen = st.multiselect(
        say("zonings.shown"),
        list(known),
        format_func=known.__getitem__,
        placeholder=say("zonings.shown_hint"),
        key=key,
    )
    address.tell(PARAM, ",".join(chosen), changed=set(chosen) != set(asked))


def shown(project_id: str) -> list[Zoning]:
    """Return the zonings that the address asks for."""
    if not state.choice_of_any(PARAM):
        return []
    known = {one.id: one for one in zonings.list_zonings(state.desk(), project_id)}
    return [known[each] for each in state.choices_in_address(PARAM, list(known))]


def overlays(project_id: str, revision: int) -> list[Overlay]:
    """Return the outlines of the zonings asked for, each with dashes of its own."""
    return [
        Overlay(
            "zoning",
            f"/api/projects/{project_id}/zonings/{one.id}.geojson?revision={revision}",
            {"dash": 3 + rank},
        )
        for rank, one in enumerate(shown(project_id))
    ]


def legend(project_id: str) -> str:
    """Return the names of the zonings outlined, as HTML; "" without any."""
    names = "".join(
        f'<span><i class="am-zoning"></i>{escape(one.name)}</span>' for one in shown(project_id)
    )
    return f'<div class="am-lines">{names}</div>' if names else ""

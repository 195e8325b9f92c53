"""Animer: what the hall sees, who is there, what arrives, and the key that leads on."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from animmap.core.model import Project, Workshop
from animmap.errors import AnimmapError
from animmap.views import (
    lead,
    lead_arrivals,
    lead_notes,
    lead_people,
    lead_rehearsal,
    lead_room,
    lead_rounds,
    lead_sheets,
    lead_wall,
    panels,
    screens,
    state,
)
from animmap.views.lead import Live

PARTS: dict[str, Callable[[Live], None]] = {
    "notes": lead_notes.list_notes,
    "rounds": lead_rounds.prepare_rounds,
    "room": lead_room.manage_room,
    "sheets": lead_sheets.enter_sheets,
    "rehearsal": lead_rehearsal.rehearse_room,
}


def show_lead() -> None:
    screens.require("lead")
    project = state.current_project()
    if project is None:
        panels.no_project("lead")
        return
    workshop = lead.current_workshop(project)
    if workshop is None:
        lead.show_no_workshop()
        return
    show_console(project, workshop)


def show_console(project: Project, workshop: Workshop) -> None:
    live = lead.read_live(project, workshop.id)
    lead.show_head(live)
    on_wall, people, arrivals = st.columns([5, 3, 4], gap="medium")
    with on_wall:
        lead_wall.show_preview(live)
        lead_wall.lead_the_wall(project, workshop.id, live.shape)
        lead_notes.write_note(live)
    with people:
        lead_people.follow_people(project, workshop.id)
    with arrivals:
        lead_arrivals.follow_arrivals(project, workshop.id)
    part = lead.open_part(tuple(PARTS))
    with part.room:
        PARTS[part.name](live)


try:
    show_lead()
except AnimmapError as error:
    panels.show_error(error)

"""Fiches: tables of actors, structures, resources, living assets and needs, to put right."""

from __future__ import annotations

from animmap.errors import AnimmapError
from animmap.services import projects
from animmap.views import (
    address,
    contacts,
    panels,
    placing,
    records,
    records_trash,
    screens,
    state,
    words,
)
from animmap.views.state import say

PARTS = ("records", "placing", "contacts", "words", "trash")


def show_curate() -> None:
    screens.require("curate")
    project = state.current_project()
    if project is None:
        panels.no_project("curate")
        return
    panels.header(say("screen.curate"), say("records.lede"))
    part = address.open_part(PARTS, [say(f"records.part_{each}") for each in PARTS], key="records")
    with part.room:
        if part.name == "records":
            records.show_records(project, projects.get_territory(state.desk(), project.id))
        elif part.name == "placing":
            placing.show_waiting(project, projects.get_territory(state.desk(), project.id))
        elif part.name == "contacts":
            contacts.show_contacts(project)
        elif part.name == "words":
            words.show_words(project)
        else:
            records_trash.show_trash(project)


try:
    show_curate()
except AnimmapError as error:
    panels.show_error(error)

"""Diagnostic: what a question brought to light, to read here and to take away."""

from __future__ import annotations

from animmap.errors import AnimmapError
from animmap.views import diagnosis, panels, state
from animmap.views.state import say


def show_diagnostic() -> None:
    project = state.current_project()
    if project is None:
        panels.no_project("diagnose")
        return
    asked = state.current_round(project)
    panels.header(say("diagnostic.title"), asked.question if asked else "")
    if asked is None:
        panels.empty_state(
            say("diagnostic.page.no_round"), say("diagnostic.page.no_round_text"), screen="home"
        )
        return
    diagnosis.show(project, asked)


try:
    show_diagnostic()
except AnimmapError as error:
    diagnosis.show_refusal(error)

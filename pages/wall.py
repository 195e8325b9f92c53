"""Projeter: the wall, full screen, in the frame of the app."""

from __future__ import annotations

from animmap.errors import AnimmapError
from animmap.views import panels, screens, state, wall
from animmap.views.state import say


def show_wall() -> None:
    screens.require("wall")
    project = state.current_project()
    if project is None:
        panels.no_project("wall")
        return
    asked = state.current_round(project)
    if asked is None:
        panels.empty_state(say("wall.no_round"), say("wall.no_round_text"), screen="home")
        return
    wall.open_wall(project, asked)


try:
    show_wall()
except AnimmapError as error:
    panels.show_error(error)

"""Projeter: the comparison on the wall, full screen, large, alive."""

from __future__ import annotations

from animmap.errors import AnimmapError
from animmap.views import panels, state, wall
from animmap.views.state import say


def main() -> None:
    project = state.current_project()
    if project is None:
        panels.empty_state(say("wall.no_project"), say("wall.no_project_text"), screen="home")
        return
    asked = state.current_round(project)
    if asked is None:
        panels.empty_state(say("wall.no_round"), say("wall.no_round_text"), screen="home")
        return
    try:
        wall.open_wall(project, asked)
    except AnimmapError as refusal:
        panels.show_error(refusal)


main()

"""The wall from the screens: framed in the app, and led to what a screen shows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from animmap.core import privacy
from animmap.core.model import Project, Round, RoundState
from animmap.core.room import WallScreen
from animmap.services import wall
from animmap.services.compare import RoundReading
from animmap.views import panels, state
from animmap.views.state import say

WALL_PATH = "/mur"
SHEET = Path(__file__).parent.parent / "static" / "wall" / "frame.css"
# The style sheet stretches it to the window.
FRAME_HEIGHT = 720


def open_wall(project: Project, asked: Round) -> None:
    """Fill the window with the wall of the workshop of a question."""
    st.html(SHEET)
    with st.container(key="wall-frame"):
        st.iframe(
            wall_address(project.id, asked.workshop_id),
            height=FRAME_HEIGHT,
            tab_index=0,
            alt=say("screen.wall"),
        )


def wall_address(project_id: str, workshop_id: str) -> str:
    """Return the address of the wall of a workshop, in the visitor's language."""
    asked = {"demarche": project_id, "atelier": workshop_id, "lang": state.language()}
    return f"{WALL_PATH}?{urlencode(asked)}"


def can_show(reading: RoundReading) -> bool:
    """Tell whether the visitor may put a round on the wall, and the room may see it."""
    asked = reading.round
    told = asked.state is not RoundState.DRAFT and not privacy.is_hidden(asked)
    return state.is_animator() and told


def show(
    reading: RoundReading,
    readings: Sequence[str],
    share: float,
    *,
    by_college: bool = False,
    debate: int = 0,
    narrowed: bool = False,
) -> None:
    """Put some readings of a round on the wall, and say so.

    ``narrowed``: the screen counts some voices or outlines only, while a wall shows all.
    """
    with panels.refusals_shown():
        wall.show(
            state.desk(),
            reading.round.workshop_id,
            screen=WallScreen.EXPLORE.value,
            round_id=reading.round.id,
            readings=tuple(readings),
            share=share,
            by_college=by_college,
            debate=debate,
        )
        state.leave_notice(say("sharing.on_wall_whole" if narrowed else "sharing.on_wall"))
        st.rerun()

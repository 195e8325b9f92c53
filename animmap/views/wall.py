"""The wall framed in the app: the light page ``/mur`` takes the whole window and the keys."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from animmap.core.model import Project, Round
from animmap.views import state
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

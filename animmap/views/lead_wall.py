"""What the hall sees now, and the one key that leads to what it sees next."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import streamlit as st

from animmap.core.model import Project
from animmap.core.room import WallScreen
from animmap.core.steps import Step, rank_of
from animmap.services import history, wall
from animmap.views import panels, state
from animmap.views.lead import (
    PULSE_SECONDS,
    Live,
    Shape,
    act,
    read_live,
    redraw_when_changed,
    say_what_came_of_it,
)
from animmap.views.state import say

WALL_PATH = "/mur"
PREVIEW_HEIGHT = 300


def wall_address(live: Live, **more: str) -> str:
    """Return the address of the wall of this workshop, on this very server."""
    asked = {"demarche": live.project.id, "atelier": live.workshop.id, "lang": state.language()}
    return f"{WALL_PATH}?{urlencode(asked | more)}"


def show_preview(live: Live) -> None:
    """Show the wall itself, small; it follows what happens without being drawn again."""
    with st.container(key="lead_preview"):
        st.iframe(
            wall_address(live, apercu="1"),
            height=PREVIEW_HEIGHT,
            tab_index=-1,
            alt=say("lead.preview"),
        )


@st.fragment(run_every=PULSE_SECONDS)
def lead_the_wall(project: Project, workshop_id: str, drawn: Shape) -> None:
    """Say what the hall sees; offer the next step, the way back and the undo."""
    with panels.refusals_shown():
        live = read_live(project, workshop_id)
        redraw_when_changed(live, drawn)
        say_what_came_of_it()
        _say_what_is_shown(live)
        steps = wall.steps_of(state.desk(), workshop_id)
        rank = rank_of(steps, live.wall.screen, live.wall.round_id)
        _next_button(live, steps[rank + 1] if rank + 1 < len(steps) else None)
        with st.container(horizontal=True, key="lead_ways_back"):
            _back_button(live, can_go_back=rank > 0)
            _undo_button(live)
            st.link_button(say("lead.open_wall"), wall_address(live), icon=":material/open_in_new:")


def _say_what_is_shown(live: Live) -> None:
    shown = say(f"lead.shows_{_what_is_shown(live)}")
    st.html(
        f'<p class="lead-now" role="status"><span>{escape(say("lead.on_wall"))}</span> '
        f"<b>{escape(shown)}</b></p>"
    )


def _what_is_shown(live: Live) -> str:
    """Return the screen of the wall; an open question that is not blind shows its answers."""
    asked = next((each for each in live.rounds if each.id == live.wall.round_id), None)
    in_sight = live.wall.screen is WallScreen.PROGRESS and asked is not None and not asked.blind
    return "progress_in_sight" if in_sight else live.wall.screen.value


def _next_button(live: Live, step: Step | None) -> None:
    """Offer the next step, by name. Its key is the step's: a double press takes one step."""
    if step is None:
        st.button(say("lead.no_next"), key="lead_next_none", disabled=True, width="stretch")
        return
    with st.container(key="lead_next"):
        if st.button(
            _promise(live, step),
            key=f"lead_next_{step.screen.value}_{step.round_id}",
            type="primary",
            icon=":material/arrow_forward:",
            shortcut="N",
            width="stretch",
        ):
            act(lambda: wall.go_next(state.desk(), live.workshop.id))


def _promise(live: Live, step: Step) -> str:
    """Say what the next step will do, and to which question when it is another one."""
    question = next((each for each in live.rounds if each.id == step.round_id), None)
    told = say(f"lead.next_{step.screen.value}")
    is_other = question is not None and step.round_id != live.wall.round_id
    if question is None or step.screen is not WallScreen.PROGRESS or not is_other:
        return told
    return say("lead.next_question", question=panels.literal(question.question))


def _back_button(live: Live, *, can_go_back: bool) -> None:
    if st.button(
        say("lead.back"),
        key="lead_back",
        icon=":material/arrow_back:",
        shortcut="B",
        disabled=not can_go_back,
        help=say("lead.back_help"),
    ):
        act(lambda: wall.go_back(state.desk(), live.workshop.id))


def _undo_button(live: Live) -> None:
    if st.button(
        say("lead.undo"),
        key="lead_undo",
        icon=":material/undo:",
        shortcut="Z",
        help=say("lead.undo_help"),
    ):
        act(lambda: history.undo_last(state.desk(), live.project.id), say("lead.undone"))

"""The console of a live workshop: what its parts read, and when the whole is drawn again.

What changes by the second (wall, people, arrivals) lives in fragments that draw themselves
again; what a person types in lives outside them, so that nothing half-written is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import streamlit as st

from animmap.core.model import College, Project, Round, RoundState, Workshop
from animmap.core.room import WallState
from animmap.errors import AnimmapError
from animmap.services import rehearse, room, wall, workshops
from animmap.views import forms, panels, state
from animmap.views.state import say

SHEET = Path(__file__).parent.parent / "static" / "lead.css"
PULSE_SECONDS = 1.0
WORKSHOP_PARAM = "atelier"

Shape = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Live:
    """A workshop at this moment: its questions (drafts too), its wall, the question at hand."""

    project: Project
    workshop: Workshop
    colleges: tuple[College, ...]
    rounds: tuple[Round, ...]
    wall: WallState
    asked: Round | None

    @property
    def shape(self) -> Shape:
        """Return what the parts drawn once depend on: when it changes, all is drawn again."""
        rounds = tuple((each.id, each.question, each.state, each.kind) for each in self.rounds)
        return self.workshop.join_code, self.asked.id if self.asked else "", rounds

    def college(self, college_id: str | None) -> College | None:
        """Return one college of the démarche, None when the voice has none."""
        return next((each for each in self.colleges if each.id == college_id), None)


def current_workshop(project: Project) -> Workshop | None:
    """Return the workshop being led: the one of the address, else the last of the démarche."""
    meetings = workshops.list_workshops(state.desk(), project.id)
    wanted = state.choice_of_any(WORKSHOP_PARAM)
    return next(
        (each for each in meetings if each.id == wanted), meetings[-1] if meetings else None
    )


def read_live(project: Project, workshop_id: str) -> Live:
    """Read a workshop as it is now."""
    desk = state.desk()
    view = room.read_room(desk, workshop_id)
    mine = (each for each in workshops.list_rounds(desk, project.id))
    rounds = tuple(each for each in mine if each.workshop_id == workshop_id)
    shown = wall.read_wall(desk, workshop_id)
    return Live(
        project=view.project,
        workshop=view.workshop,
        colleges=tuple(view.colleges),
        rounds=rounds,
        wall=shown,
        asked=_asked(rounds, shown.round_id),
    )


def _asked(rounds: tuple[Round, ...], on_wall: str | None) -> Round | None:
    """Return the question of the wall, else one that receives answers, else the first."""
    live = [each for each in rounds if each.state in (RoundState.OPEN, RoundState.PAUSED)]
    shown = [each for each in rounds if each.id == on_wall]
    return next(iter((*shown, *live, *rounds)), None)


@dataclass(slots=True)
class Refused:
    """Why the last deed was refused, said until the next one."""

    error: AnimmapError | None = None


def act(deed: Callable[[], object], told: str = "") -> None:
    """Do what the button just pressed promises, and draw the console again.

    Never as a callback: when the press interrupts a fragment that was drawing itself again
    by the clock, Streamlit has forgotten the callbacks of what was not yet drawn.
    """
    state.forget(Refused)
    try:
        deed()
    except AnimmapError as refusal:
        state.keep(Refused(refusal))
    else:
        state.leave_notice(told)
    st.rerun()


def say_what_came_of_it() -> None:
    """Say that the last deed was done, once, or why it was refused."""
    panels.show_notice()
    refused = state.kept(Refused).error
    if refused is not None:
        panels.show_error(refused)


def redraw_when_changed(live: Live, drawn: Shape) -> None:
    """Draw the whole console again once a question or the room is no longer as it was drawn."""
    if live.shape != drawn:
        st.rerun(scope="app")


def show_head(live: Live) -> None:
    """Say which workshop this is, how one joins it, whether it is rehearsed; lead to others."""
    st.html(SHEET)
    code = live.workshop.join_code
    told = say("lead.code", code=code) if code else say("lead.room_shut")
    style = "badge" if code else "badge lead-shut"
    simulated = rehearse.count_simulated(state.desk(), live.workshop.id)
    rehearsal = say("lead.rehearsing", n=simulated) if simulated else ""
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", key="lead_head"):
        st.html(
            f'<div class="lead-head"><h1>{escape(live.workshop.name)}</h1>'
            f'<span class="{style}">{escape(told)}</span>'
            f'<span class="badge lead-rehearsal">{escape(rehearsal)}</span></div>',
            width="stretch",
        )
        with st.popover(say("lead.workshops"), icon=":material/event:", key="lead_workshops"):
            _choose_workshop(live)
            _add_workshop(live.project)


def _choose_workshop(live: Live) -> None:
    meetings = workshops.list_workshops(state.desk(), live.project.id)
    names = panels.told_apart({each.id: each.name for each in meetings})
    state.set_widget("lead_workshop", live.workshop.id)
    st.radio(
        say("lead.workshop"),
        list(names),
        key="lead_workshop",
        format_func=lambda each: panels.literal(names.get(each or "", "")),
        on_change=lambda: state.put_in_address(
            WORKSHOP_PARAM, state.widget_value("lead_workshop", "")
        ),
    )


def _add_workshop(project: Project) -> None:
    name = forms.name_field(say("lead.workshop_new"), key="lead_workshop_name")
    if st.button(say("lead.workshop_add"), key="lead_workshop_add", disabled=not name):
        with panels.refusals_shown():
            desk = state.desk()
            made = workshops.create_workshop(desk, project.id, name, desk.now().date())
            state.put_in_address(WORKSHOP_PARAM, made.id)
            st.rerun()


def open_part(names: Sequence[str]) -> panels.Part:
    """Draw the tabs below the live columns; only the open one is computed."""
    return panels.open_part(names, [say(f"lead.part_{name}") for name in names], key="lead-parts")


def show_no_workshop() -> None:
    """Say that the démarche has no workshop to lead."""
    panels.header(say("screen.lead"))
    panels.empty_state(say("lead.no_workshop"), say("lead.no_workshop_text"), screen="home")

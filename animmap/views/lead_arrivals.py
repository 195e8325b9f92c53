"""What arrives, the latest first: seen small, set aside, brought back, put right."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import streamlit as st

from animmap.core.model import Project
from animmap.services import answers, contribute, feed
from animmap.services.feed import Arrival
from animmap.texts import format_area
from animmap.views import lead_mending, panels, state
from animmap.views.lead import Live, act, read_live
from animmap.views.lead_mending import Mending
from animmap.views.state import say
from animmap.views.thumbnails import arrival_picture

PULSE_SECONDS = 1.5
SHOWN_AT_FIRST = 12
SHOWN_AT_MOST = 200
LIST_HEIGHT = 560
QUOTE_LENGTH = 140


@dataclass(slots=True)
class Shown:
    """How many arrivals the animator asked to see."""

    limit: int = SHOWN_AT_FIRST


@st.fragment(run_every=PULSE_SECONDS)
def follow_arrivals(project: Project, workshop_id: str) -> None:
    """Show what arrived for the question at hand, drawn again as more comes."""
    with panels.refusals_shown():
        live = read_live(project, workshop_id)
        if live.asked is None:
            return
        limit = state.kept(Shown).limit
        arrived = feed.arrivals(state.desk(), live.asked.id, limit=limit + 1)
        panels.section(say("lead.arrivals"))
        lead_mending.mend(live, arrived)
        with st.container(height=LIST_HEIGHT, border=False, key="lead_arrivals"):
            if not arrived:
                panels.words(say("lead.arrivals_none"), style="words muted")
            for arrival in arrived[:limit]:
                _row(live, arrival)
            if len(arrived) > limit:
                _more_button()


def _row(live: Live, arrival: Arrival) -> None:
    with st.container(
        horizontal=True, wrap=False, vertical_alignment="center", key=f"lead_row_{arrival.id}"
    ):
        st.html(_told(live, arrival), width="stretch")
        with st.container(width="content", gap="xxsmall"):
            if arrival.state == "sent":
                _button(arrival, "hide", "visibility_off")
                _mend_button(arrival)
            elif arrival.state == "hidden":
                _button(arrival, "unhide", "visibility")


def _told(live: Live, arrival: Arrival) -> str:
    college = live.college(arrival.college_id)
    facts = [state.time_of_day(arrival.at)]
    if college is not None:
        facts.insert(0, college.name)
    if arrival.area_km2 is not None:
        facts.append(format_area(arrival.area_km2, state.language()))
    name = arrival.label or say("lead.unnamed")
    quoted = _shortened(arrival.words)
    said = f'<p class="lead-said">{escape(quoted)}</p>' if quoted else ""
    return (
        f'<div class="lead-arrival lead-{escape(arrival.state)}">'
        f"{arrival_picture(live, arrival)}"
        f"<div><b>{escape(name)}</b>{_marks(arrival)}"
        f'<p class="small muted">{escape(" · ".join(facts))}</p>{said}</div></div>'
    )


def _marks(arrival: Arrival) -> str:
    """Say what is particular to an arrival: simulated, set aside, withdrawn, merged."""
    told = [] if arrival.state == "sent" else [say(f"lead.state_{arrival.state}")]
    if arrival.simulated:
        told.append(say("lead.simulated"))
    return "".join(f' <span class="badge">{escape(each)}</span>' for each in told)


def _shortened(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= QUOTE_LENGTH else f"{flat[:QUOTE_LENGTH].rstrip()}…"


def _button(arrival: Arrival, deed: str, icon: str) -> None:
    """Set an arrival aside, or bring it back, in one tap; the opposite tap undoes it."""
    do = DEEDS[arrival.kind, deed]
    if st.button(
        say(f"lead.do_{deed}"),
        key=f"lead_{deed}_{arrival.id}",
        icon=f":material/{icon}:",
    ):
        act(lambda: do(state.desk(), arrival.id))


def _mend_button(arrival: Arrival) -> None:
    if st.button(
        say("lead.mend"),
        key=f"lead_mend_{arrival.id}",
        type="tertiary",
        icon=":material/edit:",
    ):
        act(lambda: state.keep(Mending(arrival.id)))


def _more_button() -> None:
    if st.button(say("lead.more_arrivals"), key="lead_more_arrivals"):
        act(lambda: state.keep(Shown(SHOWN_AT_MOST)))


DEEDS = {
    ("sketch", "hide"): contribute.hide,
    ("sketch", "unhide"): contribute.unhide,
    ("answer", "hide"): answers.hide_answer,
    ("answer", "unhide"): answers.unhide_answer,
}

"""The question at hand: its state, its time, who has joined and who is missing."""

from __future__ import annotations

from datetime import datetime
from html import escape

import streamlit as st

from animmap.core import palette, privacy
from animmap.core.model import College, Project, Round, RoundState
from animmap.services import contribute, room, workshops
from animmap.views import panels, state
from animmap.views.lead import PULSE_SECONDS, Live, act, read_live
from animmap.views.state import say

RECEIVING = (RoundState.OPEN, RoundState.PAUSED)
LAST_MINUTE = 60


@st.fragment(run_every=PULSE_SECONDS)
def follow_people(project: Project, workshop_id: str) -> None:
    """Show the question at hand, its time, then the colleges one by one."""
    with panels.refusals_shown():
        live = read_live(project, workshop_id)
        if live.asked is None:
            panels.empty_state(say("lead.no_question"), say("lead.no_question_text"))
        else:
            _question(live.asked)
            _time(live.asked)
        _people(live)


def _question(asked: Round) -> None:
    facts = [say(f"round.{asked.state.value}"), say(f"lead.kind_{asked.kind.value}")]
    if privacy.is_hidden(asked):
        facts.append(say("lead.blind"))
    badges = "".join(f'<span class="badge">{escape(fact)}</span>' for fact in facts)
    st.html(f'<div class="lead-question"><p>{escape(asked.question)}</p>{badges}</div>')


def _time(asked: Round) -> None:
    """Show the time left; give a minute more, pause, go on."""
    if asked.state not in RECEIVING:
        return
    left = seconds_left(asked, state.desk().now())
    with st.container(horizontal=True, vertical_alignment="center", key="lead_time"):
        if left is not None:
            urgent = " lead-urgent" if left < LAST_MINUTE else ""
            st.html(
                f'<div class="lead-clock{urgent}" role="timer">{clock_face(left)}</div>',
                width="content",
            )
        if st.button(
            say("lead.more_time"),
            key="lead_more_time",
            icon=":material/add:",
            help=say("lead.more_time_help"),
        ):
            act(lambda: workshops.add_minutes(state.desk(), asked.id, 1))
        _pause_button(asked)


def _pause_button(asked: Round) -> None:
    is_open = asked.state is RoundState.OPEN
    target = RoundState.PAUSED if is_open else RoundState.OPEN
    if st.button(
        say("lead.pause") if is_open else say("lead.resume"),
        key=f"lead_to_{target.value}",
        icon=":material/pause:" if is_open else ":material/play_arrow:",
        shortcut="P",
    ):
        act(lambda: workshops.set_round_state(state.desk(), asked.id, target))


def seconds_left(asked: Round, now: datetime) -> int | None:
    """Return the seconds left of a question, 0 once they ran out; None without a timer."""
    if asked.state is RoundState.PAUSED:
        return asked.seconds_left
    if asked.deadline is None:
        return None
    return max(0, round((asked.deadline - now).total_seconds()))


def clock_face(seconds: int) -> str:
    """Write seconds as minutes and seconds.

    Examples
    --------
    >>> clock_face(605)
    '10:05'
    """
    return f"{seconds // 60}:{seconds % 60:02d}"


def _people(live: Live) -> None:
    desk = state.desk()
    joined = room.joined_by_college(desk, live.workshop.id)
    heard = contribute.voices_by_college(desk, live.asked.id) if live.asked else {}
    here = {each.id: (joined.get(each.id, 0), heard.get(each.id, 0)) for each in live.colleges}
    counts = _count("joined", sum(joined.values())) + _count("heard", sum(heard.values()))
    rows = "".join(_row(each, *here[each.id]) for each in live.colleges)
    st.html(
        f'<div class="lead-counts">{counts}</div>'
        f'<table class="lead-colleges"><thead>{_titles()}</thead><tbody>{rows}</tbody></table>'
    )
    silent = ", ".join(each.name for each in live.colleges if not any(here[each.id]))
    missing = say("lead.missing", names=silent) if silent else say("lead.none_missing")
    panels.words(missing, style="lead-missing" if silent else "small muted")


def _count(name: str, number: int) -> str:
    return f"<p><b>{number}</b> {escape(say(f'lead.{name}', n=number))}</p>"


def _titles() -> str:
    cells = "".join(
        f'<th scope="col">{escape(say(f"lead.column_{name}"))}</th>'
        for name in ("college", "joined", "heard")
    )
    return f"<tr>{cells}</tr>"


def _row(college: College, joined: int, heard: int) -> str:
    mark = panels.dot(palette.college_color(college.position))
    absent = "" if joined or heard else ' class="lead-absent"'
    return (
        f'<tr{absent}><th scope="row">{mark} {escape(college.name)}</th>'
        f"<td>{joined}</td><td>{heard}</td></tr>"
    )

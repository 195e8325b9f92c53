"""What becomes of a debated zone: a question to the room, a decision, a perimeter."""

from __future__ import annotations

from html import escape

import streamlit as st

from animmap.core.model import Role
from animmap.core.room import RoundKind
from animmap.services import debates, grounds, notes
from animmap.services.compare import RoundReading
from animmap.services.debates import Debated
from animmap.services.workshops import RoundDraft
from animmap.texts import format_day
from animmap.views import adoption, exports, forms, panels, state, wall
from animmap.views import grounds as ground_views
from animmap.views.state import say

# Why first: a room that has just differed talks before it draws again.
KINDS: tuple[RoundKind, ...] = (RoundKind.WORDS, RoundKind.PERIMETER)


def show_decision(reading: RoundReading, debated: Debated) -> None:
    """Show the decision taken on a zone; those who lead write it here."""
    panels.section(say("debates.decision"))
    decision = debated.decision
    if decision is not None:
        day = escape(format_day(decision.created_at, state.language()))
        st.html(
            f'<div class="am-decided"><div class="words">{escape(decision.text)}</div>'
            f"<small>{day}</small></div>"
        )
    if state.role() not in (Role.HOST, Role.ANIMATOR):
        if decision is None:
            panels.words(say("debates.undecided"), style="words muted")
        return
    with st.popover(
        say("debates.decide_again" if decision else "debates.decide"), icon=":material/gavel:"
    ):
        _write_decision(reading, debated)


def _write_decision(reading: RoundReading, debated: Debated) -> None:
    decision, key = debated.decision, _key(reading, debated)
    text = st.text_area(
        say("debates.decision_text"),
        value=decision.text if decision else "",
        placeholder=say("debates.decision_example"),
        max_chars=forms.TEXT_LENGTH,
        key=f"decision-{key}-{decision.id if decision else ''}",
    )
    with st.container(horizontal=True), panels.refusals_shown():
        if st.button(say("debates.keep"), key=f"keep-{key}", type="primary"):
            debates.decide(state.desk(), reading, debated, text or "")
            state.leave_notice(say("debates.decided"))
            st.rerun()
        if decision and st.button(say("debates.erase"), key=f"erase-{key}"):
            notes.delete_note(state.desk(), decision.id)
            st.rerun()


def offer_question(reading: RoundReading, debated: Debated) -> None:
    """Offer to put a zone to the room, or say what the room was asked."""
    panels.section(say("debates.next"))
    asked = debated.asked
    if asked is not None:
        told = escape(say(f"round.{asked.state.value}"))
        st.html(
            f'<div class="quote">{escape(asked.question)}</div><span class="badge">{told}</span>'
        )
    with st.container(horizontal=True):
        label = say("debates.ask_again" if asked else "debates.ask")
        with st.popover(label, icon=":material/campaign:", type="secondary"):
            _prepare(reading, debated)
        _show_on_wall(reading, debated)
        if asked is not None:
            panels.next_step("lead", label=say("debates.lead"), first=False)


def _prepare(reading: RoundReading, debated: Debated) -> None:
    key = _key(reading, debated)
    kind = st.segmented_control(
        say("debates.kind"),
        KINDS,
        default=KINDS[0],
        required=True,
        format_func=lambda each: say(f"debates.kind_{RoundKind(each).value}"),
        key=f"kind-{key}",
    )
    chosen = RoundKind(kind or KINDS[0])
    where = debated.name or say("debates.nameless")
    question = st.text_area(
        say("debates.question"),
        value=say(f"debates.question_{chosen.value}", number=debated.told.number, name=where),
        max_chars=forms.TEXT_LENGTH,
        key=f"question-{key}-{chosen.value}",
    )
    st.html(f'<p class="am-hint">{escape(say("debates.ask_hint"))}</p>')
    with panels.refusals_shown():
        if st.button(say("debates.prepare"), key=f"prepare-{key}", type="primary"):
            draft = RoundDraft(question or "", chosen)
            debates.put_question(state.desk(), reading, debated, draft)
            state.leave_notice(say("debates.prepared"))
            st.rerun()


def _show_on_wall(reading: RoundReading, debated: Debated) -> None:
    """Offer to point at the zone on the wall, once the room may see what the round holds."""
    if wall.can_show(reading) and st.button(
        say("debates.on_wall"),
        icon=":material/present_to_all:",
        key=f"wall-{_key(reading, debated)}",
    ):
        wall.show(reading, ("class",), 0.0, debate=debated.told.number)


def offer_perimeter(reading: RoundReading, debated: Debated) -> None:
    """Offer to make a perimeter of a zone: what it holds, its file, and adopting it."""
    with st.expander(say("debates.perimeter"), icon=":material/flag:"):
        key, code = _key(reading, debated), f"debate-{debated.told.number}"
        snap = st.toggle(say("adopt.snap"), help=say("adopt.snap_help"), key=f"snap-{key}")
        ground = grounds.read_ground(state.desk(), reading, code, 1.0)
        proposal = grounds.propose(reading, ground, snap=snap)
        st.html(adoption.describe(proposal, reading.territory.communes))
        with st.container(horizontal=True):
            st.link_button(
                say("debates.file"),
                exports.address(reading, "debate.geojson", number=str(debated.told.number)),
                icon=":material/download:",
            )
            more = ground_views.map_query(reading, code, 1.0)
            panels.next_step("explore", label=say("grounds.on_map"), first=False, more=more)
        adoption.decide(reading, proposal)


def _key(reading: RoundReading, debated: Debated) -> str:
    """Name the widgets of a zone: a click meant for one never falls on another."""
    return f"{reading.round.id}-{debated.told.number}-{debated.name}"

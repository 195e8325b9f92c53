"""Notes and decisions typed on the fly; decisions are what the wall may show."""

from __future__ import annotations

from html import escape

import streamlit as st

from animmap.core.room import Note
from animmap.services import notes
from animmap.views import forms, panels, state
from animmap.views.lead import Live
from animmap.views.state import say

KINDS = {"note": "edit_note", "decision": "gavel"}


def write_note(live: Live) -> None:
    """Keep what was just said as a note or as a decision: type, press one of the two."""
    with st.form("lead_note", clear_on_submit=True, border=False):
        text = st.text_input(
            say("lead.note_text"),
            key="lead_note_text",
            max_chars=forms.TEXT_LENGTH,
            placeholder=say("lead.note_example"),
            label_visibility="collapsed",
        )
        with st.container(horizontal=True, key="lead_note_kinds"):
            pressed = {
                kind: st.form_submit_button(
                    say(f"lead.keep_{kind}"), icon=f":material/{icon}:", key=f"lead_keep_{kind}"
                )
                for kind, icon in KINDS.items()
            }
    kind = next((each for each, chosen in pressed.items() if chosen), "")
    if kind and text:
        asked = live.asked.id if live.asked else None
        with panels.refusals_shown():
            notes.add_note(state.desk(), live.workshop.id, kind, text, asked)
            state.leave_notice(say(f"lead.kept_{kind}"))
            st.rerun()


def list_notes(live: Live) -> None:
    """Show what was written, the latest first; each may be amended or erased."""
    with panels.refusals_shown():
        written = notes.list_notes(state.desk(), live.workshop.id)
        if not written:
            panels.words(say("lead.notes_none"), style="words muted")
        for note in reversed(written):
            _note(note)


def _note(note: Note) -> None:
    with st.container(
        horizontal=True, wrap=False, vertical_alignment="center", key=f"lead_note_{note.id}"
    ):
        told = escape(say(f"lead.note_{note.kind}"))
        st.html(
            f'<div class="words"><span class="badge">{told}</span> '
            f'<span class="small muted">{escape(state.time_of_day(note.created_at))}</span><br>'
            f"{escape(note.text)}</div>",
            width="stretch",
        )
        with st.popover(say("lead.note_amend"), key=f"lead_amend_note_{note.id}"):
            _amend(note)


def _amend(note: Note) -> None:
    text = st.text_area(
        say("lead.note_text"),
        value=note.text,
        key=f"lead_note_again_{note.id}",
        max_chars=forms.TEXT_LENGTH,
    )
    with st.container(horizontal=True):
        if st.button(say("lead.note_keep"), key=f"lead_keep_note_{note.id}", type="primary"):
            notes.update_note(state.desk(), note.id, text or "")
            st.rerun()
        if st.button(say("lead.note_erase"), key=f"lead_erase_note_{note.id}"):
            notes.delete_note(state.desk(), note.id)
            st.rerun()

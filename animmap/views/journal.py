"""What happened lately in a démarche, in plain sentences, with a way back."""

from __future__ import annotations

from html import escape

import streamlit as st

from animmap.core.model import JournalEntry, Project
from animmap.services import history
from animmap.texts import has_text
from animmap.views import panels, state

SHOWN = 8
NAMED_BY = ("name", "question", "label")
UNDOABLE = frozenset(
    {
        "answer.attributed",
        "answer.hidden",
        "answer.mapped",
        "answer.merged",
        "answer.sent",
        "answer.unhidden",
        "answer.withdrawn",
        "debate.kept",
        "debate.updated",
        "decision.added",
        "decision.amended",
        "decision.deleted",
        "contacts.informed",
        "features.added",
        "features.altered",
        "features.removed",
        "features.restored",
        "feature.amended",
        "feature.removed",
        "note.added",
        "note.amended",
        "note.deleted",
        "rehearsal.added",
        "rehearsal.wiped",
        "round.open",
        "round.paused",
        "round.closed",
        "round.revealed",
        "round.created",
        "round.deleted",
        "round.moved",
        "round.timed",
        "round.updated",
        "sketch.attributed",
        "sketch.merged",
        "sketch.sent",
        "sketch.hidden",
        "sketch.unhidden",
        "sketch.withdrawn",
        "adoption.added",
        "term.added",
        "term.amended",
        "adoption.withdrawn",
        "zoning.amended",
        "zoning.deleted",
        "zoning.loaded",
        "zoning.restored",
    }
)


def recent_changes(project: Project) -> None:
    """Show animators the last changes, the newest first, and let them take back the newest."""
    panels.section(state.say("home.recent"))
    entries = history.recent(state.desk(), project.id, limit=SHOWN)
    if not entries:
        panels.words(state.say("home.recent_none"), style="words muted")
        return
    st.html(f'<ol class="events">{"".join(_line(entry) for entry in entries)}</ol>')
    if entries[0].action in UNDOABLE:
        _offer_undo(project, entries[0])


def _line(entry: JournalEntry) -> str:
    moment = escape(state.moment(entry.at))
    return f"<li><span>{escape(_sentence(entry))}</span><time>{moment}</time></li>"


def _sentence(entry: JournalEntry) -> str:
    identifier = f"home.event_{entry.action.replace('.', '_')}"
    if not has_text(identifier):
        return state.say("home.event_other", who=state.say(f"role.{entry.role.value}"))
    return state.say(identifier, name=_name_of(entry), n=_size_of(entry), who=_who_of(entry))


def _who_of(entry: JournalEntry) -> str:
    role, label = state.say(f"role.{entry.role.value}"), entry.after.get("label")
    return f"{role}, {label}" if label else role


def _name_of(entry: JournalEntry) -> str:
    for values in (entry.after, entry.before):
        for column in NAMED_BY:
            if values.get(column):
                return str(values[column])
    return state.say("home.purged_name") if not (entry.after or entry.before) else ""


def _size_of(entry: JournalEntry) -> int:
    ids = entry.after.get("ids") or entry.before.get("ids")
    if isinstance(ids, list):
        return len(ids)
    told = entry.after.get("n")
    return told if isinstance(told, int) else 1


def _offer_undo(project: Project, entry: JournalEntry) -> None:
    if st.button(
        state.say("home.undo_last"), icon=":material/undo:", key="undo_last", type="tertiary"
    ):
        with panels.refusals_shown():
            history.undo(state.desk(), project.id, entry.id)
            state.leave_notice(state.say("home.undone"))
            st.rerun()

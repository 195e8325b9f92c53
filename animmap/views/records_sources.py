"""Where records come from: each source with its licence and date, added or taken away alone."""

from __future__ import annotations

import streamlit as st

from animmap.core.model import Feature, Project, Source
from animmap.core.provenance import sources_of
from animmap.services import feature_sources
from animmap.texts import format_day
from animmap.views import panels, state
from animmap.views.state import say

_LENGTH = 200


def offer(project: Project, chosen: list[Feature]) -> None:
    """Offer to read the sources of one record, and to add one to the records ticked."""
    with st.popover(say("sources.title"), icon=":material/source_notes:", key="records_sources"):
        if len(chosen) == 1:
            _list(project, chosen[0])
        _offer_new(project, chosen)


def _list(project: Project, item: Feature) -> None:
    known = sources_of(item)
    if not known:
        panels.words(say("sources.none"), style="small muted")
    for rank, source in enumerate(known):
        with st.container(horizontal=True, vertical_alignment="center", key=f"source_{rank}"):
            panels.words(source_words(source), style="small")
            label = say("sources.remove")
            if st.button(
                label, key=f"source_remove_{rank}", type="tertiary", icon=":material/close:"
            ):
                with panels.refusals_shown():
                    feature_sources.remove_source(state.desk(), project.id, item.id, source)
                    state.leave_notice(say("sources.removed", name=source.name))
                    st.rerun()


def source_words(source: Source) -> str:
    """Return a source in words: its name, licence, day and address, those that are known."""
    day = format_day(source.retrieved_on, state.language()) if source.retrieved_on else ""
    parts = (source.name, source.licence, day, source.url)
    return " · ".join(part for part in parts if part)


def _offer_new(project: Project, chosen: list[Feature]) -> None:
    with st.form("source_new", clear_on_submit=True, border=False):
        name = st.text_input(say("sources.name"), max_chars=_LENGTH)
        licence = st.text_input(
            say("sources.licence"), max_chars=_LENGTH, placeholder=say("sources.licence_hint")
        )
        day = st.date_input(say("sources.day"), value=None, format="DD/MM/YYYY")
        label = say("sources.add", n=len(chosen))
        if st.form_submit_button(label, type="primary"):
            with panels.refusals_shown():
                made = Source(name, licence, retrieved_on=day)
                ids = [item.id for item in chosen]
                added = feature_sources.add_source(state.desk(), project.id, ids, made)
                state.leave_notice(say("sources.added", n=added))
                st.rerun()

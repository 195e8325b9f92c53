"""Zonings on Préparer: those that are loaded, another to load, the trash."""

from __future__ import annotations

from html import escape

import streamlit as st

from animmap.core.model import Project
from animmap.core.zonings import Zoning
from animmap.services import zonings
from animmap.texts import format_number
from animmap.views import forms, panels, state, zoning_load
from animmap.views.figures import how
from animmap.views.state import say


def show_zonings(project: Project) -> None:
    """List the zonings of a démarche, offer to load another one, and what was deleted."""
    panels.section(say("zonings.title"))
    panels.words(say("zonings.lede"), style="words muted")
    loaded = zonings.list_zonings(state.desk(), project.id)
    for one in loaded:
        with st.container(border=True, key=f"zoning_{one.id}"):
            _show(one)
    with st.expander(
        say("zonings.load"), icon=":material/add:", expanded=zoning_load.busy(project)
    ):
        zoning_load.offer(project)
    _show_trash(project)
    st.html(how(say("zonings.how")))


def _show(one: Zoning) -> None:
    st.html(_card(one))
    with st.container(horizontal=True):
        _offer_rename(one)
        if forms.confirmed(
            say("zonings.delete"),
            say("zonings.delete_sure", name=panels.literal(one.name)),
            key=f"zoning_delete_{one.id}",
            icon="delete",
        ):
            with panels.refusals_shown():
                zonings.delete_zoning(state.desk(), one.id)
                state.leave_notice(say("zonings.deleted"))
                st.rerun()


def _card(one: Zoning) -> str:
    count = say("zonings.count", n=one.zones, count=format_number(one.zones, state.language()))
    facts = (count, one.credit or say("zonings.no_credit"), one.file, state.moment(one.created_at))
    return (
        f'<div class="card"><b>{escape(one.name)}</b>'
        f'<div class="small muted">{escape(" · ".join(filter(None, facts)))}</div></div>'
    )


def _offer_rename(one: Zoning) -> None:
    with (
        st.popover(say("zonings.rename"), icon=":material/edit:"),
        st.form(f"zoning_form_{one.id}", border=False),
    ):
        name = st.text_input(say("zonings.name"), one.name, max_chars=zoning_load.NAME_LENGTH)
        credit = st.text_input(say("zonings.credit"), one.credit, max_chars=zoning_load.NAME_LENGTH)
        if st.form_submit_button(say("zonings.keep"), type="primary"):
            with panels.refusals_shown():
                zonings.amend_zoning(state.desk(), one.id, name=name, credit=credit)
                state.leave_notice(say("zonings.renamed"))
                st.rerun()


def _show_trash(project: Project) -> None:
    deleted = zonings.list_deleted(state.desk(), project.id)
    if not deleted:
        return
    with st.expander(say("zonings.trash", n=len(deleted)), icon=":material/delete:"):
        for one in deleted:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.html(_card(one))
                if st.button(say("zonings.restore"), key=f"zoning_restore_{one.id}"):
                    with panels.refusals_shown():
                        zonings.restore_zoning(state.desk(), one.id)
                        state.leave_notice(say("zonings.restored"))
                        st.rerun()

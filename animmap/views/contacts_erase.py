"""Forgetting people who ask for it: what will go is said before, and nothing brings it back."""

from __future__ import annotations

import streamlit as st

from animmap.core.model import Project
from animmap.services import contacts
from animmap.views import panels, state
from animmap.views.state import say

_SHOWN = 6


def offer(project: Project, ids: list[str]) -> None:
    """Offer to erase the contacts of some features for good, once what it reaches was read."""
    label = say("contacts.erase", n=len(ids))
    if st.button(label, icon=":material/person_off:", key="contacts_erase"):

        @st.dialog(say("contacts.erase_title"))
        def dialog() -> None:
            _ask(project, ids)

        dialog()


def _ask(project: Project, ids: list[str]) -> None:
    plan = contacts.plan_erasing(state.desk(), project.id, ids)
    people = dict.fromkeys(one.person or one.email or one.phone for one in plan.people)
    panels.words(say("contacts.erase_who", n=len(plan.people), names=_listed([*people])))
    panels.words(say("contacts.erase_what"), style="small muted")
    if plan.citing:
        cited = _listed([item.name for item in plan.citing])
        panels.words(say("contacts.erase_citing", n=len(plan.citing), names=cited), style="small")
    records = st.checkbox(say("contacts.erase_records"), key="contacts_erase_records")
    if st.button(say("contacts.erase_go"), key="contacts_erase_go", type="primary"):
        with panels.refusals_shown():
            clean = contacts.erase(state.desk(), project.id, ids, records=records)
            told = say("contacts.erased", n=len(plan.people))
            state.leave_notice(told if clean else f"{told} {say('contacts.erased_later')}")
            st.rerun()


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    return f"{shown}…" if len(names) > _SHOWN else shown

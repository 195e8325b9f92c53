"""Forgetting people who ask for it: what will go is said before, and nothing brings it back."""

from __future__ import annotations

import streamlit as st

from animmap.core.forgetting import Quote
from animmap.core.model import Project
from animmap.services import backups, erasing
from animmap.views import panels, state
from animmap.views.state import say

_SHOWN = 6
_EXCERPT = 90


def offer(project: Project, ids: list[str]) -> None:
    """Offer to erase the contacts of some features for good, once what it reaches was read."""
    label = say("contacts.erase", n=len(ids))
    if st.button(label, icon=":material/person_off:", key="contacts_erase"):

        @st.dialog(say("contacts.erase_title"))
        def dialog() -> None:
            _ask(project, ids)

        dialog()


def _ask(project: Project, ids: list[str]) -> None:
    plan = erasing.plan_erasing(state.desk(), project.id, ids)
    people = dict.fromkeys(one.person or one.email or one.phone for one in plan.people)
    panels.words(say("contacts.erase_who", n=len(plan.people), names=_listed([*people])))
    panels.words(say("contacts.erase_what"), style="small muted")
    masked = _choose_masked(plan.citing)
    _tell_backups(project, [one.feature_id for one in plan.people])
    records = st.checkbox(say("contacts.erase_records"), key="contacts_erase_records")
    if st.button(say("contacts.erase_go"), key="contacts_erase_go", type="primary"):
        with panels.refusals_shown():
            clean = erasing.erase(state.desk(), project.id, ids, records=records, masked=masked)
            told = say("contacts.erased", n=len(plan.people))
            state.leave_notice(told if clean else f"{told} {say('contacts.erased_later')}")
            st.rerun()


def _choose_masked(citing: tuple[Quote, ...]) -> list[str]:
    """Show where else the name stands, and ask where it must go: it may be somebody else's."""
    if not citing:
        return []
    places = panels.told_apart({one.id: _told(one) for one in citing})
    return st.multiselect(
        say("contacts.erase_citing", n=len(citing)),
        list(places),
        key="contacts_erase_masked",
        format_func=lambda each: places.get(each, each),
        placeholder=say("contacts.erase_citing_none"),
        help=say("contacts.erase_citing_help"),
        select_all=True,
    )


def _told(quote: Quote) -> str:
    words = " ".join(quote.text.split())
    cut = f"{words[:_EXCERPT]}…" if len(words) > _EXCERPT else words
    return say(f"contacts.cited_{quote.entity}", words=cut)


def _tell_backups(project: Project, ids: list[str]) -> None:
    """Say which backups beside the database hold these people, and how to clean them."""
    holding = backups.names_holding(state.desk(), project.id, ids)
    if holding:
        told = say("contacts.erase_backups", n=len(holding), names=_listed(holding))
        panels.words(told, style="small")
        st.code("python -m animmap backup --clean", language=None)


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    return f"{shown}…" if len(names) > _SHOWN else shown

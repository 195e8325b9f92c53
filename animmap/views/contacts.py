"""Contacts, for those who animate: put right in place, who is informed, and the list taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from animmap.core.model import Contact, Project
from animmap.services import contacts, explore
from animmap.services.contacts import Known
from animmap.services.explore import Filters
from animmap.views import contacts_erase, forms, panels, state
from animmap.views.records_sheet import CHOSEN, looks_for
from animmap.views.state import say

HEIGHT = 480
ROW_HEIGHT = 36
_LAYERS = ("actor", "structure")
_SCOPES = ("all", "uninformed")


def show_contacts(project: Project) -> None:
    """Show the contacts of a démarche, those not yet informed if asked."""
    panels.words(say("contacts.private"), style="small muted")
    scope, search = st.columns([3, 2], vertical_alignment="center", gap="medium")
    with scope:
        uninformed = _choose_scope() == "uninformed"
    with search:
        words = st.text_input(
            say("contacts.search"), key="contacts_words", type="search", live=True,
            placeholder=say("contacts.search"), label_visibility="collapsed",
        )  # fmt: skip
    found = contacts.list_contacts(state.desk(), project.id, uninformed=uninformed)
    shown = [known for known in found if looks_for(_text(known), words or "")]
    chosen = _grid(project, shown) if shown else []
    if not shown:
        _nothing(uninformed=uninformed)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _offer_new(project, found)
        if chosen:
            _offer_informed(project, chosen)
            contacts_erase.offer(project, chosen)
        _offer_export(project, uninformed=uninformed)


def _text(known: Known) -> str:
    contact = known.contact
    return f"{known.feature.name}\n{contact.person}\n{contact.phone}\n{contact.email}"


def _choose_scope() -> str:
    names = {each: say(f"contacts.{each}") for each in _SCOPES}
    return forms.one_of(say("contacts.scope"), _SCOPES, names.__getitem__, key="contacts_scope")


def _nothing(*, uninformed: bool) -> None:
    title = "contacts.none_uninformed" if uninformed else "contacts.none"
    panels.empty_state(say(title), say("contacts.none_why"))


def _grid(project: Project, shown: Sequence[Known]) -> list[str]:
    """Show contacts to put right; return the features of those ticked."""
    frame = pd.DataFrame(
        {
            CHOSEN: [False] * len(shown),
            "name": [known.feature.name for known in shown],
            "person": [known.contact.person for known in shown],
            "phone": [known.contact.phone for known in shown],
            "email": [known.contact.email for known in shown],
            "informed_on": pd.Series(
                [known.contact.informed_on for known in shown], dtype="object"
            ),
        }
    )
    config = st.column_config
    key = f"contacts_{project.revision}_{len(shown)}"
    st.data_editor(
        frame,
        key=key,
        hide_index=True,
        height=min(HEIGHT, ROW_HEIGHT * (len(shown) + 1) + 3),
        row_height=ROW_HEIGHT,
        column_config={
            CHOSEN: config.CheckboxColumn("✓", width=44, pinned=True),
            "name": config.TextColumn(say("feature.name"), disabled=True, width=240),
            "person": config.TextColumn(say("contacts.person"), max_chars=200),
            "phone": config.TextColumn(say("contacts.phone"), max_chars=200),
            "email": config.TextColumn(say("contacts.email"), max_chars=200),
            "informed_on": config.DateColumn(say("contacts.informed_on"), format="DD/MM/YYYY"),
        },
        placeholder="—",
        alt=say("records.part_contacts"),
    )
    grid: dict[str, dict[int, dict[str, object]]] = state.widget_value(key, {})
    edits = grid.get("edited_rows", {})
    told = say("contacts.count", n=len(shown))
    st.html(f'<div class="small muted">{escape(told)}</div>')
    _offer_saving(shown, edits)
    return [shown[int(row)].feature.id for row, values in edits.items() if values.get(CHOSEN)]


def _offer_saving(shown: Sequence[Known], edits: dict[int, dict[str, object]]) -> None:
    changed = {
        int(row): made
        for row, values in edits.items()
        if (made := _wanted(shown[int(row)].contact, values)) != shown[int(row)].contact
    }
    if not changed:
        return
    label = say("contacts.save", n=len(changed))
    if st.button(label, key="contacts_save", type="primary", icon=":material/save:"):
        with panels.refusals_shown():
            clashing = [
                shown[row].feature.name
                for row, made in changed.items()
                if contacts.save_contact(state.desk(), shown[row].contact, made)
            ]
            told = say("contacts.saved", n=len(changed))
            if clashing:
                told = say("contacts.clash", name=", ".join(clashing))
            state.leave_notice(told)
            st.rerun()


def _wanted(contact: Contact, values: dict[str, object]) -> Contact:
    made: dict[str, object] = {
        name: str(values[name] or "") for name in ("person", "phone", "email") if name in values
    }
    if "informed_on" in values:
        told = values["informed_on"]
        made["informed_on"] = date.fromisoformat(str(told)[:10]) if told else None
    return replace(contact, **made)  # type: ignore[arg-type]


def _offer_informed(project: Project, ids: list[str]) -> None:
    with st.popover(say("contacts.inform", n=len(ids)), icon=":material/event_available:"):
        day = st.date_input(
            say("contacts.informed_on"), value="today", key="contacts_day", format="DD/MM/YYYY"
        )
        deeds = (("contacts.set_day", day), ("contacts.unset_day", None))
        for label, on in deeds:
            if st.button(say(label), key=label):
                changed = contacts.set_informed(state.desk(), project.id, ids, on)
                state.leave_notice(say("contacts.informed", n=changed))
                st.rerun()


def _offer_new(project: Project, found: Sequence[Known]) -> None:
    """Offer to write the contact of an actor or structure that has none."""
    known = {each.feature.id for each in found}
    items = explore.find_features(state.desk(), project.id, Filters(_LAYERS))
    names = panels.told_apart({item.id: item.name for item in items if item.id not in known})
    if not names:
        return
    with (
        st.popover(say("contacts.new"), icon=":material/person_add:", key="contacts_new"),
        st.form("contacts_new_form", clear_on_submit=True, border=False),
    ):
        whose = st.selectbox(
            say("contacts.whose"), list(names), index=None,
            format_func=lambda each: names.get(each, ""), placeholder=say("feature.which_hint"),
        )  # fmt: skip
        person = st.text_input(say("contacts.person"), max_chars=200)
        phone = st.text_input(say("contacts.phone"), max_chars=200)
        email = st.text_input(say("contacts.email"), max_chars=200)
        if st.form_submit_button(say("contacts.add"), type="primary") and whose:
            with panels.refusals_shown():
                made = Contact(whose, person, phone, email, None)
                standing = explore.get_contact(state.desk(), whose)
                contacts.save_contact(state.desk(), standing, made)
                state.leave_notice(say("contacts.saved", n=1))
                st.rerun()


def _offer_export(project: Project, *, uninformed: bool) -> None:
    st.download_button(
        say("contacts.export"),
        lambda: contacts.export_contacts(
            state.desk(), project.id, state.language(), uninformed=uninformed
        ),
        file_name=f"{say('contacts.file')}.csv",
        mime="text/csv",
        key="contacts_export",
        icon=":material/download:",
        help=say("contacts.export_help"),
    )

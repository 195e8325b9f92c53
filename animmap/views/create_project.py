"""The form that creates a démarche: territory, colleges, first question."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from animmap.core.model import Project
from animmap.services import projects, territories
from animmap.services.projects import CollegeDraft, ProjectDraft
from animmap.texts import format_number
from animmap.views import forms, panels, state
from animmap.views.choose_territory import ChosenTerritory, choose_territory

DEFAULT_COLLEGES = ("inhabitants", "ess", "authorities", "firms", "research", "unheard")
LESS_HEARD_BY_DEFAULT = "unheard"


@dataclass(slots=True)
class NewProject:
    """A démarche being described: whether the form is open, and its rows of colleges."""

    is_open: bool = False
    college_rows: list[int] = field(default_factory=list)
    next_row: int = 0


@dataclass(frozen=True, slots=True)
class Description:
    """What the form says of a démarche before anything is read or stored."""

    name: str
    summary: str
    chosen: ChosenTerritory
    territory_name: str
    colleges: tuple[CollegeDraft, ...]
    question: str


def create_project_form() -> None:
    """Offer to create a démarche; once created, it becomes the current one."""
    form = state.kept(NewProject)
    if not form.is_open:
        st.button(
            state.say("home.create_open"),
            icon=":material/add:",
            key="create_open",
            type="secondary" if state.current_project() else "primary",
            on_click=lambda: setattr(form, "is_open", True),
        )
        return
    with st.container(border=True, key="create_project"):
        panels.section(state.say("home.create_title"))
        name, summary = _name_project()
        chosen = choose_territory()
        described = Description(
            name=name,
            summary=summary,
            chosen=chosen,
            territory_name=_name_territory(chosen),
            colleges=_edit_colleges(form),
            question=_ask_question(),
        )
        _finish(described)


def _name_project() -> tuple[str, str]:
    name = forms.name_field(
        state.say("home.create_name"),
        key="create_name",
        placeholder=state.say("home.create_name_example"),
    )
    return name, forms.words_field(
        state.say("home.create_summary"), key="create_summary", height=80
    )


def _name_territory(chosen: ChosenTerritory) -> str:
    typed = forms.name_field(
        state.say("home.create_territory_name"),
        key="create_territory_name",
        placeholder=chosen.name,
    )
    return typed or chosen.name


def _edit_colleges(form: NewProject) -> tuple[CollegeDraft, ...]:
    panels.section(state.say("home.create_colleges"))
    panels.words(state.say("home.create_colleges_hint"), style="small muted")
    if not form.college_rows:
        _offer_default_colleges(form)
    drafts = [_college_row(form, row) for row in list(form.college_rows)]
    st.button(
        state.say("home.create_college_add"),
        icon=":material/add:",
        key="create_college_add",
        on_click=_add_college_row,
        args=(form, "", False),
    )
    return tuple(draft for draft in drafts if draft.name)


def _offer_default_colleges(form: NewProject) -> None:
    for each in DEFAULT_COLLEGES:
        _add_college_row(form, state.say(f"home.college_{each}"), each == LESS_HEARD_BY_DEFAULT)


def _add_college_row(form: NewProject, name: str, less_heard: bool) -> None:
    row = form.next_row
    form.next_row += 1
    form.college_rows.append(row)
    state.set_widget(f"create_college_{row}", name)
    state.set_widget(f"create_less_{row}", less_heard)


def _college_row(form: NewProject, row: int) -> CollegeDraft:
    label, heard, drop = st.columns([5, 3, 1], vertical_alignment="center")
    with label:
        name = st.text_input(
            state.say("home.create_college"),
            key=f"create_college_{row}",
            max_chars=forms.NAME_LENGTH,
            label_visibility="collapsed",
        )
    with heard:
        less_heard = st.checkbox(state.say("home.create_less_heard"), key=f"create_less_{row}")
    with drop:
        st.button(
            state.say("home.create_college_drop"),
            icon=":material/close:",
            key=f"create_drop_{row}",
            type="tertiary",
            on_click=form.college_rows.remove,
            args=(row,),
        )
    return CollegeDraft(name=(name or "").strip(), less_heard=bool(less_heard))


def _ask_question() -> str:
    panels.section(state.say("home.create_question"))
    if not state.widget_value("create_question", ""):
        state.set_widget("create_question", state.say("home.default_question"))
    return forms.name_field(state.say("home.create_question_hint"), key="create_question")


def _finish(described: Description) -> None:
    with st.container(horizontal=True):
        sent = st.button(state.say("home.create_send"), type="primary", key="create_send")
        st.button(
            state.say("common.cancel"),
            key="create_cancel",
            on_click=state.forget,
            args=(NewProject,),
        )
    if not sent:
        return
    with panels.refusals_shown(), panels.at_work(state.say("home.create_working")):
        own = described.chosen.own
        communes, crs = (
            (own.communes, own.crs) if own else territories.load_territory(described.chosen.codes)
        )
        draft = ProjectDraft(
            name=described.name,
            summary=described.summary,
            territory_name=described.territory_name,
            communes=communes,
            colleges=described.colleges,
            crs=crs,
            question=described.question,
        )
        project = projects.create_project(state.desk(), draft)
        _welcome(project, len(communes))


def _welcome(project: Project, commune_count: int) -> None:
    """Make the new démarche the current one and say so."""
    state.forget(NewProject)
    state.select_project(project.id)
    count = format_number(commune_count, state.language())
    state.leave_notice(state.say("home.created", name=project.name, count=count))
    st.rerun()

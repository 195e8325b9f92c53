"""Démarches as cards: open, reload or remove the demonstration, delete and restore."""

from __future__ import annotations

from html import escape

import streamlit as st

from animmap.services import demo, projects
from animmap.services.projects import ProjectCard
from animmap.texts import format_number
from animmap.views import forms, panels, state

COUNTED = ("communes", "actors", "structures", "resources", "living_assets", "needs", "sketches")
CARDS_A_ROW = 2


def project_tiles(card: ProjectCard) -> None:
    """Show what a démarche holds, as figures."""
    spoken = state.language()
    panels.tiles(
        [
            (
                state.say(f"home.count_{name}", n=card.counts.get(name, 0)),
                format_number(card.counts.get(name, 0), spoken),
            )
            for name in COUNTED
        ]
    )


def project_cards(cards: list[ProjectCard], current_id: str) -> None:
    """Show every démarche with what may be done with it; a link opens one and needs no list."""
    if state.desk().access.project_id is not None:
        return
    if cards:
        panels.section(state.say("home.projects"))
    for start in range(0, len(cards), CARDS_A_ROW):
        columns = st.columns(CARDS_A_ROW, gap="large")
        for column, card in zip(columns, cards[start : start + CARDS_A_ROW], strict=False):
            with column:
                _card(card, is_current=card.project.id == current_id)
    if state.is_animator():
        _offer_restore()
        _offer_demo()


def _card(card: ProjectCard, *, is_current: bool) -> None:
    project = card.project
    with st.container(border=True, key=f"card_{project.id}"):
        st.html(_card_html(card, is_current=is_current))
        with st.container(horizontal=True, gap="small"):
            if not is_current:
                st.button(
                    state.say("home.open"),
                    key=f"open_{project.id}",
                    type="primary",
                    on_click=state.select_project,
                    args=(project.id,),
                )
            if state.is_animator():
                _manage(card)


def _card_html(card: ProjectCard, *, is_current: bool) -> str:
    project, spoken = card.project, state.language()
    counts = " · ".join(
        f"{format_number(card.counts.get(name, 0), spoken)}\N{NO-BREAK SPACE}"
        f"{state.say(f'home.count_{name}', n=card.counts.get(name, 0))}"
        for name in COUNTED
        if card.counts.get(name, 0)
    )
    changed = card.last_change or project.updated_at
    marks = [state.say("home.card_current")] if is_current else []
    marks += [state.say("home.card_fictional")] if project.fictional else []
    badges = "".join(f'<span class="badge">{escape(mark)}</span>' for mark in marks)
    moment = state.say("home.card_changed", when=state.moment(changed))
    return (
        f'<div class="card"><h3>{escape(project.name)}</h3><div>{badges}</div>'
        f'<div class="words muted">{escape(project.territory_name)}</div>'
        f'<div class="small">{escape(counts)}</div>'
        f'<div class="small muted">{escape(moment)}</div></div>'
    )


def _manage(card: ProjectCard) -> None:
    project = card.project
    if project.id == demo.DEMO_PROJECT_ID:
        _manage_demo()
        return
    question = state.say("home.delete_question", name=project.name)
    if forms.confirmed(
        state.say("home.delete"), question, key=f"delete_{project.id}", icon="delete"
    ):
        with panels.refusals_shown():
            projects.delete_project(state.desk(), project.id)
            state.leave_notice(state.say("home.deleted", name=project.name))
            state.select_project("")
            st.rerun()


def _manage_demo() -> None:
    reload_asked = forms.confirmed(
        state.say("home.demo_reload"),
        state.say("home.demo_reload_question"),
        key="demo_reload",
        icon="restart_alt",
    )
    remove_asked = forms.confirmed(
        state.say("home.demo_remove"),
        state.say("home.demo_remove_question"),
        key="demo_remove",
        icon="delete",
    )
    if not (reload_asked or remove_asked):
        return
    with panels.refusals_shown(), panels.at_work(state.say("home.demo_working")):
        if reload_asked:
            demo.reload_demo(state.desk())
            state.leave_notice(state.say("home.demo_reloaded"))
        else:
            demo.remove_demo(state.desk())
            state.leave_notice(state.say("home.demo_removed"))
            state.select_project("")
        st.rerun()


def _offer_demo() -> None:
    here = state.desk()
    if here.access.project_id is not None or demo.has_demo(here):
        return
    if st.button(state.say("home.demo_load"), icon=":material/play_circle:", key="demo_load"):
        with panels.refusals_shown(), panels.at_work(state.say("home.demo_working")):
            project = demo.load_demo(here)
            state.select_project(project.id)
            state.leave_notice(state.say("home.demo_loaded"))
            st.rerun()


def _offer_restore() -> None:
    for card in projects.list_trash(state.desk()):
        project = card.project
        if project.id == demo.DEMO_PROJECT_ID:
            continue
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            panels.words(state.say("home.deleted_here", name=project.name))
            if st.button(
                state.say("home.restore"), icon=":material/undo:", key=f"restore_{project.id}"
            ):
                with panels.refusals_shown():
                    projects.restore_project(state.desk(), project.id)
                    state.select_project(project.id)
                    state.leave_notice(state.say("home.restored", name=project.name))
                    st.rerun()

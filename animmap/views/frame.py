"""The frame of every screen: look, language, démarche and question, menu by role, credits."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from animmap.core.model import Project
from animmap.errors import AnimmapError
from animmap.services import projects, rehearse, workshops
from animmap.settings import ROOT
from animmap.texts import LANGUAGES, typeset
from animmap.views import kiosk, panels, screens, state, theme

if TYPE_CHECKING:
    from streamlit.navigation.page import Page

WALL = "projeter"
CONSOLE = "animer"
LEAVE = "/leave"
STATIC = ROOT / "animmap" / "static"
ICON = str(STATIC / "icon.png")


def open_frame() -> None:
    """Draw what every screen shares, then the screen that the address names."""
    st.set_page_config(page_title="animmap", page_icon=ICON, layout="wide")
    _dress()
    _tell_language()
    try:
        allowed = screens.screens_for(state.role())
    except AnimmapError as error:
        _closed_door(error)
        return
    page = st.navigation(
        [
            screen.page(default=not screen.url_path) if screen in allowed else _refused(screen)
            for screen in screens.SCREENS
        ],
        position="hidden",
    )
    st.set_page_config(
        page_title=f"{page.title} · animmap",
        initial_sidebar_state="collapsed" if page.url_path == CONSOLE else "auto",
    )
    state.enter_screen(page.url_path)
    project = state.current_project()
    if project:
        state.current_round(project)  # so that the links of the menu already carry it
    if not kiosk.is_on():
        _sidebar(allowed, page.url_path, project)
    state.keep_address()
    bare = page.url_path == WALL or kiosk.is_on()
    if not bare:
        _strip(allowed, page.url_path)
    if project and project.fictional:
        panels.fiction_banner()
    if project and not bare and page.url_path != CONSOLE:  # the wall and the console say it too
        _say_rehearsed(project)
    panels.show_notice()
    page.run()
    if not bare:
        _credits()


def _say_rehearsed(project: Project) -> None:
    """Say that trial voices are among those that the screens count, as long as there are any."""
    desk = state.desk()
    meetings = workshops.list_workshops(desk, project.id)
    simulated = sum(rehearse.count_simulated(desk, each.id) for each in meetings)
    if simulated:
        panels.banner(state.say("rehearsal.mixed", n=simulated))


def _sidebar(allowed: tuple[screens.Screen, ...], here: str, project: Project | None) -> None:
    with st.sidebar:
        st.html(theme.BRAND)
        with st.container(key="menu", gap="xxsmall"):
            _menu(allowed, here)
        _choose_place(project)
        _choose_language()
        _way_out()


def _dress() -> None:
    """Lay the style of every screen, with our words in place of Streamlit's, and that of touch."""
    sheet = theme.style_sheet(
        nothing=state.say("common.no_result"),
        skip=state.say("common.skip_menu"),
        lost=state.say("common.connection_lost"),
    )
    st.html(sheet)
    st.html(STATIC / "touch.css")


def _refused(screen: screens.Screen) -> Page:
    """Stand at the address of a screen that the visitor may not open, and say so there."""
    return st.Page(
        lambda: panels.show_error(AnimmapError("access_denied")),
        title=state.say(f"screen.{screen.name}"),
        url_path=screen.url_path,
        default=not screen.url_path,
    )


def _closed_door(error: AnimmapError) -> None:
    """Tell a visitor without a valid link how to get in."""
    st.navigation([_refused(screen) for screen in screens.SCREENS], position="hidden")
    panels.header("animmap", state.say("common.welcome"))
    panels.show_error(error)
    panels.words(state.say("common.ask_a_link"))
    _way_out()


def _menu(allowed: tuple[screens.Screen, ...], here: str, place: str = "") -> None:
    for screen in allowed:
        prefix = "here_" if screen.url_path == here else "to_"
        with st.container(
            key=f"{prefix}{place}{screen.name}", width="content" if place else "stretch"
        ):
            screens.link(screen.name)


def _strip(allowed: tuple[screens.Screen, ...], here: str) -> None:
    """Repeat the menu above the screen, for phones: their sidebar hides what it opens."""
    with st.container(key="strip", horizontal=True, wrap=False, gap="xxsmall"):
        _menu(allowed, here, place="strip_")


def _choose_place(project: Project | None) -> None:
    if project is None:
        return
    cards = projects.list_projects(state.desk())
    names = panels.told_apart({card.project.id: card.project.name for card in cards})
    if len(names) > 1:
        state.set_widget("frame_project", project.id)
        st.selectbox(
            state.say("common.project"),
            list(names),
            key="frame_project",
            format_func=lambda each: names.get(each, each),
            on_change=lambda: state.select_project(state.widget_value("frame_project", "")),
        )
    else:
        st.html(
            f'<div class="small muted">{escape(state.say("common.project"))}</div>'
            f'<div class="words"><b>{escape(project.name)}</b></div>'
        )
    _choose_round(project)


def _choose_round(project: Project) -> None:
    rounds = workshops.list_rounds(state.desk(), project.id)
    chosen = state.current_round(project)
    if chosen is None or len(rounds) < 2:
        return
    asked = panels.told_apart({each.id: each.question for each in rounds})
    spoken = state.language()
    questions = {each: panels.literal(typeset(said, spoken)) for each, said in asked.items()}
    state.set_widget("frame_round", chosen.id)
    st.radio(
        state.say("common.question"),
        list(questions),
        key="frame_round",
        format_func=lambda each: questions.get(each, each),
        on_change=lambda: state.select_round(state.widget_value("frame_round", "")),
    )


def _choose_language() -> None:
    state.set_widget("frame_language", state.language())
    st.segmented_control(
        state.say("common.language"),
        LANGUAGES,
        key="frame_language",
        format_func=lambda each: state.say(f"common.language_{each}"),
        on_change=lambda: state.select_language(
            state.widget_value("frame_language", "") or state.language()
        ),
        label_visibility="collapsed",
    )


def _tell_language() -> None:
    """Let screen readers pronounce the page in its language: Streamlit says it is English."""
    st.html(
        f'<script src="/vendor/language.js" data-language="{state.language()}"></script>',
        unsafe_allow_javascript=True,
    )


def _way_out() -> None:
    """Let a browser that came in by a link, or holds a dead one, put that link down."""
    if state.holds_link():
        label = escape(state.say("common.leave_link"))
        st.html(f'<a class="small" href="{LEAVE}" target="_self">{label}</a>')


def _credits() -> None:
    st.html(f'<div class="attribution">{escape(state.say("common.attribution"))}</div>')


if __name__ == "__main__":
    open_frame()

"""The screens of animmap: their file, French address, icon, and who may open them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from animmap.core.model import Role
from animmap.errors import AnimmapError
from animmap.settings import ROOT
from animmap.views import state

if TYPE_CHECKING:
    from streamlit.navigation.page import Page

LEADERS = frozenset({Role.HOST, Role.ANIMATOR})
EVERYONE = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen; its title is the message ``screen.<name>``."""

    name: str
    url_path: str
    icon: str
    roles: frozenset[Role]

    def page(self, *, default: bool = False) -> Page:
        """Return the Streamlit page of this screen.

        It bears no icon: Streamlit would fetch it from another host for the browser's tab.
        """
        return st.Page(
            ROOT / "pages" / f"{self.name}.py",
            title=state.say(f"screen.{self.name}"),
            url_path=self.url_path,
            default=default,
        )


SCREENS: tuple[Screen, ...] = (
    Screen("home", "", "home", EVERYONE),
    Screen("explore", "carte", "map", EVERYONE),
    Screen("territory", "territoire", "travel_explore", LEADERS),
    Screen("prepare", "preparer", "upload_file", LEADERS),
    Screen("curate", "fiches", "table_chart", LEADERS),
    Screen("draw", "dessiner", "draw", LEADERS | {Role.PARTICIPANT}),
    Screen("lead", "animer", "campaign", LEADERS),
    Screen("compare", "comparer", "join_inner", LEADERS | {Role.PARTNER, Role.PROJECTOR}),
    Screen("wall", "projeter", "present_to_all", LEADERS | {Role.PROJECTOR}),
    Screen("diagnose", "diagnostic", "summarize", LEADERS | {Role.PARTNER}),
    Screen("share", "partager", "share", LEADERS),
)


def screens_for(role: Role) -> tuple[Screen, ...]:
    """Return the screens that ``role`` may open, in the order of the work."""
    return tuple(
        screen
        for screen in SCREENS
        if role in screen.roles and (ROOT / "pages" / f"{screen.name}.py").exists()
    )


def screen_named(name: str) -> Screen:
    """Return the screen called ``name``; KeyError when there is none."""
    return {screen.name: screen for screen in SCREENS}[name]


def is_open(name: str, role: Role) -> bool:
    """Tell whether ``role`` may open the screen called ``name``."""
    return screen_named(name) in screens_for(role)


def require(name: str) -> None:
    """Refuse (``access_denied``) a visitor who may not open the screen called ``name``."""
    if state.role() not in screen_named(name).roles:
        raise AnimmapError("access_denied")


def link(name: str, *, label: str = "", more: Mapping[str, str] | None = None) -> None:
    """Draw a link to a screen that keeps démarche, question and language, and asks ``more``."""
    screen = screen_named(name)
    st.page_link(
        screen.page(default=not screen.url_path),
        label=label or state.say(f"screen.{name}"),
        icon=f":material/{screen.icon}:",
        width="stretch",
        query_params=state.address_values() | dict(more or {}),
    )

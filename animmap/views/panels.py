"""Blocks that every screen shares: title, empty case, refusal, tiles, people's words.

Text written by people is shown through :func:`words` or escaped by :func:`literal`; it is
never interpreted as Markdown, HTML or a directive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import StreamlitAPIException

from animmap.core import palette
from animmap.errors import AnimmapError
from animmap.texts import has_text
from animmap.views import screens, state

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# What a label turns into something else even when escaped: emoji and icons (``:name:``,
# ``:material/name:``), addresses and e-mails (links), arrows and dashes (``->``, ``--``).
_TURNED = re.compile(
    r"(?<=:)(?=[\w+/-]+:)|(?<=:)(?=//)|(?<=www)(?=\.)|(?<=@)|(?<=[-<>~=])(?=[-<>=])",
    re.IGNORECASE,
)
LAYER_CLIPS = {
    "actor": "circle(50%)",
    "structure": "inset(6%)",
    "resource": "polygon(50% 0,100% 50%,50% 100%,0 50%)",
    "living_asset": "polygon(26% 4%,74% 4%,100% 50%,74% 96%,26% 96%,0 50%)",
    "need": "polygon(50% 4%,100% 92%,0 92%)",
}
_WORD_JOINER = "\N{WORD JOINER}"
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")  # no-break spaces hold signs to their words


def literal(text: str) -> str:
    r"""Return ``text`` so that a Markdown label shows it as it was typed.

    A word joiner, invisible, breaks what would become an emoji (``:smile:``), an icon, a link
    or an arrow although every sign is escaped.

    Examples
    --------
    >>> literal("a*b*")
    'a\\*b\\*'
    """
    flat = _SPACES.sub(" ", text).strip()
    broken = _TURNED.sub(_WORD_JOINER, flat)
    return _PUNCTUATION.sub(r"\\\1", broken)


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Return names by identifier, with a number after those that several share.

    The browser answers a choice by its label: two of the same would be one choice.

    Examples
    --------
    >>> told_apart({"a": "Lens", "b": "Liévin", "c": "Lens"})
    {'a': 'Lens', 'b': 'Liévin', 'c': 'Lens (2)'}
    """
    shared: dict[str, list[str]] = {}
    for identifier in sorted(names):
        shared.setdefault(names[identifier], []).append(identifier)
    ranks = {each: rank for same in shared.values() for rank, each in enumerate(same, start=1)}
    return {
        each: name if ranks[each] == 1 else f"{name} ({ranks[each]})"
        for each, name in names.items()
    }


def header(title: str, subtitle: str = "") -> None:
    """Show the title of a screen, and one sentence that says what it is for."""
    lede = f'<p class="lede">{escape(subtitle)}</p>' if subtitle else ""
    st.html(f'<div class="head"><h1>{escape(title)}</h1>{lede}</div>')


def section(title: str) -> None:
    """Show the title of a part of a screen."""
    st.html(f"<h2>{escape(title)}</h2>")


def words(text: str, *, style: str = "words") -> None:
    """Show a person's words exactly as they wrote them."""
    st.html(f'<div class="{style}">{escape(text)}</div>')


def empty_state(title: str, text: str, *, screen: str = "", label: str = "") -> None:
    """Say that there is nothing yet, why, and offer the next step."""
    with st.container(border=True):
        st.html(f'<div class="void"><b>{escape(title)}</b><p>{escape(text)}</p></div>')
        if screen and screens.is_open(screen, state.role()):
            with st.container(horizontal=True, horizontal_alignment="center"):
                next_step(screen, label=label)


def no_project(screen: str) -> None:
    """Say on ``screen`` that there is no démarche yet, and where one is created."""
    header(state.say(f"screen.{screen}"))
    empty_state(
        state.say("common.no_project_title"),
        state.say("common.no_project_text"),
        screen="home",
        label=state.say("common.no_project_step"),
    )


def next_step(
    screen: str, *, label: str = "", first: bool = True, more: Mapping[str, str] | None = None
) -> None:
    """Show a button-like link to the screen where the work goes on, asking it for ``more``."""
    prefix = "go_first_" if first else "go_"
    with st.container(key=f"{prefix}{screen}", width="content"):
        screens.link(screen, label=label, more=more)


def show_error(error: AnimmapError) -> None:
    """Say what happened, what is safe and what to do; never a code alone."""
    identifier = f"error.{error.code}"
    if has_text(identifier):
        sentence = state.say(identifier, **error.facts)
    else:
        sentence = state.say("common.unexpected", code=error.code)
    st.html(f'<div class="refusal" role="alert">{escape(sentence)}</div>')


@contextmanager
def refusals_shown() -> Iterator[None]:
    """Show an expected refusal where it happens; the rest of the screen goes on."""
    try:
        yield
    except AnimmapError as error:
        show_error(error)


@contextmanager
def at_work(sentence: str = "") -> Iterator[None]:
    """Say that something is being computed, for as long as it takes."""
    with st.spinner(sentence or state.say("common.loading")):
        yield


def tiles(figures: Sequence[tuple[str, str]]) -> None:
    """Show figures as tiles: ``(label, value already written for the language)``."""
    cells = "".join(
        f'<div class="tile"><b>{escape(value)}</b><span>{escape(label)}</span></div>'
        for label, value in figures
    )
    st.html(f'<div class="tiles">{cells}</div>')


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a screen that is open, and where to draw it."""

    name: str
    room: DeltaGenerator


def open_part(names: Sequence[str], titles: Sequence[str], *, key: str) -> Part:
    """Draw the parts of a screen as tabs, and return the open one: the only one to compute."""
    tabs = st.tabs(titles, key=key, on_change="rerun")
    rank = next((rank for rank, tab in enumerate(tabs) if tab.open), 0)
    return Part(names[rank], tabs[rank])


def unfolded(title: str, *, key: str) -> DeltaGenerator | None:
    """Draw a part that opens on demand; None while it is folded, so that it costs nothing."""
    part = st.expander(title, key=key, on_change="rerun")
    return part if part.open else None


def dot(color: str) -> str:
    """Return the HTML of a round mark of that colour (a constant of the palette)."""
    return f'<span class="dot" style="background:{escape(color)}" aria-hidden="true"></span>'


def layer_mark(layer: str) -> str:
    """Return the HTML of the mark of a layer: its shape and colour are those of the map."""
    look = f"background:{palette.LAYERS[layer]};clip-path:{LAYER_CLIPS[layer]};border-radius:0"
    return f'<span class="dot" style="{look}" aria-hidden="true"></span>'


def fiction_banner() -> None:
    """Say that this démarche is invented."""
    banner(state.say("demo.fictional"))


def banner(sentence: str) -> None:
    """Say above a screen what must not be forgotten while reading it."""
    st.html(f'<div class="fiction" role="note">{escape(sentence)}</div>')


def show_notice() -> None:
    """Show, once, the sentence left by the action that caused this run."""
    sentence = state.take_notice()
    if sentence:
        st.toast(literal(sentence), icon=":material/check_circle:")


def name_region(key: str, name: str) -> None:
    """Name the container of that ``key``, from inside it: the tab key stops where it scrolls."""
    st.html(
        f'<script src="/vendor/region.js" data-region="{key}" data-name="{escape(name)}"></script>',
        unsafe_allow_javascript=True,
    )


def draw_again() -> None:
    """Draw again the part of the screen being drawn, the whole screen where there is none."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:  # the whole page is being drawn, not the fragment alone
        st.rerun()

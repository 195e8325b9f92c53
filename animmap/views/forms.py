"""Small pieces of forms: a confirmation before what is hard to undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import streamlit as st

from animmap.views import panels, state

NAME_LENGTH = 80
TEXT_LENGTH = 2_000


def confirmed(label: str, question: str, *, key: str, icon: str = "") -> bool:
    """Offer ``label``; return True once the person has also answered yes to ``question``."""
    with st.popover(label, icon=f":material/{icon}:" if icon else None, key=f"ask_{key}"):
        panels.words(question)
        return st.button(state.say("common.yes_go"), key=f"yes_{key}", type="primary")


def one_of(
    label: str, codes: Sequence[str], named: Callable[[str], str], *, key: str, kept: bool = False
) -> str:
    """Ask for one of some codes, the first unless chosen; ``kept`` while the session lasts."""
    chosen = st.segmented_control(
        label,
        codes,
        default=codes[0] if state.widget_value(key, "") == "" else None,
        required=True,
        format_func=named,
        key=key,
        label_visibility="collapsed",
        persist_state="session" if kept else None,
    )
    return str(chosen or codes[0])


def picked(
    names: Mapping[str, str], which: str, go: str, *, key: str, hint: str, wide: bool = False
) -> str:
    """Offer a choice and the button that acts on it; return what was chosen once it is pressed.

    ``which`` and ``go``: what the choice and the button say; ``hint``: said while none is made.
    """
    choice, button = st.columns([3, 2 if wide else 1], vertical_alignment="bottom")
    with choice:
        chosen = st.selectbox(
            which,
            list(names),
            index=None,
            key=key,
            format_func=lambda each: names.get(each, ""),
            placeholder=hint,
        )
    with button:
        width: Literal["stretch", "content"] = "stretch" if wide else "content"
        pressed = st.button(go, key=f"go_{key}", disabled=not chosen, width=width)
    return str(chosen) if pressed and chosen else ""


def name_field(label: str, *, key: str, placeholder: str = "") -> str:
    """Ask for a short name; spaces around it are dropped."""
    value = st.text_input(label, key=key, max_chars=NAME_LENGTH, placeholder=placeholder)
    return (value or "").strip()


def words_field(label: str, *, key: str, placeholder: str = "", height: int = 110) -> str:
    """Ask for some sentences; spaces around them are dropped."""
    value = st.text_area(
        label, key=key, max_chars=TEXT_LENGTH, placeholder=placeholder, height=height
    )
    return (value or "").strip()

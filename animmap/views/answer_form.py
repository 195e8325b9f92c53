"""Answering in words, or by naming a place through its commune: no map is needed."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from shapely.geometry import Point

from animmap.core.model import Round, Territory
from animmap.core.room import RoundKind
from animmap.views import forms, panels
from animmap.views.state import say


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered: words, and a place (EPSG:4326) or None."""

    words: str
    place: Point | None


def ask_answer(asked: Round, territory: Territory, *, key: str) -> Given:
    """Ask for words; for a question about places, also where, by the name of a commune."""
    what = asked.subject or asked.kind.value
    words = forms.words_field(say(f"answer.words_{what}"), key=f"answer_words_{key}", height=80)
    place = _place(territory, key) if asked.kind is RoundKind.PLACES else None
    return Given(words, place)


def _place(territory: Territory, key: str) -> Point | None:
    """Return a point of the commune chosen, None when none is."""
    communes = {commune.code: commune for commune in territory.communes}
    names = panels.told_apart({code: each.name for code, each in communes.items()})
    code = st.selectbox(
        say("answer.commune"),
        list(communes),
        index=None,
        key=f"answer_commune_{key}",
        format_func=lambda each: names.get(each, ""),
        placeholder=say("answer.commune_none"),
    )
    chosen = communes.get(code or "")
    return chosen.geometry.representative_point() if chosen else None

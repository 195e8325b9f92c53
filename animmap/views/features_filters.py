"""Choosing what the map shows: words, layers (which are also the legend), kinds, groups."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from animmap.core import palette
from animmap.core.model import LAYERS, College
from animmap.services.explore import Facets, Filters
from animmap.texts import format_number
from animmap.views import panels, state
from animmap.views.terms import Terms


def choose_filters(counts: Facets, colleges: Sequence[College], words_of: Terms) -> Filters:
    """Show the title of the map with search, layers and filters; return what they ask for."""
    title, search = st.columns([3, 2], vertical_alignment="center", gap="medium")
    with title:
        panels.header(state.say("screen.explore"), state.say("explore.subtitle"))
    with search, st.container(horizontal=True, vertical_alignment="center"):
        words = st.text_input(
            state.say("explore.search"),
            key="explore_words",
            type="search",
            icon=":material/search:",
            placeholder=state.say("explore.search_hint"),
            label_visibility="collapsed",
            live=True,
            persist_state="session",
        )
        kinds, college_ids, themes = _finer(counts, colleges, words_of)
    st.html(_layer_marks())
    with st.container(horizontal=True, gap="medium", key="explore_layers"):
        layers = _layers(counts)
    return Filters(
        layers=layers,
        kinds=tuple(kinds),
        college_ids=tuple(college_ids),
        themes=tuple(themes),
        words=(words or "").strip(),
    )


def _layers(counts: Facets) -> tuple[str, ...]:
    """Show one coloured box by layer with its count: filter and legend in one."""
    shown = []
    for layer in LAYERS:
        count = format_number(counts.layers.get(layer, 0), state.language())
        with st.container(key=f"layer_{layer}", width="content"):
            ticked = st.checkbox(
                f"{state.say(f'layer.{layer}')} ({count})",
                value=True,
                key=f"explore_layer_{layer}",
                persist_state="session",
            )
        if ticked:
            shown.append(layer)
    return tuple(shown)


def _layer_marks() -> str:
    """Return the style that puts the mark of each layer before its name (constants only)."""
    rules = "".join(
        f'.st-key-layer_{layer} [data-testid="stWidgetLabel"]::before{{content:"";flex:none;'
        f"width:.9em;height:.9em;margin-right:.4em;background:{palette.LAYERS[layer]};"
        f"clip-path:{panels.LAYER_CLIPS[layer]}}}"
        for layer in LAYERS
    )
    return f"<style>{rules}</style>"


def _finer(
    counts: Facets, colleges: Sequence[College], words_of: Terms
) -> tuple[list[str], list[str], list[str]]:
    """Show the finer filters, folded away; return kinds, colleges and themes asked for."""
    chosen = sum(
        len(state.widget_value(f"explore_{name}", [])) for name in ("kinds", "colleges", "themes")
    )
    label = state.say("explore.filters_on", n=chosen) if chosen else state.say("explore.filters")
    layer_of = {kind: layer for layer in LAYERS for kind in counts.kinds.get(layer, {})}
    names = {college.id: college.name for college in colleges}
    with st.popover(label, icon=":material/filter_alt:", width="content"):
        kinds = st.multiselect(
            state.say("explore.kinds"),
            list(layer_of),
            key="explore_kinds",
            format_func=lambda kind: words_of.say(layer_of[kind], kind),
            placeholder=state.say("explore.all"),
            select_all=False,
            persist_state="session",
        )
        college_ids = st.multiselect(
            state.say("explore.colleges"),
            [each for each in names if each in counts.colleges],
            key="explore_colleges",
            format_func=lambda each: names[each],
            placeholder=state.say("explore.all"),
            select_all=False,
            persist_state="session",
        )
        themes = st.multiselect(
            state.say("explore.themes"),
            _themes_borne(counts, words_of),
            key="explore_themes",
            format_func=lambda theme: words_of.say("theme", theme),
            placeholder=state.say("explore.all"),
            select_all=False,
            persist_state="session",
        )
        st.button(state.say("explore.clear"), key="explore_clear", on_click=_clear)
    return kinds, college_ids, themes


def _themes_borne(counts: Facets, words_of: Terms) -> list[str]:
    known = words_of.taxonomy.codes("theme", retired=True)
    return [theme for theme in known if theme in counts.themes]


def _clear() -> None:
    for name in ("kinds", "colleges", "themes"):
        state.set_widget(f"explore_{name}", [])
    state.set_widget("explore_words", "")


def nothing_found() -> None:
    """Say that the filters let nothing through."""
    panels.words(state.say("explore.nothing"), style="words muted")

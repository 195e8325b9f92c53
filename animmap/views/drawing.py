"""Giving a perimeter: who speaks, then an outline on the map or communes from a list."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import shapely
import streamlit as st
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from animmap.core import palette
from animmap.core.model import LAYERS, College, Project, Round, Territory
from animmap.core.room import RoundKind
from animmap.services.explore import Filters
from animmap.views import forms, layers, maps, panels, picking, state
from animmap.views.question import is_sheet
from animmap.views.sketch_form import (
    BY_COMMUNES,
    MAYBE,
    ON_MAP,
    SURE,
    SketchForm,
    form_for_next_group,
)

COLLEGES_A_ROW = 3
MAP_HEIGHT = 600


def say_amending(form: SketchForm) -> None:
    """Say, while a sketch already sent is being amended, how to do it and how to leave it."""
    if form.amended is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        panels.words(state.say("draw.amending"))
        st.button(
            state.say("draw.amend_stop"),
            key="draw_amend_stop",
            on_click=lambda: state.keep(form_for_next_group()),
        )


def choose_voice(form: SketchForm, colleges: Sequence[College]) -> College | None:
    """Ask which college speaks; return it once known."""
    chosen = next((each for each in colleges if each.id == form.college_id), None)
    if chosen is None:
        _college_buttons(form, colleges)
    return chosen


def choose_tools(form: SketchForm, speaking: College, question: Round) -> tuple[str, ...]:
    """Show who speaks, the way to answer, and the landmarks; return the layers to show."""
    with st.container(horizontal=True, vertical_alignment="center", key="draw_tools"):
        say_who_speaks(form, speaking)
        if question.kind is RoundKind.COMMUNES:
            form.way = BY_COMMUNES
        else:
            _choose_way(form)
        return _choose_landmarks(question)


def say_who_speaks(form: SketchForm, speaking: College) -> None:
    """Show the college that speaks, and let the group change it."""
    st.html(
        f'<div class="speaker">{panels.dot(palette.college_color(speaking.position))}'
        f"<b>{escape(speaking.name)}</b></div>",
        width="content",
    )
    st.button(
        state.say("draw.change_college"),
        key="draw_change_college",
        type="tertiary",
        icon=":material/edit:",
        on_click=setattr,
        args=(form, "college_id", ""),
        disabled=form.amended is not None,
    )


def _college_buttons(form: SketchForm, colleges: Sequence[College]) -> None:
    panels.section(state.say("draw.who"))
    for start in range(0, len(colleges), COLLEGES_A_ROW):
        columns = st.columns(COLLEGES_A_ROW)
        row = colleges[start : start + COLLEGES_A_ROW]
        for column, college in zip(columns, row, strict=False):
            with column, st.container(key=f"college_pick_{college.position}"):
                st.button(
                    panels.literal(college.name),
                    key=f"draw_college_{college.id}",
                    width="stretch",
                    on_click=setattr,
                    args=(form, "college_id", college.id),
                )
    st.html(_college_marks(colleges))


def _college_marks(colleges: Sequence[College]) -> str:
    """Return the style that gives each button the colour of its college (constants only)."""
    rules = "".join(
        f".st-key-college_pick_{college.position} button"
        f"{{border-left:14px solid {palette.college_color(college.position)}}}"
        for college in colleges
    )
    return f"<style>{rules}</style>"


def _choose_way(form: SketchForm) -> None:
    """Ask how the group wants to give its perimeter; the other way keeps what it holds."""
    key = f"draw_way_{form.id}"
    state.set_widget(key, form.way)
    form.way = (
        st.segmented_control(
            state.say("draw.way"),
            (ON_MAP, BY_COMMUNES),
            key=key,
            required=True,
            format_func=lambda each: state.say(f"draw.way_{each}"),
            label_visibility="collapsed",
            on_change=lambda: form.switch_way(state.widget_value(key, ON_MAP)),
        )
        or ON_MAP
    )


def outline_on_map(
    form: SketchForm, project: Project, territory: Territory, *, color: str, shown: tuple[str, ...]
) -> None:
    """Let the group draw on the map, or click communes; what it gives goes into the form."""
    draws = form.way == ON_MAP
    seen_on = f"{form.way}-{state.visit()}-{state.language()}"
    overlays = [*_landmarks(project.id, shown), *_shapes(form, territory, color)]
    with st.container(key="tall_map"):
        answer = maps.show_map(
            territory,
            key=f"draw_{form.way}",
            overlays=overlays,
            height=MAP_HEIGHT,
            language=state.language(),
            draw=draws,
            listen=frozenset({"drawings"} if draws else {"clicked"}),
            clear_token=form.clear_token,
        )
    if draws:
        form.take_drawings(answer.drawings, seen_on)
    elif answer.clicked and answer.clicked != form.last_click:
        form.last_click = answer.clicked
        picking.toggle_commune_at(form, territory, answer.clicked)


def _choose_landmarks(question: Round) -> tuple[str, ...]:
    """Ask which layers the group wants to see beneath its pencil; those of the question first."""
    with st.popover(state.say("draw.layers"), icon=":material/layers:"):
        shown = st.pills(
            state.say("draw.layers_hint"),
            LAYERS,
            selection_mode="multi",
            default=list(question.shown_layers),
            key=f"draw_layers_{question.id}",
            format_func=lambda each: state.say(f"layer.{each}"),
            persist_state="session",
        )
    return tuple(shown)


def _landmarks(project_id: str, shown: tuple[str, ...]) -> list[maps.Overlay]:
    if not shown:
        return []
    return [layers.features_overlay(project_id, Filters(layers=shown), legend=True)]


def _shapes(form: SketchForm, territory: Territory, color: str) -> list[maps.Overlay]:
    """Return, as overlays, the outlines that are not under the pencil at this moment."""
    shown = []
    if form.way == BY_COMMUNES:
        picked = {"selected": list(form.codes.get(form.outline, ()))}
        shown.append(maps.Overlay(kind="communes", options=picked))
    for outline in (SURE, MAYBE):
        shape = form.shape(outline, territory.communes)
        followed = form.way == BY_COMMUNES or form.kept_on
        under_pencil = form.outline == outline and followed
        if shape is not None and not under_pencil:
            shown.append(_shape_overlay(shape, outline, color))
    return shown


def _shape_overlay(shape: BaseGeometry, outline: str, color: str) -> maps.Overlay:
    drawn = shape if shape.is_valid else shapely.make_valid(shape)
    return maps.Overlay(
        kind="shape",
        url=None,
        options={"color": color, "dashed": outline == MAYBE},
        data=mapping(drawn),
    )


def second_outline(form: SketchForm, question: Round) -> None:
    """Offer, once the first outline is there, a second one for what is less certain."""
    if question.kind is RoundKind.COMMUNES:
        return
    key = f"draw_outline_{form.id}"
    state.set_widget(key, form.outline)
    st.segmented_control(
        state.say("draw.outline"),
        (SURE, MAYBE),
        key=key,
        required=True,
        format_func=lambda each: state.say(f"draw.outline_{each}"),
        on_change=lambda: form.switch_outline(state.widget_value(key, SURE) or SURE),
        help=state.say("draw.outline_help"),
    )


def erase_button(form: SketchForm) -> None:
    """Offer to forget an outline that is shown but no longer under the pencil."""
    if form.way == ON_MAP and form.outline in form.outlines and not form.kept_on:
        st.button(
            state.say("draw.erase"),
            icon=":material/ink_eraser:",
            key=f"draw_erase_{form.id}",
            on_click=form.erase,
        )


def group_name(form: SketchForm, question: Round) -> None:
    """Ask for the name the group gives itself, when the question takes one."""
    if not question.pseudonyms and not is_sheet():
        return
    key = f"draw_label_{form.id}"
    if not state.widget_value(key, ""):
        state.set_widget(key, form.label)
    form.label = forms.name_field(
        state.say("draw.group_name"), key=key, placeholder=state.say("draw.group_example")
    )

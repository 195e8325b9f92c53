"""What each column of a file was understood to be, with three of its values, to correct."""

from __future__ import annotations

from html import escape

import streamlit as st

from animmap.core.importing.columns import FIELDS
from animmap.core.importing.words import SKETCH
from animmap.services.import_plan import Plan
from animmap.services.import_sheets import TableRead
from animmap.views import forms, import_question, import_state, import_templates, panels, state
from animmap.views.import_state import Bringing
from animmap.views.state import say
from animmap.views.terms import terms_of

SAMPLES = 3
LONGEST_SAMPLE = 60
SEARCHED = 200


def show_columns(bringing: Bringing, plan: Plan) -> None:
    """List the columns of each table; a menu beside each says what it is."""
    import_templates.show_templates(bringing, plan)
    used = [one for one in plan.tables if not one.left_out]
    shown: set[str] = set()
    if not any(one.table.columns for one in used):
        panels.words(say("prepare.no_columns"), style="small muted")
    for one in used:
        if len(used) > 1:
            panels.section(one.table.name)
        for column in one.table.columns:
            if column not in shown:
                _show_column(bringing, plan, one, column, len(shown))
            shown.add(column)
    for one in plan.tables:
        _say_left_out(one)
    if bringing.layer == SKETCH:
        import_question.ask_question(bringing, plan)
    else:
        _ask_the_rest(bringing, plan)


def _say_left_out(one: TableRead) -> None:
    if one.left_out == "nothing_known":
        rows = len(one.table.records)
        panels.words(say("prepare.left_out", name=one.table.name, n=rows), style="small muted")


def _show_column(bringing: Bringing, plan: Plan, one: TableRead, column: str, rank: int) -> None:
    match = next((match for match in one.matches if match.column == column), None)
    why = say(f"prepare.why_{match.why}") if match else say("prepare.why_none")
    head, values, meaning = st.columns([3, 4, 3], vertical_alignment="center")
    with head:
        st.html(
            f'<div class="words"><b>{escape(import_state.column_shown(bringing, column))}</b>'
            f'<div class="small muted">{escape(why)}</div></div>'
        )
    with values:
        shown = _said(bringing, plan, column, _samples(one, column))
        panels.words(" · ".join(shown), style="words small")
    with meaning:
        _ask_meaning(bringing, column, match.field if match else "", rank)


def _samples(one: TableRead, column: str) -> list[str]:
    """Return the first values of a column, each once."""
    place = one.table.columns.index(column)
    cells = (
        " ".join(record.cells[place].split())
        for record in one.table.records[:SEARCHED]
        if place < len(record.cells)
    )
    found = list(dict.fromkeys(cell for cell in cells if cell))[:SAMPLES]
    return [cell if len(cell) <= LONGEST_SAMPLE else f"{cell[:LONGEST_SAMPLE]}…" for cell in found]


def _said(bringing: Bringing, plan: Plan, column: str, samples: list[str]) -> list[str]:
    """Return samples of what a service answered with our codes in words."""
    vocabulary = {"kind": bringing.layer, "themes": "theme"}.get(column)
    if vocabulary is None or not import_state.is_ours(bringing):
        return samples
    words = terms_of(plan.project_id).offered(vocabulary)
    return [", ".join(words.get(code, code) for code in one.split(", ")) for one in samples]


def _ask_meaning(bringing: Bringing, column: str, meaning: str, rank: int) -> None:
    key = f"prepare_column_{bringing.drops}_{rank}"
    state.set_widget(key, meaning)
    st.selectbox(
        say("prepare.column", name=panels.literal(import_state.column_shown(bringing, column))),
        ("", *FIELDS),
        key=key,
        format_func=lambda each: say(f"prepare.field_{each or 'aside'}"),
        label_visibility="collapsed",
        on_change=lambda: import_state.name_column(bringing, column, state.widget_value(key, "")),
    )


def _ask_the_rest(bringing: Bringing, plan: Plan) -> None:
    """Ask what rows are, and where they come from, when they do not say it themselves."""
    kinds = terms_of(plan.project_id).offered(bringing.layer, bringing.choices.kind)
    kind, credit = st.columns(2)
    with kind:
        state.set_widget("prepare_kind", bringing.choices.kind)
        st.selectbox(
            say("prepare.kind"),
            ("", *kinds),
            key="prepare_kind",
            format_func=lambda each: kinds.get(each, say("prepare.kind_default")),
            on_change=lambda: import_state.change(
                bringing, kind=state.widget_value("prepare_kind", "")
            ),
        )
    with credit:
        state.set_widget("prepare_credit", bringing.choices.credit)
        st.text_input(
            say("prepare.credit"),
            key="prepare_credit",
            max_chars=forms.NAME_LENGTH,
            placeholder=say("prepare.credit_hint"),
            on_change=lambda: import_state.change(
                bringing, credit=state.widget_value("prepare_credit", "").strip()
            ),
        )

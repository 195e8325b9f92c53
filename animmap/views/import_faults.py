"""What is wrong in a file, row by row, to take away and correct; what may be there already."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from animmap.core.importing.choices import DUPLICATES, row_key
from animmap.services.import_plan import Plan
from animmap.services.import_tables import cells_of, faults_table, rows_table
from animmap.texts import format_number
from animmap.views import import_correct, import_state, panels, state
from animmap.views.import_state import Bringing
from animmap.views.state import say

MOST_SHOWN = 300
MOST_DECIDED = 40
CSV = "text/csv"
# A spreadsheet reads the accents of a CSV only after this mark.
ENCODING = "utf-8-sig"
_LOOK = """<style>
.faults { max-height: 26rem; overflow: auto; border: 1px solid var(--line); border-radius: 8px; }
.faults table { border-collapse: collapse; width: 100%; font-size: 0.92rem; line-height: 1.35; }
.faults :is(th, td) { text-align: left; vertical-align: top; padding: 0.4rem 0.6rem;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; min-width: 3.4rem; }
.faults th { overflow-wrap: normal; }
.faults th { position: sticky; top: 0; background: var(--surface); font-weight: 600; }
.faults td:nth-last-child(n+2) { max-width: 22rem; }
@media (max-width: 640px) { .faults table { width: 54rem; } }
</style>"""


def show_faults(bringing: Bringing, plan: Plan) -> None:
    """List the faults, those that keep a row first; offer the rows to correct."""
    faults = sorted(bringing.report["faults"], key=lambda one: not one["blocking"])
    if not faults:
        panels.words(say("prepare.no_fault"))
    else:
        panels.words(say("prepare.faults_how"), style="small muted")
        _offer_files(bringing, plan, faults)
        several = len(plan.tables) > 1
        _table([_fault(bringing, one, several=several) for one in faults[:MOST_SHOWN]])
        import_correct.show_cells(bringing, plan)
    if len(faults) > MOST_SHOWN:
        panels.words(say("prepare.faults_more", n=len(faults) - MOST_SHOWN), style="small muted")
    for notice in bringing.report["notices"]:
        panels.words(notice["message"], style="small muted")
    repairs = bringing.report["repairs"]
    if repairs:
        with st.expander(say("prepare.repairs", n=len(repairs))):
            _table([_repair(bringing, one) for one in repairs[:MOST_SHOWN]])


def _table(rows: list[dict[str, Any]]) -> None:
    """Show rows whose words wrap: none of them is cut, on a phone either."""
    heads = "".join(f"<th>{escape(name)}</th>" for name in rows[0])
    lines = "".join(
        f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row.values())}</tr>"
        for row in rows
    )
    st.html(_LOOK)
    st.html(
        f'<div class="faults" tabindex="0"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def _fault(bringing: Bringing, one: dict[str, Any], *, several: bool) -> dict[str, Any]:
    sheet = {say("prepare.col_table"): one["table"]} if several else {}
    return sheet | {
        say("prepare.col_row"): one["row"],
        say("prepare.col_column"): import_state.column_shown(bringing, one["column"]),
        say("prepare.col_value"): one["value"],
        say("prepare.col_fault"): one["message"],
        say("prepare.col_remedy"): one["remedy"],
        say("prepare.col_waits"): say("prepare.waits" if one["blocking"] else "prepare.imported"),
    }


def _repair(bringing: Bringing, one: dict[str, Any]) -> dict[str, Any]:
    return {
        say("prepare.col_row"): one["row"],
        say("prepare.col_column"): import_state.column_shown(bringing, one["column"]),
        say("prepare.col_before"): one["before"],
        say("prepare.col_after"): one["after"],
        say("prepare.col_repair"): one["message"],
    }


def _offer_files(bringing: Bringing, plan: Plan, faults: list[dict[str, Any]]) -> None:
    stem = plan.path.stem
    with st.container(horizontal=True):
        if "quarantined" in plan.states:
            st.download_button(
                say("prepare.download_rows"),
                lambda: rows_to_correct(bringing, plan).encode(ENCODING),
                file_name=f"{stem}-{say('prepare.suffix_rows')}.csv",
                mime=CSV,
                icon=":material/download:",
                key="prepare_download_rows",
            )
        st.download_button(
            say("prepare.download_faults"),
            lambda: faults_table(faults).encode(ENCODING),
            file_name=f"{stem}-{say('prepare.suffix_faults')}.csv",
            mime=CSV,
            icon=":material/download:",
            key="prepare_download_faults",
        )


def rows_to_correct(bringing: Bringing, plan: Plan) -> str:
    """Return the rows that wait as CSV: their cells as they were, then what is wrong."""
    rows = []
    for draft, state_of in zip(plan.drafts, plan.states, strict=True):
        if state_of == "quarantined":
            codes = [fault for fault in draft.faults if fault.blocking]
            why = " ".join(import_state.told(f"fault.{one.code}", **one.facts) for one in codes)
            todo = " ".join(import_state.told(f"remedy.{one.code}", **one.facts) for one in codes)
            extra = {say("prepare.csv_fault"): why, say("prepare.csv_remedy"): todo}
            rows.append(cells_of(draft) | extra)
    return rows_table(rows)


def show_doubles(bringing: Bringing) -> None:
    """List the rows that may be there already, and ask what becomes of them."""
    doubles = bringing.report["duplicates"]
    if not doubles:
        panels.words(say("prepare.no_double"))
        return
    state.set_widget("prepare_doubles", bringing.choices.duplicates)
    st.radio(
        say("prepare.doubles", n=len(doubles)),
        DUPLICATES,
        key="prepare_doubles",
        format_func=lambda each: say(f"prepare.double_{each}"),
        captions=[say(f"prepare.double_{each}_why") for each in DUPLICATES],
        on_change=lambda: import_state.change(
            bringing, duplicates=state.widget_value("prepare_doubles", "wait"), decisions={}
        ),
    )
    panels.words(say("prepare.double_one"), style="small muted")
    for one in doubles[:MOST_DECIDED]:
        _decide(bringing, one)
    if len(doubles) > MOST_DECIDED:
        _table([_double(one) for one in doubles[MOST_DECIDED:MOST_SHOWN]])


def _decide(bringing: Bringing, one: dict[str, Any]) -> None:
    """Say what a row may double, and ask what becomes of this one."""
    row = row_key(one["table"], one["row"])
    key = f"prepare_double_{bringing.drops}_{row}"
    told, decision = st.columns([3, 1], vertical_alignment="center")
    with told:
        st.html(
            f'<div class="words"><b>{escape(one["name"])}</b> ↔ {escape(one["of_name"])}'
            f'<div class="small muted">{escape(_reasons(one))}</div></div>'
        )
    with decision:
        state.set_widget(key, one["decided"])
        st.selectbox(
            say("prepare.double_of", row=row),
            DUPLICATES,
            key=key,
            format_func=lambda each: say(f"prepare.double_{each}"),
            label_visibility="collapsed",
            on_change=lambda: import_state.change(
                bringing,
                decisions={**bringing.choices.decisions, row: state.widget_value(key, "wait")},
            ),
        )


def _reasons(one: dict[str, Any]) -> str:
    """Return why a row may be a double, on one line."""
    told = _double(one)
    kept = [say("prepare.col_row") + f" {one['row']}"]
    names = ("prepare.col_where", "prepare.col_rule", "prepare.col_away")
    return " · ".join(filter(None, [*kept, *(str(told[say(name)]) for name in names)]))


def _double(one: dict[str, Any]) -> dict[str, Any]:
    away = one["distance_m"]
    row = one["of_row"]
    return {
        say("prepare.col_row"): one["row"],
        say("prepare.col_name"): one["name"],
        say("prepare.col_other"): one["of_name"],
        say("prepare.col_where"): (
            say("prepare.other_row", n=row) if row else say("prepare.other_there")
        ),
        say("prepare.col_rule"): say(f"prepare.rule_{one['rule']}"),
        say("prepare.col_away"): (
            "" if away is None else f"{format_number(away, state.language())} m"
        ),
    }

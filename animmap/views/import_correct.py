"""Rows that wait, corrected where they are: cell by cell, or pointed at on the map."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from animmap.core.importing.choices import row_key
from animmap.core.importing.corrections import BY_HAND
from animmap.core.importing.draft import Draft
from animmap.core.model import Project, Territory
from animmap.services import projects
from animmap.services.import_plan import Plan
from animmap.views import import_state, maps, panels, state
from animmap.views.import_state import Bringing
from animmap.views.state import say

MOST_ROWS = 100
HEIGHT = 360


def show_cells(bringing: Bringing, plan: Plan) -> None:
    """Show the cells of the rows that wait, to be rewritten and read again."""
    waiting = _waiting(plan)
    if not waiting:
        return
    panels.section(say("prepare.correct"))
    panels.words(say("prepare.correct_how"), style="small muted")
    shown = waiting[:MOST_ROWS]
    blamed = [fault.column for draft in shown for fault in draft.faults if fault.blocking]
    there = dict.fromkeys(name for draft in shown for name in draft.values)
    # What is to be rewritten comes first: a wide list would hide it.
    columns = [*dict.fromkeys(name for name in blamed if name in there)]
    columns += [name for name in there if name not in columns]
    before = pd.DataFrame(
        [[draft.values.get(name, "") for name in columns] for draft in shown],
        index=[_key(draft) for draft in shown],
        columns=columns,
        dtype=str,
    )
    before.index.name = say("prepare.col_row")
    after = st.data_editor(
        before,
        key=f"prepare_cells_{bringing.drops}_{len(bringing.choices.cells)}",
        num_rows="fixed",
        column_config={name: import_state.column_shown(bringing, name) for name in columns},
        width="stretch",
        height=min(420, 80 + 36 * len(shown)),
    )
    if len(waiting) > MOST_ROWS:
        panels.words(say("prepare.correct_more", n=len(waiting) - MOST_ROWS), style="small muted")
    if st.button(say("prepare.correct_read"), key="prepare_correct", icon=":material/refresh:"):
        found = rewritten(before, after)
        if found:
            rewrite(bringing, found)
            st.rerun()
        panels.words(say("prepare.correct_none"), style="small muted")


def rewritten(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return the cells that differ, by row then column."""
    found: dict[str, dict[str, str]] = {}
    for key, row in after.fillna("").astype(str).iterrows():
        changed = {str(name): text for name, text in row.items() if text != before.at[key, name]}
        if changed:
            found[str(key)] = changed
    return found


def rewrite(bringing: Bringing, cells: Mapping[str, Mapping[str, str]]) -> None:
    """Keep what a person wrote instead of some cells; the file is read again."""
    kept = {key: dict(row) for key, row in bringing.choices.cells.items()}
    for key, row in cells.items():
        kept.setdefault(key, {}).update(row)
    import_state.change(bringing, cells=kept)


def show_placeless(bringing: Bringing, project: Project, plan: Plan) -> None:
    """Offer to point on the map at the place of a row that says none."""
    placeless = {_key(draft): draft for draft in plan.drafts if _is_placeless(draft)}
    if not placeless:
        return
    panels.section(say("prepare.by_hand", n=len(placeless)))
    chosen = st.selectbox(
        say("prepare.by_hand_row"),
        list(placeless)[: MOST_ROWS * 10],
        key=f"prepare_by_hand_{bringing.drops}",
        format_func=lambda key: f"{key} · {placeless[key].name}",
        placeholder=say("prepare.by_hand_hint"),
        index=None,
    )
    if chosen is None:
        return
    panels.words(say("prepare.by_hand_how"), style="small muted")
    _point_at(bringing, chosen, projects.get_territory(state.desk(), project.id))


def _point_at(bringing: Bringing, key: str, territory: Territory) -> None:
    answer = maps.show_map(
        territory,
        key=f"prepare_point_{bringing.drops}_{key}",
        overlays=[],
        height=HEIGHT,
        language=state.language(),
    )
    if answer.clicked is not None:
        longitude, latitude = answer.clicked
        rewrite(bringing, {key: {BY_HAND: f"{longitude:.6f},{latitude:.6f}"}})
        st.rerun()


def _is_placeless(draft: Draft) -> bool:
    return draft.raw is None and not draft.shapes and bool(draft.name)


def _waiting(plan: Plan) -> list[Draft]:
    """Return the rows that wait for their cells, not for a decision about the whole file."""
    return [
        draft
        for draft, told in zip(plan.drafts, plan.states, strict=True)
        if told == "quarantined" and not _waits_for_a_decision(draft)
    ]


def _waits_for_a_decision(draft: Draft) -> bool:
    return {fault.code for fault in draft.faults if fault.blocking} <= {
        "already_imported",
        "duplicate",
    }


def _key(draft: Draft) -> str:
    return row_key(draft.table, draft.number)

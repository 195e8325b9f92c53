"""What was imported before: taken back, or what still waits of it taken up again."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from animmap.core.model import Project
from animmap.services.import_batches import (
    Batch,
    choices_of,
    discard_waiting,
    list_batches,
    read_waiting,
)
from animmap.services.import_tables import rows_table
from animmap.texts import format_number
from animmap.views import forms, import_done, import_state, panels, state
from animmap.views.import_faults import CSV, ENCODING
from animmap.views.import_state import Bringing
from animmap.views.state import say

SHOWN = 20


def list_past(bringing: Bringing, project: Project) -> None:
    """List the imports of a démarche, latest first."""
    batches = list_batches(state.desk(), project.id)
    panels.section(say("prepare.past"))
    if not batches:
        panels.words(say("prepare.past_none"), style="words muted")
    for batch in batches[:SHOWN]:
        with st.container(border=True, key=f"prepare_past_{batch.id}"):
            _show(batch)
            with st.container(horizontal=True):
                _offer(batch, bringing)


def _show(batch: Batch) -> None:
    spoken = state.language()
    counts = " · ".join(
        f"{format_number(count, spoken)} {say(f'prepare.done_{one}', n=count)}"
        for one in import_done.STATES
        if (count := batch.states[one])
    )
    gone = batch.states["imported"] and not batch.standing
    mark = f'<span class="badge">{escape(say("prepare.taken_back"))}</span>' if gone else ""
    st.html(
        f'<div class="card"><b>{escape(batch.name)}</b><div class="small muted">'
        f"{escape(say(f'layer.{batch.layer}'))} · {escape(state.moment(batch.at))} · "
        f"{escape(counts)} {mark}</div></div>"
    )


def _offer(batch: Batch, bringing: Bringing) -> None:
    if batch.standing:
        import_done.undo_button(batch, bringing, key="prepare_past_undo")
    if not batch.waiting:
        return
    st.button(
        say("prepare.again"),
        key=f"prepare_again_{batch.id}",
        icon=":material/troubleshoot:",
        on_click=_take_up,
        args=(batch, bringing),
    )
    st.download_button(
        say("prepare.export"),
        lambda: _waiting(batch).encode(ENCODING),
        file_name=f"{Path(batch.name).stem}-{say('prepare.suffix_rows')}.csv",
        mime=CSV,
        key=f"prepare_export_{batch.id}",
        icon=":material/download:",
    )
    if forms.confirmed(
        say("prepare.discard"),
        say("prepare.discard_sure", n=batch.waiting),
        key=f"prepare_discard_{batch.id}",
        icon="delete",
    ):
        with panels.refusals_shown():
            gone = discard_waiting(state.desk(), batch.id)
            state.leave_notice(say("prepare.discarded", n=gone))
            st.rerun()


def _take_up(batch: Batch, bringing: Bringing) -> None:
    """Bring the rows that wait as a file of their own, with the choices made for them."""
    rows = [row["cells"] for row in read_waiting(state.desk(), batch.id)]
    name = f"{Path(batch.name).stem}-{say('prepare.suffix_rows')}.csv"
    import_state.receive(bringing, name, rows_table(rows, str).encode(ENCODING))
    bringing.layer, bringing.origin = batch.layer, batch.id
    bringing.choices = choices_of(batch)


def _waiting(batch: Batch) -> str:
    """Return the rows that wait as CSV: their cells, then what is wrong."""
    rows = []
    for row in read_waiting(state.desk(), batch.id):
        codes = [import_state.told(f"fault.{one['code']}", **_facts(one)) for one in row["faults"]]
        rows.append(row["cells"] | {say("prepare.csv_fault"): " ".join(codes)})
    return rows_table(rows)


def _facts(fault: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in fault.items() if name not in ("code", "column", "value")}

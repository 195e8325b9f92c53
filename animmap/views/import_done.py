"""The last step of an import: what will happen, doing it, what happened, and the way back."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from animmap.core.importing.words import SKETCH
from animmap.core.model import Project
from animmap.errors import AnimmapError
from animmap.services.import_batches import Batch, discard_waiting, list_batches, undo_import
from animmap.services.import_plan import Plan
from animmap.services.imports import run_import
from animmap.texts import format_number
from animmap.views import import_state, panels, state
from animmap.views.import_state import Bringing
from animmap.views.state import say

STATES = ("imported", "merged", "skipped", "quarantined")


def show_counts(states: Counter[str], *, done: bool) -> None:
    """Show what becomes of the rows, as figures."""
    spoken = state.language()
    shown = [one for one in STATES if states[one] or one in ("imported", "quarantined")]
    panels.tiles(
        [
            (
                say(f"prepare.done_{one}" if done else f"prepare.will_{one}", n=states[one]),
                format_number(states[one], spoken),
            )
            for one in shown
        ]
    )


def offer_import(bringing: Bringing, project: Project, plan: Plan) -> None:
    """Say what importing would do, and do it when asked."""
    states = Counter(plan.states)
    going = states["imported"] + states["merged"]
    moved = going or states["quarantined"]
    figures, deed = st.columns([3, 1], vertical_alignment="center")
    with figures:
        show_counts(states, done=False)
    with deed:
        wanted = st.button(
            say(
                "prepare.go" if going else "prepare.go_waiting",
                n=moved,
                count=format_number(moved, state.language()),
            ),
            key="prepare_go",
            type="primary",
            icon=":material/publish:",
            width="stretch",
        )
    open_ones = dict.fromkeys(one.accept for one in plan.proposals if not one.accepted)
    if open_ones:
        panels.words(say("prepare.to_decide", n=len(open_ones)), style="mended")
    if wanted:
        with panels.refusals_shown():
            _import(bringing, project, plan)
            st.rerun()


def _import(bringing: Bringing, project: Project, plan: Plan) -> None:
    here = state.desk()
    bar = st.progress(0.0, text=say("prepare.importing"))

    def tell(done: int, of: int) -> None:
        # Nothing is drawn after the last row: drawing may stop this run, and it is written.
        if done < of:
            bar.progress(done / of, text=say("prepare.importing"))

    run_import(here, plan, tell)
    bringing.done = plan.batch_id
    if bringing.origin:
        origin, bringing.origin = bringing.origin, ""
        discard_waiting(here, origin)


def show_summary(bringing: Bringing, project: Project) -> None:
    """Say what was imported, how it was located, and offer what comes next."""
    batches = list_batches(state.desk(), project.id)
    batch = next((one for one in batches if one.id == bringing.done), None)
    if batch is None:
        import_state.drop(bringing)
        return
    panels.section(say("prepare.done_title", name=batch.name))
    show_counts(batch.states, done=True)
    show_located(batch)
    if batch.waiting:
        panels.words(say("prepare.done_waiting", n=batch.waiting), style="mended")
    with st.container(horizontal=True, vertical_alignment="center"):
        if batch.standing:
            drawn = batch.layer == SKETCH
            panels.next_step(
                "compare" if drawn else "explore",
                label=say("prepare.see_sketches" if drawn else "prepare.see"),
            )
            undo_button(batch, bringing, key="prepare_undo")
        st.button(
            say("prepare.another"),
            key="prepare_another",
            icon=":material/upload_file:",
            on_click=import_state.drop,
            args=(bringing,),
        )


def show_located(batch: Batch) -> None:
    """Say how the rows were located."""
    spoken = state.language()
    parts = [
        say(f"prepare.located_{method}", n=count, count=format_number(count, spoken))
        for method, count in batch.located.most_common()
    ]
    if parts:
        panels.words(say("prepare.located", parts=", ".join(parts)), style="small muted")


def undo_button(batch: Batch, bringing: Bringing, *, key: str) -> None:
    """Take the whole import back in one press; the file in hand can be imported again."""
    if not st.button(say("prepare.undo"), key=f"{key}_{batch.id}", icon=":material/undo:"):
        return
    try:
        undo_import(state.desk(), batch.id)
    except AnimmapError as refusal:
        import_state.refuse(refusal)
        return
    bringing.done, bringing.asked = "", ()
    state.leave_notice(say("prepare.undone", name=batch.name))
    st.rerun()

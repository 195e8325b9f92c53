"""The trash of features: what was removed, when, and the way back."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from animmap.core.model import Project
from animmap.services import curate
from animmap.views import panels, state
from animmap.views.state import say
from animmap.views.terms import terms_of

HEIGHT = 420


def show_trash(project: Project) -> None:
    """Show what is in the trash, and bring back what is ticked."""
    found = curate.list_trash(state.desk(), project.id)
    if not found:
        panels.empty_state(say("trash.none"), say("trash.none_why"))
        return
    words = terms_of(project.id)
    frame = pd.DataFrame(
        {
            say("feature.name"): [item.name for item, _ in found],
            say("feature.layer"): [say(f"layer.{item.layer}") for item, _ in found],
            say("feature.kind"): [words.say(item.layer, item.kind) for item, _ in found],
            say("trash.when"): [state.moment(at) for _, at in found],
        }
    )
    picked = st.dataframe(
        frame,
        key=f"trash_{project.revision}",
        hide_index=True,
        height=min(HEIGHT, 36 * (len(found) + 1) + 3),
        on_select="rerun",
        selection_mode="multi-row",
    )
    rows = picked.selection.rows
    label = say("trash.restore", n=len(rows))
    if st.button(label, disabled=not rows, key="trash_restore", type="primary"):
        with panels.refusals_shown():
            ids = [found[row][0].id for row in rows]
            back = curate.restore(state.desk(), project.id, ids)
            state.leave_notice(say("trash.restored", n=back))
            st.rerun()

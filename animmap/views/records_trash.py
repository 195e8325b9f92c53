"""The trash of features: what was removed, until when it waits, the way back, the way out."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import streamlit as st

from animmap.core.model import Project
from animmap.services import curate
from animmap.services.desk import TRASH_DAYS
from animmap.texts import format_day
from animmap.views import forms, panels, state
from animmap.views.state import say
from animmap.views.terms import terms_of

HEIGHT = 420


def show_trash(project: Project) -> None:
    """Show what is in the trash; bring back or erase for good what is ticked."""
    panels.words(say("trash.until", days=TRASH_DAYS), style="small muted")
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
            say("trash.leaves"): [
                format_day(at + timedelta(days=TRASH_DAYS), state.language()) for _, at in found
            ],
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
    ids = [found[row][0].id for row in picked.selection.rows]
    with st.container(horizontal=True, key="trash_deeds"):
        _offer_restoring(project, ids)
        if ids:
            _offer_purging(project, ids)


def _offer_restoring(project: Project, ids: list[str]) -> None:
    label = say("trash.restore", n=len(ids))
    if st.button(label, disabled=not ids, key="trash_restore", type="primary"):
        with panels.refusals_shown():
            back = curate.restore(state.desk(), project.id, ids)
            state.leave_notice(say("trash.restored", n=back))
            st.rerun()


def _offer_purging(project: Project, ids: list[str]) -> None:
    label, question = say("trash.purge", n=len(ids)), say("trash.purge_ask", n=len(ids))
    if forms.confirmed(label, question, key="trash_purge", icon="delete_forever"):
        with panels.refusals_shown():
            gone = curate.purge(state.desk(), project.id, ids)
            state.leave_notice(say("trash.purged", n=gone))
            st.rerun()

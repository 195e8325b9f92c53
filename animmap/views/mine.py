"""Coming back with "mon code": see one's own sketch, amend it, withdraw it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from animmap.core.model import Sketch, SketchState, Territory
from animmap.services import contribute
from animmap.views import forms, panels, state
from animmap.views.sketch_form import form_to_amend

CODE_KEY = "mine_code"


@dataclass(slots=True)
class Opened:
    """The sketch that a code has opened, and that code."""

    sketch: Sketch | None = None
    code: str = ""


def have_a_code(round_id: str, territory: Territory) -> None:
    """Let a group come back to what it sent."""
    with st.expander(state.say("draw.have_code"), icon=":material/key:", key="mine_expander"):
        panels.words(state.say("draw.have_code_hint"), style="words muted")
        typed = st.text_input(state.say("draw.code_field"), key=CODE_KEY, max_chars=12)
        if st.button(state.say("draw.code_open"), key="mine_open"):
            _open(round_id, (typed or "").strip())
        opened = state.kept(Opened)
        if opened.sketch is not None and opened.sketch.round_id == round_id:
            _show(opened, opened.sketch, territory)


def _open(round_id: str, code: str) -> None:
    state.forget(Opened)
    with panels.refusals_shown():
        state.keep(Opened(contribute.find_mine(state.desk(), round_id, code), code))


def _show(opened: Opened, sketch: Sketch, territory: Territory) -> None:
    sent = state.moment(sketch.updated_at)
    if sketch.voice.label:
        panels.words(state.say("draw.mine_sent", name=sketch.voice.label, when=sent))
    else:
        panels.words(state.say("draw.mine_sent_unnamed", when=sent))
    if sketch.reason:
        panels.words(sketch.reason, style="words quote")
    if sketch.state is SketchState.WITHDRAWN:
        panels.words(state.say("draw.mine_withdrawn"))
        return
    with st.container(horizontal=True):
        if st.button(state.say("draw.amend"), icon=":material/edit:", key="mine_amend"):
            state.keep(form_to_amend(sketch, opened.code, territory.communes))
            state.forget(Opened)
            st.rerun()
        if forms.confirmed(
            state.say("draw.withdraw"),
            state.say("draw.withdraw_question"),
            key="mine_withdraw",
            icon="undo",
        ):
            _withdraw(sketch, opened.code)


def _withdraw(sketch: Sketch, code: str) -> None:
    with panels.refusals_shown():
        contribute.withdraw(state.desk(), sketch.id, code)
        state.forget(Opened)
        state.leave_notice(state.say("draw.withdrawn"))
        st.rerun()

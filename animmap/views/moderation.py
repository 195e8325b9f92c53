"""Setting a sketch aside, and bringing it back: animators only, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from animmap.core.model import Sketch, SketchState
from animmap.services import contribute
from animmap.services.compare import RoundReading
from animmap.services.desk import Desk
from animmap.views import forms, panels, state
from animmap.views.figures import voice_name
from animmap.views.state import say


def offer_to_set_aside(reading: RoundReading) -> None:
    """Let an animator keep a sketch out of the comparison, and list those already out."""
    if not state.is_animator():
        return
    hidden = contribute.list_sketches(state.desk(), reading.round.id, states=(SketchState.HIDDEN,))
    with st.expander(say("moderation.title", n=len(hidden))):
        panels.words(say("moderation.lede"))
        shown = {sketch.id: _told(reading, sketch) for sketch in reading.sketches}
        _choose(shown, "hide", contribute.hide)
        if hidden:
            aside = {sketch.id: _told(reading, sketch) for sketch in hidden}
            _choose(aside, "unhide", contribute.unhide)


def _told(reading: RoundReading, sketch: Sketch) -> str:
    words = f" – {sketch.reason[:80]}" if sketch.reason else ""
    return f"{voice_name(reading, sketch)}{words}"


def _choose(told: Mapping[str, str], deed: str, do: Callable[[Desk, str], Sketch]) -> None:
    chosen = forms.picked(
        told, say(f"moderation.{deed}_which"), say(f"moderation.{deed}"),
        key=f"moderation_{deed}", hint=say("moderation.choose"),
    )  # fmt: skip
    if chosen:
        with panels.refusals_shown():
            do(state.desk(), chosen)
            state.leave_notice(say(f"moderation.{deed}_done"))
            st.rerun()

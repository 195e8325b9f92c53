"""How far an errand is, with a button to stop it; the page runs again once it has ended."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from animmap.errors import AnimmapError
from animmap.services import errands
from animmap.services.errands import Errand
from animmap.views import panels, state
from animmap.views.state import say

EVERY = "1s"


def is_running(name: str) -> bool:
    """Tell whether an errand runs under a name."""
    known = errands.find(name)
    return known is not None and known.running


def follow(
    name: str,
    tell: Callable[[Errand], str],
    ended: Callable[[Errand], str] | None = None,
    stopped: str = "",
) -> bool:
    """Show how far the errand of a name is, or how it ended; return whether it runs.

    ``tell`` writes the line beside the bar; ``ended`` the notice of one that went well;
    ``stopped`` is said of one that a person stopped, that what was received is kept by default.
    """
    errand = errands.find(name)
    if errand is None:
        return False
    if errand.running:
        st.fragment(_show, run_every=EVERY)(name, errand, tell)
        return True
    errands.forget(name)
    if errand.failed:
        panels.words(say("offline.failed"), style="refusal")
    elif errand.refusal is not None:
        _tell_refusal(errand.refusal, stopped)
    elif ended is not None:
        state.leave_notice(ended(errand))
        panels.show_notice()
    return False


def _show(name: str, errand: Errand, tell: Callable[[Errand], str]) -> None:
    if not errand.running:
        st.rerun()
    st.progress(errand.share, text=panels.literal(tell(errand)))
    st.button(
        say("offline.stopping" if errand.stop.asked else "offline.stop"),
        key=f"stop_{name}",
        icon=":material/stop_circle:",
        disabled=errand.stop.asked,
        on_click=errand.stop.ask,
    )


def _tell_refusal(refusal: AnimmapError, stopped: str) -> None:
    if refusal.code == errands.STOPPED:
        panels.words(stopped or say("offline.stopped"))
    else:
        panels.show_error(refusal)

"""The shared device of a hall: no menu, one group after another, back to the start after each."""

from __future__ import annotations

from html import escape

import streamlit as st

from animmap.core.model import Territory
from animmap.services.contribute import Receipt
from animmap.views import sending, state
from animmap.views.sketch_form import SketchForm
from animmap.views.state import say

KIOSK_PARAM = "kiosque"
ON = "1"
THANKS_SECONDS = 45


def is_on() -> bool:
    """Tell whether the address asks for a shared device."""
    return state.choice_of_any(KIOSK_PARAM) == ON


def offer_to_start_over(form: SketchForm) -> None:
    """Let the next group start afresh where a group left without sending."""
    if is_on() and form.college_id and form.receipt is None:
        st.button(
            say("draw.kiosk_start_over"),
            key="kiosk_start_over",
            icon=":material/restart_alt:",
            on_click=sending.next_group,
        )


def thank_or_show(form: SketchForm, receipt: Receipt, territory: Territory) -> None:
    """Show what was received: on a shared device, only until the next group comes."""
    if is_on():
        _thank(receipt)
    else:
        sending.show_receipt(form, receipt, territory)


@st.fragment(run_every=1.0)
def _thank(receipt: Receipt) -> None:
    """Thank the group, show its code once, then go back to the start by itself."""
    passed = (state.desk().now() - receipt.sketch.updated_at).total_seconds()
    left = max(0, round(THANKS_SECONDS - passed))
    code = receipt.code or ""
    st.html(
        f'<div class="receipt" role="status"><h1>{escape(say("draw.kiosk_thanks"))}</h1>'
        f"<p>{escape(say('draw.received'))}</p><p>{escape(say('draw.my_code'))}</p>"
        f'<div class="code" data-code="{escape(code)}">{escape(code)}</div>'
        f"<p>{escape(say('draw.code_use'))}</p></div>"
    )
    with st.container(horizontal=True, horizontal_alignment="center"):
        pressed = st.button(
            say("draw.next_group"),
            type="primary",
            icon=":material/group_add:",
            key="kiosk_next_group",
        )
    st.html(f'<p class="small muted">{escape(say("draw.kiosk_back_in", n=left))}</p>')

    if pressed or not left:
        sending.next_group()
        st.rerun(scope="app")

"""The room of a workshop: its code, its address and QR code; open it, shut it, renew its code."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import urlencode

import streamlit as st

from animmap.core.model import Workshop
from animmap.services import network, room
from animmap.settings import read_settings
from animmap.views import forms, panels, state
from animmap.views.lead import Live
from animmap.views.state import say


def manage_room(live: Live) -> None:
    """Show how phones join, and let the room be opened, shut or given another code."""
    code = live.workshop.join_code
    if code is None:
        panels.words(say("lead.room_shut_text"))
        if st.button(
            say("lead.room_open"), key="lead_room_open", type="primary", icon=":material/door_open:"
        ):
            _change(lambda: room.open_room(state.desk(), live.workshop.id), "room_opened")
        return
    setting, asked = read_settings().room_address, state.server_address()
    barrier = network.barrier(setting, asked)
    if barrier:
        panels.words(say(f"lead.room_{barrier}"), style="refusal")
        _shut_or_renew(live.workshop)
        return
    picture, told = st.columns([1, 3], gap="large", vertical_alignment="center")
    with picture:
        alt = escape(say("lead.qr"), quote=True)
        st.html(f'<img class="lead-qr" src="/api/rooms/{escape(code)}/qr.svg" alt="{alt}"/>')
    with told:
        _ways_in(code, network.phone_address(setting, asked))
        _shut_or_renew(live.workshop)


def _ways_in(code: str, address: str) -> None:
    st.html(
        f'<p class="lead-code">{escape(code)}</p>'
        f'<p class="words">{escape(say("lead.room_address"))} '
        f"<b>{escape(address)}/r/{escape(code)}</b></p>"
    )
    panels.words(say("lead.room_safe"), style="small muted")


def _shut_or_renew(workshop: Workshop) -> None:
    with st.container(horizontal=True):
        if forms.confirmed(
            say("lead.room_shut_it"),
            say("lead.room_shut_question"),
            key="lead_shut",
            icon="door_front",
        ):
            _change(lambda: room.shut_room(state.desk(), workshop.id), "room_now_shut")
        if forms.confirmed(
            say("lead.room_renew"),
            say("lead.room_renew_question"),
            key="lead_renew",
            icon="autorenew",
        ):
            _change(lambda: room.renew_code(state.desk(), workshop.id), "room_renewed")
        kiosk = {"kiosque": "1", "lang": state.language()}
        st.link_button(
            say("lead.kiosk"),
            f"/r/{workshop.join_code}?{urlencode(kiosk)}",
            icon=":material/tablet:",
            help=say("lead.kiosk_help"),
        )
        st.link_button(
            say("lead.kiosk_draw"),
            f"/dessiner?{urlencode(kiosk | {'demarche': workshop.project_id})}",
            icon=":material/laptop:",
            help=say("lead.kiosk_help"),
        )


def _change(deed: Callable[[], object], told: str) -> None:
    with panels.refusals_shown():
        deed()
        state.leave_notice(say(f"lead.told_{told}"))
        st.rerun(scope="app")

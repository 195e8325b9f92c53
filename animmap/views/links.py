"""Links that open a démarche to others: create, read once, list, revoke (animators only)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape

import streamlit as st

from animmap.core.model import Project, Role
from animmap.services import access
from animmap.services.access import LinkInfo
from animmap.views import forms, panels, state

LENT_ROLES = (Role.PARTICIPANT, Role.PROJECTOR, Role.PARTNER, Role.ANIMATOR)
LIFETIMES: dict[str, timedelta | None] = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "quarter": timedelta(days=90),
    "none": None,
}


@dataclass(slots=True)
class FreshLink:
    """The link just made: its address is shown until the animator puts it away."""

    address: str = ""
    label: str = ""
    project_id: str = ""


def create_link_form(project: Project) -> None:
    """Ask for whom the link is, what it opens and until when."""
    panels.section(state.say("share.create"))
    with st.form("share_form", border=True):
        role = st.radio(
            state.say("share.role"),
            LENT_ROLES,
            key="share_role",
            format_func=lambda each: state.say(f"share.role_{each.value}"),
            captions=[state.say(f"share.role_{each.value}_can") for each in LENT_ROLES],
        )
        label = forms.name_field(
            state.say("share.label"), key="share_label", placeholder=state.say("share.label_hint")
        )
        lifetime = st.selectbox(
            state.say("share.lifetime"),
            list(LIFETIMES),
            key="share_lifetime",
            index=1,
            format_func=lambda each: state.say(f"share.lifetime_{each}"),
        )
        sent = st.form_submit_button(
            state.say("share.make"), type="primary", icon=":material/add_link:"
        )
    if sent and role is not None:
        with panels.refusals_shown():
            _make(project, Role(role), label, LIFETIMES[lifetime])


def _make(project: Project, role: Role, label: str, lifetime: timedelta | None) -> None:
    expires_at = datetime.now(UTC) + lifetime if lifetime else None
    name = label or state.say(f"role.{role.value}")
    info, token = access.create_link(state.desk(), project.id, role, name, expires_at)
    state.keep(FreshLink(f"{state.server_address()}/j/{token}", info.label, project.id))


def show_fresh_link(project: Project) -> None:
    """Show the address of the link just made, once, with what to beware of."""
    fresh = state.kept(FreshLink)
    if fresh.project_id != project.id or not fresh.address:
        return
    with st.container(border=True, key="fresh_link"):
        panels.words(state.say("share.fresh", label=fresh.label))
        st.code(fresh.address, language=None, wrap_lines=True)
        st.warning(state.say("share.once"), icon=":material/visibility_off:")
        if access.is_local_name(fresh.address):
            panels.words(state.say("share.local_only"), style="small muted")
        st.button(
            state.say("share.put_away"),
            key="share_put_away",
            on_click=state.forget,
            args=(FreshLink,),
        )


def list_links(project: Project) -> None:
    """Show the links of a démarche, open ones first, and let each be revoked."""
    panels.section(state.say("share.links"))
    links = access.list_links(state.desk(), project.id)
    if not links:
        panels.empty_state(state.say("share.none"), state.say("share.none_why"))
        return
    now = datetime.now(UTC)
    for link in sorted(links, key=lambda each: not each.is_open(now)):
        _link_row(link, now)


def _link_row(link: LinkInfo, now: datetime) -> None:
    is_open = link.is_open(now)
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.html(_link_html(link, is_open=is_open), width="stretch")
        if is_open and forms.confirmed(
            state.say("share.revoke"),
            state.say("share.revoke_question", label=link.label),
            key=f"revoke_{link.id}",
            icon="link_off",
        ):
            with panels.refusals_shown():
                access.revoke_link(state.desk(), link.id)
                state.leave_notice(state.say("share.revoked_now", label=link.label))
                st.rerun()


def _link_html(link: LinkInfo, *, is_open: bool) -> str:
    role = state.say(f"role.{link.role.value}")
    facts = " · ".join(_link_facts(link, is_open=is_open))
    closed = "" if is_open else ' class="closed"'
    return (
        f'<div{closed}><b class="words">{escape(link.label)}</b> '
        f'<span class="badge">{escape(role)}</span>'
        f'<div class="small muted">{escape(facts)}</div></div>'
    )


def _link_facts(link: LinkInfo, *, is_open: bool) -> list[str]:
    def when(name: str, moment: datetime) -> str:
        return state.say(f"share.{name}", when=state.moment(moment))

    used = link.last_used_at
    facts = [
        when("created", link.created_at),
        when("used", used) if used else state.say("share.unused"),
    ]
    if link.revoked_at:
        facts.append(when("revoked", link.revoked_at))
    elif link.expires_at:
        facts.append(when("expires" if is_open else "expired", link.expires_at))
    return facts

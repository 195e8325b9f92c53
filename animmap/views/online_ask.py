"""Searching online: which service, what of it, how much, how far it is; or the saved-file way."""

from __future__ import annotations

import streamlit as st

from animmap.core.model import Project
from animmap.services import online
from animmap.services.errands import Errand
from animmap.services.online import Harvest
from animmap.texts import format_number, has_text
from animmap.views import errand_bar, online_options, online_state, panels, state
from animmap.views.import_state import Bringing
from animmap.views.online_state import OSM, Asking
from animmap.views.state import say

SERVICES = (*online.SERVICES, OSM)


def ask(bringing: Bringing, project: Project) -> None:
    """Let a person choose a service and what to ask of it, and bring what it answers."""
    asking = online_state.asking_for(project)
    if errand_bar.follow(asking.errand, lambda errand: _how_far(asking, errand)):
        return
    came = online_state.hand_over(asking, bringing)
    if came is not None and came.found:
        st.rerun()
    if came is not None:
        panels.words(say("online.nothing"), style="refusal")
        show_notices(came)
    chosen = _choose_service(asking)
    if chosen == OSM:
        online_options.overpass(bringing, project)
        return
    panels.words(say(f"online.sent_{chosen}"), style="small muted")
    online_options.show(asking)
    if not online.is_online():
        panels.words(say("error.online_off"), style="mended")
    _offer(asking, project)


def _choose_service(asking: Asking) -> str:
    chosen = st.radio(
        say("online.service"),
        SERVICES,
        index=SERVICES.index(asking.shown),
        key="online_service",
        format_func=lambda each: say(f"online.service_{each}"),
        captions=[say(f"online.about_{each}") for each in SERVICES],
    )
    asking.shown = chosen
    if chosen != OSM:
        asking.service = chosen
    return str(chosen)


def _offer(asking: Asking, project: Project) -> None:
    """Offer to count, and to fetch; say what was counted."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            say("online.fetch"),
            key="online_fetch",
            type="primary",
            icon=":material/travel_explore:",
            on_click=online_state.start_fetch,
            args=(asking, project),
        )
        st.button(
            say("online.estimate"),
            key="online_estimate",
            on_click=online_state.start_estimate,
            args=(asking, project),
        )
        if asking.estimated is not None and asking.estimated[0] == asking.question:
            panels.words(_estimated(asking))
    panels.words(say("online.saved_way"), style="small muted")


def _estimated(asking: Asking) -> str:
    if asking.estimated is None:
        return ""
    told, spoken = asking.estimated[1], state.language()
    facts = {
        "n": told.count,
        "count": format_number(told.count, spoken),
        "records": format_number(told.records, spoken),
    }
    sentence = say(f"online.estimated_{asking.service}", **facts)
    return f"{sentence} {say('online.at_least')}" if told.least else sentence


def _how_far(asking: Asking, errand: Errand) -> str:
    if not errand.total:
        return say("online.counting", service=say(f"online.service_{asking.service}"))
    spoken = state.language()
    done, total = (format_number(each, spoken) for each in (errand.done, errand.total))
    return say("online.progress", done=done, total=total)


def show_notices(harvest: Harvest) -> None:
    """Show what must be known of what came back: counts, what was left out, warnings."""
    for code, facts in harvest.notices:
        identifier = f"import.notice.{code}"
        if has_text(identifier):
            panels.words(say(identifier, **facts), style="small")


def _show_saved(bringing: Bringing) -> None:
    """Show what must be known of an answer that was saved elsewhere and dropped here."""
    if bringing.plan is not None and bringing.plan.file.kind == "json":
        for notice in bringing.report["notices"]:
            panels.words(notice["message"], style="small")


def show_fetched(bringing: Bringing, project: Project) -> None:
    """Above the list in hand, say when it was gathered, what of it, and offer to ask again."""
    harvest = bringing.fetched
    if harvest is None or harvest.retrieved_at is None:
        _show_saved(bringing)
        return
    asking = online_state.asking_for(project)
    if errand_bar.follow(asking.errand, lambda errand: _how_far(asking, errand)):
        return
    if online_state.hand_over(asking, bringing) is not None:
        st.rerun()
    told = "late" if harvest.late else "kept" if harvest.cached else "fresh"
    with st.container(border=True, key="online_fetched"):
        with st.container(horizontal=True, vertical_alignment="center"):
            when = state.moment(harvest.retrieved_at)
            panels.words(say(f"online.gathered_{told}", when=when))
            if harvest.cached:
                st.button(
                    say("online.refresh"),
                    key="online_refresh",
                    icon=":material/refresh:",
                    on_click=online_state.start_fetch,
                    args=(asking, project),
                    kwargs={"refresh": True},
                )
        show_notices(harvest)

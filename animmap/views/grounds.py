"""Any zone of the comparison made a perimeter: portrayed, seen on the map, taken away, adopted.

Which one is in the address (``zone``), so that a link shows it; see ``services.grounds``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from urllib.parse import urlencode

import streamlit as st

from animmap.core import palette
from animmap.core.model import Role
from animmap.services import debates, grounds
from animmap.services.compare import RoundReading
from animmap.services.desk import Desk
from animmap.services.grounds import RULES, Ground
from animmap.texts import format_share
from animmap.views import (
    address,
    adoption,
    choices,
    exact,
    exports,
    panels,
    portrait,
    state,
)
from animmap.views.choices import Asked
from animmap.views.maps import Overlay
from animmap.views.state import say

PARAM = "zone"
# Colleges of the comparison, on the map whose own filter bears their name.
AMONG_PARAM = "parmi"
_AT_THRESHOLD = "threshold"
_PART_PARAM, _PORTRAIT = "partie", "portrait"


def point_at(code: str) -> None:
    """Open the portrait of a ground; before the screen is drawn again."""
    state.put_all_in_address({PARAM: code, _PART_PARAM: _PORTRAIT})


def offer_portrait(code: str, label: str) -> None:
    """Offer to make a perimeter of a ground of another part of the screen."""
    st.button(
        label,
        icon=":material/flag:",
        key=f"compare-ground-{code}",
        on_click=point_at,
        args=(code,),
    )


def query_of(code: str, share: float, wanted: Asked) -> dict[str, str]:
    """Return the query that brings a ground back from the server."""
    query = {"zone": code, "threshold": f"{share:.6f}"}
    query |= {"maybe": "1"} if wanted.maybe else {}
    return query | ({"among": ",".join(wanted.college_ids)} if wanted.college_ids else {})


def overlays(reading: RoundReading, share: float, wanted: Asked) -> list[Overlay]:
    """Return the outline of the ground portrayed, unless the maps outline it already."""
    code = state.choice_of_any(PARAM)
    if not code or state.choice_of_any(_PART_PARAM) != _PORTRAIT:
        return []
    query = query_of(code, share, wanted) | {"revision": str(reading.project.revision)}
    url = f"/api/rounds/{reading.round.id}/ground.geojson?{urlencode(query)}"
    return [Overlay("zone", url, {"color": palette.ALERT})]


def ask_ground(reading: RoundReading, share: float) -> Ground:
    """Ask of which zone: at the threshold, under a rule, or any other zone of the round."""
    codes = exact.read(reading, ("grounds",), partial(_list_codes, state.desk(), reading))
    others = [code for code in codes if code not in RULES]
    asked = state.choice_of_any(PARAM)
    wanted = asked if asked in others else _AT_THRESHOLD
    key = f"compare-zone-{reading.round.id}"
    address.follow(PARAM, key, wanted)
    if state.widget_value(key, wanted) not in (*others, _AT_THRESHOLD):
        state.set_widget(key, wanted)
    names = name_codes(reading, others)
    which, rule = st.columns([3, 2], gap="medium", vertical_alignment="bottom")
    with which:
        chosen = st.selectbox(
            say("grounds.which"),
            [_AT_THRESHOLD, *others],
            format_func=lambda code: names.get(code, say("grounds.threshold")),
            key=key,
        )
    address.tell(PARAM, "" if chosen == _AT_THRESHOLD else chosen, changed=chosen != wanted)
    if chosen == _AT_THRESHOLD:
        with rule:
            chosen = portrait.ask_rule("portrait-rule")
    find = partial(grounds.read_ground, state.desk(), reading, chosen, share)
    return exact.read(reading, ("ground", chosen, share), find)


def _list_codes(desk: Desk, reading: RoundReading) -> list[str]:
    """List the codes of grounds, and read what their names say."""
    debates.list_debated(desk, reading)
    return grounds.list_codes(desk, reading)


def name_codes(reading: RoundReading, codes: list[str]) -> Mapping[str, str]:
    """Return what the visitor calls each ground."""
    zones = {
        f"debate-{each.told.number}": say(
            "grounds.debate", number=each.told.number, name=each.name or say("debates.nameless")
        )
        for each in debates.list_debated(state.desk(), reading)
    }
    colleges = {
        f"college-{each.id}": say("grounds.college", name=each.name) for each in reading.colleges
    }
    return {
        code: zones.get(code) or colleges.get(code) or _name(*code.split("-", 1)) for code in codes
    }


def _name(kind: str, which: str) -> str:
    if kind == "class":
        return say("grounds.class", name=say(f"class.{which}"))
    return say("grounds.family", number=which)


def offer_deeds(reading: RoundReading, ground: Ground, share: float, wanted: Asked) -> None:
    """Offer what one does with a ground: see it on the map, take it away, adopt it."""
    panels.section(say("grounds.deeds"))
    query = query_of(ground.code, share, wanted)
    with st.container(horizontal=True, vertical_alignment="center"):
        panels.next_step(
            "explore",
            label=say("grounds.on_map"),
            first=False,
            more=map_query(reading, ground.code, share, wanted),
        )
        url = f"/api/rounds/{reading.round.id}/ground.geojson?{urlencode(query)}"
        st.link_button(say("grounds.geojson"), url, icon=":material/download:")
        if state.role() in (Role.HOST, Role.ANIMATOR, Role.PARTNER):
            where = exports.address(reading, "zone.gpkg", **query)
            st.link_button(say("grounds.gpkg"), where, icon=":material/download:")
    if state.is_animator():
        _offer_adoption(reading, ground)


def map_query(
    reading: RoundReading, code: str, share: float, wanted: Asked | None = None
) -> dict[str, str]:
    """Return what the address of the map carries, for it to show what stands in a ground."""
    voices = reading.comparison.voices
    query = {
        PARAM: code,
        choices.SHARE_PARAM: choices.percent_written(round(share * voices), voices),
    }
    if wanted is None:
        return query
    query |= {choices.MAYBE_PARAM: "1"} if wanted.maybe else {}
    return query | ({AMONG_PARAM: ",".join(wanted.college_ids)} if wanted.college_ids else {})


def _offer_adoption(reading: RoundReading, ground: Ground) -> None:
    part = panels.unfolded(say("grounds.adopt"), key=f"compare-ground-adopt-{ground.code}")
    if part is None:
        return
    with part, panels.refusals_shown():
        snap = st.toggle(
            say("adopt.snap"), help=say("adopt.snap_help"), key=f"ground-snap-{ground.code}"
        )
        proposal = grounds.propose(reading, ground, snap=snap)
        st.html(adoption.describe(proposal, reading.territory.communes))
        adoption.decide(reading, proposal)


def about(reading: RoundReading, ground: Ground) -> str:
    """Say which ground is portrayed, with its n."""
    voices = reading.comparison.voices
    if ground.kind in RULES:
        share = format_share(ground.share, state.language())
        return say(f"compare.portrait.about_{ground.kind}", share=share, n=voices)
    name = name_codes(reading, [ground.code])[ground.code]
    return say("grounds.about", name=name, n=voices)

"""The zone beside the communes, or the zones of a loaded zoning: sorted, named, taken away.

What it is beside is in the address (``face``), so that a link shows the same table.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from animmap.core.model import Role
from animmap.services import zonings
from animmap.services.compare import RoundReading
from animmap.services.official_zones import (
    COMMUNES,
    Asked,
    FacedZoning,
    face_zoning,
)
from animmap.services.zone_facing import FacedZone, FacedZones
from animmap.texts import format_area, format_share
from animmap.views import address, exports, panels, screens, state, tables
from animmap.views.adoption import fold_names
from animmap.views.figures import how
from animmap.views.state import say

PARAM = "face"
KM2 = 1e6
MOST_TOLD = 12
COLUMNS: tuple[str, ...] = (
    *("zone", "area", "of_zone", "of_perimeter", "alike", "gained", "lost"),
)
SORTS: dict[str, Callable[[FacedZone], tuple[float, str]]] = {
    "common": lambda one: (-one.facing.shared_m2, one.name),
    "covered": lambda one: (-one.facing.share_of_perimeter, one.name),
    "alike": lambda one: (-one.facing.iou, one.name),
    "name": lambda one: (0.0, one.name),
}


def ask_against(project_id: str) -> str:
    """Ask what the zone is set beside: "" for the EPCI and the study area."""
    loaded = {one.id: one.name for one in zonings.list_zonings(state.desk(), project_id)}
    names = {
        "": say("zonings.against_epci"),
        COMMUNES: say("zonings.against_communes"),
        **{each: panels.literal(name) for each, name in loaded.items()},
    }
    key, asked = "official-against", state.choice_of_any(PARAM)
    address.follow(PARAM, key, asked if asked in names else "")
    if state.widget_value(key, "") not in names:
        state.set_widget(key, "")
    picked, more = st.columns([3, 2], vertical_alignment="bottom")
    with picked:
        chosen = st.selectbox(
            say("zonings.against"), list(names), format_func=names.__getitem__, key=key
        )
    with more:
        if state.is_animator():
            screens.link("prepare", label=say("zonings.load_another"))
    address.tell(PARAM, chosen, changed=chosen != asked)
    return chosen


def show_zones(reading: RoundReading, asked: Asked) -> None:
    """Show every zone touched, sorted; what each gains and loses by name; the best set."""
    found = face_zoning(state.desk(), reading, asked)
    voices = reading.comparison.voices
    if not found.zones:
        st.html(f"<p>{escape(say('zonings.none', n=voices))}</p>")
        return
    ordered = sorted(found.zones, key=SORTS[_ask_order()])
    lede = say("zonings.touched", n=len(ordered), share=_share(asked.share), voices=voices)
    heads = [say(f"zonings.column_{name}") for name in COLUMNS]
    table = tables.wide_table(say("compare.official.title"), heads, [_row(one) for one in ordered])
    told = "".join(_tell(one, voices) for one in ordered[:MOST_TOLD])
    st.html(f"<p>{escape(lede)}</p>{table}{told}{_snapped(found.faced)}{_credit(found)}")
    st.html(how(say("zonings.face_how")))


def _ask_order() -> str:
    chosen = st.segmented_control(
        say("zonings.order"),
        list(SORTS),
        default="common",
        required=True,
        format_func=lambda name: say(f"zonings.order_{name}"),
        key="official-order",
        wrap=True,
    )
    return chosen or "common"


def _row(one: FacedZone) -> list[str]:
    facing = one.facing
    return [
        one.name,
        _area(facing.perimeter_m2),
        *(_share(each) for each in (facing.share_of_zone, facing.share_of_perimeter, facing.iou)),
        _area(facing.gained_m2),
        _area(facing.lost_m2),
    ]


def _tell(one: FacedZone, voices: int) -> str:
    """Say one zone in a sentence, and the names of what is on one side only (HTML)."""
    text = say(
        "zonings.told",
        name=one.name,
        zone=_share(one.facing.share_of_zone),
        perimeter=_share(one.facing.share_of_perimeter),
        n=voices,
    )
    names = [
        fold_names(say(f"zonings.names_{side}", n=len(listed)), listed)
        for side, listed in (
            ("beyond", one.beyond),
            ("left_out", one.left_out),
            ("gained", one.gained),
            ("lost", one.lost),
        )
    ]
    return f'<section class="am-facing"><p>{escape(text)}</p>{"".join(names)}</section>'


def _snapped(found: FacedZones) -> str:
    """Say which whole zones resemble the drawn one most, and what is lost (HTML)."""
    title = f"<h3>{escape(say('zonings.snapped'))}</h3>"
    if found.overlapping:
        return f"{title}<p>{escape(say('zonings.overlapping'))}</p>"
    if found.snapped is None:
        return ""
    text = say(
        "zonings.snapped_text",
        n=len(found.chosen),
        iou=_share(found.snapped.iou),
        gained=_area(found.snapped.commission_m2),
        lost=_area(found.snapped.omission_m2),
    )
    names = fold_names(say("zonings.snapped_names", n=len(found.chosen)), found.chosen)
    return f"{title}<p>{escape(text)}</p>{names}"


def _credit(found: FacedZoning) -> str:
    if not found.credit:
        return ""
    return f'<p class="am-hint">{escape(say("zonings.source", credit=found.credit))}</p>'


def offer_table(reading: RoundReading, asked: Asked) -> None:
    """Offer the table as a file to those who lead and to partners."""
    if state.role() not in (Role.HOST, Role.ANIMATOR, Role.PARTNER):
        return
    query = {"rule": asked.rule, "threshold": f"{asked.share:.6f}", "against": asked.against}
    where = exports.address(reading, "perimeters.csv", **query)
    st.link_button(say("zonings.file_csv"), where, icon=":material/download:")


def _area(area_m2: float) -> str:
    return format_area(area_m2 / KM2, state.language())


def _share(share: float) -> str:
    return format_share(share, state.language())

"""The debated zones of Comparer: where the group divides, who says what, what stands there.

The chosen one is in the address (``debat``), by its number, so that a link shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path

import shapely
import streamlit as st
from shapely.geometry import Point

from animmap.core import palette
from animmap.core.agreement import carries
from animmap.core.crs import to_metric
from animmap.core.diagnostic import Group, Saying
from animmap.core.indicators import Room
from animmap.core.model import Role
from animmap.core.portrait import SKETCH_TOLERANCE_M
from animmap.services import debates
from animmap.services.compare import RoundReading
from animmap.services.debates import Debated
from animmap.texts import format_area, format_share
from animmap.views import debate_deeds, exact, in_words, maps, panels, state
from animmap.views.figures import how
from animmap.views.maps import Overlay
from animmap.views.portrait import names_by_layer
from animmap.views.state import say

SHEET = Path(__file__).parent.parent / "static" / "debates.css"
PARAM = "debat"
MAP_HEIGHT = 460
KM2 = 1e6


@dataclass(slots=True)
class LastDebate:
    """What the address asked, and the place of the map clicked, when last looked at."""

    asked: str = ""
    clicked: tuple[float, float] | None = None


def number_in_address() -> int:
    """Return the number of the zone that the address asks for: the first when it asks for none."""
    asked = state.choice_of_any(PARAM)
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= 2 else 1


def show_debates(reading: RoundReading) -> None:
    """List the debated zones, show the chosen one on a map, in words, and what follows."""
    list_zones = partial(debates.list_debated, state.desk(), reading)
    found = exact.read(reading, ("debates",), list_zones)
    if not found:
        panels.words(say("debates.none", n=reading.comparison.voices))
        return
    st.html(SHEET)
    room, _ = debates.tell_zones(reading)
    st.html(f"<p>{escape(say('debates.lede', n=reading.comparison.voices))}</p>")
    listed, drawn = st.columns([2, 3], gap="medium")
    with listed:
        chosen = _choose(found, reading.round.id)
    with drawn:
        _show_map(reading, found, chosen)
        in_words.offer_each(
            reading, "debates", lambda: [(_titled(each), each.told.geometry) for each in found]
        )
    st.html(_told(room, chosen))
    st.html(_stands(chosen))
    debate_deeds.show_decision(reading, chosen)
    if state.role() in (Role.HOST, Role.ANIMATOR):
        debate_deeds.offer_question(reading, chosen)
        debate_deeds.offer_perimeter(reading, chosen)
    st.html(how(say("debates.how")))


def _choose(found: Sequence[Debated], round_id: str) -> Debated:
    by_number = {each.told.number: each for each in found}
    key, last, asked = f"debate-{round_id}", state.kept(LastDebate), state.choice_of_any(PARAM)
    if asked != last.asked or state.widget_value(key, None) not in by_number:
        known = asked.isdecimal() and int(asked) in by_number
        state.set_widget(key, int(asked) if known else found[0].told.number)
    number = st.radio(
        say("debates.choose"),
        list(by_number),
        format_func=lambda number: _label(by_number[number]),
        key=key,
    )
    if str(number) != (asked or str(found[0].told.number)):
        state.put_in_address(PARAM, str(number))
    last.asked = state.choice_of_any(PARAM)
    return by_number[number]


def _label(debated: Debated) -> str:
    return say(
        "debates.zone",
        number=debated.told.number,
        name=panels.literal(title_of(debated)),
        area=format_area(debated.told.area_m2 / KM2, state.language()),
    )


def _titled(debated: Debated) -> str:
    return f"{debated.told.number} · {title_of(debated)}"


def title_of(debated: Debated) -> str:
    """Return the name of a zone, or that it lies out of every commune."""
    return debated.name or say("debates.nameless")


def _show_map(reading: RoundReading, found: Sequence[Debated], chosen: Debated) -> None:
    address = f"/api/rounds/{reading.round.id}/debates"
    asked = f"revision={reading.project.revision}"
    inside = f"{address}/features.geojson?number={chosen.told.number}&{asked}"
    options = {
        "chosen": chosen.told.number,
        "color": palette.CLASSES["debated"],
        "loud": palette.ALERT,
    }
    answer = maps.show_map(
        reading.territory,
        key=f"debates-{reading.project.id}",
        overlays=[
            Overlay("numbered", f"{address}.geojson?{asked}", options),
            Overlay("features", inside, {"legend": True}),
        ],
        height=MAP_HEIGHT,
        language=state.language(),
        listen=frozenset({"clicked"}),
    )
    last = state.kept(LastDebate)
    if answer.clicked is None or answer.clicked == last.clicked:
        return
    last.clicked = answer.clicked
    [place] = to_metric([Point(*answer.clicked)], reading.comparison.crs)
    here = [each for each in found if shapely.intersects(each.told.geometry, place)]
    if here and here[0] is not chosen:
        state.put_in_address(PARAM, str(here[0].told.number))
        st.rerun()


def _told(room: Room, debated: Debated) -> str:
    """Return who is for and who is not, with their words (HTML)."""
    zone = debated.told
    groups = {group.id: group for group in room.speakers.groups}
    head = (
        f'<h2><span class="am-disc">{zone.number}</span> {escape(title_of(debated))}</h2>'
        f"<p>{escape(say('debates.area', area=format_area(zone.area_m2 / KM2, state.language())))}"
        "</p>"
    )
    sides = (
        ("for", zone.voices_for, True, zone.said_for),
        ("against", zone.voices_against, False, zone.said_against),
    )
    columns = "".join(
        f'<section class="am-side"><h3>{escape(say(f"debates.{side}", n=voices))}</h3>'
        f"{_positions(groups, debated, within=within)}{_quotes(groups, said)}</section>"
        for side, voices, within, said in sides
    )
    small = any(group.grouped for group in groups.values())
    note = f'<p class="am-hint">{escape(say("debates.small"))}</p>' if small else ""
    return f'<div class="am-debate">{head}<div class="am-sides">{columns}</div>{note}</div>'


def _positions(groups: dict[str, Group], debated: Debated, *, within: bool) -> str:
    chosen = [
        (groups[group], share)
        for group, share in debated.told.positions
        if carries(share) is within
    ]
    rows = "".join(
        f"<li>{panels.dot(group.color)} {escape(_name(group))}"
        f"<b>{escape(format_share(share, state.language()))}</b></li>"
        for group, share in sorted(chosen, key=lambda pair: -pair[1] if within else pair[1])
    )
    if not rows:
        return f'<p class="am-hint">{escape(say("debates.no_college"))}</p>'
    return f"<ul>{rows}</ul>"


def _quotes(groups: dict[str, Group], said: Sequence[Saying]) -> str:
    return "".join(
        f'<blockquote style="border-color:{groups[one.group_id].color}">'
        f"{escape(say('compare.quoted', words=one.text))}"
        f"<small>{escape(_who(groups[one.group_id], one))}</small></blockquote>"
        for one in said
    )


def _who(group: Group, said: Saying) -> str:
    return " · ".join(filter(None, (said.label, _name(group))))


def _name(group: Group) -> str:
    return say("diagnostic.small_colleges") if group.grouped else group.name


def _stands(debated: Debated) -> str:
    """Return what stands inside and at the edge of a zone, by name (HTML)."""
    inside, edge = debated.portrait.inside, debated.portrait.edge
    title = escape(say("debates.stands", n=len(inside)))
    near = ""
    if edge:
        summary = escape(say("debates.edge", n=len(edge), m=round(SKETCH_TOLERANCE_M)))
        shut = "" if inside else " open"  # a narrow zone is all edge
        near = f"<details{shut}><summary>{summary}</summary>{names_by_layer(edge)}</details>"
    held = f'<div class="am-columns">{names_by_layer(inside)}</div>' if inside or not edge else ""
    return (
        f'<section class="am-portrait am-stands"><h3 class="am-part">{title}</h3>'
        f"{held}{near}</section>"
    )

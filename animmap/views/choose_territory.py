"""Choosing the communes of a territory: an EPCI, a department, a pasted list, an area drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from animmap.services import territories
from animmap.services.territories import CommuneName
from animmap.views import panels, state
from animmap.views.area import draw_area
from animmap.views.own_contours import OwnTerritory, choose_contours

WAYS = ("epci", "department", "list", "draw", "own")
NAMES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class ChosenTerritory:
    """The communes chosen so far (or parts of one's own), and the name offered for them."""

    codes: tuple[str, ...]
    name: str
    own: OwnTerritory | None = None


def choose_territory() -> ChosenTerritory:
    """Ask which communes a territory is made of, one way or another."""
    panels.section(state.say("home.create_territory"))
    way = st.segmented_control(
        state.say("home.create_way"),
        WAYS,
        default=WAYS[0],
        required=True,
        key="create_way",
        format_func=lambda each: state.say(f"home.create_way_{each}"),
    )
    if way == "department":
        chosen = _pick_department()
    elif way == "list":
        chosen = _paste_communes()
    elif way == "draw":
        chosen = ChosenTerritory(draw_area("create"), "")
    elif way == "own":
        chosen = ChosenTerritory((), "", choose_contours())
    else:
        chosen = _pick_epci()
    if chosen.codes:
        count = state.say("common.communes", n=len(chosen.codes))
        panels.words(f"{count} · {state.say('offline.precision')}", style="small muted")
    return chosen


def _pick_epci() -> ChosenTerritory:
    groups = {group.code: group for group in territories.list_epci()}
    code = st.selectbox(
        state.say("home.create_epci"),
        list(groups),
        index=None,
        key="create_epci",
        placeholder=state.say("home.create_epci_hint"),
        format_func=lambda each: (
            f"{groups[each].name} ({', '.join(groups[each].department_codes)})"
        ),
    )
    if code is None:
        return ChosenTerritory((), "")
    return ChosenTerritory(groups[code].commune_codes, groups[code].name)


def _pick_department() -> ChosenTerritory:
    names = {each.code: each.name for each in territories.list_departments()}
    code = st.selectbox(
        state.say("home.create_department"),
        list(names),
        index=None,
        key="create_department",
        placeholder=state.say("home.create_department_hint"),
        format_func=lambda each: f"{names[each]} ({each})",
    )
    if code is None:
        return ChosenTerritory((), "")
    return ChosenTerritory(territories.codes_of_department(code), names[code])


def _paste_communes() -> ChosenTerritory:
    _search_communes()
    text = st.text_area(
        state.say("home.create_list"),
        key="create_list",
        height=160,
        placeholder=state.say("home.create_list_hint"),
    )
    pasted = territories.read_pasted(text or "")
    if pasted.unknown:
        named = ", ".join(pasted.unknown)
        st.warning(
            panels.literal(state.say("home.create_unknown", n=len(pasted.unknown), names=named))
        )
    found = [*pasted.found, *_settle(pasted.ambiguous)]
    shown = ", ".join(each.name for each in found[:NAMES_SHOWN])
    if shown:
        panels.words(shown + ("…" if len(found) > NAMES_SHOWN else ""), style="small")
    return ChosenTerritory(tuple(dict.fromkeys(each.code for each in found)), "")


def _settle(
    ambiguous: Sequence[tuple[str, tuple[CommuneName, ...]]],
) -> list[CommuneName]:
    """Ask which commune each name that several bear means."""
    settled = []
    for line, candidates in ambiguous:
        named = {each.code: each for each in candidates}
        code = st.selectbox(
            panels.literal(state.say("offline.which", name=line)),
            list(named),
            index=None,
            key=f"create_which_{line}",
            placeholder=state.say("offline.which_hint"),
            format_func=partial(_told, named),
        )
        if code is not None:
            settled.append(named[code])
    return settled


def _told(named: Mapping[str, CommuneName], code: str) -> str:
    return f"{named[code].name} ({named[code].department_code})"


def _search_communes() -> None:
    words = st.text_input(
        state.say("home.create_search"), key="create_search", icon=":material/search:"
    )
    found = territories.search_communes(words) if words else []
    with st.container(horizontal=True, gap="small"):
        for each in found:
            st.button(
                panels.literal(f"{each.name} ({each.department_code})"),
                icon=":material/add:",
                key=f"create_add_{each.code}",
                on_click=_add_line,
                args=(each.code, each.name),
            )


def _add_line(code: str, name: str) -> None:
    """Add one commune to the pasted list, by code when its name would not be enough."""
    text = state.widget_value("create_list", "").rstrip()
    alone = len(territories.read_pasted(name).found) == 1
    state.set_widget("create_list", f"{text}\n{name if alone else code}".lstrip())
    state.set_widget("create_search", "")

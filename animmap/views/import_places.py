"""Where the rows go, and what is proposed: shown before and after, accepted by a person only."""

from __future__ import annotations

from typing import Any

import streamlit as st

from animmap.core import palette
from animmap.core.importing.settle import Proposal, is_to_choose
from animmap.core.importing.words import SKETCH
from animmap.core.model import Project, Territory
from animmap.services import projects
from animmap.services.import_plan import Plan
from animmap.services.import_preview import Places, places_now, places_proposed, places_written
from animmap.texts import format_number
from animmap.views import import_correct, import_geocode, import_state, maps, panels, state
from animmap.views.import_state import Bringing
from animmap.views.state import say

HEIGHT = 330
MOVES = frozenset({"swap", "crs", "sign", "commune"})
SYSTEMS = ("EPSG:4326", "EPSG:2154", "EPSG:27572", "EPSG:3857", "EPSG:25830", "EPSG:25831",
           "EPSG:25832", *(f"EPSG:{code}" for code in range(3942, 3951)))  # fmt: skip


def show_places(bringing: Bringing, project: Project, plan: Plan) -> None:
    """Show each proposal with its button, then the map: before and after, or as it stands."""
    territory = projects.get_territory(state.desk(), project.id)
    import_geocode.show_geocoding(bringing, project, plan, territory)
    told = list(zip(plan.proposals, bringing.report["proposals"], strict=True))
    if not told:
        panels.words(say("prepare.nothing_proposed"), style="words")
    for option in dict.fromkeys(one.accept for one in plan.proposals):
        _show_option(bringing, option, [each for each in told if each[0].accept == option])
    if bringing.choices.crs:
        _show_chosen_system(bringing)
    moved = [one for one in plan.proposals if one.accept in MOVES]
    if moved:
        _before_and_after(plan, next((one for one in moved if not one.accepted), moved[-1]),
                          territory)  # fmt: skip
    else:
        panels.section(say("prepare.places_now"))
        _map(places_now(plan, territory), territory, "now")
    if bringing.layer != SKETCH:
        import_correct.show_placeless(bringing, project, plan)


def _show_option(
    bringing: Bringing, option: str, told: list[tuple[Proposal, dict[str, Any]]]
) -> None:
    accepted = option in bringing.choices.accept
    with st.container(border=True, key=f"prepare_option_{option}"):
        what, answer = st.columns([3, 1], vertical_alignment="center")
        with what:
            for proposal, words in told:
                panels.words(words["message"], style="words")
                if proposal.written and proposal.read:
                    panels.words(_moved(proposal), style="small muted")
            if accepted:
                panels.words(say("prepare.accepted"), style="badge")
        with answer:
            _answer(bringing, option, told, accepted)


def _answer(
    bringing: Bringing,
    option: str,
    told: list[tuple[Proposal, dict[str, Any]]],
    accepted: bool,
) -> None:
    if option == "crs" and any(is_to_choose(one) for one, _ in told):
        _choose_system(bringing, told)
        return
    st.button(
        say("prepare.refuse" if accepted else "prepare.accept"),
        key=f"prepare_accept_{option}",
        on_click=import_state.accept,
        args=(bringing, option, not accepted),
        width="stretch",
    )


def _moved(proposal: Proposal) -> str:
    """Return the place of the first row, as it is written and as it would be read."""
    metres = max(map(abs, proposal.written)) > 180
    before = _written("prepare.metres" if metres else "prepare.degrees", proposal.written)
    after = _written("prepare.degrees", proposal.read)
    return say("prepare.moved", row=proposal.rows[0], before=before, after=after)


def _written(identifier: str, place: tuple[float, ...]) -> str:
    across, along = (format_number(each, state.language(), decimals=4) for each in place)
    return say(identifier, across=across, along=along)


def _choose_system(bringing: Bringing, told: list[tuple[Proposal, dict[str, Any]]]) -> None:
    rivals = [crs for one, _ in told for crs in one.systems]
    st.selectbox(
        say("prepare.system"),
        tuple(dict.fromkeys((*rivals, *SYSTEMS))),
        index=None,
        key="prepare_system",
        placeholder=say("prepare.system_hint"),
        format_func=_system,
        on_change=lambda: import_state.change(
            bringing, crs=state.widget_value("prepare_system", None) or ""
        ),
    )


def _show_chosen_system(bringing: Bringing) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        panels.words(say("prepare.system_chosen", name=_system(bringing.choices.crs)))
        st.button(
            say("prepare.refuse"),
            key="prepare_system_drop",
            on_click=lambda: import_state.change(bringing, crs=""),
        )


def _system(code: str) -> str:
    named = {"EPSG:4326": "degrees", "EPSG:2154": "lambert93", "EPSG:27572": "lambert2",
             "EPSG:3857": "mercator"}  # fmt: skip
    return f"{say(f'prepare.system_{named[code]}')} ({code})" if code in named else code


def _before_and_after(plan: Plan, proposal: Proposal, territory: Territory) -> None:
    before, after = st.columns(2, gap="medium")
    with before:
        panels.section(say("prepare.before"))
        if proposal.accept == "commune":
            _map(places_now(plan, territory), territory, "before")
        else:
            _map(places_written(plan, proposal, territory), territory, "before")
    with after:
        panels.section(say("prepare.after"))
        _map(places_proposed(plan, proposal, territory), territory, "after")


def _map(places: Places, territory: Territory, key: str) -> None:
    """Show some places, and say how many of them are around the territory."""
    spoken = state.language()
    panels.words(
        say("prepare.near", n=places.of, count=format_number(places.of, spoken),
            near=format_number(places.near, spoken)),
        style="small muted",
    )  # fmt: skip
    color = palette.ALERT if key == "before" else palette.PRIMARY
    shape = {"type": "MultiPoint", "coordinates": [list(point) for point in places.points]}
    overlay = maps.Overlay("shape", options={"color": color}, data=shape)
    maps.show_map(
        territory,
        key=f"prepare_{key}",
        overlays=[overlay] if places.points else [],
        height=HEIGHT,
        language=spoken,
        listen=frozenset(),
    )

"""Saying where features are, on the map; those without a place wait in a list."""

from __future__ import annotations

from dataclasses import dataclass, replace

import shapely
import streamlit as st
from streamlit.errors import StreamlitAPIException

from animmap.core import palette
from animmap.core.model import LAYERS, Feature, Project, Territory
from animmap.services import curate, explore
from animmap.services.explore import Filters
from animmap.views import layers, maps, panels, state
from animmap.views.feature_form import commune_of
from animmap.views.state import say
from animmap.views.terms import terms_of

HEIGHT = 430


@dataclass(slots=True)
class Pin:
    """Where the pin stands for a feature, and the last touch of the map that was heard."""

    feature_id: str = ""
    at: tuple[float, float] | None = None
    heard: tuple[float, float] | None = None


def may_move(item: Feature) -> bool:
    """Tell whether a feature is placed by a point: an area or a line is drawn elsewhere."""
    return item.geometry is None or isinstance(item.geometry, shapely.Point)


def place(project: Project, territory: Territory, item: Feature) -> None:
    """Show the map where a feature gets its place, and keep the one chosen."""
    pin = state.kept(Pin)
    if pin.feature_id != item.id:
        pin.feature_id, pin.at = item.id, None
    panels.words(say("placing.how", name=item.name), style="small muted")
    here = pin.at or _standing(item)
    answer = maps.show_map(
        territory,
        key=f"placing_{project.id}",
        overlays=[*_others(project, item), *_pinned(here)],
        height=HEIGHT,
        language=state.language(),
    )
    if answer.clicked and answer.clicked != pin.heard:
        pin.heard = pin.at = answer.clicked
        _draw_again()
    _offer_keeping(territory, item, pin)


def _draw_again() -> None:
    """Draw the window again without closing it; the page, when no window is open."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        st.rerun()


def _standing(item: Feature) -> tuple[float, float] | None:
    shape = item.geometry
    return (shape.x, shape.y) if isinstance(shape, shapely.Point) else None


def _others(project: Project, item: Feature) -> list[maps.Overlay]:
    return [layers.features_overlay(project.id, Filters((item.layer,)))]


def _pinned(at: tuple[float, float] | None) -> list[maps.Overlay]:
    if at is None:
        return []
    data = {"type": "Point", "coordinates": list(at)}
    return [maps.Overlay(kind="pin", data=data, options={"color": palette.ALERT})]


def _offer_keeping(territory: Territory, item: Feature, pin: Pin) -> None:
    if pin.at is None:
        return
    point = shapely.Point(pin.at)
    code = commune_of(territory, point)
    names = {one.code: one.name for one in territory.communes}
    where = names.get(code or "", say("feature.outside"))
    if st.button(
        say("placing.keep", name=where), key="placing_keep", type="primary", icon=":material/check:"
    ):
        with panels.refusals_shown():
            wanted = replace(item, geometry=point, commune_code=code or item.commune_code)
            outcome = curate.amend(state.desk(), item, wanted)
            told = "placing.clash" if outcome.clashes else "placing.kept"
            state.leave_notice(say(told, name=item.name))
            pin.feature_id, pin.at = "", None
            st.rerun()


def show_waiting(project: Project, territory: Territory) -> None:
    """Show what has no place, one after the other, beside the map."""
    found = explore.find_features(state.desk(), project.id, Filters(LAYERS))
    waiting = [item for item in found if item.geometry is None]
    everything = st.toggle(say("placing.all"), key="placing_all")
    offered = [item for item in found if may_move(item)] if everything else waiting
    if not offered:
        panels.empty_state(say("placing.none"), say("placing.none_why"))
        return
    words = terms_of(project.id)
    names = panels.told_apart(
        {item.id: f"{item.name} · {words.say(item.layer, item.kind)}" for item in offered}
    )
    chosen = st.selectbox(
        say("placing.which", n=len(waiting)),
        list(names),
        format_func=lambda each: names.get(each, ""),
        key=f"placing_which_{len(offered)}",
    )
    item = next((one for one in offered if one.id == chosen), None)
    if item is not None:
        place(project, territory, item)

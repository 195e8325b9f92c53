"""Saying where features are, on the map; those without a place wait in a list."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
import streamlit as st

from animmap.core import palette
from animmap.core.model import LAYERS, Feature, Project, Territory
from animmap.services import explore
from animmap.services.explore import Filters
from animmap.views import layers, maps, panels, reshaping, state
from animmap.views.state import say
from animmap.views.terms import terms_of

HEIGHT = 430


@dataclass(slots=True)
class Pin:
    """Where the pin stands for a feature, and the last touch of the map that was heard."""

    feature_id: str = ""
    at: tuple[float, float] | None = None
    heard: tuple[float, float] | None = None


def place(project: Project, territory: Territory, item: Feature) -> None:
    """Show the map where a feature gets its place, and keep the one chosen.

    A point is put where the map is touched; a line or an area is moved or drawn again.
    """
    if not (item.geometry is None or isinstance(item.geometry, shapely.Point)):
        reshaping.reshape(project, territory, item)
        return
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
        reshaping.draw_again()
    if pin.at is not None:
        point = shapely.Point(pin.at)
        reshaping.offer_keeping(territory, item, point, lambda: setattr(pin, "feature_id", ""))


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


def show_waiting(project: Project, territory: Territory) -> None:
    """Show what has no place, one after the other, beside the map."""
    found = explore.find_features(state.desk(), project.id, Filters(LAYERS))
    waiting = [item for item in found if item.geometry is None]
    everything = st.toggle(say("placing.all"), key="placing_all")
    offered = found if everything else waiting
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

"""A line or an area of Fiches, on the map: moved whole, or drawn again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from uuid import uuid4

import shapely
import streamlit as st
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry
from streamlit.errors import StreamlitAPIException

from animmap.core import moving, palette
from animmap.core.model import Feature, Project, Territory
from animmap.services import curate
from animmap.services.explore import Filters
from animmap.views import forms, layers, maps, panels, state
from animmap.views.feature_form import commune_of
from animmap.views.state import say

HEIGHT = 430
MOVE, REDRAW = "move", "redraw"
_LINES = ("LineString", "MultiLineString")


@dataclass(slots=True)
class Reshaping:
    """What is being made of a line or an area: where it goes, or the points of a new line."""

    feature_id: str = ""
    to: tuple[float, float] | None = None
    points: list[tuple[float, float]] = field(default_factory=list)
    heard: tuple[float, float] | None = None
    # Another one for each attempt: outlines of an earlier one leave the map.
    attempt: str = ""


def reshape(project: Project, territory: Territory, item: Feature) -> None:
    """Show the map where a line or an area is moved or drawn again, and keep what is made."""
    held = state.kept(Reshaping)
    if held.feature_id != item.id:
        held.feature_id, held.attempt = item.id, uuid4().hex
        held.to, held.points = None, []
    names = {way: say(f"reshaping.{way}") for way in (MOVE, REDRAW)}
    way = forms.one_of(say("reshaping.way"), (MOVE, REDRAW), names.__getitem__, key="reshaping_way")
    kind = "line" if item.geometry is not None and item.geometry.geom_type in _LINES else "area"
    panels.words(say(f"reshaping.how_{way}_{kind}", name=item.name), style="small muted")
    if way == MOVE:
        made = _move(project, territory, item, held)
    elif kind == "line":
        made = _draw_line(territory, item, held)
    else:
        made = _draw_area(territory, item, held)
    if made is not None:
        offer_keeping(territory, item, made, lambda: setattr(held, "feature_id", ""))


def _move(
    project: Project, territory: Territory, item: Feature, held: Reshaping
) -> BaseGeometry | None:
    shape = item.geometry
    made = moving.moved(shape, held.to, territory.crs) if shape is not None and held.to else None
    others = layers.features_overlay(project.id, Filters((item.layer,)))
    overlays = [others, _drawn(made if made is not None else shape)]
    clicked = _touched(territory, f"reshaping_{project.id}", overlays, held)
    if clicked:
        held.to = clicked
        draw_again()
    return made


def _draw_line(territory: Territory, item: Feature, held: Reshaping) -> BaseGeometry | None:
    made = moving.line_of(held.points)
    overlays = [_drawn(item.geometry, dashed=True)]
    if made is not None:
        overlays.append(_drawn(made))
    elif held.points:
        overlays.append(_drawn(shapely.Point(held.points[0])))
    clicked = _touched(territory, f"reshaping_line_{item.id}", overlays, held)
    if clicked:
        held.points.append(clicked)
        draw_again()
    if held.points:
        st.button(
            say("reshaping.one_less"),
            key="reshaping_one_less",
            icon=":material/undo:",
            on_click=lambda: held.points.__delitem__(-1),
        )
        st.caption(say("reshaping.points", n=len(held.points)))
    return made


def _draw_area(territory: Territory, item: Feature, held: Reshaping) -> BaseGeometry | None:
    answer = maps.show_map(
        territory,
        key=f"reshaping_area_{item.id}",
        overlays=[_drawn(item.geometry, dashed=True)],
        height=HEIGHT,
        language=state.language(),
        draw=True,
        listen=frozenset({"drawings"}),
        clear_token=held.attempt,
    )
    return moving.area_of(answer.drawings, territory.crs) if answer.drawings else None


def _touched(
    territory: Territory, key: str, overlays: list[maps.Overlay], held: Reshaping
) -> tuple[float, float] | None:
    """Show a map; return the place that was touched since the last time, None when none was."""
    answer = maps.show_map(
        territory, key=key, overlays=overlays, height=HEIGHT, language=state.language()
    )
    if not answer.clicked or answer.clicked == held.heard:
        return None
    held.heard = answer.clicked
    return answer.clicked


def _drawn(shape: BaseGeometry | None, *, dashed: bool = False) -> maps.Overlay:
    data = mapping(shape) if shape is not None else None
    return maps.Overlay(kind="shape", data=data, options={"color": palette.ALERT, "dashed": dashed})


def draw_again() -> None:
    """Draw the window again without closing it; the page, when no window is open."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        st.rerun()


def offer_keeping(
    territory: Territory, item: Feature, shape: BaseGeometry, done: Callable[[], None]
) -> None:
    """Offer to keep the place made for a feature, named by its commune; ``done`` comes after."""
    code = commune_of(territory, shapely.Point(shape.representative_point()))
    names = {one.code: one.name for one in territory.communes}
    where = names.get(code or "", say("feature.outside"))
    if st.button(
        say("placing.keep", name=where), key="placing_keep", type="primary", icon=":material/check:"
    ):
        with panels.refusals_shown():
            wanted = replace(item, geometry=shape, commune_code=code or item.commune_code)
            outcome = curate.amend(state.desk(), item, wanted)
            told = "placing.clash" if outcome.clashes else "placing.kept"
            state.leave_notice(say(told, name=item.name))
            done()
            st.rerun()

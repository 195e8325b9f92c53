"""An area on the map of France: drawn, then adjusted commune by commune with a click."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st
from shapely.geometry.base import BaseGeometry

from animmap.core.model import Territory
from animmap.services import territories
from animmap.texts import format_number
from animmap.views import maps, panels, state
from animmap.views.state import say

HEIGHT: Final = 520
HALF: Final = 0.5
AROUND: Final = 0.15
ROUNDED: Final = 3
Bounds = tuple[float, float, float, float]


@dataclass(slots=True)
class DrawnArea:
    """What was drawn and what it became: the codes chosen, and the click last obeyed."""

    shape: BaseGeometry | None = None
    codes: tuple[str, ...] = ()
    clicked: tuple[float, float] | None = None


@dataclass(slots=True)
class DrawnAreas:
    """The areas this visitor is drawing, by the place of the screen."""

    by_place: dict[str, DrawnArea]

    def __init__(self) -> None:
        self.by_place = {}


def draw_area(place: str) -> tuple[str, ...]:
    """Let an area be drawn on France; return the codes of its communes, adjusted by clicks."""
    area = state.kept(DrawnAreas).by_place.setdefault(place, DrawnArea())
    if area.shape is None:
        _draw(area, place)
        return ()
    bounds = around(area.shape.bounds)
    near = territories.communes_near(*bounds)
    area.codes, area.clicked = adjust(near, bounds, area.codes, area.clicked, key=f"{place}_adjust")
    _choose_share(area, place)
    return area.codes


def _draw(area: DrawnArea, place: str) -> None:
    panels.words(say("offline.draw_hint"), style="small muted")
    answer = maps.show_map(
        territories.country_map(),
        key=f"{place}_draw",
        overlays=[],
        height=HEIGHT,
        language=state.language(),
        draw=True,
        listen=frozenset({"drawings"}),
    )
    if not answer.drawings:
        return
    with panels.refusals_shown():
        shape = answer.drawings[-1]
        found = territories.communes_touched(shape)
        area.shape, area.codes = shape, tuple(each.commune.code for each in found)
        st.rerun()


def _choose_share(area: DrawnArea, place: str) -> None:
    """Say how many communes are hardly inside, and offer to leave them or to draw again."""
    if area.shape is None:
        return
    found = territories.communes_touched(area.shape)
    edge = [each for each in found if each.share < HALF]
    told = say("offline.drawn", n=len(found), edge=format_number(len(edge), state.language()))
    panels.words(told, style="small")
    with st.container(horizontal=True, gap="small"):
        inside = tuple(each.commune.code for each in found if each.share >= HALF)
        if edge and inside:
            st.button(
                say("offline.drawn_inside"),
                key=f"{place}_inside",
                on_click=setattr,
                args=(area, "codes", inside),
            )
        st.button(
            say("offline.draw_again"),
            key=f"{place}_again",
            icon=":material/refresh:",
            on_click=_start_again,
            args=(place,),
        )


def _start_again(place: str) -> None:
    state.kept(DrawnAreas).by_place.pop(place, None)


def adjust(
    ground: Territory,
    bounds: Bounds,
    codes: tuple[str, ...],
    clicked: tuple[float, float] | None,
    *,
    key: str,
) -> tuple[tuple[str, ...], tuple[float, float] | None]:
    """Show the communes within bounds, those chosen in colour; a click takes one in or out.

    Returns
    -------
    tuple
        The codes now chosen, and the click that was obeyed last, to be given back.
    """
    panels.words(say("offline.adjust_hint"), style="small muted")
    west, south, east, north = (round(each, ROUNDED) for each in bounds)
    url = f"/api/france/communes.geojson?bounds={west},{south},{east},{north}"
    answer = maps.show_map(
        ground,
        key=key,
        overlays=[maps.Overlay("communes", url, options={"selected": list(codes)})],
        height=HEIGHT,
        language=state.language(),
        listen=frozenset({"clicked"}),
    )
    if not answer.clicked or answer.clicked == clicked:
        return codes, clicked
    found = territories.commune_at(*answer.clicked)
    return (toggled(codes, found.code) if found else codes), answer.clicked


def toggled(codes: tuple[str, ...], chosen: str) -> tuple[str, ...]:
    """Return codes with a commune, or without it when it was there."""
    if chosen in codes:
        return tuple(code for code in codes if code != chosen)
    return (*codes, chosen)


def around(bounds: Bounds) -> Bounds:
    """Return bounds and a little around them, as far as communes are read at once."""
    west, south, east, north = bounds
    widest = territories.WIDEST_DEGREES
    wide = min(AROUND * (east - west), max(0.0, (widest - east + west) / 2))
    high = min(AROUND * (north - south), max(0.0, (widest - north + south) / 2))
    return west - wide, south - high, east + wide, north + high

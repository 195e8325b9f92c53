"""The place somebody points at: who includes it, who does not, and why.

The place is in the address (``lieu``), so that a link shows it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

import streamlit as st

from animmap.core import palette
from animmap.core.cleaning import alphabetical
from animmap.core.model import College, Commune, Role, Sketch
from animmap.services.compare import PlaceReading, RoundReading, who_at
from animmap.services.compare_drawn import Sketched
from animmap.texts import format_share
from animmap.views import brush, panels, state
from animmap.views.maps import Overlay
from animmap.views.state import say

Point = tuple[float, float]
PARAM = "lieu"
LIST, LIST_KEY = "list", "compare-commune"
SMALL_COLLEGE = 3


@dataclass(slots=True)
class Heard:
    """What each source of places (a map, the list) said last."""

    points: dict[str, Point | None] = field(default_factory=dict)


def chosen_point() -> Point | None:
    """Return the place (longitude, latitude) that the address carries, None for none."""
    try:
        longitude, latitude = (float(each) for each in state.choice_of_any(PARAM).split(","))
    except ValueError:
        return None
    known = abs(longitude) <= 180 and abs(latitude) <= 90
    return (longitude, latitude) if known else None


def remember(source: str, point: Point | None) -> None:
    """Put ``point`` in the address if ``source`` (a map, the list) says something new.

    A map goes on returning its last click; only a change counts. The screen is drawn again
    when the place changes, so that the mark on the maps follows.
    """
    heard = state.kept(Heard).points
    if point is None or heard.get(source) == point:
        return
    heard[source] = point
    if source != LIST:
        heard[LIST] = None
        state.set_widget(LIST_KEY, None)
    state.put_in_address(PARAM, f"{point[0]:.5f},{point[1]:.5f}")
    panels.draw_again()


def including(reading: Sketched) -> tuple[Sketch, ...]:
    """Return the sketches that include the chosen place (none without a place)."""
    point = chosen_point()
    return who_at(reading, *point).included if point else ()


def forget() -> None:
    """Point at no place any more; before the screen is drawn again."""
    state.put_in_address(PARAM, "")
    state.set_widget(LIST_KEY, None)
    state.kept(Heard).points[LIST] = None


def marker() -> list[Overlay]:
    """Return the mark of the chosen place, as overlays (none when there is no place)."""
    point = chosen_point()
    if point is None:
        return []
    data = {"type": "Point", "coordinates": [point[0], point[1]]}
    return [Overlay("shape", None, {"color": palette.ALERT}, data)]


def ask_commune(communes: Sequence[Commune]) -> None:
    """Offer the communes as a list: a way to point at a place without a map or a mouse."""
    points = {commune.name: commune.geometry.representative_point() for commune in communes}
    name = st.selectbox(
        say("compare.place_by_name"),
        alphabetical(points),
        index=None,
        placeholder=say("compare.place_by_name_hint"),
        key=LIST_KEY,
    )
    remember(LIST, (points[name].x, points[name].y) if name else None)


def show_place(reading: Sketched) -> None:
    """Tell who includes the chosen place and who does not, college by college."""
    told, named = st.columns([3, 1], gap="medium", vertical_alignment="top")
    point = chosen_point()
    with named:
        ask_commune(reading.territory.communes)
        if point is not None:
            label = say("compare.place_clear")
            st.button(label, icon=":material/close:", key="compare-place-clear", on_click=forget)
    if point is None:
        hint = say("compare.place_hint")
        if isinstance(reading, RoundReading) and brush.has_lines(reading):
            hint += " " + say("compare.line_hint")
        told.html(f'<p class="am-hint">{escape(hint)}</p>')
        return
    found = who_at(reading, *point)
    with told:
        st.html(_summary(found, len(reading.sketches)))
        # Outlines are drawn over the maps of what is compared exactly.
        if isinstance(reading, RoundReading):
            _offer_brush(found)
    st.html(_by_college(reading, found))


def _offer_brush(found: PlaceReading) -> None:
    """Offer to show the sketches that include the place, on the maps and among all others."""
    if 0 < len(found.included) <= brush.MOST_IN_ADDRESS:
        st.button(
            say("compare.place_show", n=len(found.included)),
            icon=":material/gesture:",
            key="compare-place-show",
            on_click=brush.brush,
            kwargs={"ids": [sketch.id for sketch in found.included]},
        )


def _summary(found: PlaceReading, voices: int) -> str:
    name = say("compare.place_outside")
    if found.commune:
        name = say("compare.place_commune", commune=found.commune)
    counted = say(
        "compare.place_summary" if found.included else "compare.place_none",
        count=len(found.included),
        n=voices,
        raw=format_share(found.raw_share, state.language()),
        equal=format_share(found.equal_share, state.language()),
    )
    color = palette.CLASSES.get(found.klass, palette.PAPER)
    return (
        f'<div class="am-place" role="status"><h3>{escape(name)}</h3>'
        f'<span class="am-class"><i style="background:{color}"></i>'
        f"{escape(say(f'class.{found.klass}'))}</span><p>{escape(counted)}</p></div>"
    )


def _by_college(reading: Sketched, found: PlaceReading) -> str:
    cards = [
        _college_card(reading, college, _of(college, found.included), _of(college, found.excluded))
        for college in reading.colleges
        if _of(college, (*found.included, *found.excluded))
    ]
    return f'<div class="am-colleges">{"".join(cards)}</div>'


def _of(college: College, sketches: Iterable[Sketch]) -> list[Sketch]:
    return [sketch for sketch in sketches if sketch.voice.college_id == college.id]


def _college_card(
    reading: Sketched, college: College, included: list[Sketch], excluded: list[Sketch]
) -> str:
    voices = len(included) + len(excluded)
    color = palette.college_color(college.position)
    head = (
        f'<h4 style="border-color:{color}">{escape(college.name)}'
        f"<b>{len(included)}\N{NO-BREAK SPACE}/\N{NO-BREAK SPACE}{voices}</b></h4>"
        f'<div class="am-bar"><i style="width:{len(included) / voices:.1%};background:{color}">'
        "</i></div>"
    )
    if state.role() is Role.PARTNER:
        return f'<section class="am-college">{head}</section>'
    lit: set[str] = set()
    if isinstance(reading, RoundReading):
        lit = {sketch.id for sketch in brush.brushed(reading)}
    body = _voices(say("compare.includes"), included, lit)
    body += _voices(say("compare.excludes"), excluded, lit)
    return f'<section class="am-college">{head}{body}</section>'


def _voices(title: str, sketches: list[Sketch], lit: Collection[str]) -> str:
    if not sketches:
        return ""
    told = "".join(
        f"<li><b>{_label(sketch, lit)}</b>{_quoted(sketch.reason)}</li>"
        for sketch in sketches
        if sketch.reason
    )
    silent = ", ".join(_label(sketch, lit) for sketch in sketches if not sketch.reason)
    rest = f"<li><b>{silent}</b> – {escape(say('compare.no_reason'))}</li>" if silent else ""
    return f"<h5>{escape(title)}</h5><ul>{told}{rest}</ul>"


def _quoted(reason: str) -> str:
    return f"<span>{escape(say('compare.quoted', words=reason))}</span>"


def _label(sketch: Sketch, lit: Collection[str]) -> str:
    name = escape(sketch.voice.label or say("compare.unnamed_voice"))
    return f"<mark>{name}</mark>" if sketch.id in lit else name

"""The voices college by college, as small maps on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

import numpy as np
import streamlit as st
from shapely.geometry.base import BaseGeometry

from animmap.core import palette
from animmap.core.crs import to_metric
from animmap.core.model import College
from animmap.errors import AnimmapError
from animmap.services.compare import RoundReading, shown_ranks
from animmap.services.compare_drawn import Sketched, voices_by_college
from animmap.services.desk import Desk
from animmap.services.grounds import read_ground
from animmap.texts import format_area
from animmap.views import charts, exact, grounds, in_words, state
from animmap.views.figures import how
from animmap.views.state import say

HALF = 0.5
KM2 = 1e6


def show_colleges(reading: RoundReading) -> None:
    """Show one small map a college: each voice, and where at least half of them agree."""
    st.html(f"<p>{escape(say('compare.by_college.lede'))}</p>")
    frame, ground = lay_ground(reading)
    counts = voices_by_college(reading.sketches)
    heard = [each for each in reading.colleges if each.id in counts]
    read = partial(_read_each, state.desk(), reading, heard)
    alone = exact.read(reading, ("colleges",), read)
    tiles = [_college(reading, each, alone[each.id], ground, frame) for each in heard]
    st.html(f'<div class="am-tiles">{"".join(tiles)}</div>')
    halves = [(college.name, half) for college in heard if (half := alone[college.id]) is not None]
    if halves:
        in_words.offer_each(reading, "colleges", lambda: halves)
    st.html(how(say("compare.by_college.how")))
    shown = {reading.sketches[rank].voice.college_id for rank in shown_ranks(reading)}
    first = next((each.id for each in reading.colleges if each.id in shown), None)
    if first is not None:
        grounds.offer_portrait(f"college-{first}", say("grounds.of_college"))


def lay_ground(reading: Sketched) -> tuple[charts.Frame, str]:
    """Return the frame that all the small maps share, and the territory drawn in it (SVG)."""
    crs = reading.project.crs
    communes = to_metric([c.geometry for c in reading.territory.communes], crs)
    bounds = _bounds([*communes, *reading.outlines])
    frame = charts.fit_frame(bounds, charts.TILE_WIDTH, charts.TILE_HEIGHT)
    return frame, charts.territory_paths(communes, frame)


def _bounds(geometries: list[object]) -> tuple[float, float, float, float]:
    corners = np.array([geometry.bounds for geometry in geometries])  # type: ignore[attr-defined]
    west, south = corners[:, :2].min(axis=0).tolist()
    east, north = corners[:, 2:].max(axis=0).tolist()
    return west, south, east, north


def _read_each(
    desk: Desk, reading: RoundReading, heard: Sequence[College]
) -> dict[str, BaseGeometry | None]:
    """Read where half of each college agree; None for those the visitor may not see apart."""
    found = dict[str, BaseGeometry | None]()
    for college in heard:
        try:
            ground = read_ground(desk, reading, f"college-{college.id}", HALF)
        except AnimmapError:
            found[college.id] = None
        else:
            found[college.id] = ground.geometry
    return found


def _college(
    reading: RoundReading,
    college: College,
    half: BaseGeometry | None,
    ground: str,
    frame: charts.Frame,
) -> str:
    voices = voices_by_college(reading.sketches)[college.id]
    if half is None:
        return tile(college, voices, "", "")
    shapes = [each.geometry for each in reading.comparison.shapes if each.college == college.id]
    svg = charts.college_tile(ground, shapes, half, palette.college_color(college.position), frame)
    area = format_area(half.area / KM2, state.language())
    return tile(college, voices, svg, area)


def tile(college: College, voices: int, svg: str, area: str) -> str:
    """Return the small map of a college with its sentence, as HTML.

    Where it is hidden there is no map, and no number either: one or two voices are persons.
    """
    name = escape(college.name)
    if not svg:
        return f"<figure><h4>{name}</h4><p>{escape(say('compare.by_college.too_few'))}</p></figure>"
    counted = escape(say("compare.by_college.voices", n=voices))
    head = f"<h4>{name}<small>{counted}</small></h4>"
    caption = say("compare.by_college.half", area=area, n=voices)
    return (
        f"<figure>{head}{charts.image(svg, f'{college.name} – {caption}')}"
        f"<figcaption>{escape(caption)}{_less_heard(college)}</figcaption></figure>"
    )


def _less_heard(college: College) -> str:
    if not college.less_heard:
        return ""
    return f"<em>{escape(say('compare.by_college.less_heard'))}</em>"

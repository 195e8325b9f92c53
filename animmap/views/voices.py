"""The voices one by one and two by two: colleges as small maps, overlap of every pair."""

from __future__ import annotations

from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from animmap.core import palette
from animmap.core.comparison import zone
from animmap.core.crs import to_metric
from animmap.core.model import College
from animmap.errors import AnimmapError
from animmap.services.compare import RoundReading, read_round, shown_ranks
from animmap.texts import format_area, format_share
from animmap.views import charts, state
from animmap.views.figures import how, voice_name
from animmap.views.state import say

HALF = 0.5
KM2 = 1e6


def show_colleges(reading: RoundReading, *, maybe: bool) -> None:
    """Show one small map a college: each voice, and where at least half of them agree."""
    st.html(f"<p>{escape(say('compare.by_college.lede'))}</p>")
    crs = reading.project.crs
    communes = to_metric([c.geometry for c in reading.territory.communes], crs)
    shapes = [shape.geometry for shape in reading.comparison.shapes]
    bounds = _bounds([*communes, *shapes])
    frame = charts.fit_frame(bounds, charts.TILE_WIDTH, charts.TILE_HEIGHT)
    ground = charts.territory_paths(communes, frame)
    tiles = [
        _college(reading, college, ground, frame, maybe=maybe)
        for college in reading.colleges
        if reading.comparison.colleges.get(college.id)
    ]
    st.html(f'<div class="am-tiles">{"".join(tiles)}</div>')
    st.html(how(say("compare.by_college.how")))


def _bounds(geometries: list[object]) -> tuple[float, float, float, float]:
    corners = np.array([geometry.bounds for geometry in geometries])  # type: ignore[attr-defined]
    west, south = corners[:, :2].min(axis=0).tolist()
    east, north = corners[:, 2:].max(axis=0).tolist()
    return west, south, east, north


def _college(
    reading: RoundReading, college: College, ground: str, frame: charts.Frame, *, maybe: bool
) -> str:
    voices = reading.comparison.colleges[college.id]
    name = escape(college.name)
    counted = escape(say("compare.by_college.voices", n=voices))
    try:
        own = read_round(
            state.desk(), reading.round.id, with_maybe=maybe, college_ids=(college.id,)
        )
    except AnimmapError:
        hidden = escape(say("compare.by_college.too_few"))
        return f"<figure><h4>{name}<small>{counted}</small></h4><p>{hidden}</p></figure>"
    half = zone(own.comparison, "raw", HALF)
    svg = charts.college_tile(
        ground,
        [shape.geometry for shape in own.comparison.shapes],
        half,
        palette.college_color(college.position),
        frame,
    )
    area = format_area(half.area / KM2, state.language())
    caption = say("compare.by_college.half", area=area, n=voices)
    return (
        f"<figure><h4>{name}<small>{counted}</small></h4>"
        f"{charts.image(svg, f'{college.name} – {caption}')}"
        f"<figcaption>{escape(caption)}{_less_heard(college)}</figcaption></figure>"
    )


def _less_heard(college: College) -> str:
    if not college.less_heard:
        return ""
    return f"<em>{escape(say('compare.by_college.less_heard'))}</em>"


def show_overlap(reading: RoundReading) -> None:
    """Show how much every two sketches overlap: a heat map, the chosen pair, and a table."""
    names = _unique_names(reading)
    order = sorted(shown_ranks(reading), key=lambda i: _college_rank(reading, i))
    if not order:
        st.html(f"<p>{escape(say('compare.by_college.too_few'))}</p>")
        return
    frame = overlap_table(reading, names, order)
    titles = {
        "row": say("compare.overlap.first"),
        "column": say("compare.overlap.second"),
        "overlap": say("compare.overlap.iou"),
        "row_in_column": say("compare.overlap.first_in_second"),
        "column_in_row": say("compare.overlap.second_in_first"),
    }
    st.html(f"<p>{escape(say('compare.overlap.lede', n=len(order)))}</p>")
    picked = st.vega_lite_chart(
        frame,
        charts.overlap_spec([names[i] for i in order], titles, say("compare.percent")),
        height=180 + (22 if len(order) <= 30 else 13) * len(order),
        on_select="rerun",
        selection_mode="pair",
        key=f"compare-overlap-{reading.round.id}-{len(order)}",
        alt=say("compare.overlap.alt", n=len(order)),
    )
    _show_pair(frame, picked)
    with st.expander(say("compare.as_table")):
        st.dataframe(_as_percent_matrix(reading, names, order))
    st.html(how(say("compare.overlap.how")))


def overlap_table(reading: RoundReading, names: list[str], order: list[int]) -> pd.DataFrame:
    """Return one row a pair: ``row``, ``column``, ``overlap`` and both containments (0 to 1)."""
    pairwise = reading.comparison.pairwise
    ranks = np.array(order)
    rows, columns = np.repeat(ranks, len(ranks)), np.tile(ranks, len(ranks))
    labels = np.array(names, dtype=object)
    return pd.DataFrame(
        {
            "row": labels[rows],
            "column": labels[columns],
            "overlap": pairwise.iou[rows, columns],
            "row_in_column": pairwise.contained_in[rows, columns],
            "column_in_row": pairwise.contained_in[columns, rows],
        }
    )


def _as_percent_matrix(reading: RoundReading, names: list[str], order: list[int]) -> pd.DataFrame:
    labels = [names[i] for i in order]
    iou = reading.comparison.pairwise.iou[np.ix_(order, order)]
    percents = [[format_share(float(value), state.language()) for value in row] for row in iou]
    return pd.DataFrame(percents, index=pd.Index(labels), columns=pd.Index(labels))


def _college_rank(reading: RoundReading, position: int) -> tuple[int, int]:
    college_id = reading.sketches[position].voice.college_id
    ranks = {college.id: college.position for college in reading.colleges}
    return ranks[college_id], position


def _unique_names(reading: RoundReading) -> list[str]:
    names = [voice_name(reading, sketch) for sketch in reading.sketches]
    return [
        name if names.count(name) == 1 else f"{name} ({names[: rank + 1].count(name)})"
        for rank, name in enumerate(names)
    ]


def _show_pair(frame: pd.DataFrame, picked: object) -> None:
    selection = getattr(picked, "selection", None) or {}
    points = selection.get("pair") or []
    if not points:
        st.html(f'<p class="am-hint">{escape(say("compare.overlap.hint"))}</p>')
        return
    row = frame[(frame["row"] == points[0]["row"]) & (frame["column"] == points[0]["column"])]
    if row.empty:
        return
    pair, language = row.iloc[0], state.language()
    text = say(
        "compare.overlap.pair",
        first=pair["row"],
        second=pair["column"],
        iou=format_share(float(pair["overlap"]), language),
        first_in=format_share(float(pair["row_in_column"]), language),
        second_in=format_share(float(pair["column_in_row"]), language),
    )
    st.html(f'<p class="am-pair" role="status">{escape(text)}</p>')

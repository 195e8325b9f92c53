"""The sketches two by two: how alike, how contained, how far apart; alike ones side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from animmap.services.compare import RoundReading
from animmap.services.compare_families import (
    Families,
    read_distances,
    read_families,
    read_mean_distances,
)
from animmap.texts import format_number, format_share
from animmap.views import address, brush, charts, exact, families, panels, state
from animmap.views.figures import how, voice_name
from animmap.views.state import say

MEASURES: tuple[str, ...] = ("iou", "contained", "distance", "mean")
COLUMNS = {
    "iou": "overlap",
    "contained": "row_in_column",
    "distance": "distance_km",
    "mean": "mean_km",
}
MEASURE_PARAM = "mesure"
MATRIX = "compare-matrix"
# More cells than this would take the browser seconds; the tree still holds everyone.
MOST_CELLS = 120 * 120
KM = 1000.0


def show_overlap(reading: RoundReading) -> None:
    """Show every two sketches as a matrix ordered by likeness, the tree, and what is brushed."""
    found = exact.read(reading, brush.FAMILIES, partial(read_families, reading))
    if not found.ranks:
        st.html(f"<p>{escape(say('compare.by_college.too_few'))}</p>")
        return
    names = unique_names(reading)
    families.show_families(reading, names)
    panels.section(say("compare.overlap.title"))
    if len(found.ranks) ** 2 <= MOST_CELLS:
        _show_matrix(reading, found, names)
    else:
        st.html(f"<p>{escape(say('compare.overlap.too_many', n=len(found.ranks)))}</p>")


def _show_matrix(reading: RoundReading, found: Families, names: Sequence[str]) -> None:
    measure = _ask_measure()
    frame = overlap_table(reading, found, names, measure)
    st.html(f"<p>{escape(say('compare.overlap.lede', n=len(found.ranks)))}</p>")
    key = f"compare-overlap-{reading.round.id}-{len(found.ranks)}-{measure}"
    ids = {name: sketch.id for name, sketch in zip(names, reading.sketches, strict=True)}
    marks = families.marked(reading, found)
    with st.container(key=MATRIX):
        panels.name_region(MATRIX, say("compare.overlap.title"))
        st.vega_lite_chart(
            frame,
            charts.overlap_spec(
                [names[i] for i in found.order],
                _titles(measure),
                say("compare.percent"),
                COLUMNS[measure],
                brushed=[at for at, one in enumerate(found.tree.order) if one in marks.brushed],
                here=[at for at, one in enumerate(found.tree.order) if one in marks.here],
            ),
            height=180 + (22 if len(found.ranks) <= 30 else 13) * len(found.ranks),
            on_select=partial(_brush, key, ids),
            selection_mode="pair",
            key=key,
            alt=say("compare.overlap.alt", n=len(found.ranks)),
        )
    _show_pair(reading, frame, names)
    table = panels.unfolded(say("compare.as_table"), key="compare-overlap-table")
    if table is not None:
        table.dataframe(_written(frame, COLUMNS[measure]))
    st.html(how(say(f"compare.overlap.how_{measure}")))


def _ask_measure() -> str:
    asked = state.choices_in_address(MEASURE_PARAM, MEASURES)
    wanted = asked[0] if asked else MEASURES[0]
    address.follow(MEASURE_PARAM, "compare-measure", wanted)
    chosen = st.segmented_control(
        say("compare.overlap.measure"),
        MEASURES,
        required=True,
        format_func=lambda measure: say(f"compare.overlap.pick.{measure}"),
        key="compare-measure",
        wrap=True,
    )
    measure = chosen or MEASURES[0]
    address.tell(MEASURE_PARAM, measure, changed=measure != wanted)
    return measure


def _titles(measure: str) -> dict[str, str]:
    return {
        "row": say("compare.overlap.first"),
        "column": say("compare.overlap.second"),
        "overlap": say("compare.overlap.iou"),
        "row_in_column": say("compare.overlap.first_in_second"),
        "column_in_row": say("compare.overlap.second_in_first"),
        "distance_km": say("compare.overlap.distance"),
    } | ({"mean_km": say("compare.overlap.mean")} if measure == "mean" else {})


def _brush(key: str, ids: dict[str, str]) -> None:
    """Brush the pair of the cell just chosen, before the screen is drawn again."""
    held = state.widget_value(key, None)
    points = (getattr(held, "selection", None) or {}).get("pair") or []
    chosen = [ids.get(points[0].get(side, ""), "") for side in ("row", "column")] if points else []
    brush.brush(ids=list(dict.fromkeys(each for each in chosen if each)))


def overlap_table(
    reading: RoundReading, found: Families, names: Sequence[str], measure: str
) -> pd.DataFrame:
    """Return one row a pair, alike sketches side by side.

    Columns ``row``, ``column``, ``overlap``, both containments (0 to 1), ``distance_km``,
    ``mean_km`` when that is the measure; ``row_rank``, ``column_rank`` in the order shown.
    """
    pairwise, ranks = reading.comparison.pairwise, np.array(found.order)
    places = np.array(found.tree.order)
    rows, columns = np.repeat(ranks, len(ranks)), np.tile(ranks, len(ranks))
    labels = np.array(names, dtype=object)
    lengths = {"distance_km": read_distances(reading)}
    if measure == "mean":
        lengths["mean_km"] = read_mean_distances(reading)
    return pd.DataFrame(
        {
            "row": labels[rows],
            "column": labels[columns],
            "row_rank": np.repeat(np.arange(len(ranks)), len(ranks)),
            "column_rank": np.tile(np.arange(len(ranks)), len(ranks)),
            "overlap": pairwise.iou[rows, columns],
            "row_in_column": pairwise.contained_in[rows, columns],
            "column_in_row": pairwise.contained_in[columns, rows],
        }
        | {
            name: np.nan if found is None else found[np.ix_(places, places)].ravel() / KM
            for name, found in lengths.items()
        }
    )


def _written(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    order = list(dict.fromkeys(frame["row"]))
    square = frame[column].to_numpy().reshape(len(order), len(order))
    told = [[_value(column, float(value)) for value in row] for row in square]
    return pd.DataFrame(told, index=pd.Index(order), columns=pd.Index(order))


def _value(column: str, value: float) -> str:
    if column in charts.LENGTHS:
        return say("compare.overlap.km", km=format_number(value, state.language(), decimals=1))
    return format_share(value, state.language())


def unique_names(reading: RoundReading) -> list[str]:
    """Return one name a sketch; those that several share are numbered."""
    names = [voice_name(reading, sketch) for sketch in reading.sketches]
    shared, met, found = Counter(names), Counter[str](), list[str]()
    for name in names:
        met[name] += 1
        found.append(name if shared[name] == 1 else f"{name} ({met[name]})")
    return found


def _show_pair(reading: RoundReading, frame: pd.DataFrame, names: Sequence[str]) -> None:
    pair = brush.brushed(reading)
    if len(pair) != 2:
        st.html(f'<p class="am-hint">{escape(say("compare.overlap.hint"))}</p>')
        return
    by_id = {sketch.id: name for sketch, name in zip(reading.sketches, names, strict=True)}
    one, two = (by_id[sketch.id] for sketch in pair)
    row = frame[(frame["row"] == one) & (frame["column"] == two)].iloc[0]
    text = say(
        "compare.overlap.pair",
        first=one,
        second=two,
        iou=_value("overlap", float(row["overlap"])),
        first_in=_value("row_in_column", float(row["row_in_column"])),
        second_in=_value("column_in_row", float(row["column_in_row"])),
        apart=_value("distance_km", float(row["distance_km"])),
    )
    st.html(f'<p class="am-pair" role="status">{escape(text)}</p>')

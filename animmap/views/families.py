"""Sketches brushed: a family of the tree, or a pair of the matrix, on the maps and in a list.

What is brushed is in the address (``famille``, ``paire``), so that a link shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

import streamlit as st

from animmap.core.model import Sketch
from animmap.services.compare import RoundReading, shown_ranks
from animmap.services.compare_families import Families, read_families
from animmap.texts import format_share
from animmap.views import charts, families_chart, grounds, panels, state
from animmap.views.choices import Asked
from animmap.views.figures import how, voice_name
from animmap.views.maps import Overlay
from animmap.views.state import say

FAMILY_PARAM = "famille"
PAIR_PARAM = "paire"


def brushed_family() -> int:
    """Return the number of the family brushed, 0 when there is none."""
    asked = state.choice_of_any(FAMILY_PARAM)
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= 4 else 0


def brushed(reading: RoundReading) -> list[Sketch]:
    """Return the sketches brushed that the visitor may see, in the order of the address."""
    if brushed_family():
        return [reading.sketches[rank] for rank in read_families(reading).members(brushed_family())]
    asked = state.choice_of_any(PAIR_PARAM).split(",")
    shown = {reading.sketches[rank].id: reading.sketches[rank] for rank in shown_ranks(reading)}
    return [shown[each] for each in dict.fromkeys(asked) if each in shown]


def brush_family(number: int | None) -> None:
    """Brush a family, or nothing."""
    state.put_in_address(FAMILY_PARAM, str(number) if number else "")
    state.put_in_address(PAIR_PARAM, "")


def brush_pair(ids: Sequence[str]) -> None:
    """Brush the two sketches of a pair, or nothing."""
    state.put_in_address(PAIR_PARAM, ",".join(ids))
    state.put_in_address(FAMILY_PARAM, "")


def overlays(reading: RoundReading, wanted: Asked) -> list[Overlay]:
    """Return the outlines of what is brushed, for every map."""
    sketches = brushed(reading)
    if not sketches:
        return []
    query = {"revision": str(reading.project.revision)}
    if brushed_family():
        query["family"] = str(brushed_family())
    else:
        query["voices"] = ",".join(sketch.id for sketch in sketches)
    if wanted.maybe:
        query["maybe"] = "1"
    if wanted.college_ids:
        query["colleges"] = ",".join(wanted.college_ids)
    url = f"/api/rounds/{reading.round.id}/sketches.geojson?{urlencode(query)}"
    return [Overlay("sketches", url, {"weight": 3.5, "fill": 0.12})]


def show_families(reading: RoundReading, names: Sequence[str]) -> None:
    """Show who drew alike as a tree, let one family be chosen, and list what is brushed."""
    found = read_families(reading)
    panels.section(say("compare.families.title"))
    st.html(_lede(found))
    tree, listed = st.columns([3, 2], gap="medium")
    with tree:
        _show_tree(found, [names[rank] for rank in found.ranks])
    with listed:
        _ask_family(found)
        _show_brushed(reading)
    st.html(how(say("compare.families.how")))


def _show_tree(found: Families, names: Sequence[str]) -> None:
    if len(names) > 1:
        axis, percent = say("compare.families.axis"), say("compare.percent")
        svg = families_chart.draw_tree(found.tree, names, axis, percent)
        st.html(charts.image(svg, say("compare.families.alt", said=_said(found, names))))


def _lede(found: Families) -> str:
    several = sum(len(family) > 1 for family in found.tree.families)
    alone = len(found.tree.families) - several
    text = say("compare.families.lede", n=len(found.ranks), several=several, alone=alone)
    return f"<p>{escape(text)}</p>"


def _ask_family(found: Families) -> None:
    several = [
        number for number, family in enumerate(found.tree.families, start=1) if len(family) > 1
    ]
    if not several:
        return
    chosen = brushed_family()
    key = f"compare-family-{len(found.ranks)}"
    state.set_widget(key, chosen if chosen in several else None)
    st.pills(
        say("compare.families.choose"),
        several,
        format_func=lambda one: say(
            "compare.families.one", number=one, n=len(found.tree.families[one - 1])
        ),
        key=key,
        wrap=True,
        on_change=lambda: brush_family(state.widget_value(key, None)),
    )


def _said(found: Families, names: Sequence[str]) -> str:
    told = [
        say("compare.families.holds", number=number, names=", ".join(names[one] for one in family))
        for number, family in enumerate(found.tree.families, start=1)
        if len(family) > 1
    ]
    return " ".join(told)


def _show_brushed(reading: RoundReading) -> None:
    """List the sketches brushed, with what their voices said, and what they have in common."""
    sketches = brushed(reading)
    if not sketches:
        st.html(f'<p class="am-hint">{escape(say("compare.families.hint"))}</p>')
        return
    rows = "".join(
        f"<li><b>{escape(voice_name(reading, one))}</b>{_reason(one)}</li>" for one in sketches
    )
    title = say("compare.families.brushed", n=len(sketches), mean=_mean(reading, sketches))
    told = f"<h4>{escape(title)}</h4><ul>{rows}</ul>"
    st.html(f'<section class="am-college" role="status">{told}</section>')
    if brushed_family():
        grounds.offer_portrait(f"family-{brushed_family()}", say("grounds.of_family"))
    st.button(
        say("compare.families.clear"),
        icon=":material/close:",
        key="compare-brush-clear",
        on_click=brush_family,
        args=(None,),
    )


def _reason(sketch: Sketch) -> str:
    return (
        f"<span>{escape(say('compare.quoted', words=sketch.reason))}</span>"
        if sketch.reason
        else ""
    )


def _mean(reading: RoundReading, sketches: Sequence[Sketch]) -> str:
    """Write the mean likeness of all pairs of some sketches."""
    wanted = {sketch.id for sketch in sketches}
    ranks = [rank for rank, one in enumerate(reading.sketches) if one.id in wanted]
    iou = reading.comparison.pairwise.iou
    pairs = [float(iou[one, two]) for one in ranks for two in ranks if one < two]
    return format_share(sum(pairs) / len(pairs) if pairs else 1.0, state.language())

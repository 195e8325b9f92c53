"""The sketches brushed, listed: who drew them, their words, what they have in common."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from animmap.core.model import Sketch
from animmap.services.compare import RoundReading
from animmap.texts import format_share
from animmap.views import address, brush, grounds, place, state
from animmap.views.figures import voice_name
from animmap.views.state import say


def show_strip(reading: RoundReading) -> None:
    """List what is brushed right under the maps, and lead to where it stands among the others."""
    if not brush.brushed(reading):
        return
    show_brushed(reading, among=True)


def show_brushed(reading: RoundReading, *, among: bool = False) -> None:
    """List the sketches brushed, with what their voices said, and what they have in common.

    ``among``: lead to the tree and the matrix too.
    """
    sketches = brush.brushed(reading)
    if not sketches:
        st.html(f'<p class="am-hint">{escape(say("compare.families.hint"))}</p>')
        return
    here = {sketch.id for sketch in place.including(reading)}
    rows = "".join(
        f"<li><b>{escape(voice_name(reading, one))}</b>{_here(one.id in here)}{_reason(one)}</li>"
        for one in sketches
    )
    title = say("compare.families.brushed", n=len(sketches), mean=_mean(reading, sketches))
    told = f"<h4>{escape(title)}</h4><ul>{rows}</ul>"
    st.html(f'<section class="am-college am-brushed" role="status">{told}</section>')
    if brush.family():
        grounds.offer_portrait(f"family-{brush.family()}", say("grounds.of_family"))
    with st.container(horizontal=True, gap="small"):
        if among:
            st.button(
                say("compare.families.among", n=len(sketches)),
                icon=":material/account_tree:",
                key="compare-brush-among",
                on_click=lambda: state.put_in_address(address.PART_PARAM, "overlap"),
            )
        st.button(
            say("compare.families.clear", n=len(sketches)),
            icon=":material/close:",
            key="compare-brush-clear",
            on_click=brush.brush,
        )


def _here(includes: bool) -> str:
    words = escape(say("compare.tree.here"))
    return f' <i class="am-dot" role="img" aria-label="{words}" title="{words}"></i>' * includes


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

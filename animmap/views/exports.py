"""Taking a comparison away: figures, layers, matrices, the whole as JSON, by stable addresses."""

from __future__ import annotations

from html import escape
from urllib.parse import quote, urlencode

import streamlit as st

from animmap.core.model import Role
from animmap.services import compare_export, diagnose
from animmap.services.compare import RoundReading
from animmap.views import panels, state
from animmap.views.portrait import RULES
from animmap.views.state import say

FORMATS = ("svg", "png")


def offer(reading: RoundReading, share: float) -> None:
    """Offer what a round gives as files, to those who may read its diagnostic."""
    if state.role() not in (Role.HOST, Role.ANIMATOR, Role.PARTNER):
        return
    panels.section(say("exports.title"))
    st.html(f'<p class="am-hint">{escape(say("exports.lede", n=len(reading.sketches)))}</p>')
    threshold = f"{share:.6f}"
    with st.container(horizontal=True):
        _link("exports.layers", address(reading, "layers.gpkg", threshold=threshold))
        _link("exports.workbook", address(reading, "matrices.xlsx"))
        _link("exports.json", address(reading, "comparison.json", threshold=threshold))
        for rule in RULES:
            _link(f"compare.export.zone_{rule}", _zone_address(reading, rule, threshold))
    figures, matrices = st.columns(2, gap="medium", vertical_alignment="top")
    with figures:
        # Naming the figures takes the whole diagnostic.
        shown = panels.unfolded(say("exports.figures"), key="exports-figures")
        if shown is not None:
            with shown, panels.at_work():
                _offer_figure(reading)
    with matrices, st.expander(say("exports.one_matrix")):
        _offer_matrix(reading)


def address(reading: RoundReading, name: str, **asked: str) -> str:
    """Return the address of a file of a round; rights are checked there again."""
    project, question = (quote(each, safe="") for each in (reading.project.id, reading.round.id))
    query = urlencode({"lang": state.language(), **asked})
    return f"/documents/{project}/{question}/{name}?{query}"


def _zone_address(reading: RoundReading, rule: str, threshold: str) -> str:
    query = urlencode({"rule": rule, "threshold": threshold})
    return f"/api/rounds/{quote(reading.round.id, safe='')}/zone.geojson?{query}"


def _link(label: str, where: str) -> None:
    st.link_button(say(label), where, icon=":material/download:")


def _offer_figure(reading: RoundReading) -> None:
    desk, language = state.desk(), state.language()
    diagnostic = diagnose.diagnose(desk, reading.project.id, reading.round.id, language)
    pictures = compare_export.list_figures(desk, diagnostic, language)
    titles = {picture.name: say(f"exports.figure_{picture.name}") for picture in pictures}
    name = st.selectbox(
        say("exports.figure"),
        list(titles),
        format_func=titles.__getitem__,
        key="exports-figure",
    )
    with st.container(horizontal=True):
        for extension in FORMATS:
            _link(f"exports.{extension}", address(reading, f"figures/{name}.{extension}"))


def _offer_matrix(reading: RoundReading) -> None:
    titles = {matrix: say(f"exports.matrix_{matrix}") for matrix in compare_export.MATRICES}
    name = st.selectbox(
        say("exports.matrix"),
        list(titles),
        format_func=titles.__getitem__,
        key="exports-matrix",
    )
    _link("exports.csv", address(reading, f"matrices/{name}.csv"))

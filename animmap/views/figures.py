"""The figures of a comparison, each in a sentence, with its n and how it is computed."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import streamlit as st

from animmap.core.comparison import Comparison
from animmap.core.model import Sketch
from animmap.services.compare import RoundReading, shown_ranks
from animmap.texts import format_area, format_number, format_share
from animmap.views import state
from animmap.views.state import say

KM2 = 1e6


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its code in the catalogues, its value as written, its sentence."""

    code: str
    value: str
    sentence: str


def figures_of(reading: RoundReading) -> list[Figure]:
    """Return the figures of a reading, all read from its comparison, written for the visitor.

    Those that compare voices, or colleges, need two of them.
    """
    comparison, language = reading.comparison, state.language()
    voices = comparison.voices
    union = _figure("union", format_area(comparison.union_m2 / KM2, language), n=voices)
    if voices == 1:
        return [union]
    found = [
        union,
        _figure(
            "disagreement",
            format_area(comparison.expected_disagreement_m2 / KM2, language),
            n=voices,
        ),
        _mean_overlap(comparison),
        _effective(comparison),
        _between(comparison),
        _medoid(reading),
    ]
    return [figure for figure in found if figure is not None]


def _figure(code: str, value: str, **facts: object) -> Figure:
    return Figure(code, value, say(f"compare.figure.{code}.text", value=value, **facts))


def _share(share: float) -> str:
    return format_share(share, state.language())


def _mean_overlap(comparison: Comparison) -> Figure | None:
    if comparison.mean_iou is None or comparison.conformity_index is None:
        return None
    conformity = _share(comparison.conformity_index)
    voices = comparison.voices
    return _figure("mean_iou", _share(comparison.mean_iou), n=voices, conformity=conformity)


def _effective(comparison: Comparison) -> Figure | None:
    colleges = len(comparison.colleges)
    if colleges == 1:
        return None
    value = format_number(comparison.effective_voices, state.language(), decimals=1)
    return _figure("effective", value, n=comparison.voices, colleges=colleges)


def _between(comparison: Comparison) -> Figure | None:
    if comparison.between_colleges_share is None:
        return None
    return _figure(
        "between",
        _share(comparison.between_colleges_share),
        within=_share(1 - comparison.between_colleges_share),
        n=comparison.voices,
        colleges=len(comparison.colleges),
    )


def _medoid(reading: RoundReading) -> Figure | None:
    comparison = reading.comparison
    if comparison.medoid is None or comparison.voices < 2:
        return None
    rank = comparison.pairwise.ids.index(comparison.medoid)
    if rank not in shown_ranks(reading):
        return None
    voices = comparison.voices
    row = comparison.pairwise.iou[rank]
    mean = (float(row.sum()) - float(row[rank])) / (voices - 1)
    return _figure(
        "medoid", voice_name(reading, reading.sketches[rank]), mean=_share(mean), n=voices
    )


def voice_name(reading: RoundReading, sketch: Sketch) -> str:
    """Return the voice's label with its college; the college alone where labels are masked."""
    college = next(c.name for c in reading.colleges if c.id == sketch.voice.college_id)
    return f"{sketch.voice.label} · {college}" if sketch.voice.label else college


def show_verdict(reading: RoundReading) -> None:
    """Say in plain words what these voices agree on, at these thresholds, never more."""
    comparison = reading.comparison
    if comparison.voices == 1:
        st.html(f'<div class="am-verdict"><p>{escape(say("compare.verdict.alone"))}</p></div>')
        return
    facts = say("compare.verdict.for_these", n=comparison.voices)
    text = say(f"compare.verdict.{comparison.verdict}")
    st.html(
        f'<div class="am-verdict"><p>{escape(text)}</p><small>{escape(facts)}</small>'
        f"{how(say('compare.verdict.how'))}</div>"
    )


def how(text: str) -> str:
    """Return the quiet "how it is computed" that opens under a figure (HTML)."""
    return (
        f'<details class="am-how"><summary>{escape(say("compare.how"))}</summary>'
        f"<p>{escape(text)}</p></details>"
    )


def show_figures(reading: RoundReading) -> None:
    """Show every figure as a card that opens on its formula and source."""
    crs = reading.comparison.crs
    cards = "".join(
        card(figure, say(f"compare.figure.{figure.code}.how", crs=crs))
        for figure in figures_of(reading)
    )
    st.html(f'<div class="am-figures">{cards}</div>')


def card(figure: Figure, told: str) -> str:
    """Return a figure as a card that opens on how it is computed (HTML)."""
    title = escape(say(f"compare.figure.{figure.code}"))
    small = ' class="am-name"' if figure.code == "medoid" else ""
    return (
        f'<section class="am-figure"><h4>{title}</h4><b{small}>{escape(figure.value)}</b>'
        f"<p>{escape(figure.sentence)}</p>{how(told)}</section>"
    )

"""The area–threshold curve: what each threshold gives, its plateaus, and choosing one on it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from animmap.core import palette
from animmap.core.comparison import TENTHS
from animmap.core.curve import Plateau
from animmap.core.svg import as_address
from animmap.services.compare import RoundReading
from animmap.services.compare_curve import RuleCurve, read_curves
from animmap.services.memory import Beside
from animmap.texts import format_area, format_share, tr
from animmap.views import choices, components, curve_chart, exact, panels, state
from animmap.views.choices import Choices
from animmap.views.curve_chart import BOTTOM, HEIGHT, LEFT, PLATEAU, RIGHT, TOP, WIDTH, Line
from animmap.views.figures import how
from animmap.views.state import say

KM2 = 1e6
LINES = {"raw": (palette.PRIMARY, ""), "equal": (palette.COLLEGES[1], "7 5")}
_sentences: Beside[list[str]] = Beside(24)
_pick = components.declare("curve")


def show_curve(reading: RoundReading, chosen: Choices) -> None:
    """Show how the zone shrinks as more is asked; a click or the arrow keys set the threshold.

    A voice alone can only be asked for: there is no curve.
    """
    if reading.comparison.voices == 1:
        return
    curves = exact.read(reading, ("curve",), partial(read_curves, reading))
    draw_curves(reading.round.id, reading.comparison.voices, curves, chosen)


def draw_curves(
    round_id: str, voices: int, curves: Sequence[RuleCurve], chosen: Choices, note: str = ""
) -> None:
    """Draw the curves of a round, raw then equal voice, with what is read on them.

    ``note``: a sentence under the picture, none when empty.
    """
    panels.section(say("compare.curve.title"))
    st.html(f"<p>{escape(say('compare.curve.lede'))}</p>")
    drawn, told = st.columns([3, 2], gap="large")
    with drawn:
        _show_picture(round_id, voices, curves, chosen)
        under = f'<p class="am-hint">{escape(note)}</p>' if note else ""
        st.html(f'<div class="am-key">{_key(bool(curves[0].plateaus))}</div>{under}')
    with told:
        _show_plateaus(voices, curves)
        _show_expected(voices, curves[0])
    table = panels.unfolded(say("compare.as_table"), key="compare-curve-table")
    if table is not None:
        with table:
            _show_table(curves)


def _show_picture(round_id: str, voices: int, curves: Sequence[RuleCurve], chosen: Choices) -> None:
    plateaus = [(each.lowest, each.highest) for each in curves[0].plateaus]
    svg = curve_chart.draw_curve(
        [_line(each) for each in curves],
        plateaus,
        curves[0].expected.mean_m2 / KM2,
        (
            say("compare.curve.axis_share"),
            say("compare.curve.axis_area"),
            say("compare.percent"),
            say("compare.curve.mean"),
        ),
    )
    alt = say("compare.curve.alt", said=_all_plateaus(curves[0]))
    key = f"compare-curve-{round_id}-{voices}"
    _pick(
        picture=as_address(svg),
        alt=alt,
        label=say("compare.at_least"),
        language=state.language(),
        told=_told(curves, voices),
        voices=voices,
        count=chosen.at_least,
        left=LEFT / WIDTH,
        right=RIGHT / WIDTH,
        top=TOP / HEIGHT,
        bottom=BOTTOM / HEIGHT,
        default=None,
        key=key,
        on_change=partial(_take, key, voices),
    )


def _take(key: str, voices: int) -> None:
    """Ask what was chosen on the curve, before the screen is drawn again."""
    answer: dict[str, Any] = state.widget_value(key, {}) or {}
    count = answer.get("count")
    if isinstance(count, int) and 1 <= count <= voices:
        choices.choose_count(count, voices)


def _line(each: RuleCurve) -> Line:
    color, dash = LINES[each.rule]
    return Line(each.curve.shares, each.curve.areas_m2 / KM2, color, dash)


def _told(curves: Sequence[RuleCurve], voices: int) -> list[str]:
    """Say, for every count of voices, what it gives under each rule."""
    language = state.language()

    return _sentences.get([curves], (voices, language), lambda: _write(curves, voices, language))


def _write(curves: Sequence[RuleCurve], voices: int, language: str) -> list[str]:
    counts = range(1, voices + 1)
    raw, equal = (each.curve.at([count / voices for count in counts]) for each in curves)
    return [
        tr(
            "compare.curve.told",
            language,
            asked=choices.count_words(count, voices, language),
            raw=format_area(float(raw[count - 1]) / KM2, language),
            equal=format_area(float(equal[count - 1]) / KM2, language),
        )
        for count in counts
    ]


def _area(area_m2: float) -> str:
    return format_area(float(area_m2) / KM2, state.language())


def _share(share: float) -> str:
    return format_share(share, state.language())


def _key(with_plateaus: bool) -> str:
    cells = [
        f'<span><i style="border-top:4px {"dashed" if dash else "solid"} {color}"></i>'
        f"{escape(say(f'compare.reading.{rule}'))}</span>"
        for rule, (color, dash) in LINES.items()
    ]
    if with_plateaus:
        block = f'<i class="am-block" style="background:{PLATEAU};opacity:.45"></i>'
        cells.append(f"<span>{block}{escape(say('compare.curve.plateau_key'))}</span>")
    return "".join(cells)


def _show_plateaus(voices: int, curves: Sequence[RuleCurve]) -> None:
    found = "".join(
        f"<p>{escape(say(f'compare.reading.{each.rule}'))} – {escape(_all_plateaus(each))}</p>"
        for each in curves
    )
    title = f"<h3>{escape(say('compare.curve.plateaus'))}</h3>"
    st.html(f'<div class="am-plateau">{title}{found}{how(say("compare.curve.plateaus_how"))}</div>')
    with st.container(horizontal=True):
        for rank, each in enumerate(curves[0].plateaus):
            middle = choices.voices_for_share((each.lowest + each.highest) / 2, voices)
            _offer(
                f"plateau-{rank}", say("compare.curve.take_plateau", **_ends(each)), middle, voices
            )


def _offer(name: str, label: str, count: int, voices: int) -> None:
    st.button(
        label,
        key=f"compare-curve-{name}",
        on_click=choices.choose_count,
        args=(count, voices),
    )


def _all_plateaus(each: RuleCurve) -> str:
    if not each.plateaus:
        return say("compare.curve.no_plateau")
    return " ".join(_plateau(one) for one in each.plateaus)


def _plateau(one: Plateau) -> str:
    areas = {"largest": _area(one.largest_m2), "smallest": _area(one.smallest_m2)}
    return say("compare.curve.plateau", **_ends(one), **areas)


def _ends(one: Plateau) -> dict[str, str]:
    return {"low": _share(one.lowest), "high": _share(one.highest)}


def _show_expected(voices: int, each: RuleCurve) -> None:
    found = each.expected
    text = say(
        "compare.curve.expected_text",
        mean=_area(found.mean_m2),
        share=_share(found.share),
        area=_area(found.area_m2),
        deviation=_area(found.deviation_m2),
        n=voices,
    )
    st.html(
        f"<h3>{escape(say('compare.curve.expected'))}</h3><p>{escape(text)}</p>"
        f"{how(say('compare.curve.expected_how'))}"
    )
    count = choices.voices_for_share(found.share, voices)
    label = say("compare.curve.take", share=_share(found.share))
    _offer("expected", label, count, voices)


def _show_table(curves: Sequence[RuleCurve]) -> None:
    areas = {each.rule: each.curve.at(TENTHS) for each in curves}
    st.dataframe(
        {
            say("compare.curve.axis_share"): [_share(share) for share in TENTHS],
            **{
                say(f"compare.reading.{rule}"): [_area(area) for area in found]
                for rule, found in areas.items()
            },
        },
        hide_index=True,
    )

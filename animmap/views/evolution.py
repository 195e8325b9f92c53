"""Évolution: two questions of a démarche side by side, and what moved from one to the other.

The other question is in the address (``avec``), so that a link shows the same screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape
from urllib.parse import urlencode

import streamlit as st

from animmap.core import palette
from animmap.core.model import Role
from animmap.core.privacy import is_hidden
from animmap.services.compare import RoundReading, zone_of
from animmap.services.compare_evolution import (
    Evolution,
    Question,
    bands_of,
    list_questions,
    read_evolution,
    read_series,
    usual_pair,
)
from animmap.services.desk import Desk
from animmap.texts import format_area, format_day, format_share
from animmap.views import (
    comparison,
    evolution_words,
    exact,
    exports,
    in_words,
    maps,
    panels,
    portrait,
    readings,
    state,
)
from animmap.views.figures import how
from animmap.views.maps import Overlay
from animmap.views.state import say

PARAM = "avec"
KM2 = 1e6
MAP_HEIGHT = 420


def show_evolution(reading: RoundReading, share: float) -> None:
    """Show what moved between the question on screen and another one of the démarche."""
    questions = list_questions(state.desk(), reading.project.id)
    if is_hidden(reading.round):
        panels.words(say("evolution.hidden"))
        return
    if len(questions) < 2:
        panels.words(say("evolution.alone", n=reading.comparison.voices))
        return
    first, second = pair = _ask_other(questions, reading.round.id)
    rule = portrait.ask_rule("evolution-rule")
    key = ("evolution", first.round.id, second.round.id, rule, share)
    with panels.at_work(say("evolution.computing")):
        found = exact.read(reading, key, partial(_read, state.desk(), questions, key))
    _show_maps(found, pair, rule)
    evolution_words.show_ground(found, rule)
    evolution_words.show_colleges(found)
    evolution_words.show_returning(found)
    evolution_words.show_debates(found)
    evolution_words.show_series(questions, share)
    st.html(how(say("evolution.how", share=_share(share))))
    _offer_files(found)


def _read(
    desk: Desk, questions: Sequence[Question], key: tuple[str, str, str, str, float]
) -> Evolution:
    _, first, second, rule, share = key
    found = read_evolution(desk, first, second, share)
    for reading in (found.before, found.after):
        zone_of(reading.comparison, rule, share)
    read_series(desk, questions, share)
    return found


def _ask_other(questions: Sequence[Question], here: str) -> list[Question]:
    """Ask which question to set beside the one on screen; return both, the first asked first."""
    first, second = usual_pair(questions, here) or (questions[0], questions[1])
    others = {each.round.id: each for each in questions if each.round.id != here}
    usual = second if first.round.id == here else first
    asked, key = state.choice_of_any(PARAM), f"evolution-other-{here}"
    if state.widget_value(key, None) not in others:
        state.set_widget(key, asked if asked in others else usual.round.id)
    chosen = st.selectbox(
        say("evolution.other"),
        list(others),
        format_func=lambda one: name_of(others[one]),
        key=key,
    )
    if chosen != (asked or usual.round.id):
        state.put_in_address(PARAM, chosen)
    return [each for each in questions if each.round.id in (here, chosen)]


def name_of(question: Question) -> str:
    """Return a question with its day and number of voices."""
    return say(
        "evolution.question",
        words=question.round.question,
        day=format_day(question.day, state.language()),
        n=question.voices,
    )


def _show_maps(found: Evolution, pair: Sequence[Question], rule: str) -> None:
    with st.container(key="compare-maps-3-long-evolution"):
        columns = st.columns(3, gap="small")
    sides = zip(("before", "after"), (found.before, found.after), pair, strict=True)
    for column, (side, reading, question) in zip(columns, sides, strict=False):
        with column:
            _show_side(found, side, reading, question, rule)
    with columns[2]:
        _show_shift(found, rule)


def _show_side(
    found: Evolution, side: str, reading: RoundReading, question: Question, rule: str
) -> None:
    reached = zone_of(reading.comparison, rule, found.share)
    area = format_area(reached.area / KM2, state.language())
    detail = say("evolution.side", share=_share(found.share), area=area, name=name_of(question))
    st.html(comparison.caption(say(f"evolution.{side}"), detail))
    url = comparison.agreement_url(reading.round.id, rule, at_least=0.0, maybe=False, colleges=())
    layers = [
        Overlay("agreement", f"{url}&revision={reading.project.revision}"),
        *comparison.outline(reached, reading.project.crs),
    ]
    _draw(reading, side, layers)
    st.html(comparison.ramp_legend(say(f"compare.ramp.{rule}")))
    in_words.offer_zone(reading, f"evolution-{side}", reached)


def _show_shift(found: Evolution, rule: str) -> None:
    shift, language = found.shifts[rule], state.language()
    gained, lost = (format_area(each / KM2, language) for each in (shift.gained_m2, shift.lost_m2))
    st.html(
        comparison.caption(
            say("evolution.moved"), say("evolution.moved_text", gained=gained, lost=lost)
        )
    )
    asked = {
        "before": found.before.round.id,
        "rule": rule,
        "revision": found.after.project.revision,
    }
    url = f"/api/rounds/{found.after.round.id}/evolution.geojson?{urlencode(asked)}"
    crs = found.after.project.crs
    before, after = (
        zone_of(each.comparison, rule, found.share) for each in (found.before, found.after)
    )
    dashed = [
        Overlay(one.kind, None, {**one.options, "color": palette.ALERT, "dashed": True}, one.data)
        for one in comparison.outline(before, crs)
    ]
    words = {"words": say(f"evolution.here_{rule}")}
    layers = [Overlay("agreement", url, words), *dashed, *comparison.outline(after, crs)]
    _draw(found.after, "shift", layers)
    st.html(_shift_legend())
    find = partial(bands_of, found, rule)
    in_words.offer_steps(found.after, "evolution-shift", find, signed=True)


def _draw(reading: RoundReading, name: str, layers: list[Overlay]) -> None:
    maps.show_map(
        reading.territory,
        key=f"evolution-{name}-{reading.project.id}",
        overlays=layers,
        height=MAP_HEIGHT,
        language=state.language(),
        listen=frozenset(),
        group="evolution",
    )


def _shift_legend() -> str:
    keys = (("am-dashed", "evolution.line_before"), ("am-zone", "evolution.line_after"))
    lines = "".join(f'<span><i class="{name}"></i>{escape(say(key))}</span>' for name, key in keys)
    ends = [say(f"evolution.{end}") for end in ("fewer", "same", "more")]
    ramp = readings.shift_ramp(say("evolution.ramp"), ends)
    return f'{ramp}<div class="am-lines">{lines}</div>'


def _offer_files(found: Evolution) -> None:
    if state.role() not in (Role.HOST, Role.ANIMATOR, Role.PARTNER):
        return
    panels.section(say("exports.title"))
    asked = {"before": found.before.round.id, "threshold": f"{found.share:.6f}"}
    with st.container(horizontal=True):
        for extension in ("gpkg", "csv", "json"):
            where = exports.address(found.after, f"evolution.{extension}", **asked)
            st.link_button(say(f"evolution.file_{extension}"), where, icon=":material/download:")


def _share(share: float) -> str:
    return format_share(share, state.language())

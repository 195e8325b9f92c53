"""Solidité: what the shake of the hand, hesitation, or the idea of one truth would change.

The precision supposed of the hand is in the address (``precision``, metres).
"""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from animmap.core import palette
from animmap.core.graded import Graded
from animmap.services.compare import RoundReading, zone_of
from animmap.services.compare_audit import Elected, Shaken
from animmap.services.compare_soundness import (
    MOST_TOLERANCE_M,
    ShakenZone,
    graded_bands_of,
    likely_tolerance,
    read_graded,
    read_shake,
    read_truth,
)
from animmap.texts import format_area, format_number, format_share
from animmap.views import (
    address,
    comparison,
    debates,
    exact,
    in_words,
    maps,
    panels,
    portrait,
    state,
    tables,
)
from animmap.views.figures import how
from animmap.views.maps import Overlay
from animmap.views.state import say

PARAM = "precision"
KM2 = 1e6
MAP_HEIGHT = 400


def show_soundness(reading: RoundReading, share: float) -> None:
    """Show three precautions, each with its sentence, its n, its figure and how it is computed."""
    panels.words(say("soundness.lede", n=reading.comparison.voices), style="words muted")
    _show_shake(reading, share)
    _show_graded(reading)
    _show_truth(reading, share)


def _show_shake(reading: RoundReading, share: float) -> None:
    panels.section(say("soundness.shake"))
    tolerance = _ask_tolerance(reading)
    shake = partial(read_shake, state.desk(), reading, share, tolerance)
    with panels.at_work(say("soundness.shaking")):
        found, zones = exact.read(reading, ("shake", share, tolerance), shake)
    if found is None:
        st.html(f"<p>{escape(say('soundness.shake_none', n=reading.comparison.voices))}</p>")
        return
    facts = {"tolerance": _number(tolerance), "share": _share(share)}
    text = say(
        "soundness.shake_text",
        n=reading.comparison.voices,
        mean=_share(found.mean_iou),
        least=_share(found.least_iou),
        **facts,
    )
    st.html(f"<p>{escape(text)}</p>{_zones(zones, found)}{how(say('soundness.shake_how'))}")


def _ask_tolerance(reading: RoundReading) -> float:
    """Ask how well outlines are drawn, in metres; likely for these sketches at first."""
    usual, key = likely_tolerance(reading), f"soundness-tolerance-{reading.round.id}"
    written = state.choice_of_any(PARAM)
    asked = int(written) if written.isascii() and written.isdecimal() and len(written) < 6 else 0
    asked = asked if 0 < asked <= MOST_TOLERANCE_M else usual
    address.follow(PARAM, key, asked)
    with st.container(width=320):
        chosen = st.number_input(
            say("soundness.tolerance"),
            min_value=1,
            max_value=int(MOST_TOLERANCE_M),
            step=max(1, usual // 4),
            help=say("soundness.tolerance_help", usual=_number(usual)),
            key=key,
        )
    address.tell(PARAM, str(int(chosen)), changed=int(chosen) != asked)
    return float(chosen)


def _zones(zones: list[ShakenZone], found: Shaken) -> str:
    """Return the debated zones, what of each stays debated, and what that says (HTML)."""
    if not zones:
        return f"<p>{escape(say('soundness.no_zone'))}</p>"
    heads = [say(f"soundness.column_{name}") for name in ("zone", "kept", "says")]
    rows = [
        (
            f"{one.debated.told.number}. {debates.title_of(one.debated)}",
            _share(one.kept),
            say("soundness.imprecise" if one.imprecise else "soundness.debated"),
        )
        for one in zones
    ]
    lede = say("soundness.zones", n=len(zones), runs=found.runs)
    return f"<p>{escape(lede)}</p>{tables.wide_table(say('soundness.shake'), heads, rows)}"


def _show_graded(reading: RoundReading) -> None:
    panels.section(say("soundness.graded"))
    grade = partial(read_graded, state.desk(), reading.round.id)
    found = exact.read(reading, ("graded",), grade)
    if found is None:
        st.html(f"<p>{escape(say('soundness.graded_none', n=reading.comparison.voices))}</p>")
        return
    text = say(
        "soundness.graded_text",
        n=found.hesitant,
        voices=len(found.likeness),
        area=_area(found.hesitation_m2),
    )
    st.html(f"<p>{escape(text)}</p>")
    rule = portrait.ask_rule("graded-rule")
    drawn, told = st.columns([3, 2], gap="medium")
    with drawn:
        _draw_graded(reading, rule)
    with told:
        st.html(_thresholds(found))
    st.html(how(say("soundness.graded_how")))


def _draw_graded(reading: RoundReading, rule: str) -> None:
    asked = f"rule={rule}&revision={reading.project.revision}"
    url = f"/api/rounds/{reading.round.id}/graded.geojson?{asked}"
    _draw(reading, "graded", [Overlay("agreement", url, {"words": say("soundness.graded_here")})])
    st.html(comparison.ramp_legend(say(f"soundness.graded_ramp_{rule}")))
    in_words.offer_steps(
        reading, "graded", lambda: graded_bands_of(state.desk(), reading.round.id, rule)
    )


def _thresholds(found: Graded) -> str:
    heads = [say(f"soundness.column_{name}") for name in ("share", "raw", "equal")]
    rows = [
        (_share(share), _area(float(raw)), _area(float(equal)))
        for share, raw, equal in zip(found.shares, found.raw_m2, found.equal_m2, strict=True)
    ]
    return tables.wide_table(say("soundness.graded"), heads, rows)


def _show_truth(reading: RoundReading, share: float) -> None:
    panels.section(say("soundness.truth"))
    found = exact.read(reading, ("truth", share), partial(read_truth, reading, share))
    if found is None:
        st.html(f"<p>{escape(say('soundness.truth_none', n=reading.comparison.voices))}</p>")
        return
    text = say(
        "soundness.truth_text",
        area=_area(found.area_m2),
        iou=_share(found.iou or 0.0),
        share=_share(share),
        n=reading.comparison.voices,
    )
    st.html(f"<p>{escape(text)} {escape(_silenced(found))}</p>")
    crs = reading.project.crs
    elected = [
        Overlay(one.kind, None, {**one.options, "color": palette.ALERT, "dashed": True}, one.data)
        for one in comparison.outline(found.ground, crs)
    ]
    majority = zone_of(reading.comparison, "raw", share)
    _draw(reading, "truth", [*comparison.outline(majority, crs), *elected])
    keys = (("am-zone", "compare.line_zone"), ("am-dashed", "soundness.line_truth"))
    lines = "".join(f'<span><i class="{name}"></i>{escape(say(key))}</span>' for name, key in keys)
    st.html(f'<div class="am-lines">{lines}</div>{how(say("soundness.truth_how"))}')
    in_words.offer_zone(reading, "truth", found.ground)


def _silenced(found: Elected) -> str:
    if found.silenced is None:
        return say("soundness.silenced_few")
    return say("soundness.silenced", n=found.silenced)


def _draw(reading: RoundReading, name: str, layers: list[Overlay]) -> None:
    maps.show_map(
        reading.territory,
        key=f"soundness-{name}-{reading.project.id}",
        overlays=layers,
        height=MAP_HEIGHT,
        language=state.language(),
        listen=frozenset(),
    )


def _area(area_m2: float) -> str:
    return format_area(area_m2 / KM2, state.language())


def _share(share: float) -> str:
    return format_share(share, state.language())


def _number(value: float) -> str:
    return format_number(value, state.language())

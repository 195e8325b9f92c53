"""What the zone owes to each college: "if this college had not spoken", as a small table."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from animmap.core.privacy import TOGETHER
from animmap.core.robustness import WithoutCollege
from animmap.services.compare import RoundReading
from animmap.services.compare_fields import Dependence, read_dependence
from animmap.services.desk import Desk
from animmap.services.grounds import read_ground
from animmap.texts import format_area, format_share
from animmap.views import exact, panels, readings, state
from animmap.views.figures import how
from animmap.views.state import say

KM2 = 1e6


def show_dependence(reading: RoundReading, share: float) -> None:
    """Show what becomes of the zone at equal voice without each college, and without one voice."""
    panels.section(say("compare.without.title"))
    found = exact.read(reading, ("dependence", share), partial(_read, state.desk(), reading, share))
    if not found.without:
        st.html(f"<p>{escape(say('compare.without.single', n=reading.comparison.voices))}</p>")
        return
    whole = readings.ground(reading, "equal", share)
    area = format_area(whole.area / KM2 if whole else 0.0, state.language())
    lede = say(
        "compare.without.lede",
        share=_share(share),
        area=area,
        n=reading.comparison.voices,
    )
    st.html(
        f"<p>{escape(lede)}</p>{_table(reading, found)}"
        f"<p>{escape(_by_voice(reading, found))}</p>{how(say('compare.without.how'))}"
    )


def _read(desk: Desk, reading: RoundReading, share: float) -> Dependence:
    read_ground(desk, reading, "equal", share)
    return read_dependence(reading, share)


def _table(reading: RoundReading, found: Dependence) -> str:
    heads = "".join(
        f'<th scope="col">{escape(say(f"compare.without.{name}"))}</th>'
        for name in ("college", "voices", "area", "changed")
    )
    voices = reading.comparison.colleges
    names = {college.id: college.name for college in reading.colleges}
    names[TOGETHER] = say("compare.without.together")
    rows = "".join(_row(one, names[one.college], voices[one.college]) for one in found.without)
    return f'<table class="am-without"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _row(one: WithoutCollege, name: str, voices: int) -> str:
    bar = f'<i style="width:{one.influence:.0%}"></i>'
    return (
        f'<tr><th scope="row">{escape(name)}</th><td>{voices}</td>'
        f"<td>{escape(format_area(one.area_m2 / KM2, state.language()))}</td>"
        f'<td><span class="am-bar">{bar}</span>{escape(_share(one.influence))}</td></tr>'
    )


def _by_voice(reading: RoundReading, found: Dependence) -> str:
    return say(
        "compare.without.voice",
        most=_share(found.most_by_voice),
        usual=_share(found.usual_by_voice),
        n=reading.comparison.voices,
    )


def _share(share: float) -> str:
    return format_share(share, state.language())

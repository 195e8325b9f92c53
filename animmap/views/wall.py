"""The wall: one question, read from ten metres, that fills itself as sketches arrive.

Maps ask the server by themselves twice a second; the words of the panel are a small
fragment. Every choice is in the address (``lecture``, ``seuil``, ``theme``), so that a link
shows the same wall.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from animmap.core import palette
from animmap.core.comparison import thresholds
from animmap.core.model import College, Project, Round, RoundState
from animmap.errors import AnimmapError
from animmap.services import contribute, projects, workshops
from animmap.services.compare import RoundReading, read_round
from animmap.texts import format_area
from animmap.views import maps, screens, state
from animmap.views.choices import READING_PARAM, READINGS, SHARE_PARAM, share_in_address
from animmap.views.comparison import KLASSES, POLL_SECONDS, agreement_url, class_areas, ramp_legend
from animmap.views.maps import Overlay
from animmap.views.state import say

THEME_PARAM = "theme"
DARK = "sombre"
STEPS: tuple[float, ...] = (0.0, 1 / 3, 1 / 2, 2 / 3, 1.0)
STEP_NAMES: tuple[str, ...] = ("any", "third", "half", "two_thirds", "all")
MAP_HEIGHT = 1080
LONG_QUESTION = 90
SHEET = Path(__file__).parent.parent / "static" / "wall.css"
KM2 = 1e6


def open_wall(project: Project, asked: Round) -> None:
    """Fill the screen with the question, its map (never for a hidden round) and its voices."""
    _dress()
    hidden = is_hidden(asked)
    if not hidden:
        with st.container(key="wall-maps"):
            _show_maps(project, asked)
    with st.container(key=_place_of_words(hidden=hidden)):
        _follow(asked.id, asked.state, wall_reading(), wall_step())
    with st.container(key="wall-controls", horizontal=True, width="content"):
        _controls(hidden=hidden)


def _place_of_words(*, hidden: bool) -> str:
    """Name where the words stand: alone, beside one map, or in a band below several."""
    if hidden:
        return "wall-alone"
    return "wall-panel" if len(wall_reading()) == 1 else "wall-band"


def is_hidden(asked: Round) -> bool:
    """Tell whether the room must not see yet where the others draw, whoever holds the wall."""
    return asked.blind and asked.state is not RoundState.REVEALED


def wall_reading() -> tuple[str, ...]:
    """Return the readings that the address asks for, the count of voices by default."""
    return state.choices_in_address(READING_PARAM, READINGS) or READINGS[:1]


def wall_step() -> int:
    """Return the rank in STEPS of the share that the address asks for (0 by default)."""
    share = share_in_address(0.0)
    return min(range(len(STEPS)), key=lambda rank: abs(STEPS[rank] - share))


def _dress() -> None:
    st.html(SHEET)
    if state.choice_of_any(THEME_PARAM) == DARK:
        st.html(f"<style>{SHEET.with_name('wall_dark.css').read_text(encoding='utf-8')}</style>")


def _show_maps(project: Project, asked: Round) -> None:
    territory = projects.get_territory(state.desk(), project.id)
    chosen = wall_reading()
    columns = st.columns(len(chosen), gap="small") if len(chosen) > 1 else [st.container()]
    for column, weighting in zip(columns, chosen, strict=True):
        at_least = 0.0 if weighting == "class" else STEPS[wall_step()]
        url = agreement_url(asked.id, weighting, at_least=at_least, maybe=False, colleges=())
        with column:
            if len(chosen) > 1:
                title = escape(say(f"wall.reading.{weighting}"))
                st.html(f'<h2 class="wall-title">{title}</h2>')
            maps.show_map(
                territory,
                key=f"wall-{weighting}-{project.id}",
                overlays=[Overlay("agreement", url, {"poll_s": POLL_SECONDS}, None)],
                height=MAP_HEIGHT,
                language=state.language(),
                listen=frozenset(),
                group="wall",
                far=True,
            )


@st.fragment(run_every=POLL_SECONDS)
def _follow(round_id: str, state_shown: RoundState, chosen: tuple[str, ...], step: int) -> None:
    asked = _asked_still(round_id)
    if asked is None or asked.state is not state_shown:
        st.rerun(scope="app")
    desk = state.desk()
    counts = contribute.voices_by_college(desk, round_id)
    colleges = projects.list_colleges(desk, asked.project_id)
    parts = [_asked(asked.question, sum(counts.values())), _voices(counts, colleges)]
    if is_hidden(asked):
        parts.append(f'<p class="wall-blind">{escape(say("wall.blind"))}</p>')
    elif not sum(counts.values()):
        parts.append(f'<p class="wall-blind">{escape(say("wall.waiting"))}</p>')
    else:
        parts.extend(_read(round_id, chosen, step))
    told = "".join(f"<div>{part}</div>" for part in parts)
    st.html(f'<div class="wall-text" tabindex="0">{told}</div>')


def _asked_still(round_id: str) -> Round | None:
    """Return the question; None when the link is revoked or the question gone meanwhile."""
    try:
        return workshops.get_round(state.desk(), round_id)
    except AnimmapError:
        return None


def _asked(question: str, total: int) -> str:
    label = escape(say("wall.voices", n=total))
    long = " wall-long" if len(question) > LONG_QUESTION else ""
    return (
        f'<h1 class="wall-question{long}">{escape(question)}</h1>'
        f'<p class="wall-total"><b>{total}</b> {label}</p>'
    )


def _voices(counts: dict[str, int], colleges: list[College]) -> str:
    most = max(counts.values(), default=0) or 1
    rows = "".join(_college_row(college, counts.get(college.id, 0), most) for college in colleges)
    return f'<ul class="wall-colleges">{rows}</ul>'


def _college_row(college: College, voices: int, most: int) -> str:
    color = palette.college_color(college.position)
    return (
        f"<li><span>{escape(college.name)}</span><b>{voices}</b>"
        f'<i style="width:{voices / most:.0%};background:{color}"></i></li>'
    )


def _read(round_id: str, chosen: tuple[str, ...], step: int) -> tuple[str, ...]:
    try:
        reading = read_round(state.desk(), round_id)
    except AnimmapError:
        return ()
    rules = [rule for rule in chosen if rule != "class"]
    title = say(f"wall.ramp.{rules[0]}" if len(rules) == 1 else "wall.ramp.both")
    legends = ramp_legend(title) if rules else ""
    if "class" in chosen:
        legends += _classes(reading)
    return f'<div class="wall-legend">{legends}</div>', _zone_line(reading, rules, step)


def _classes(reading: RoundReading) -> str:
    areas = class_areas(reading.comparison)
    rows = "".join(
        f'<li><i class="am-{klass}" style="background-color:{palette.CLASSES[klass]}"></i>'
        f"<b>{escape(say(f'class.{klass}'))}</b>"
        f"<em>{escape(format_area(areas[klass], state.language()))}</em></li>"
        for klass in KLASSES
    )
    return f'<ul class="wall-classes">{rows}</ul>'


def _zone_line(reading: RoundReading, rules: list[str], step: int) -> str:
    comparison, language = reading.comparison, state.language()
    lines = []
    for rule in rules if step else rules[:1]:
        area_m2 = comparison.union_m2
        if step:
            reached = thresholds(comparison, (STEPS[step],))[0]
            area_m2 = reached.equal_m2 if rule == "equal" else reached.raw_m2
        area = format_area(area_m2 / KM2, language)
        asked = say(f"wall.step.{rule}.{STEP_NAMES[step]}")
        lines.append(f"<p>{escape(asked)} <b>{escape(area)}</b></p>")
    return f'<div class="wall-zone">{"".join(lines)}</div>'


def _controls(*, hidden: bool) -> None:
    chosen, step = wall_reading(), wall_step()
    for rank, weighting in enumerate(READINGS, start=1):
        st.button(
            say(f"wall.reading.{weighting}"),
            key=f"wall-reading-{weighting}",
            type="primary" if weighting in chosen else "secondary",
            shortcut=str(rank),
            on_click=_toggle_reading,
            args=(weighting,),
            disabled=hidden,
        )
    st.button(
        say("wall.less"),
        key="wall-less",
        shortcut="Down",
        on_click=_ask,
        args=(step - 1,),
        disabled=hidden or step == 0,
    )
    name = escape(say(f"wall.step_name.{STEP_NAMES[step]}"))
    st.html(f'<span class="wall-step">{name}</span>', width="content")
    st.button(
        say("wall.more"),
        key="wall-more",
        shortcut="Up",
        on_click=_ask,
        args=(step + 1,),
        disabled=hidden or step == len(STEPS) - 1,
    )
    st.button(say("wall.theme"), key="wall-theme", shortcut="D", on_click=_toggle_theme)
    screens.link("compare", label=say("wall.leave"))


def _toggle_reading(weighting: str) -> None:
    chosen = set(wall_reading()) ^ {weighting}
    kept = [reading for reading in READINGS if reading in chosen] or [weighting]
    state.put_in_address(READING_PARAM, ",".join(kept))


def _ask(step: int) -> None:
    state.put_in_address(SHARE_PARAM, f"{STEPS[step] * 100:.1f}" if step else "")


def _toggle_theme() -> None:
    dark = state.choice_of_any(THEME_PARAM) == DARK
    state.put_in_address(THEME_PARAM, "" if dark else DARK)

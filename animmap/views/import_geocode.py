"""Looking for addresses: offered, followed, then shown on the map, the least sure first."""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st

from animmap.core import palette
from animmap.core.importing.finds import NOTHING, REFUSED_BELOW, SURE_FROM, TOWN, Find, Seeking
from animmap.core.model import Project, Territory
from animmap.services import errands
from animmap.services.errands import Errand, Stop, Tell
from animmap.services.import_geocode import find_rows, rows_to_find
from animmap.services.import_plan import Plan
from animmap.settings import read_settings
from animmap.texts import format_number
from animmap.views import errand_bar, maps, panels, state
from animmap.views.import_state import Bringing
from animmap.views.state import say

HEIGHT: Final = 330
MOST_SHOWN: Final = 60
COLORS: Final = {"doubt": palette.ALERT, "sure": palette.PRIMARY}


def show_geocoding(bringing: Bringing, project: Project, plan: Plan, territory: Territory) -> None:
    """Offer to look for the rows that have an address and no place, and show what was found."""
    name = f"geocode-{project.id}-{id(bringing)}-{bringing.drops}"
    if errand_bar.follow(name, _how_far):
        return
    if bringing.finding:
        bringing.located, bringing.finding = {**bringing.located, **bringing.finding}, {}
        st.rerun()
    wanted = [one for one in rows_to_find(plan) if not _is_known(bringing, one)]
    if wanted or bringing.located:
        panels.section(say("prepare.geocode_title"))
    if wanted:
        _offer(bringing, project, name, wanted)
    if bringing.located:
        _show_found(bringing, territory)


def _is_known(bringing: Bringing, one: Seeking) -> bool:
    known = bringing.located.get(one.key)
    return known is not None and known.answers(one.address, one.siret)


def _how_far(errand: Errand) -> str:
    spoken = state.language()
    done, total = (format_number(each, spoken) for each in (errand.done, errand.total))
    return say("prepare.geocode_progress", n=errand.total, done=done, total=total)


def _offer(bringing: Bringing, project: Project, name: str, wanted: list[Seeking]) -> None:
    online = read_settings().online
    panels.words(say(f"prepare.geocode_{'offer' if online else 'offline'}", n=len(wanted)))
    if online:
        st.button(
            say("prepare.geocode_start"),
            key="prepare_geocode",
            icon=":material/location_searching:",
            on_click=_start,
            args=(bringing, project.id, name, wanted),
        )


def _start(bringing: Bringing, project_id: str, name: str, wanted: list[Seeking]) -> None:
    desk = state.desk()

    def work(tell: Tell, stop: Stop) -> None:
        bringing.finding = find_rows(desk, project_id, wanted, tell, stop=stop)

    errands.start(name, work)


def _standing(find: Find) -> str:
    if find.kind == NOTHING:
        return "nothing"
    if find.score < REFUSED_BELOW:
        return "refused"
    return "doubt" if find.score < SURE_FROM else "sure"


def _show_found(bringing: Bringing, territory: Territory) -> None:
    ranked = sorted(bringing.located.items(), key=lambda one: (one[1].score, one[0]))
    by_state: dict[str, list[Find]] = {"nothing": [], "refused": [], "doubt": [], "sure": []}
    for _, find in ranked:
        by_state[_standing(find)].append(find)
    counts = {each: len(finds) for each, finds in by_state.items()}
    panels.words(say("prepare.geocode_found", n=len(ranked), **counts))
    maps.show_map(
        territory,
        key="prepare_geocoded",
        overlays=[
            maps.Overlay("shape", options={"color": color}, data=_points(by_state[each]))
            for each, color in COLORS.items()
            if by_state[each]
        ],
        height=HEIGHT,
        language=state.language(),
        listen=frozenset(),
    )
    with st.expander(say("prepare.geocode_list"), expanded=bool(counts["doubt"])):
        st.html(_table(ranked[:MOST_SHOWN]))


def _points(finds: list[Find]) -> dict[str, object]:
    places = [[find.longitude, find.latitude] for find in finds]
    return {"type": "MultiPoint", "coordinates": places}


def _table(ranked: list[tuple[str, Find]]) -> str:
    heads = "".join(
        f'<th scope="col">{escape(say(f"prepare.geocode_{name}"))}</th>'
        for name in ("row", "written", "label", "score")
    )
    rows = "".join(_line(key, find) for key, find in ranked)
    label = escape(say("prepare.geocode_list"))
    return (
        f'<div class="am-wide" role="region" tabindex="0" aria-label="{label}">'
        f'<table class="am-without"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _line(key: str, find: Find) -> str:
    standing = say(f"prepare.geocode_state_{_standing(find)}")
    if find.kind == TOWN:
        standing += f", {say('prepare.geocode_state_town')}"
    score = format_number(find.score, state.language(), decimals=2)
    told = standing if find.kind == NOTHING else f"{score} · {standing}"
    cells = (key, find.asked, find.label or "–", told)
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
